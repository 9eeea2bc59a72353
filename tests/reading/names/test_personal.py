import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.readers import READER
from tolmach.reading.names.personal import PersonalNames


def names(text: str, languages: str = "de en") -> list[str]:
    return [one.written for one in PersonalNames.of(*languages.split()).found_in(text)]


def test_names_with_an_apostrophe_are_found_as_they_are() -> None:
    text = "O'Brien, L’Oréal and Sinéad O'Connor's song"
    assert names(text, "en ru") == ["O'Brien", "L’Oréal", "O'Connor"]
    assert not names("I'd, 'O', don't, it's O'BRIEN, d'accord", "en ru")


def test_names_with_initials_are_found_and_written_in_the_latin_nominative() -> None:
    text = "А. С. Пушкиным, Достоевскому Ф.М. и В. Римской-Корсаковой, Ли А. Б."
    found = ["A. S. Pushkin", "Dostoyevsky F.M.", "V. Rimskaya-Korsakova"]
    assert names(text, "ru en") == found
    assert not names("В. и Пушкин, г. Москва, т. д. Иван, США. А. пришёл", "ru en")
    assert not names(text, "ru uk")


@pytest.mark.parametrize(
    ("languages", "text", "found"),
    [
        ("de en", "Frau Schneider und Herr Dr. Fischer", ["Schneider", "Fischer"]),
        ("de en", "Herrn von Ribbeck, Prof. Koch", ["von Ribbeck", "Koch"]),
        ("de en", "Klaus Lehmann traf Eva Abel-Jung.", ["Klaus Lehmann", "Eva Abel-Jung"]),
        ("en de", "Mr. J. Smith and Mrs Brown", ["J. Smith", "Brown"]),
        ("en de", "John F. Kennedy met him.", ["John F. Kennedy"]),
        ("en de", "Martin Luther King met him.", ["Martin Luther King"]),
        ("en de", "J. R. R. Tolkien, Paul McCartney", ["J. R. R. Tolkien", "Paul McCartney"]),
        ("en de", "Ludwig van Beethoven's house", ["Ludwig van Beethoven"]),
    ],
)
def test_surnames_are_told_by_what_is_before_them(
    languages: str, text: str, found: list[str]
) -> None:
    assert names(text, languages) == found


@pytest.mark.parametrize(
    ("languages", "text"),
    [
        *(("de en", "Herr Doktor, Frau Präsidentin"), ("de en", "Der Herr der Ringe")),
        *(("de en", "Peter Müllers Hund"), ("de en", "Tom singt"), ("de en", "Das Haus Anna")),
        *(("en de", "Mr. President"), ("en de", "the U.S. President"), ("en de", "Tom, Mary")),
        *(("en ru", "John Smith"), ("de fr", "Frau Schneider"), ("ru en", "John Smith")),
    ],
)
def test_other_words_are_no_surnames(languages: str, text: str) -> None:
    assert names(text, languages) == []


def test_a_verb_in_a_heading_is_no_surname() -> None:
    found = READER.literacy.names_in
    assert [one.written for one in found("Anna Kostet Euro. Anna Schmidt")] == ["Anna Schmidt"]


@given(st.text(), st.sampled_from(["de en", "en de", "ru en", "en ru"]))
def test_any_text_has_them_apart(text: str, languages: str) -> None:
    for start, end, written, _ in PersonalNames.of(*languages.split()).found_in(text):
        assert 0 <= start < end <= len(text)
        assert written
