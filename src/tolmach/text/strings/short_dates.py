"""Days of the week and months in short: "Mo.–Fr.", "Sat 10am", "Dec 13", "31 дек."

Where a time, a date or another day beside them tells that they are no words, they are read in full.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

from tolmach.text.quantities.dates import GERMAN_MONTHS

Reading = Callable[[str], str]  # what a text that was found is read as


@dataclass(frozen=True)
class _Calendar:
    """A language's short names of days and months, patterns, with what they stand for.

    `until` names two days with those in between, which are parted by `between`, in other `forms` if
    these have some; its first word may be there already. `cases` are patterns of what stands before
    a day and asks for another form of it, with these. Where the `month_first` is, a day with a full
    stop is no word, wherever it stands.
    """

    days: dict[str, str]
    months: dict[str, str]
    until: str
    between: str
    behind_day: str  # what stands before a month that follows its day
    cases: tuple[tuple[str, dict[str, str]], ...] = ()
    month_first: bool = False
    forms: dict[str, str] = field(default_factory=dict)


def _named(shorts: str, full: str) -> dict[str, str]:
    return dict(zip(shorts.split(), full.split(), strict=True))


_GERMAN_DAYS = _named(
    "Mo Di Mi Do Fr Sa So", "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"
)
_ENGLISH_DAYS = _named(
    "Mon Tue(?:s)? Wed Thu(?:rs?)? Fri Sat Sun",
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
)
_RUSSIAN_SHORT = " ".join(
    f"[{one[0].upper()}{one[0]}]{one[1]}" for one in "пн вт ср чт пт сб вс".split()
)
_RUSSIAN_DAYS = _named(
    _RUSSIAN_SHORT, "понедельник вторник среда четверг пятница суббота воскресенье"
)
_FROM_RUSSIAN_DAY = _named(
    _RUSSIAN_SHORT, "понедельника вторника среды четверга пятницы субботы воскресенья"
)
_ON_RUSSIAN_DAY = _named(
    _RUSSIAN_SHORT, "понедельник вторник среду четверг пятницу субботу воскресенье"
)
_CALENDARS = {
    "de": _Calendar(
        _GERMAN_DAYS,
        _named(
            "Jan Febr? M(?:är|rz) Apr Jun Jul Aug Sept? Okt Nov Dez",
            " ".join(name for name in GERMAN_MONTHS if name != "Mai"),
        ),
        "von {} bis {}",
        r"\s?[–—-]\s?|\sbis\s",
        r"(?<=\d\.\s)",
        ((r"(?<=\b[Aa]m\s)", _GERMAN_DAYS),),
    ),
    "en": _Calendar(
        _ENGLISH_DAYS,
        _named(
            "Jan Feb Mar Apr Jun Jul Aug Sept? Oct Nov Dec",
            "January February March April June July August September October November December",
        ),
        "from {} to {}",
        r"\s?[–—-]\s?|\s(?:to|through|thru)\s",
        r"(?<=\d\s)",
        month_first=True,
    ),
    "ru": _Calendar(
        _RUSSIAN_DAYS,
        _named(
            "янв февр? мар апр июн июл авг сент? окт нояб? дек",
            "января февраля марта апреля июня июля августа сентября октября ноября декабря",
        ),
        "от {} до {}",
        r"\s?[–—-]\s?",
        r"(?<=\d\s)",
        (
            (r"(?<=\b[Сс]\s)|(?<=\b[Сс]о\s)", _FROM_RUSSIAN_DAY),
            (r"(?<=\bпо\s)|(?<=\b[Вв]\s)|(?<=\b[Вв]о\s)", _ON_RUSSIAN_DAY),
        ),
        forms=_FROM_RUSSIAN_DAY,
    ),
}
_ENDS = r"(?![\w’'-])"
_POINT = r"(?:\.(?!\s[A-ZÄÖÜА-ЯЁ]))?"  # that ends no sentence
_AND = r",|[&+/]|and\b|und\b|u\.|и\b"
_BEFORE_LAST = r",\s|\s&\s|\sand\s|\sund\s|\sи\s|/|\s\+\s|\.,\s|\.\sund\s|\.\sи\s".split("|")
_MAY = "May|Mai|мая"  # which nobody shortens
_CLOSED = r",?:?\s(?:geschlossen|Ruhetag|closed|выходной|закрыт)"
_TIME = r"\d{1,2}(?:(?:[:.]\d\d)?\s?(?:[–-]\s?\d|Uhr\b|[ap]\.?m\b)|:\d\d)"


def short_dates(language: str) -> Iterator[tuple[str, Reading]]:
    """Yield patterns of days and months in short in a language, and how they are read."""
    if (calendar := _CALENDARS.get(language)) is not None:
        yield from _days(calendar)
        yield from _months(calendar)


def _days(calendar: _Calendar) -> Iterator[tuple[str, Reading]]:
    forms, day = calendar.forms or calendar.days, _one_of(calendar.days)
    until = rf"{day}\.?(?:{calendar.between}){day}{_ENDS}{_POINT}"
    first, rest = calendar.until.split(" ", 1)
    for before, written in ((rf"(?<=\b{first}\s)", rest), ("", calendar.until)):
        yield before + until, partial(_two_days, written, forms)
    for before, days in calendar.cases:
        yield rf"(?:{before}){day}{_ENDS}{_POINT}", partial(_full, days)
    month = rf"(?:{'|'.join(chain(calendar.months, calendar.months.values()))}|{_MAY})\b"
    joined = rf"\s?(?:{_AND})\s?{day}(?!\w)"
    date = rf",\s\d{{1,2}}\.\s?\d|,?\s\d{{1,2}}\.?\s{month}|,?\s{month}"
    read = partial(_full, calendar.days)
    yield rf"{day}{_ENDS}\.?(?=:?,?\s{_TIME}|{_CLOSED}|{date}|{joined})", read
    yield rf"{_behind_days(calendar)}{day}{_ENDS}{_POINT}", read
    if calendar.month_first:
        yield rf"{day}\.(?=\s)", read


def _two_days(written: str, forms: dict[str, str], text: str) -> str:
    return written.format(_full(forms, text), _full(forms, text, last=True))


def _behind_days(calendar: _Calendar) -> str:
    """Return a pattern of what stands before the last one of several days."""
    shorts = "|".join(re.sub(r"\(.*", "", short) for short in calendar.days)
    return "(?:" + "|".join(rf"(?<=\b(?:{shorts}){joint})" for joint in _BEFORE_LAST) + ")"


def _months(calendar: _Calendar) -> Iterator[tuple[str, Reading]]:
    month, read = _one_of(calendar.months), partial(_full, calendar.months)
    yield rf"{calendar.behind_day}{month}{_ENDS}\.?", read
    yield rf"{month}{_ENDS}\.?(?=\s(?:1[89]|20)\d\d\b)", read
    if calendar.month_first:
        yield rf"{month}{_ENDS}\.?(?=\s\d{{1,2}}(?![\w:]))", read


def _one_of(names: dict[str, str]) -> str:
    return f"(?:{'|'.join(names)})"


def _full(names: dict[str, str], text: str, *, last: bool = False) -> str:
    """Return the full name of the first, or of the last, of a text's short names."""
    short = re.findall(rf"\b{_one_of(names)}\b", text)[-1 if last else 0]
    return next(full for name, full in names.items() if re.fullmatch(name, short))


def short_names(language: str) -> str:
    """Return a pattern without which a text has none of the `short_dates` of a language."""
    calendar = _CALENDARS.get(language)
    if calendar is None:
        return ""
    return rf"(?<!\w){_one_of(calendar.days | calendar.months)}(?!\w)"
