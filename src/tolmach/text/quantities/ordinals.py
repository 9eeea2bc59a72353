"""Ordinals: "3rd", "3.", "3-й", as languages write them."""

import re
from collections.abc import Iterator

from tolmach.text.language_tag import language_of
from tolmach.text.quantities.dates import GERMAN_MONTH
from tolmach.text.quantities.units import compiled

# In German a point after a number may be anything; one of these before it, or a noun that is
# counted so behind it, tells an ordinal. A day of a month is a date.
_COUNTED = (
    "Weltkriegs?|Stock|Etage|Obergeschoss|Klasse|(?:Bundes)?[Ll]iga|Advent|Halbjahr|Quartal"
    "|Semester|Geburtstag|Jahrhundert|Auflage|Halbzeit|Spieltag|FC|FSV|SC"
)
_GERMAN_ORDINAL = rf"""
      (?<![\w.,]) (?i:de[rmns]|die|das|des|i[mn]|am|zu[mr]|vom|beim|ins|bis|seit|nach|und
        |jede[rsnm]?|(?:m|d|s)?ein(?:e[rmns]?)?|(?:ihr|uns(?:e)?r|kein)(?:e[rmns]?)?)
      \s (?P<determined>\d{{1,3}}) \. (?=\s[^\W\d_]) (?!\s{GERMAN_MONTH})
        (?!\s(?:bis|und|oder|[–-])\s(?:zum\s)?\d+\.\s{GERMAN_MONTH})
    | (?<![\w.,]) (?P<counted>\d{{1,3}}) \. (?=\s(?:{_COUNTED})\b)
"""
_FIRST_COUNTED = rf"\d{{1,3}}\.\s(?:(?:{_COUNTED})\b|{GERMAN_MONTH})"
_RUSSIAN_ORDINAL = (
    r"(?<![\w.,])(?P<number>\d{1,3})-(?:[йяею]|го|му?|о[йем]|ая|ую|ы[ехм]|ми|х)(?!\w)"
)
# Also with an ending that a model put behind one that it copied: "3rdten".
ENGLISH_ORDINAL = re.compile(r"(?<![\w.,])(\d+)(?:st|nd|rd|th)(?:(?:te)?[nrms]|te?)?(?!\w)")
ORDINAL_ENDING = re.compile(
    r"(?:st|nd|rd|th)\b|-(?:й|я|е|го|му?|о[йем]|ая|ую|ы[ехм])(?!\w)|[.,-](?=\s\w)"
)


def source_ordinals(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield the ordinals in a text, `text[start:end]`, and their digits.

    Only of languages that write them with a sign that translations take for another one.
    """
    match language_of(language):
        case "de":
            found = compiled(_GERMAN_ORDINAL, re.VERBOSE | re.IGNORECASE).finditer(text)
        case "ru":
            found = compiled(_RUSSIAN_ORDINAL, re.VERBOSE | re.IGNORECASE).finditer(text)
        case _:
            return
    for each in found:
        yield each.start(each.lastgroup or 0), each.end(), each[each.lastgroup or 0]


def begins_with_ordinal(text: str) -> bool:
    """Say whether a text begins with a day or an ordinal of German, and no number of a list."""
    return text[:1].isdecimal() and compiled(_FIRST_COUNTED, re.VERBOSE).match(text) is not None


def english_ending(number: str) -> str:
    """Return the ending of an ordinal in English, given by its digits: 21 is 21st, 11 is 11th."""
    teen = number[-2:-1] == "1"
    return "th" if teen else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
