"""Records of data in a line: fields between marks, and strings in quotes.

Of a table as text ("12;Berlin;sehr schön", "| Hund | 5 |", "Milch · Brot"), and of lists and
objects in code (`{"a": "Gut"}`), a line of them, or one entry (`title = "Gut"`, `a.b=Guten Tag`):
there the fields are the insides of the strings, and no key is one. Running text has a space after
its marks, and words that are not in quotes.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tolmach.text.sentences import Span
from tolmach.text.spacing import is_unspaced
from tolmach.text.strings.code_strings import code_strings
from tolmach.text.strings.messages import message_branches

_QUOTED = r'"(?>(?:[^"\\]|\\.)*)"'
_STRING = rf"(?:{_QUOTED}|'(?>(?:[^'\\]|\\.)*)')"
_NAME = r"(?<=[{,\s])[^\W\d]\w*+(?=\s*+:)"  # a key of JavaScript
_VALUE = (
    rf"(?:{_STRING}|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])"
    rf"|(?:true|false|null|True|False|None)\b|{_NAME})"
)
_SEPARATOR = r"\s*+(?:=>|[,:;=\[\]{}])(?>(?:=>|[,:;=\[\]{}\s])*)"
_OPENING = r"(?>(?:[\[{}\],]\s*+)*)"
_DATA = re.compile(rf"{_OPENING}{_VALUE}(?>(?:{_SEPARATOR}{_VALUE})*)(?>(?:{_SEPARATOR})?)")
_SEVERAL = re.compile(rf"{_VALUE}{_SEPARATOR}{_VALUE}|{_STRING}\s*+(?::|=>|=)\s*+[\[{{]")
_KEY = r"[^\W\d][\w.-]*+"
_ENTRY = re.compile(
    rf"""(?:(?:msgctxt|msgid(?:_plural)?|msgstr(?:\[\d\])?)\s
      |(?>(?:(?:const|let|var|val|final|static|public|private|export|string|String)\s)*){_KEY}\s?=\s?
      |(?:-\s)?(?=[a-z_])[\w.-]++:\s
      )(?P<string>{_STRING})[;,]?""",
    re.VERBOSE,
)
_PROPERTY = re.compile(
    rf"(?:{_KEY}=|(?=\S*[._]|[a-z]+(?:-[a-z\d]+)+\s|[a-z]\w*\s=\s.*[{{%]){_KEY}\s?=\s?"
    rf"|\.[a-z][\w-]*\s?=\s?)(?P<value>(?=[^\W\d_]*+\s|[A-ZÄÖÜА-ЯЁ])(?:[^\W\d_]{{2}}|[A-ZА-ЯЁ]\s).*)",
    re.DOTALL,
)
_LIST = re.compile(r"(?:-\s)?[a-z_][\w-]*:\s\[[^\[\]{}:\"']*[^\W\d_]{2}[^\[\]{}:\"']*\]")
_ITEM = re.compile(r"[^\[\],\s](?:[^\[\],]*[^\[\],\s])?")
_QUERY = re.compile(
    r"(?=.*[=;*]|.*\sVALUES\s)(?:SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM"
    r"|(?:CREATE|ALTER|DROP)\s+(?:TABLE|INDEX|VIEW|DATABASE|USER))\s.*",
    re.DOTALL,
)
_QUOTES = frozenset("\"'")
_ONE_VALUE = re.compile(_VALUE)
_IS_KEY = re.compile(r"\s*+[:=]")
_CONTENT = re.compile(r"\s*+(.*\S)?", re.DOTALL)
_MAY_BE_SEVERAL = re.compile(
    r"""\S[;,]\S|[|•·»›>→]|\s/\s|&\#?\w+;\s|\s&\s|["'][\s\]}]*(?:=>|[,:;=])|:\s*["']"""
)
_MARK = re.compile(
    rf"{_QUOTED}|(?<=\S)(?P<semicolon>;++)(?=-?\w|[\"'„“»«])"
    r"|(?<=\S)(?P<comma>,++)(?=\S)|(?P<loose>,++\s)"
)
_ROW = re.compile(r"\|\s?.*\s?(?<!\\)\|", re.DOTALL)
_BAR = re.compile(r"\s?(?<!\\)\|++\s?")
_POINT = re.compile(r"(?<=[^\s\d(\[{]{2})\s[|•·]\s(?=[^\s\d)\]}]{2})")
_WORDS = r"(?=[^\W\d_]{2})[^\s»›>→.!?;:,]+(?:\s[^\s»›>→.!?;:,]+){0,2}"  # a name of up to three
_STEP = re.compile(  # of a trail: Home » Shoes
    r"\s(?:[»›>→]|[-=]+(?:>|&gt;)|&(?:gt|raquo|rsaquo|rarr|\#187|\#8250|\#8594|\#62);)\s"
)
_TRAIL = re.compile(rf"{_WORDS}(?:{_STEP.pattern}{_WORDS})+(?>(?:\.\.\.)?)")
_OPTION = r"(?=[^\W\d_]{2})[^\s/.!?;:,]+(?:\s[^\s/.!?;:,]+)?"  # of a choice: Milk / Brown bread
_OR = re.compile(r"\s/\s")
_CHOICE = re.compile(rf"{_OPTION}(?:{_OR.pattern}{_OPTION})+")
_TEX_ROW = re.compile(r".*(?<!\\)&.*\\\\\s*(?:\\[a-z]+(?:\{[^{}]*\})?\s*)*", re.DOTALL)
_CELL = re.compile(r"\s*(?<!\\)&\s*|\s*\\\\\s*(?:\\[a-z]+(?:\{[^{}]*\})?\s*)*\Z")
_FORM = re.compile(r"\|")
_FORM_TEXT = re.compile(r"(?=.*[^\W\d_]{2})(?>(?:[^()\[\]{}<>`\\]|\{[^{}]*\}|<[^<>]*>)+)")
_MOST_FORMS = 6  # of a message, in any language
_AT_LETTER = re.compile(r"[^\W\d_]['\"]?,|,['\"]?[^\W\d_]")


