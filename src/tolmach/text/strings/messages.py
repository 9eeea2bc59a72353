"""Texts within texts: branches of messages, `{n, plural, one {# file} other {# files}}`.

Of ICU, of Java's choices (`{n,choice,0#no file|1#a file}`) and of Fluent (`{ $n -> [one] a file
*[other] files }`). Pure recognition by their syntax; what cannot be parsed to its end is none. An
apostrophe before a brace or `#` quotes what follows, as in ICU. What is struck out beside other
text, "~~old~~ new", is one, too, and so is a note within a sentence, "the dog^[A note.] sleeps".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from tolmach.text.sentences import Span, spliced

_LONGEST = 20_000  # characters of a text
_STRUCK = re.compile(
    r"(?<!~)~~(?=[^\s~])[^~]{1,500}(?<=[^\s~])~~(?!~)"
    r"|<(?P<name>del|s|strike)(?:\s[^<>]*)?>[^<>]{1,500}</(?P=name)>"
)
_NOTE = re.compile(
    r"""(?<=[^\s\\]) (?: \^\[ (?>(?:[^\[\]]|\[[^\[\]]*+\])+) \] | footnote:\w*+\[ [^\[\]]++ \]
      | <ref(?>(?:\s[^<>/]*)?)> [^<>]{1,500} </ref>
      | \\(?:foot|end|side|margin)note\{ (?>(?:[^{}]|\{(?>(?:[^{}]|\{[^{}]*+\})*)\})+) \} )""",
    re.VERBOSE,
)
_FEW_WORDS = 4
_MOST = 100  # texts within a text
_DEEPEST = 20  # messages within messages
_HEAD = re.compile(
    r"\{\s*+[\w.]++\s*+,\s*+(?P<kind>plural|selectordinal|select)\s*+,\s*+(?:offset:\s*+\d++\s*+)?"
)
_CHOICE_HEAD = re.compile(r"\{\s*+[\w.]++\s*+,\s*+choice\s*+,")
_LIMIT = re.compile(r"\s*+(?P<limit>-?(?:\d++(?:\.\d++)?|∞))\s*+(?P<sign>[#<≤])")
_FLUENT_HEAD = re.compile(r"\{\s*+(?P<given>\$[\w-]++|[A-Z]++\([^(){}]*+\)|-[\w.-]++)\s*+->\s*+")
_VARIANT = re.compile(r"(?:(?<=->)|\s)\*?\[\s*+(?P<selector>[\w.-]++)\s*+\]")
_CATEGORIES = frozenset("zero one two few many".split())
_SELECTOR = re.compile(r"\s*+(?P<selector>=\d++|[\w-]++)\s*+\{")
_END = re.compile(r"\s*+\}")
_SYNTAX = re.compile(r"''|'[{}#](?>(?:[^']|'')*)(?:'|\Z)|(?P<sign>[{}#])")
_CHOICE = re.compile(
    r"(?:\{\d{1,9}\}|\[(?:\d{1,9}|\*),\s?(?:\d{1,9}|\*)\])\s*+(?P<text>[^|\s](?:[^|]*[^|\s])?)\s*+(?:\|\s*+|\Z)"
)
_CHOICES = re.compile(rf"(?=[{{\[][\d*])(?:{_CHOICE.pattern.replace('?P<text>', '?:')}){{2,}}")
_NO_WORDS = re.compile(r"<[^<>]*>|&#?\w+;|\{[^{}]*\}|%(?:\d+\$)?[a-zA-Z]\b")
# Numbers of categories. Beside "many" all others are fractions, which take the case of few.
_EXAMPLES = {"zero": "0", "one": "1", "two": "2", "few": "3"}
_MORE, _FRACTIONS = "5", "3"


class Branch(NamedTuple):
    """The text of a branch, `text[start:end]`, and what selects it."""

    start: int
    end: int
    selector: str


@dataclass(frozen=True)
class Message:
    """A message, `text[start:end]`, and its branches; `#` in them is a number if it `counts`."""

    start: int
    end: int
    branches: tuple[Branch, ...]
    counts: bool

    def example(self, selector: str) -> str:
        """Return a number that selects a branch."""
        if limit := _LIMIT.fullmatch(selector):
            return _example_above(limit["limit"], itself=limit["sign"] != "<")
        if selector.startswith("="):
            return selector.removeprefix("=")
        fractions = selector == "other" and any(one.selector == "many" for one in self.branches)
        return _EXAMPLES.get(selector, _FRACTIONS if fractions else _MORE)


def message_branches(text: str) -> list[Span]:
    """Return the texts in the branches of messages, where a text has no words beside them.

    Choices of Laravel, "{0} None|[1,*] Many", are branches, too.
    """
    if _CHOICES.fullmatch(text):
        return [found.span("text") for found in _CHOICE.finditer(text)]
    return list(_Parser(text).fields((0, len(text)))) if _may_have_messages(text) else []


def number_signs(text: str) -> dict[int, str]:
    """Return the places of `#` that stand for numbers of messages, each with one that fits."""
    return dict(_Parser(text).numbers((0, len(text)), "")) if _may_have_messages(text) else {}


def messages_apart(text: str) -> tuple[str, dict[str, str]]:
    """Return a text with placeholders in place of messages within sentences, and these messages."""
    if not _may_have_messages(text):
        return text, {}
    found = list(_Parser(text).embedded((0, len(text))))
    if len(found) > _MOST:
        return text, {}
    kinds = ("count" if one.counts else "value" for one in found)
    names = [_unused(f"{{{kind}_{n}", "}", text) for n, kind in enumerate(kinds, start=1)]
    return _apart(text, [(one.start, one.end) for one in found], names)


def struck_apart(text: str) -> tuple[str, dict[str, str]]:
    """Return a text with comments in place of what is struck out in it, and that.

    So it is where this stands beside what is said instead, "~~wrong~~ right", and in a sentence of
    a few words, which has no place for both. A longer one may need it: "The ~~old~~ dog sleeps."
    """
    may_be = ("~~" in text or "<" in text) and "`" not in text and len(text) <= _LONGEST
    found = list(_STRUCK.finditer(text)) if may_be else []
    struck, left = sum(_words(one[0]) for one in found), _words(_STRUCK.sub(" ", text))
    goes_on = bool(found) and _words(text[found[-1].end() :]) > 0
    stands_beside = 0 < left <= max(struck, _FEW_WORDS if goes_on else 0)
    if not (stands_beside and len(found) <= _MOST):
        return text, {}
    names = [_unused(f"<!--{number}", "-->", text) for number in range(1, 1 + len(found))]
    return _apart(text, [one.span() for one in found], names)


def notes_apart(text: str) -> tuple[str, dict[str, str]]:
    """Return a text with comments in place of the notes within it, and these notes.

    Of Pandoc, AsciiDoc, MediaWiki and LaTeX: "^[Note]", "footnote:[Note]", "<ref>Note</ref>",
    "\\footnote{Note}".
    """
    may_be = any(sign in text for sign in ("^[", ":[", "<ref", "\\")) and len(text) <= _LONGEST
    found = list(_NOTE.finditer(text)) if may_be else []
    if not _words(_NOTE.sub(" ", text)) or len(found) > _MOST:
        return text, {}
    names = [_unused(f"<!--note{number}", "-->", text) for number in range(1, 1 + len(found))]
    return _apart(text, [one.span() for one in found], names)


def _apart(text: str, spans: Sequence[Span], names: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return a text with names in place of spans of it, and what these names stand for."""
    rest = spliced(text, ((*span, name) for span, name in zip(spans, names, strict=True)))
    return rest, {name: text[slice(*span)] for span, name in zip(spans, names, strict=True)}


