"""Strings in a line of code: which of them say something to a user?

A line is code if, its strings aside, it has the form of one: names, calls and assignments in ASCII,
and no two words beside each other but those of programming languages. Of its strings those are text
that have several words, or end as a sentence does, and single words where a call shows them; keys,
comparisons, contexts of a catalogue and queries are none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tolmach.text.sentences import Span

_LONGEST = 2_000  # characters of a line
_STRING = r"""(?:"(?>(?:[^"\\]|\\.)*)"|'(?>(?:[^'\\]|\\.)*)'|`(?>(?:[^`\\]|\\.)*)`)"""
_NAME = r"[A-Za-z_$@][\w$]*+"
_TOKEN = re.compile(
    rf"""(?P<string>[rbufRBUFL@$]{{0,2}}{_STRING})
    | (?P<name>{_NAME}(?>(?:(?:\.|::|->|\?\.){_NAME})*))
    | (?P<number>\d[\w.]*+)
    | (?P<sign>[=!]=+|=>|->|\{{[{{%]|[%}}]\}}|<%[=_-]?|%>|<\?(?:=|php\b)?|\?>|[!\#-&(-/:-@\[-_{{-~])
    | (?P<space>\s++)""",
    re.VERBOSE | re.ASCII,
)
_KEYWORDS = frozenset(
    """return raise throw throws new const let var val final static public private protected export
    default import from if elif elsif unless else for foreach in not and or is while until case when
    yield await async assert print echo puts say def class function fn func string String QString
    char int auto bool do then end trans blocktrans""".split()
)
_SPEAKING = frozenset("print echo puts say raise throw return trans".split())
_GIVING = frozenset(("=", ":=", "(", "+", "?"))
_COMPARING = frozenset("== === != !== in not is case when".split())
# Calls that show what they are given, also a single word.
_CATALOGUE = re.compile(
    r"_{1,2}|_[en]|N_|[dnp]*gettext(?:_\w+)?|tr|qsTr|i18np?|NSLocalizedString|trans"
)
_SHOWING = re.compile(
    r"(?:t|translate|lang|localize|alert|confirm|prompt|print|println|printf|echo|puts|write_?[Ll]n"
    r"|(?:set|append|add)?\w*(?:[Tt]ext|[Tt]itle|[Ll]abel|[Mm]essage|[Tt]ip|[Cc]aption|[Bb]utton"
    r"|Placeholder|Error|Exception|Warning))"
)
_COMMENT_SECOND = "NSLocalizedString"
_CONTEXT_FIRST = re.compile(r"[dn]*pgettext|i18ncp?")
_NO_WORDS = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|%[\w.()-]*|\{[^{}]*\}|\$\w+|</?\w[^<>]*>")
_WORD = re.compile(r"[^\W\d_]{2}")
_SENTENCE = re.compile(r"\S\s+\S|[.!?…]\Z")
_SHOWN_WORD = re.compile(r"[^\W\d_]+[.!?…:]*")
_QUERY = re.compile(
    r"(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH)\s|[\w.#]+(?:\s[>+~]\s[\w.#]+)+\Z"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ELEMENT = re.compile(r"<[A-Za-z][\w:.-]*+\s++[^\s<>=]++\s*+=|</[A-Za-z]")  # among other text
_TEMPLATE = re.compile(r"<%.?|<\?.*|\{[{%]")  # what opens code in a template
_TEMPLATE_ENDS = frozenset(("%>", "?>", "}}", "%}"))


class _Token(NamedTuple):
    """A token of code, `text[start:end]`, and if white space stands before it."""

    kind: str
    text: str
    start: int
    end: int
    apart: bool


def code_strings(text: str) -> list[Span]:
    """Return the insides of the strings that say something in a line of code; of text, nothing."""
    if len(text) > _LONGEST or not any(quote in text for quote in "\"'`"):
        return []
    tokens = list(_tokens(text))
    if not tokens or not _is_code(tokens):
        return []
    return list(_CodeReader(tokens).speaking())


def _tokens(text: str) -> Iterator[_Token]:
    """Yield the tokens of a line, tags around it aside; none where it is no code."""
    begin, end = 0, len(text)
    while tag := _TAG.match(text, begin, end):
        begin = tag.end()
    while text[:end].endswith(">") and (tags := list(_TAG.finditer(text, begin, end))):
        if tags[-1].end() != end:
            break
        end = tags[-1].start()
    place, apart, found = begin, False, []
    while place < end:
        token = _TOKEN.match(text, place, end)
        if token is None or _ELEMENT.match(text, place, end):
            return
        kind = token.lastgroup or ""
        if kind != "space":
            found.append(_Token(kind, token[0], *token.span(), apart))
        apart, place = kind == "space", token.end()
    yield from found


def _is_code(tokens: Sequence[_Token]) -> bool:
    """Say whether tokens are a line of code with a string that is given to something."""
    given = False
    for number, token in enumerate(tokens):
        before = tokens[number - 1] if number else None
        after = tokens[number + 1].text if number + 1 < len(tokens) else ""
        if token.kind in ("name", "string") and before is not None:
            declared = token.kind == "name" and after in ("=", ":=")
            if before.kind in ("name", "string") and not (
                before.text in _KEYWORDS or token.text in _KEYWORDS or declared
            ):
                return False
        if token.kind == "string" and before is not None:
            given |= before.text in _GIVING or before.text in _SPEAKING
        given |= token.kind == "string" and after == "+"
    return given and any(token.kind == "name" for token in tokens) and not _has_text_outside(tokens)


def _has_text_outside(tokens: Sequence[_Token]) -> bool:
    """Say whether words stand beside the code of a template: `Hello <%= name or "dear user" %>`."""
    depth, templates, outside = 0, False, False
    for token in tokens:
        if token.kind == "sign" and _TEMPLATE.fullmatch(token.text):
            depth, templates = depth + 1, True
        elif token.text in _TEMPLATE_ENDS:
            depth -= 1
        else:
            outside |= not depth and token.kind == "name"
    return templates and outside


@dataclass
class _Call:
    """What a bracket belongs to, and how many strings it was given."""

    name: str
    strings: int = field(default=0)


class _CodeReader:
    """Reads the tokens of a line of code."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens

    def speaking(self) -> Iterator[Span]:
        """Yield the insides of strings that say something, white space at their edges aside."""
        calls = [_Call("")]
        for place, token in enumerate(self._tokens):
            if token.text in ("(", "[", "{", "{{"):
                before = self._at(place - 1)
                calls.append(_Call(before.text if before and before.kind == "name" else ""))
            elif token.text in (")", "]", "}", "}}") and len(calls) > 1:
                calls.pop()
            elif token.kind == "string":
                calls[-1].strings += 1
                start, end = _inside(token)
                said = token.text[start - token.start : end - token.start]
                if start < end and self._speaks(place, said, calls[-1]):
                    yield start, end

    def _at(self, place: int) -> _Token | None:
        return self._tokens[place] if 0 <= place < len(self._tokens) else None

    def _speaks(self, place: int, said: str, call: _Call) -> bool:
        """Say whether the string at a place, in which that is said, says something."""
        words = _NO_WORDS.sub(" ", said)
        before, after = self._at(place - 1), self._at(place + 1)
        name = re.split(r"\.|::|->", call.name)[-1]
        if not _WORD.search(words) or _QUERY.match(said):
            return False
        if before and (before.text in _COMPARING or (before.text == "[" and call.name)):
            return False
        if after and (after.text in _COMPARING or (after.text == ":" and "?" not in self._signs)):
            return False
        if _CONTEXT_FIRST.fullmatch(name) and call.strings == 1:
            return False
        if name == _COMMENT_SECOND and call.strings > 1:
            return False
        if _SENTENCE.search(said) or _CATALOGUE.fullmatch(name):
            return True
        shows = _SHOWING.fullmatch(name) or (before and before.text in _SPEAKING)
        if "+" in (before and before.text, after and after.text):
            shows = shows or said != self._tokens[place].text[1:-1]  # "Hello " + name
        return bool(shows and _SHOWN_WORD.fullmatch(said) and not said[0].islower())

    @property
    def _signs(self) -> set[str]:
        return {token.text for token in self._tokens if token.kind == "sign"}


def _inside(token: _Token) -> Span:
    """Return where the text of a string begins and ends, without white space at its edges."""
    start, end = token.start + token.text.index(token.text[-1]) + 1, token.end - 1
    said = token.text[start - token.start : -1]
    return start + len(said) - len(said.lstrip()), end - (len(said) - len(said.rstrip()))