def strings_apart(text: str) -> list[Span]:
    """Return what stands around the strings of data in code that are no keys; of text, nothing.

    Branches of a message are such strings, too; of a query of a database there are none.
    """
    if branches := message_branches(text):
        return _around(text, branches)
    if _QUERY.fullmatch(text):
        return [(0, len(text))]
    if _LIST.fullmatch(text):
        return _around(text, [one.span() for one in _ITEM.finditer(text, text.index("[") + 1)])
    if entry := _entry(text):
        return [(0, entry[0]), (entry[1], len(text))]
    if _MAY_BE_SEVERAL.search(text) and _DATA.fullmatch(text) and _SEVERAL.search(text):
        fields = [field for field in _strings(text) if field[0] < field[1]]
    elif not (fields := code_strings(text)):
        return []
    return _around(text, fields)


def steps_apart(text: str) -> list[Span]:
    """Return what stands between the steps of a trail, "Home » Shoes", or what is to be chosen.

    So do the bars between plural forms, "An apple|Many apples". Of other text it is nothing.
    """
    if not _MAY_BE_SEVERAL.search(text):
        return []
    mark = _STEP if _TRAIL.fullmatch(text) else _OR if _CHOICE.fullmatch(text) else None
    if mark is None and _TEX_ROW.fullmatch(text):
        mark = _CELL
    if mark is None and _are_forms(text.split("|")):
        mark = _FORM
    return [each.span() for each in mark.finditer(text)] if mark else []


def _are_forms(parts: Sequence[str]) -> bool:
    """Say whether parts are plural forms of a message: texts with bars, and no space, between."""
    whole = all(part.strip() == part and _FORM_TEXT.fullmatch(part) for part in parts)
    return 1 < len(parts) <= _MOST_FORMS and whole and any(" " in part for part in parts)


def separators(text: str) -> list[Span]:
    """Return what stands between the fields of a row of a table; of running text, nothing."""
    if not _MAY_BE_SEVERAL.search(text):
        return []
    mark = _BAR if _ROW.fullmatch(text) else _POINT
    if found := steps_apart(text) or [each.span() for each in mark.finditer(text)]:
        return found
    marks = list(_MARK.finditer(text))
    return list(_semicolons(marks)) or list(_commas(text, marks))


def quote_before(text: str, place: int) -> str:
    """Return the quote that opens the string whose inside begins at a place; nothing if none."""
    sign = text[max(0, place - 2) : place].rstrip()[-1:]
    return sign if sign in _QUOTES else ""


def escaped_inside(text: str, quote: str) -> str:
    """Return a text for the inside of a string between quotes, none of which ends it."""
    return re.sub(rf"\\.|{quote}", lambda found: found[0] if found[0][1:] else f"\\{quote}", text)


def _around(text: str, fields: Sequence[Span]) -> list[Span]:
    """Return what stands before, between and behind the fields of a text."""
    edges = [(0, 0), *fields, (len(text), len(text))]
    return [(end, start) for (_, end), (start, _) in pairwise(edges)]


def _entry(text: str) -> Span | None:
    """Return the value of an entry of data, of which nothing but that is text."""
    if found := _PROPERTY.fullmatch(text):
        return found.span("value")
    found = _ENTRY.fullmatch(text)
    content = found and _CONTENT.match(text, found.start("string") + 1, found.end("string") - 1)
    return content.span(1) if content and content[1] else None


def _strings(text: str) -> Iterator[Span]:
    """Yield the insides of strings that are no keys, without white space at their edges."""
    for found in _ONE_VALUE.finditer(text):
        if found[0][0] in _QUOTES and not _IS_KEY.match(text, found.end()):
            content = _CONTENT.match(text, found.start() + 1, found.end() - 1)
            if content is not None and content[1]:
                yield content.span(1)


def _semicolons(marks: Sequence[re.Match[str]]) -> Iterator[Span]:
    """Yield semicolons without a space around them."""
    yield from (found.span() for found in marks if found["semicolon"])


def _commas(text: str, marks: Sequence[re.Match[str]]) -> Iterator[Span]:
    """Yield commas, several and not all between digits, none of which has a space after it."""
    commas = [found for found in marks if found["comma"]]
    loose = any(found["loose"] for found in marks)
    if len(commas) > 1 and not loose and _AT_LETTER.search(text) and not is_unspaced([text]):
        yield from (found.span("comma") for found in commas)