def _words(text: str) -> int:
    """Return how many words a text has outside its tags and placeholders."""
    return len(re.findall(r"[^\W\d_]+", _NO_WORDS.sub(" ", text)))


def _may_have_messages(text: str) -> bool:
    may = "{" in text and len(text) <= _LONGEST
    return may and any(head.search(text) for head in (_HEAD, _CHOICE_HEAD, _FLUENT_HEAD))


def _example_above(limit: str, *, itself: bool) -> str:
    """Return a number from a limit on, or beyond it."""
    whole = re.sub(r"\D.*", "", limit.removeprefix("-")) or "0"
    return whole if itself else str(int(whole) + 1)


def _unused(name: str, end: str, text: str) -> str:
    """Return a placeholder with a name that is not in a text."""
    while name + end in text:
        name += "0"
    return name + end


class _Parser:
    """A parser of the messages in a text."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _signs(self) -> list[tuple[int, str]]:
        """The braces and number signs that no apostrophe quotes."""
        found = _SYNTAX.finditer(self._text)
        return [(one.start(), one["sign"]) for one in found if one["sign"]]

    @cached_property
    def _ends(self) -> dict[int, int]:
        """The place behind the brace that closes each."""
        ends: dict[int, int] = {}
        opened: list[int] = []
        for place, sign in self._signs:
            if sign == "{":
                opened.append(place)
            elif sign == "}" and opened:
                ends[opened.pop()] = place + 1
        return ends

    @cached_property
    def _depths(self) -> list[int]:
        """How many pairs of braces enclose each character; the braces are inside."""
        steps = [0] * (len(self._text) + 1)
        for opens, closes in self._ends.items():
            steps[opens] += 1
            steps[closes] -= 1
        return list(accumulate(steps))

    @cached_property
    def _bars(self) -> list[int]:
        return [found.start() for found in re.finditer(r"\|", self._text)]

    def fields(self, span: Span, depth: int = 0) -> Iterator[Span]:
        """Yield the texts in the branches of a span, unless it has words beside its messages."""
        messages = self._messages(span) if depth <= _DEEPEST else []
        if messages and not self._has_words(span, messages):
            for branch in (branch for one in messages for branch in one.branches):
                yield from self.fields((branch.start, branch.end), depth + 1)
        elif depth and (text := self._text[slice(*span)]).strip():
            left, right = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
            yield span[0] + left, span[1] - right

    def embedded(self, span: Span, depth: int = 0) -> Iterator[Message]:
        """Yield the messages that have words beside them; what is in such a one is left to it."""
        messages = self._messages(span) if depth <= _DEEPEST else []
        if self._has_words(span, messages):
            yield from messages
            return
        for branch in (branch for one in messages for branch in one.branches):
            yield from self.embedded((branch.start, branch.end), depth + 1)

    def numbers(self, span: Span, example: str, depth: int = 0) -> Iterator[tuple[int, str]]:
        """Yield the number signs of a span, which stand for a number if there is an example."""
        messages = self._messages(span) if depth <= _DEEPEST else []
        inside = [(one.start, one.end) for one in messages]
        for place, sign in self._signs if example else ():
            within = any(start <= place < end for start, end in inside)
            if sign == "#" and span[0] <= place < span[1] and not within:
                yield place, example
        for one in messages:
            for branch in one.branches:
                inner = one.example(branch.selector) if one.counts else example
                yield from self.numbers((branch.start, branch.end), inner, depth + 1)

    def _has_words(self, span: Span, messages: list[Message]) -> bool:
        """Say whether there are letters in a span beside its messages, tags and placeholders."""
        rest, place = "", span[0]
        for one in messages:
            rest += self._text[place : one.start] + " "
            place = one.end
        return any(map(str.isalpha, _NO_WORDS.sub(" ", rest + self._text[place : span[1]])))

    def _messages(self, span: Span) -> list[Message]:
        """Return the messages of a span that are in no other."""
        found: list[Message] = []
        place = span[0]
        while (start := self._text.find("{", place, span[1])) >= 0:
            one = self._message(start)
            found += [one] if one else []
            place = one.end if one else start + 1
        return found

    def _message(self, start: int) -> Message | None:
        """Return the message that begins at a brace, if it can be parsed to its end."""
        end = self._ends.get(start)
        if end is None:
            return None
        if head := _HEAD.match(self._text, start):
            branches = list(self._selected(head.end(), end))
            counts = head["kind"] != "select"
        elif head := _CHOICE_HEAD.match(self._text, start):
            branches, counts = list(self._choices(head.end(), end - 1)), True
        elif head := _FLUENT_HEAD.match(self._text, start):
            branches = list(self._variants(head.end(), end - 1))
            counts = any(one.selector in _CATEGORIES for one in branches)
        else:
            return None
        return Message(start, end, tuple(branches), counts) if branches else None

    def _selected(self, place: int, end: int) -> Iterator[Branch]:
        """Yield the branches of a message of ICU, each between braces, if nothing else is there."""
        branches: list[Branch] = []
        while found := _SELECTOR.match(self._text, place, end):
            place = self._ends.get(found.end() - 1, end + 1)
            branches.append(Branch(found.end(), place - 1, found["selector"]))
        if place <= end and (closed := _END.match(self._text, place, end)) and closed.end() == end:
            yield from branches

    def _choices(self, place: int, end: int) -> Iterator[Branch]:
        """Yield the branches of a choice of Java, which bars part, if each begins with a limit."""
        bars = [at for at in self._bars if place <= at < end and self._is_outside(at, place)]
        branches: list[Branch] = []
        for begins, ends in pairwise([place - 1, *bars, end]):
            limit = _LIMIT.match(self._text, begins + 1, ends)
            if limit is None:
                return
            branches.append(Branch(limit.end(), ends, limit["limit"] + limit["sign"]))
        yield from branches

    def _variants(self, place: int, end: int) -> Iterator[Branch]:
        """Yield the branches of a message of Fluent, each behind its key between brackets."""
        keys = [
            found
            for found in _VARIANT.finditer(self._text, place - 1, end)
            if self._is_outside(found.start("selector"), place)
        ]
        if not keys or self._text[place : keys[0].start()].strip():
            return
        starts = [*(found.start() for found in keys[1:]), end]
        for found, ends in zip(keys, starts, strict=True):
            yield Branch(found.end(), ends, found["selector"])

    def _is_outside(self, place: int, start: int) -> bool:
        """Say whether a place is between no braces that are opened behind the start of a span."""
        return self._depths[place] == self._depths[start - 1]
