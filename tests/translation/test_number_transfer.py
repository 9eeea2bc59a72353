from typing import NamedTuple

import pytest

from tests.reading.readers import READER
from tolmach.reading.attempts import Attempt
from tolmach.reading.marks.part import Part
from tolmach.reading.marks.plain_text import PlainText
from tolmach.reading.marks.writing import Replacement, written
from tolmach.reading.substitutes import Substitute
from tolmach.text.quantities.number_check import NumberCheck
from tolmach.translation.line_constraints import Phrases
from tolmach.translation.number_transfer import NumberTransfer, without_superfluous

ENGLISH = NumberTransfer.of(("de", "en"))


def test_numbers_of_both_sides_are_compared_each_in_its_format() -> None:
    reading = READER.read("Das kostet 1.250,5 Euro")
    assert ENGLISH.check(reading, "It costs 1,250.5 euros").passed
    assert ENGLISH.check(reading, "It costs 1,250 euros") == (("1.250,5",), ("1,250",))


@pytest.mark.parametrize(
    ("languages", "missing"),
    [(("de", "en"), ("3 °C", "4 kg")), (("de", "zh"), ("3 °C",))],
)
def test_a_unit_is_missing_where_the_target_has_its_symbol(
    languages: tuple[str, str], missing: tuple[str, ...]
) -> None:
    reading = READER.read("Das sind 3 °C und 4 kg")
    assert NumberTransfer.of(languages).check(reading, "3 4").missing == missing


def test_phrases_are_in_the_form_of_the_target() -> None:
    check = NumberCheck(missing=("1.250,5",), added=("1,250",))
    found = ENGLISH.phrases("Das kostet 1.250,5 Euro", check)
    assert found == Phrases(include=("1,250.5",), exclude=())


def test_a_lost_number_is_fixed_between_the_text_around_it() -> None:
    check = NumberCheck(missing=("1.250,5",), added=())
    parts = (Part("text", "Das kostet 1.250,5 Euro"),)
    assert ENGLISH.fixed(parts, check) == (
        Part("text", "Das kostet "),
        Part("fixed", "1,250.5", "number"),
        Part("text", " Euro"),
    )
    assert ENGLISH.fixed(parts, NumberCheck((), ())) == parts


def test_decades_are_those_of_the_source() -> None:
    assert ENGLISH.with_quantities("in den 1990er Jahren", "in 1990") == "in the 1990s"
    assert ENGLISH.with_quantities("im Jahr 1990", "in 1990") == "in 1990"
    german = NumberTransfer.of(("en", "de"))
    assert german.check(READER.read("in the 80s"), "in den 80er Jahren").passed
    assert german.check(READER.read("for 80s"), "80 lang").missing == ("80s",)


def test_a_measure_and_a_currency_are_asked_for_in_words_of_the_target() -> None:
    german = NumberTransfer.of(("en", "de"))
    check = german.check(READER.read("four miles for CHF 2"), "vier Kilometer für 2 Dollar")
    assert check.missing == ("CHF 2", "miles")
    assert german.phrases("", NumberCheck(("miles",), ())).include == ("Meilen",)
    assert german.with_quantities("CHF 2m", "EUR 2 Mio.") == "CHF 2 Mio."


def test_scales_are_those_of_the_source() -> None:
    assert ENGLISH.with_quantities("7 Billionen", "7 Billion") == "7 trillion"
    assert ENGLISH.lost_scales("7 Billionen", "7 flies") == ("7 Billionen",)


def test_a_word_with_a_number_in_it_is_fixed_whole() -> None:
    parts = (Part("text", "3 Blatt A4 und H2O2, CO2"),)
    found = ENGLISH.fixed(parts, NumberCheck(("2",), ("5",)))
    fixed = [part.written for part in found if part.kind == "fixed"]
    assert fixed == ["3", "A4", "H2O2", "CO2"]
    assert "".join(part.written for part in found) == parts[0].written


