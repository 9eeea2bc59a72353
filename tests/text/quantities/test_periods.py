import pytest

from tolmach.text.quantities.periods import decades, roman_centuries, roman_numbers, short_years
from tolmach.text.sentences import spliced


@pytest.mark.parametrize(
    ("languages", "source", "said", "written"),
    [
        ("de-en", "in den 1990er Jahren", "in the 1990", "in the 1990s"),
        ("de-en", "In den 90ern", "In 90ern", "In the 90s"),
        ("de-en", "die 70er, die 80er", "the 70ers, the 80er", "the 70s, the 80s"),
        ("de-AT en-US", "Die 1920er sind da", "The 1920 years are", "The 1920s are"),
        ("en-de", "in the late 1960s", "in den späten 1960s", "in den späten 1960er Jahren"),
        ("en-de", "the '80s", "die 80en", "die 80er Jahre"),
        ("en-ru", "In the 1990s", "В 1990s года", "В 1990-х годах"),
        ("en-ru", "music of the 80s", "музыка 80-х", "музыка 80-х годов"),
        ("en-ru", "the 1990s were", "1990 были", "1990-е годы были"),
        ("ru-en", "В 1990-х гг.", "In 1990,", "In the 1990s,"),
        ("ru-en", "1990-е годы", "1990 years", "1990s"),
        ("de-en", "IN DEN 90ER JAHREN", "IN THE 90ER YEARS", "IN THE 90S"),
        ("en-de", "IN THE 1970S", "IN DEN 1970EN", "IN DEN 1970ER JAHREN"),
        ("ru-en", "В 1990-Х ГОДАХ", "IN 1990", "IN THE 1990S"),
    ],
)
def test_decades_are_written_as_the_target_does(
    languages: str, source: str, said: str, written: str
) -> None:
    here, there = languages.split() if " " in languages else languages.split("-")
    assert spliced(said, decades(source, said, (here, there))) == written


@pytest.mark.parametrize(
    ("languages", "source", "said"),
    [
        (("en", "de"), "people in their 20s", "Leute in ihren 20"),
        (("en", "de"), "It costs $1990s", "Es kostet $1990"),
        (("en", "de"), "the 1990s or 1990", "1990 oder 1990"),
        (("en", "de"), "the 1990s", "1990,5 und 19905 und 1990:1"),
        (("de", "en"), "ein 20er Pack, 1990", "a pack of 20, 1990"),
        (("ru", "en"), "5-х и 90", "5 and 90"),
        (("en", "fr"), "the 1990s", "1990"),
        (("de", "de"), "die 1990er Jahre", "1990"),
    ],
)
def test_other_numbers_are_no_decades(languages: tuple[str, str], source: str, said: str) -> None:
    assert not list(decades(source, said, languages))


def test_years_without_their_century_are_found() -> None:
    text = "In '85 (’07 too), 5' 10 or '12', '80s and '851"
    assert [(text[a:b], year) for a, b, year in short_years(text)] == [
        ("'85", "1985"),
        ("’07", "2007"),
    ]


def test_centuries_in_roman_numbers_are_read_in_digits() -> None:
    text = "В XIX в., на рубеже XIX–XX и II и III веков, с IV века по XXI столетие"
    digits = "В 19 в., на рубеже XIX–XX и 2 и 3 веков, с 4 века по 21 столетие"
    assert spliced(text, roman_centuries(text)) == digits
    assert not list(roman_centuries("Людовик XIV был там, глава I, в. и век"))


@pytest.mark.parametrize(
    ("language", "text", "there"),
    [
        ("de", "Karl VIII. und Teil IV hier", "Karl <VIII> und Teil <IV> hier"),
        ("de", "Das war Karl VIII.", "Das war Karl <VIII>."),
        ("en", "part II, section XIX. End", "part <II>, section <XIX>. End"),
        ("ru", "глава III", "глава <III>"),
        ("en", "I, MIX, XVIIII, IIII, II-a, vi, XL, X and V", None),
    ],
)
def test_roman_numbers_are_found(language: str, text: str, there: str | None) -> None:
    found = ((a, b, f"<{number}>") for a, b, number in roman_numbers(text, language))
    assert spliced(text, found) == (there or text)
