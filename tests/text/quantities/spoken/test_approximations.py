import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.quantities.spoken.approximations import Approximations


def written(text: str, source: str, target: str) -> list[tuple[str, str, str]]:
    found = Approximations.of(source, target).found_in(text)
    return [(text[start:end], number, said) for start, end, number, said in found]


@pytest.mark.parametrize(
    ("languages", "text", "found"),
    [
        ("de en", "Etwa 50 Leute kamen.", ("Etwa 50", "50", "about 50")),
        ("de ru", "ca. 1.200 Bücher", ("ca. 1.200", "1.200", "примерно 1.200")),
        ("de en", "Über 20 % der Bäume", ("Über 20", "20", "more than 20")),
        ("de en", "Gut 2,5 Kilometer weiter", ("Gut 2,5", "2,5", "more than 2,5")),
        ("en de", "Nearly 3 million birds", ("Nearly 3", "3", "fast 3")),
        ("en de", "Over 3 million birds", ("Over 3", "3", "mehr als 3")),
        ("en ru", "No more than 4 guests came.", ("No more than 4", "4", "максимум 4")),
        ("en ru", "Up to 40 guests came.", ("Up to 40", "40", "до 40")),
        ("en de", "Roughly 2000 people", ("Roughly 2000", "2000", "etwa 2000")),
        ("ru en", "Не менее 15 000 рублей", ("Не менее 15 000", "15 000", "at least 15 000")),
        ("ru de", "Больше чем 30 лет", ("Больше чем 30", "30", "mehr als 30")),
    ],
)
def test_a_word_before_a_first_number_is_written_at_it(
    languages: str, text: str, found: tuple[str, str, str]
) -> None:
    assert written(text, *languages.split()) == [found]


@pytest.mark.parametrize(
    ("languages", "text"),
    [
        *(("de en", "Über 3 Themen sprechen wir."), ("de en", "Gut 5 Tage waren das.")),
        *(("de en", "Um die 3. Stunde"), ("de en", "Etwa 7 Uhr"), ("de en", "Etwa 7:30 Uhr")),
        *(("de en", "Genau 1990 zog er um."), ("de en", "Etwa 3 Januar"), ("de en", "Etwa 50-mal")),
        *(("en de", "Around 24 December"), ("en de", "About 5 o'clock"), ("en ru", "About 5 p.m.")),
        *(("en de", "ABOUT 50 PEOPLE"), ("en de", "We saw about 50 people"), ("en de", "About 50")),
        *(("ru en", "Около 7 часов утра"), ("ru en", "До 50 человек"), ("ru en", "Около 3 домов")),
        *(("de de", "Etwa 50 Leute"), ("de fr", "Etwa 50 Leute"), ("fr de", "Environ 50 gens")),
    ],
)
def test_other_words_are_read(languages: str, text: str) -> None:
    assert written(text, *languages.split()) == []


def test_from_english_into_russian_some_are_found_elsewhere_too() -> None:
    text = "We work in over 50 countries with roughly 9 people, and flew over 20 towns."
    found = [("over 50", "50", "более чем 50"), ("roughly 9", "9", "примерно 9")]
    assert written(text, "en", "ru") == found
    assert written(text, "en", "de") == []


@given(st.text(), st.sampled_from(["de", "en", "ru", ""]), st.sampled_from(["de", "en", "ru"]))
def test_any_text_has_one_at_its_beginning_at_most(text: str, source: str, target: str) -> None:
    for start, end, number, said in Approximations.of(source, target).found_in(text):
        assert start == 0 or (source, target) == ("en", "ru")
        assert text[:end].endswith(number)
        assert said.endswith(number)