def test_the_power_of_a_unit_goes_with_its_number() -> None:
    parts = (Part("text", "Das sind 500 m"), Part("lone", "²"), Part("text", " Garten"))
    found = ENGLISH.fixed(parts, NumberCheck(("500 m²",), ()))
    assert [part.written for part in found] == ["Das sind ", "500 m²", " Garten"]
    kept = (Part("text", "Haus 5 Anna"), Part("lone", "²"))
    assert ENGLISH.fixed(kept, NumberCheck(("5",), ()))[-1] == kept[-1]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("1.250,50 €", "1,250.50 €"),
        ("€ 19,99 – 24,99 €", "€ 19.99 – 24.99 €"),
        ("(−1 250,5 $)", "(−1,250.5 $)"),
        ("12,5 % / 0,5‰", "12.5 % / 0.5‰"),
        ("**3,50 €**", "**3.50 €**"),
    ],
)
def test_sums_and_shares_without_words_are_written_as_in_the_target(
    source: str, target: str
) -> None:
    assert ENGLISH.with_sums(source) == target
    assert NumberTransfer.of(("en", "de")).with_sums(target) == source.replace(" 250", ".250")


@pytest.mark.parametrize(
    "text",
    [
        *("1.250,5", "1.250", "3,14", "10.5", "1.0.2", "12.05.2024", "14:30 %", "5 €", "$5", "%"),
        *("3.50 €", "%1,5", "a 3,5 %", "1,5%20", "https://a.b/1,5%"),
    ],
)
def test_other_numbers_without_words_stay(text: str) -> None:
    assert ENGLISH.with_sums(text) == text


def test_the_point_of_a_day_goes_with_it_within_a_sentence() -> None:
    check = NumberCheck(missing=("12.03",), added=())
    (before, day, after) = ENGLISH.fixed((Part("text", "Am 12.03. um acht"),), check)
    assert (before.written, day.written, after.written) == ("Am ", "12.03", " um acht")
    (*_, after) = ENGLISH.fixed((Part("text", "Am 12.03. Dann"),), check)
    assert after.written == ". Dann"


@pytest.mark.parametrize(
    ("source", "written", "found", "half"),
    [
        ("um 14:35 Uhr.", "14:35", "at 10 p.m.", " p.m"),
        ("um {time} Uhr", "{time}", "at 10 PM today", " PM"),
        ("9–18:30 Uhr", "9–18:30", "at 10 PM", " PM"),
        ("um {time} pm", "{time}", "at 10 PM today", ""),
        ("um 9:35 Uhr", "9:35", "at 10 a.m. today", ""),
        ("um 9:35 Uhr", "9:35", "at 10 p.m. today", " p.m."),
    ],
)
def test_no_half_of_a_day_is_added_to_an_hour_that_stood_in(
    source: str, written: str, found: str, half: str
) -> None:
    replaced = [Replacement(found.index("10"), found.index("10") + 2, written)]
    dropped = [found[one.start : one.end] for one in without_superfluous(source, found, replaced)]
    assert dropped == ([half] if half else [])


def test_of_a_negative_number_the_sign_must_come_through() -> None:
    reading = READER.read("Es sind −5 °C und 3 Grad")
    assert ENGLISH.check(reading, "It is -5 °C and 3 degrees").passed
    assert ENGLISH.check(reading, "It is minus 5 °C and 3 degrees").missing == ()
    check = NumberCheck(("-5",), ("5",))
    assert ENGLISH.check(reading, "It is 5 °C and 3 degrees") == check
    (_, cold, *_) = ENGLISH.fixed((Part("text", "Es sind −5 Grad"),), check)
    assert cold.written == "−5"
    assert ENGLISH.phrases(reading.source, check).include == ("-5",)
    assert ENGLISH.check(READER.read("10 - 15 und A-5"), "10 - 15 and A-5").passed


class Said(NamedTuple):
    text: str
    likelihood: float = 0.0
    alternatives: tuple[()] = ()


