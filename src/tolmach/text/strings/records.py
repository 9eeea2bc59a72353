"""Records of data in a line: fields between semicolons or commas, and strings in quotes.

Of a table as text ("12;Berlin;sehr schön"), and of lists and dictionaries in code (`"a": "Gut",`).
Running text has a space after its marks, and words that are not in quotes.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tolmach.text.spacing import is_unspaced

Span = tuple[int, int]

_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_VALUE = (
    rf"(?:{_QUOTED}|'(?:[^'\\]|\\.)*+'|-?\d+(?:\.\d+)?(?![\w.])"
    r"|(?:true|false|null|True|False|None)\b)"
)
_SEPARATOR = r"\s*+(?:=>|[,:;=])\s*+"
_STRINGS = re.compile(rf"{_VALUE}(?:{_SEPARATOR}{_VALUE})++\s*+[,;]?")
_ONE_VALUE = re.compile(_VALUE)
_MAY_BE_SEVERAL = re.compile(r"""\S[;,]\S|["']\s*(?:=>|[,:;=])""")
_MARK = re.compile(
    rf"{_QUOTED}|(?<=\S)(?P<semicolon>;++)(?=-?\w|[\"'„“»«])"
    r"|(?<=\S)(?P<comma>,++)(?=\S)|(?P<loose>,++\s)"
)
_AT_LETTER = re.compile(r"[^\W\d_]['\"]?,|,['\"]?[^\W\d_]")


def separators(text: str) -> list[Span]:
    """Return what stands between the fields of a record; of running text, nothing."""
    if not _MAY_BE_SEVERAL.search(text):
        return []
    if ('"' in text or "'" in text) and _STRINGS.fullmatch(text):
        values = [found.span() for found in _ONE_VALUE.finditer(text)]
        return [(end, start) for (_, end), (start, _) in pairwise(values)]
    marks = list(_MARK.finditer(text))
    return list(_semicolons(marks)) or list(_commas(text, marks))


def _semicolons(marks: Sequence[re.Match[str]]) -> Iterator[Span]:
    """Yield semicolons without a space around them."""
    yield from (found.span() for found in marks if found["semicolon"])


def _commas(text: str, marks: Sequence[re.Match[str]]) -> Iterator[Span]:
    """Yield commas, several and not all between digits, none of which has a space after it."""
    commas = [found for found in marks if found["comma"]]
    loose = any(found["loose"] for found in marks)
    if len(commas) > 1 and not loose and _AT_LETTER.search(text) and not is_unspaced([text]):
        yield from (found.span("comma") for found in commas)
