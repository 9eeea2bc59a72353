import pytest

from tolmach.text.quantities.hours import (
    has_half_of_day,
    superfluous_in_times,
    time_of_twelve_hours,
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("At 14:30 PM on May 3", "At 14:30 on May 3"),
        ("from 9 AM to 17 pm", "from 9 AM to 17"),
        ("At 20.15 p.m.", "At 20.15."),
        ("at 14:30 a.m. here", "at 14:30 here"),
        ("At 12:30 PM", "At 12:30 PM"),
        ("114:30 PM, 13 Amps", "114:30 PM, 13 Amps"),
        ("At 2:30 o'clock, at two o'clock", "At 2:30, at two o'clock"),
        ("at 14:30 o’clock", "at 14:30"),
        ("Das Rezept ist 4:1 Uhr", "Das Rezept ist 4:1"),
        ("Um 4:10 Uhr", "Um 4:10 Uhr"),
    ],
)
def test_what_no_time_needs_is_found(text: str, left: str) -> None:
    for start, end in reversed(list(superfluous_in_times(text))):
        text = text[:start] + text[end:]
    assert text == left


def test_a_time_of_twelve_hours_is_found_in_any_writing() -> None:
    pattern = time_of_twelve_hours("8:30 a.m.")
    for there in ("8:30 a.m.", "8:30 AM", "8:30 a,m.", "8:30am"):
        found = pattern.search(f"um {there} jetzt")
        assert found is not None
        assert found[0] == there
    assert pattern.search("um 8:30 amen") is None
    assert pattern.search("um 8:30 pm") is None


def test_a_time_of_twelve_hours_has_its_half_of_the_day() -> None:
    assert has_half_of_day("9 a.m.")
    assert not has_half_of_day("9:00")
