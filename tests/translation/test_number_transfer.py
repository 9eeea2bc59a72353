import pytest

from tests.reading.readers import READER
from tolmach.reading.marks import Part
from tolmach.text.quantities.numbers import NumberCheck
from tolmach.translation.line_constraints import Phrases
from tolmach.translation.number_transfer import NumberTransfer

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
