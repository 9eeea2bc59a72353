"""Days of months in digits, as German writes them: "am 3. 7.", "vom 1.4. bis 30.6.", "3. 7. 1985".

A model reads them as decimals, or as two numbers. So it reads a month by its name; of a date until
another, and of a date with its year, it reads the digits without spaces, which come through as they
are. Where nothing before "3.7." tells that it is a day, it may be a section, or a version.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tolmach.text.language_tag import language_of
from tolmach.text.quantities.units import compiled

_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_DATE = rf"{_DAY}\.\s?{_MONTH}\."
_WEEKDAY = r"(?:Mon|Diens|Donners|Frei|Sams|Sonn)tags?|Mittwochs?|Sonnabends?|Mo|Di|Mi|Do|Fr|Sa|So"
_ANNOUNCED = (
    r"(?<!\d\.\s)\b(?:[Aa]m|[Vv]om|[Zz]um|[Bb]is|[Aa]b|[Ss]eit|[Dd]e[rmn]"
    rf"|(?:{_WEEKDAY})\.?,?(?:\sde[rmn])?)\s"
)
_DASH = r"(?<=\.)\s?[–—-]\s?(?=\d)"
_UNTIL = rf"(?:{_DASH}|\sbis\s(?:zum\s)?)"
_AND = r"(?:,\s|\s(?:und|oder|u\.)\s)"
_NUMERIC = (
    rf"(?<![\w.,])(?P<dated>{_DAY}\.\s{_MONTH}\.\s\d{{4}})(?!\w)"
    rf"|{_ANNOUNCED}(?:(?P<range>{_DATE}{_UNTIL}{_DATE})"
    rf"|(?P<days>(?:{_DAY}\.{_UNTIL})?{_DATE}(?:{_AND}{_DATE})*))"
    r"(?!\w|\s?\d)"
)
GERMAN_MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
).split()
GERMAN_MONTH = (
    rf"(?:{'|'.join(GERMAN_MONTHS)}|Jänner|Jan|Febr?|Mär|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\b"
)


class NumericDate(NamedTuple):
    """A day of a month, `text[start:end]`, and how it is read."""

    start: int
    end: int
    read: str


def numeric_dates(text: str, language: str) -> Iterator[NumericDate]:
    """Yield the days of months in a text of a language, from left to right."""
    if language_of(language) != "de":
        return
    for found in compiled(_NUMERIC).finditer(text):
        if found["days"] is None:
            start, end = found.span(found.lastgroup or 0)
            digits = re.sub(r"(?<=\d\.)\s(?=\d)", "", text[start:end])
            yield NumericDate(start, end, compiled(_DASH).sub(" bis ", digits))
        else:
            if dash := compiled(_DASH).search(text, *found.span("days")):
                yield NumericDate(*dash.span(), " bis ")
            for date in compiled(_DATE).finditer(text, *found.span("days")):
                yield _named(date)


def _named(date: re.Match[str]) -> NumericDate:
    """Return a day of a month with its name."""
    day, month = map(int, re.findall(r"\d+", date[0]))
    point = "." if date.end() == len(date.string) else ""  # which ends the sentence, too
    return NumericDate(*date.span(), f"{day}. {GERMAN_MONTHS[month - 1]}{point}")
