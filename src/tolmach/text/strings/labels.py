"""Labels in front of a sentence: a time, a date, the number of a section, "Q:", "P.S.", "TODO:".

They are no part of what they stand before, and alike in all languages. Of some only what follows
tells: "12:30 Can you come?" begins with one, "12:30 Uhr" does not.
"""

import re
from functools import cache
from typing import NamedTuple

from tolmach.text.quantities.references import is_amount


class Label(NamedTuple):
    """A label with what stands between it and the sentence, which ends at a place.

    One that is not `certain` is a label only if the next word has its capital from its place.
    """

    end: int
    certain: bool


_DATE = (
    r"(?:\d{4}-\d\d-\d\d | \d{1,2}\.\d{1,2}\.(?>(?:\d{4}|\d\d)?) | \d{1,2}/\d{1,2}/(?:\d{4}|\d\d))"
)
_MINUTE = r"\d{1,2}:\d\d"
_SECOND = rf"{_MINUTE}:\d\d(?>(?:[.,]\d{{1,6}})?)"
_TIME = rf"(?:{_SECOND} | {_MINUTE}) (?>(?:Z | [+-]\d\d:?\d\d)?)"
_LEVELS = "TRACE|DEBUG|INFO|WARN|FATAL"  # of logs; a "WARNING:" is a word
_STATES = rf"(?:{_LEVELS}|NOTICE|WARNING|ERROR|CRITICAL|OK|PASS|FAIL|SKIP)"
_ABBREVIATIONS = "TODO|FIXME|XXX|HACK|WIP|FYI|NB|TL;DR|TLDR|RE|Re|FW|FWD|Fwd|AW|WG|PS|PPS|EDIT"
_PATTERN = rf"""
  (?P<certain>
      (?>(?P<open>[\[(])?) {_DATE} (?>(?:(?:T|,?\s) {_TIME})?) (?(open)[\])])
    | {_SECOND} (?>(?:\s(?:-->|[-–])\s {_SECOND})?)
    | [\[(] (?: {_TIME} | \d{{1,3}}/\d{{1,3}} ) [\])]
    | \[ (?: \d{{1,3}} | {_STATES} | {_ABBREVIATIONS} ) \] | \( {_STATES} \)
    | \[\^ [^\[\]\s]++ \] (?=:)
    | (?P<note> (?: {_ABBREVIATIONS} | {_LEVELS} ) (?=:|\s?\|) | (?: P\.\s? ){{1,2}} S\.? (?=:) )
    | (?: P\.\s? ){{1,2}} S\.
    | [A-ZА-ЯЁ] (?=:)
    | [a-h]\. (?=\s[„“»«"]?+(?:[^\W\d_]{{2}}|I\b))
    | \d{{1,2}} (?>(?:\.\d{{1,2}}){{2,4}}) \.?+
    | \d{{1,2}}/
  ) (?>(?: : | \s?[|–—-] )?) \s++ (?!Uhr\b)
  | (?: {_MINUTE} | \d{{1,2}}\.\d{{1,2}} | [A-Z]\. | (?:§§?|№|\#)\s?\d+[a-z]?\b
      | \d{{1,3}}/\d{{1,3}}(?=:) ) :?+ \s++
"""
_FIRST_LETTER = re.compile(r"[\"'„“”»«‚‘(\[*_¡¿]*[^\W\d_]")
# Nearly all text begins with none of these, and then nothing above can match.
_MAY_BEGIN = re.compile(r"[\[(§№#\d]|[A-Za-zА-ЯЁ][.:]|[A-Z]{2}|Re:|Fwd:")


def label(text: str, start: int, end: int) -> Label | None:
    """Return the label with which `text[start:end]` begins, if a capital follows it.

    Behind those of notes with a colon, "TODO:", small letters may follow, too.
    """
    found = _compiled().match(text, start, end) if _MAY_BEGIN.match(text, start, end) else None
    if found is None:
        return None
    first = _FIRST_LETTER.match(text, found.end(), end)
    if first is None or not (first[0][-1].isupper() or found["note"]):
        return None
    if is_amount(text, found.end() - 1):
        return None
    return Label(found.end(), found["certain"] is not None)


@cache
def _compiled() -> re.Pattern[str]:
    """Compile the pattern when it is first needed: plain text has no labels."""
    return re.compile(_PATTERN, re.VERBOSE)
