import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.quantities.number_check import check_numbers, lost_units
from tolmach.text.quantities.numbers import NumberFormat

GERMAN, ENGLISH, FRENCH = map(NumberFormat.of, ("de-AT", "en", "fr"))
BOTH = GERMAN, ENGLISH


@pytest.mark.parametrize(
    ("source", "target", "missing", "added"),
    [
        ("1000 Euro", "100 euros", ("1000",), ("100",)),
        ("822,23 Euro", "8223 euros", ("822,23",), ("8223",)),
        ("am 5.5.1979", "on the 5,1979", ("5.5.1979",), ("5,1979",)),
        ("10.4.1992", "10,4,1992", ("10.4.1992",), ("10,4,1992",)),
        ("um 14.30 Uhr", "at 14:30", (), ()),
        ("5.5.1979", "5/5/1979", (), ()),
        ("1000 und 1000", "1,000", ("1000",), ()),
        ("am 3. Mai", "on May 3rd", (), ()),
        ("drei", "3", (), ("3",)),
    ],
)
def test_what_is_on_one_side_only_is_named(
    source: str, target: str, missing: tuple[str, ...], added: tuple[str, ...]
) -> None:
    found = check_numbers(source, target, BOTH)
    assert (found.missing, found.added) == (missing, added)
    assert found.passed == (found.faults == 0) == (not missing and not added)


@given(st.text(alphabet="01234 .,:/-'+ab", max_size=40))
def test_a_text_agrees_with_itself_in_any_format(text: str) -> None:
    for form in (GERMAN, ENGLISH, FRENCH):
        assert check_numbers(text, text, (form, ENGLISH)).passed
        assert check_numbers(text, text, (form, form)).passed


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("It costs $1.5 million.", "Das kostet 1,5 Millionen.", ("$1.5",)),
        ("It costs $1.5 million.", "Das kostet 1,5 Millionen Dollar.", ()),
        ("It costs $1.5 million.", "Das kostet $1,5 Millionen.", ()),
        ("It costs €5.", "Das kostet 5 Euro.", ()),
        ("It costs 5 USD.", "Das kostet 5 $.", ()),
        ("It costs 5 dollars.", "Das kostet 5.", ()),
    ],
)
def test_a_currency_is_a_unit(source: str, target: str, lost: tuple[str, ...]) -> None:
    assert lost_units(source, target, (ENGLISH, GERMAN)) == lost


def test_from_one_time_of_twelve_hours_to_another_is_two_numbers() -> None:
    both = ENGLISH, GERMAN
    assert check_numbers("Open 9am-5pm.", "Offen 9:00-17:00.", both).passed
    assert not check_numbers("Open 9am-5pm.", "Offen 9:00-18:00.", both).passed
    assert not check_numbers("Open 9:00–17:00", "Offen 9:00 -17:00", both).passed
    assert [each[2] for each in ENGLISH.numbers("from 9 to 10 p.m")] == ["9", "22"]
