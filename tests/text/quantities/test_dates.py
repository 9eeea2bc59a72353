import pytest

from tolmach.text.quantities.dates import dates
from tolmach.text.sentences import spliced


def as_read(text: str, language: str = "de") -> str:
    return spliced(text, dates(text, language))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Er kam am 5. 8. zu uns.", "Er kam am 5. August zu uns."),
        ("Ab dem 01.03. gilt es, bis 31. 12.", "Ab dem 1. März gilt es, bis 31. Dezember."),
        ("Freitag, den 9.10., und Sa., 10.10.", "Freitag, den 9. Oktober, und Sa., 10. Oktober."),
        ("am 1.5. und 3. 10. frei", "am 1. Mai und 3. Oktober frei"),
        ("vom 2. 6. bis zum 5. 6.", "vom 2.6. bis zum 5.6."),
        ("Vom 24.12.–2.1. zu", "Vom 24.12. bis 2.1. zu"),
        ("vom 3.-5.6. und ab 7. bis 9. 6. da", "vom 3. bis 5. Juni und ab 7. bis 9. Juni da"),
        ("5. 8. 1990, am 12. 11. 2001", "5.8.1990, am 12.11.2001"),
    ],
)
def test_days_of_months_are_read_by_name_or_without_spaces(text: str, read: str) -> None:
    assert as_read(text) == read
    assert as_read(text, "de-CH") == read


@pytest.mark.parametrize(
    "text",
    [
        "am 5.8.1990, vom 3.4. bis 5.4. und bis 7.8.22",
        "Kapitel 3.1. bis 4.2., Version 1.2. und Abschnitt 2. 3. zum Lesen",
        "am 32.1., ab 5.13. und den 3.7",
        "1. 2. 3. ab 1.2.3",
    ],
)
def test_other_numbers_with_points_stay(text: str) -> None:
    assert as_read(text) == text


def test_other_languages_write_dates_otherwise() -> None:
    assert as_read("am 5. 8. 1990, am 5. 8.", "en") == "am 5. 8. 1990, am 5. 8."


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Сад открыт с 3 по 9 июля.", "Сад открыт от 3 июля до 9 июля."),
        ("С 3-го по 9-е июля и с 3 июня по 9 июля", "От 3 июля до 9-е июля и от 3 июня до 9 июля"),
        ("с 1812 по 1815 год", "от 1812 до 1815 года"),
        ("(с 1812 года по 1815)", "(от 1812 до 1815)"),
        ("С мая по август тепло.", "От мая до августа тепло."),
    ],
)
def test_russian_says_from_and_to(text: str, read: str) -> None:
    assert as_read(text, "ru") == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The 24th of December came.", "24 December came."),
        ("on the 1st of June 1985 and 2nd May", "on 1 June 1985 and 2 May"),
        ("on December 24th, 2020, and May 3rd.", "on 24 December 2020, and 3 May."),
        ("the 40th of May, the 3rd house, December 24", None),
    ],
)
def test_english_days_are_read_without_ordinals(text: str, read: str | None) -> None:
    assert spliced(text, dates(text, "en")) == (read or text)


@pytest.mark.parametrize(
    "text", ["идти с 5 по 9 дом", "с мая по пятницам", "вес 3 по 9 июля", "С 1812 по улице"]
)
def test_other_words_between_numbers_stay(text: str) -> None:
    assert as_read(text, "ru") == text
