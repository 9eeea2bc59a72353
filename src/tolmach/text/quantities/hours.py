"""Times of twelve hours and of 24, and what translations put behind them."""

import re
from collections.abc import Iterator

# A time of twelve hours: in languages with a decimal comma "am" is a word, and a day has 24 hours.
_HOURS = r"(0?[1-9]|1[0-2])(?:[:.]([0-5]\d))?[ ]?"
_HALF_OF_DAY = r"(?:{0}m\b|{0}\.[ ]?m(?:\.(?!\s*\Z)|(?=\.?\s*\Z)))"
_TIME = re.compile(f"(?i){_HOURS}{_HALF_OF_DAY.format('[ap]')}")
_AFTERNOON = re.compile(f"(?i){_HOURS}{_HALF_OF_DAY.format('p')}")
_ONE_TIME = re.compile(rf"(?i){_HOURS}([ap])\.?[ ]?m\.?")
_LATE_HOUR = r"(?:1[3-9]|2[0-4])(?:[:.][0-5]\d)?"  # which tells its half of the day
_HALF = re.compile(r"[ ]?[ap](?:m\b|\.[ ]?m\b(?:\.(?!\s*\Z))?)", re.IGNORECASE)
_CLOCK = re.compile(r"[ ]o['’]clock\b", re.IGNORECASE)
_LATE = re.compile(  # with its half of the day again, or minutes with "o'clock"
    rf"(?<![\w.,:/])(?:{_LATE_HOUR}(?P<half>{_HALF.pattern})"
    rf"|\d\d?:[0-5]\d(?P<clock>{_CLOCK.pattern})|\d+:\d(?P<ratio>[ ]Uhr\b))",
    re.IGNORECASE,
)


def time_with_half(text: str, place: int, *, am_is_word: bool) -> re.Match[str] | None:
    """Return a time of twelve hours at a place, "3 p.m.", unless its "am" is a word there."""
    return (_AFTERNOON if am_is_word else _TIME).match(text, place)


def superfluous_in_times(text: str) -> Iterator[tuple[int, int]]:
    """Yield what never stands behind a time: " PM" of "14:30 PM", " o'clock" of "2:30".

    In German no " Uhr" does behind a ratio, "3:1 Uhr".
    """
    yield from (found.span(found.lastgroup or 0) for found in _LATE.finditer(text))


def superfluous_behind(written: str, text: str, place: int) -> tuple[int, int] | None:
    """Return what stands behind a time, as it is `written`, at a place and is superfluous there.

    It may tell its half of the day, or be what may do so, as "{time}", or have minutes. A time of
    24 hours that is not late may have "a.m." behind it.
    """
    late = not written[:1].isdigit() or re.search(rf"(?<!\d){_LATE_HOUR}\Z", written)
    found = _HALF.match(text, place) if written else None
    if found is not None and not late and found[0].lstrip()[0] in "aA":
        found = None
    if found is None and re.search(r"\d:\d\d\Z", written):
        found = _CLOCK.match(text, place)
    return None if found is None else found.span()


def has_half_of_day(written: str) -> bool:
    """Say whether a number is a time of twelve hours, "9 am"."""
    return _ONE_TIME.fullmatch(written) is not None


def without_half_of_day(written: str) -> tuple[str, ...]:
    """Return the phrases to avoid for a number not to be there: of "10 p.m" half of it, "10 p"."""
    found = _ONE_TIME.fullmatch(written)
    if found is None or "." not in written[found.end(3) - 1 :]:
        return (written,)
    return written[: found.end(3)], f"{written[: found.end(3)]}m"


def time_of_twelve_hours(written: str) -> re.Pattern[str]:
    """Return what matches a time, "8:30 a.m.", however its half of the day is written."""
    hours, half = re.match(r"[\d:.]*\d", written), re.search("[apAP]", written)
    if hours is None or half is None:
        return re.compile(rf"(?<!\w){re.escape(written)}(?!\w)")
    return re.compile(rf"(?i)(?<!\w){re.escape(hours[0])}[ ]?{half[0]}[.,]?[ ]?m\b(?:\.(?!\s*\Z))?")


def of_24_hours(written: str) -> str:
    """Return a time of twelve hours, "3:30 pm", as one of 24, and of any other number nothing."""
    found = _ONE_TIME.fullmatch(written)
    if found is None:
        return ""
    hour = int(found[1]) % 12 + (12 if found[3].lower() == "p" else 0)
    return f"{hour}:{found[2] or '00'}"