def rendered(numbers: NumberTransfer, parts: list[Part], text: str) -> str:
    """Return what is said of parts, which are read as they are, with its replacements."""
    reading = READER.read("".join(part.written for part in parts))
    words = tuple(Substitute.verbatim(part.text) for part in parts if part.kind == "fixed")
    plain = PlainText.of(parts, [word.word for word in words])
    one = Attempt(parts, words, plain, Said(text))
    return written(text, (), {}, numbers.replacements(reading, one))


@pytest.mark.parametrize(
    ("source", "text", "left"),
    [
        ("von 7 bis 9 Uhr", "from 7 to 9 p.m. here", "from 7 to 9 here"),
        ("um 9 Uhr", "at 9 a.m.", "at 9 a.m."),
        ("um 21 Uhr", "at 9 p.m.", "at 9 p.m."),
    ],
)
def test_no_half_of_a_day_is_added_to_an_hour_of_24(source: str, text: str, left: str) -> None:
    assert rendered(ENGLISH, [Part("text", source)], text) == left


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [("My 41 dog", "Мой 30st пёс", "Мой 41-й пёс"), ("MY 41 DOG", "МОЙ 30st", "МОЙ 41-Й")],
)
def test_an_ordinal_that_the_model_copied_is_as_the_target_writes_it(
    source: str, text: str, expected: str
) -> None:
    before, after = source.split("41")
    parts = [Part("text", before), Part("fixed", "41", "number", read="30"), Part("text", after)]
    assert rendered(NumberTransfer.of(("en", "ru")), parts, text) == expected


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("5 files deleted", "5-Dateien gelöscht", "5 Dateien gelöscht"),
        ("a 5 star hotel", "ein 5-Sterne-Hotel", "ein 5-Sterne-Hotel"),
        ("a 5-day week", "eine 5-Tage", "eine 5-Tage"),
        ("Windows 10 apps", "Windows-10-Rechner", "Windows-10-Rechner"),
        ("a 24 hour service", "ein 24-Stundendienst", "ein 24-Stundendienst"),
        ("1 file was deleted", "1-Datei wurde gelöscht", "1 Datei wurde gelöscht"),
        ("1,000 new files", "1,000-Dateien", "1.000 Dateien"),
    ],
)
def test_a_counted_noun_is_in_no_german_compound(source: str, text: str, expected: str) -> None:
    german = NumberTransfer.of(("en", "de"))
    assert rendered(german, [Part("text", source)], text) == expected


def test_behind_a_time_am_is_a_word_of_german() -> None:
    german = NumberTransfer.of(("en", "de"))
    source = [Part("text", "at 3:30 p.m. at the station")]
    assert rendered(german, source, "um 15:30 am Bahnhof") == "um 15:30 am Bahnhof"
    assert rendered(german, source, "um 15:30 AM") == "um 15:30"


def test_no_half_of_a_time_is_left_where_it_is_avoided() -> None:
    check = NumberCheck(missing=("10",), added=("10 p.m", "7 PM"))
    found = ENGLISH.phrases("um 10 Uhr", check)
    assert found == Phrases(include=("10",), exclude=("10 p", "10 pm", "7 PM"))


def test_a_noun_counted_by_a_placeholder_is_in_no_compound_either() -> None:
    parts = [Part("fixed", "%d", "number"), Part("text", " files")]
    assert rendered(NumberTransfer.of(("en", "de")), parts, "%d-Dateien") == "%d Dateien"
    assert rendered(NumberTransfer.of(("en", "ru")), parts, "%d-Dateien") == "%d-Dateien"
    name = [Part("fixed", "%s", "value"), Part("text", " file")]
    assert rendered(NumberTransfer.of(("en", "de")), name, "%s-Datei") == "%s-Datei"


def test_a_version_is_written_as_in_the_source() -> None:
    russian = NumberTransfer.of(("en", "ru"))
    parts = [Part("text", "Install Python 3.11 now, it has 2.5 parts")]
    assert rendered(russian, parts, "Python 3,11 и 2.5") == "Python 3.11 и 2,5"
