"""Signs that a line writes in a code: entities of HTML, escapes of JSON, Markdown and TeX.

A letter is decoded where it stands, and written in the same code wherever the translation has it.
White space stands for itself. A number with a sign is a number, "AT&T" and "a < b" are values as
placeholders are, and so is an entity that nobody knows. Any other sign must come through once: the
model reads it, or reads the line without it.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from html.entities import html5
from typing import Literal, NamedTuple

from tolmach.text.strings.tex_letters import TEX_LETTER, tex_letter

SignKind = Literal["letter", "space", "sign", "value", "number"]


class Sign(NamedTuple):
    """A sign in code, `line[start:end]`, that stands for `text`."""

    start: int
    end: int
    kind: SignKind
    text: str


_APOSTROPHES = "'’ʼ"
_NUMBER = r"\d++(?>(?:[.,:]\d++)*)"
_OPERAND = rf"(?:{_NUMBER}|[A-Za-z])"
_COMPARISON = r"(?:[<>]=?|[=≤≥≠≈]|&(?:[lg]t;=?|[lgn]e;|asymp;|\#6[02];))"
_COMPARED = rf"(?:\s{_COMPARISON}\s|\s?+(?![<>]){_COMPARISON}\s?+|(?<=\d)[<>]=?(?=\d)(?!\d++/?>))"
_CURRENCY = (
    r"euro|pound|yen|cent|curren|\#(?:16[2-5]|83[5-9]\d)|\#[xX](?:[aA][2-5]|20[aAbB][\da-fA-F])"
)
_UNIT = rf"&(?:deg|frac\d\d|sup\d|permil|prime|Prime|times|\#176|{_CURRENCY});"
_SPACE = r"(?:\s|&(?:nbsp|thinsp|ensp|\#160|\#xA0|\#8239|\#x202[Ff]|\#8201|\#x2009);)"
# Spaces that are no single ones, and no line ends.
_SPACES = r"(?<=\S) (?=\s\s|[^\S\ ]) [^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029]++ (?=\S)"
_OLD_LETTER = "(?:[AEIOUaeiouy](?:uml|acute|grave|circ)|szlig|[Cc]cedil|[ANOano]tilde)"
# One that was escaped again, "&amp;nbsp;", is one, and so is an old one that nothing closes.
_ENTITY = rf"""(?:&(?:amp;)*(?:\#\d{{1,7}}+|\#[xX][0-9a-fA-F]{{1,6}}+|[A-Za-z]\w{{1,30}}+);
    |(?<!\w)&[A-Za-z_][\w.-]{{0,30}}+;  # of an XML document's own
    |&{_OLD_LETTER}(?!;)
    |&(?:amp|lt|gt|quot|nbsp|copy|reg|shy|deg|[lr]aquo|middot|para|sect)(?![\w;=]))"""
_ESCAPED_AGAIN = re.compile(r"&(?:amp;)+(?=.)")
_LETTERS = "[A-Z0-9]{1,3}"  # of a name with a sign in it
_JOINED = (  # of names, without spaces: Tom&amp;Mary
    r"[^\W\d_]++ (?>(?: &amp;(?![a-zß-öø-ÿа-яё])[^\W\d_]++ )+) (?![\w;=])"
)
_NAME_ENDS = r"(?!\w)(?:(?!;)|(?<=[&;][A-Z0-9])(?=;))"  # no entity has one letter
_DOUBLED = r'(?<![\w"])""(?=\w)|(?<=[\w.!?…])""(?![\w"])'  # quotes within a quoted field
_APOSTROPHE = r"(?<=[^\W\d_])''(?=[^\W\d_]{1,2}\b)"  # in a message of Java: "It''s"
_TIE = r"(?<=[\w.])\\,(?=\w)|(?<=\w)~(?=\\?[\d\\])|(?<=[^\W\d_]\.)~(?=\w)"  # spaces of TeX
_TWICE = r"(?:(?<=[\dsdfgiu}])|(?<=[\dsdfgiu}]\s))%%(?!\w)"  # as printf writes %
_UNICODE = r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\U[0-9a-fA-F]{8}|\\u\{[0-9a-fA-F]{1,6}\}"
_MEASURE = rf"{_SPACE}?(?>(?:(?:[cdkm]?m(?=&sup))?{_UNIT})+)(?:[CF]\b)?"
_QUANTITY = (
    rf"(?<![\w.,]){_NUMBER}{_MEASURE}(?>(?:{_SPACE}?&plusmn;{_SPACE}?{_NUMBER}(?:{_MEASURE})?)?)"
    rf"|&(?:sect|para|num|plusmn|{_CURRENCY});(?>{_SPACE}?){_NUMBER}"
    rf"|(?<![\w.,]){_NUMBER}(?:~|\\[,;:])?\\%"
    r"|(?<=.)[\d#*]\ufe0f?\u20e3"  # a keycap; in front of a line it is decoration
)
_ESCAPES = rf"""
    (?P<formula> (?<![\w.,'’]) [A-Za-z]
      (?>(?: \s(?:[<>]=?|[=≤≥≠≈])\s (?:[A-Za-z]|\d++(?![.,]\d)) )+) (?![\w'’]) )
  | (?P<quantity> {_QUANTITY} )
  | (?P<arrow> [-=]++&gt; | &lt;[-=]++(?:&gt;)? )
  | (?P<name> (?<![\w&;]) {_LETTERS} (?>(?: &amp;{_LETTERS} )+) {_NAME_ENDS}
      | (?<![\w&;]) {_JOINED} )
  | (?P<entity> {_ENTITY} )
  | (?P<unicode> {_UNICODE} )
  | (?P<tex> {TEX_LETTER} )
  | \\(?P<escaped> ["'*_`~\[\]\#|%&$] )
  | (?P<doubled> {_DOUBLED} )
  | (?P<apostrophe> {_APOSTROPHE} )
  | (?P<twice> {_TWICE} )
  | (?P<tie> {_TIE} )
"""
_MAY_BE_CODED = re.compile(r"[&<>\\%~=≤≥≠≈\u20e3]|\"\"|''|\S(?:[^\S ]|\s\s)")
_CODED = rf"""
    (?P<name> (?<![\w&;]) {_LETTERS} (?>(?: &(?:amp;)? {_LETTERS} )+) {_NAME_ENDS}
      | (?<![\w&;]) [^\W\d_]++ (?>(?: &(?!{_OLD_LETTER})[^\W\d_]++ )+) (?![\w;=])
      | (?<![\w&;]) {_JOINED} )
  | (?P<formula> (?<![\w.,]) {_OPERAND} (?>(?: {_COMPARED} {_OPERAND} )+) (?!\w) )
  | (?P<quantity> {_QUANTITY} | {_COMPARISON} (?>{_SPACE}?) {_NUMBER} (?:{_MEASURE} | (?!\w)) )
  | (?P<arrow> (?: < | &lt; ) [-=]++ (?: > | &gt; )? | [-=]++ (?: > | &gt; ) )
  | (?P<entity> {_ENTITY} )
  | (?P<unicode> {_UNICODE} )
  | (?P<tex> {TEX_LETTER} )
  | \\(?P<escaped> ["'*_`~\[\]{{}}()\#+.!|<>&%$-] )
  | (?P<doubled> {_DOUBLED} )
  | (?P<apostrophe> {_APOSTROPHE} )
  | (?P<twice> {_TWICE} )
  | (?P<tie> {_TIE} )
  | (?P<bare> [<>&] )
  | (?P<spaces> {_SPACES} )
"""


def signs(line: str, start: int = 0) -> Iterator[Sign]:
    """Yield the signs in code of `line[start:]`, and bare `<`, `>` and `&`, from left to right."""
    if _MAY_BE_CODED.search(line, start):
        yield from _found(_CODED, line, start)


def escapes(line: str, start: int = 0) -> Iterator[Sign]:
    """Yield entities, names and sums with one, letters compared and escaped signs, in order."""
    if _MAY_BE_CODED.search(line, start):
        yield from _found(_ESCAPES, line, start)


def letter_codes(line: str) -> dict[str, str]:
    """Return how a line writes letters in code that it never writes as they are."""
    letters = [one for one in escapes(line) if one.kind == "letter"]
    codes = {one.text: line[one.start : one.end] for one in letters}
    for code in codes.values():
        line = line.replace(code, "")
    return {letter: code for letter, code in codes.items() if letter not in line}


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when it is first needed; most text has no signs in code."""
    return re.compile(pattern, re.VERBOSE)


def _found(pattern: str, line: str, start: int) -> Iterator[Sign]:
    for found in _compiled(pattern).finditer(line, start):
        text = _decoded(found)
        yield Sign(*found.span(), _kind(text, found), text)


def _decoded(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "entity":
            return _entity(_ESCAPED_AGAIN.sub("&", found[0])) or found[0]
        case "unicode":
            code = int(found[0][2:].strip("{}"), 16)
            return chr(code) if code <= 0x10FFFF else found[0]
        case "tex":
            return tex_letter(found[0])
        case "escaped":
            return found["escaped"]
        case "twice":
            return "%"
        case "doubled":
            return '"'
        case "apostrophe":
            return "'"
        case "tie":
            return " "
        case "arrow":
            return html.unescape(found[0])
    return found[0]


def _entity(named: str) -> str | None:
    """Return the character of an entity, or None if it is none that is known."""
    if named[1] != "#":
        return html5.get(named[1:])
    return html.unescape(named) or "\0"  # a control character, which HTML does not allow


def _kind(text: str, found: re.Match[str]) -> SignKind:
    if found.lastgroup == "quantity":
        return "number"
    if found.lastgroup in ("name", "formula") or (found.lastgroup == "entity" and text == found[0]):
        return "value"
    if all(each.isspace() or unicodedata.category(each).startswith("C") for each in text):
        return "space"
    if all(each.isalnum() or unicodedata.category(each).startswith("M") for each in text):
        return "letter"
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    elided = text in _APOSTROPHES and before.isalpha() and after.isalpha()
    return "letter" if elided else "sign"
