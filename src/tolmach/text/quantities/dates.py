"""Dates that models read wrong: German ones in digits, and Russian ones from one to another.

"The 24th of December" and "December 24th" are read as "24 December": of 96 sentences of ours with
the latter form the models lost five days or months, with this one none.

A model reads "am 3. 7." or "vom 1.4. bis 30.6." as decimals, or as two numbers. So it reads a month
by its name; of a date until another, and of a date with its year, "3. 7. 1985", it reads the digits
without spaces, which come through as they are. Where nothing before "3.7." tells that it is a day,
it may be a section, or a version.

The "с … по …" of Russian, "с 1 по 5 мая", is read as "от 1 мая до 5 мая": its words mean "since"
and "on" elsewhere.
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
_TWO_NUMBERS = re.compile(r"\d\.\s?\d")
GERMAN_MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
).split()
GERMAN_MONTH = (
    rf"(?:{'|'.join(GERMAN_MONTHS)}|Jänner|Jan|Febr?|Mär|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\b"
)
# The months of Russian, in the cases that stand behind "по" and behind "до".
_UNTIL_MONTH = {
    "январь": "января", "февраль": "февраля", "март": "марта", "апрель": "апреля", "май": "мая",
    "июнь": "июня", "июль": "июля", "август": "августа", "сентябрь": "сентября",
    "октябрь": "октября", "ноябрь": "ноября", "декабрь": "декабря",
}  # fmt: skip
_OF_MONTH = "|".join(_UNTIL_MONTH.values())
_FROM_TO = (
    rf"(?<!\w)[сС]\s(?:(?P<day>{_DAY})(?:-г?о)?(?:\s(?P<other>{_OF_MONTH}))?\sпо"
    rf"(?=\s{_DAY}(?:-о?е)?\s(?P<month>{_OF_MONTH})\b)"
    rf"|(?P<first>{_OF_MONTH})\sпо\s(?P<last>{'|'.join(_UNTIL_MONTH)})\b"
    r"|(?P<begin>[12]\d{3})(?:\sгода)?\sпо\s(?P<end>[12]\d{3})(?:\s(?P<year>годы?))?\b)"
)


ENGLISH_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)\b")
_ORDINAL_DAY = (
    rf"(?<![\w.,])(?:[Tt]he\s)?(?P<day>{_DAY})(?:st|nd|rd|th)\s(?:of\s)?"
    rf"(?P<month>{'|'.join(ENGLISH_MONTHS)})\b"
    rf"|\b(?P<first>{'|'.join(ENGLISH_MONTHS)})\s(?P<behind>{_DAY})(?:st|nd|rd|th)(?!\w)"
    r"(?:,\s(?P<year>[12]\d{3})\b)?"
)


class ReadDate(NamedTuple):
    """What says a date, `text[start:end]`, and how it is read."""

    start: int
    end: int
    read: str


def dates(text: str, language: str) -> Iterator[ReadDate]:
    """Yield the dates in a text of a language that are read otherwise, from left to right."""
    match language_of(language):
        case "de" if _TWO_NUMBERS.search(text):
            yield from _numeric(text)
        case "en" if _ORDINAL.search(text):
            for found in compiled(_ORDINAL_DAY).finditer(text):
                day, month = found["day"] or found["behind"], found["month"] or found["first"]
                year = f" {found['year']}" if found["year"] else ""
                yield ReadDate(*found.span(), f"{day} {month}{year}")
        case "ru" if " по " in text:
            yield from map(_from_to, compiled(_FROM_TO).finditer(text))


def _numeric(text: str) -> Iterator[ReadDate]:
    for found in compiled(_NUMERIC).finditer(text):
        if found["days"] is None:
            start, end = found.span(found.lastgroup or 0)
            digits = re.sub(r"(?<=\d\.)\s(?=\d)", "", text[start:end])
            yield ReadDate(start, end, compiled(_DASH).sub(" bis ", digits))
        else:
            if dash := compiled(_DASH).search(text, *found.span("days")):
                yield ReadDate(*dash.span(), " bis ")
            for date in compiled(_DATE).finditer(text, *found.span("days")):
                yield _named(date)


def _named(date: re.Match[str]) -> ReadDate:
    """Return a day of a month with its name."""
    day, month = map(int, re.findall(r"\d+", date[0]))
    point = "." if date.end() == len(date.string) else ""  # which ends the sentence, too
    return ReadDate(*date.span(), f"{day}. {GERMAN_MONTHS[month - 1]}{point}")


def _from_to(found: re.Match[str]) -> ReadDate:
    """Return a time from one day, month or year to another, with other prepositions."""
    if found["day"]:
        read = f"от {found['day']} {found['other'] or found['month']} до"
    elif found["last"]:
        read = f"от {found['first']} до {_UNTIL_MONTH[found['last']]}"
    else:
        read = f"от {found['begin']} до {found['end']}{' года' if found['year'] else ''}"
    return ReadDate(*found.span(), read.capitalize() if found[0][0].isupper() else read)
