"""Recognition: which stretches of a text are no plain text, in a line with markup and in any other.

They are tags, placeholders, addresses and code, signs in code, and the marks of links and emphasis.
What a model reads of a sign, the one who reads the text says.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tolmach.reading.marks import Part, accelerator_mark, number_sign
from tolmach.text.sentences import Span
from tolmach.text.strings.accelerators import Accelerator, apart_from
from tolmach.text.strings.markdown import delimiters, is_strong
from tolmach.text.strings.placeholders import halves, is_alternative, placeholders
from tolmach.text.strings.tags import stands_as_word, tags
from tolmach.text.strings.verbatim import verbatim_strings

_PAIRED = re.compile(
    r"\{%[-~+]?\s*(?!el|when|case|empty)(?P<end>end)?(?P<word>\w+)"
    r"|\{\{?[-~]?(?P<sign>[#^/])\s*(?P<name>[\w@.-]+)"
)


class Found(NamedTuple):
    """A part that is no text, at `text[start:end]`; `closed_at` is what closes it.

    `source` is what recognised it.
    """

    start: int
    end: int
    part: Part
    source: str
    may_be_word: bool = False
    closed_at: Span | None = None


Recogniser = Callable[[str, int], Iterator[Found]]


def recognised(
    text: str,
    read_signs: Recogniser,
    accelerators: Sequence[Accelerator] = (),
    numbers: Mapping[int, str] | None = None,
    core: Span | None = None,
) -> list[Found]:
    """Return the parts of a text that are no text, from left to right, apart from each other.

    `read_signs` recognises signs in code, and `accelerators` are those in it. At the places of
    `numbers` stand signs of messages for such numbers. What is around the `core` is a mark.
    """
    first, last = core or (0, len(text))
    found, accelerating = apart_from(list(_read(text, first, read_signs)), accelerators)
    found += [Found(at, at + 1, number_sign(one), "number") for at, one in (numbers or {}).items()]
    found += (
        Found(start, end, accelerator_mark(text[start:end]), "accelerator")
        for start, end, *_ in accelerating
    )
    found += (
        Found(start, end, Part("lone", text[start:end], block=True), "edge")
        for start, end in ((0, first), (last, len(text)))
        if start < end
    )
    found += [
        Found(*one.closed_at, Part("close", text[slice(*one.closed_at)], one.part.name), "tag")
        for one in found
        if one.closed_at is not None
    ]
    apart = list(_apart([*found, *delimited(text, found)]))
    for number, (kind, name) in halves([one.part.written for one in apart]).items():
        part = Part(kind, apart[number].part.written, name)
        apart[number] = apart[number]._replace(part=part, source="half")
    return list(_with_words(text, apart))


def delimited(text: str, others: Iterable[Found]) -> Iterator[Found]:
    """Yield the marks of links and of emphasis between what else was recognised."""
    masked = list(text)
    for start, end, part, *_ in others:
        sign = "x" if part.kind in ("text", "fixed") and part.name != "sign" else "."
        masked[start:end] = (" " if part.name == "space" or part.block else sign) * (end - start)
    for start, end, kind, name in delimiters("".join(masked)):
        yield Found(start, end, Part(kind, text[start:end], name, block=name == "|"), "delimiter")


def _read(text: str, at: int, read_signs: Recogniser) -> Iterator[Found]:
    """Yield what the recognisers find, always the leftmost, and from its end on."""
    readers = [_Reader(text, each) for each in (_read_tags, _read_strings, read_signs)]
    while heads := [head for reader in readers if (head := reader.next(at)) is not None]:
        one = min(heads, key=lambda head: head.start)
        yield one
        at = one.end


class _Reader:
    """A recogniser at work, with what it finds next."""

    def __init__(self, text: str, recogniser: Recogniser) -> None:
        self._text = text
        self._recogniser = recogniser
        self._found = recogniser(text, 0)
        self._head = next(self._found, None)

    def next(self, at: int) -> Found | None:
        """Return the first that begins at a place or behind it."""
        while self._head is not None and self._head.start < at:
            if self._head.end > at:  # of what it covers, something may begin behind that place
                self._found = self._recogniser(self._text, at)
            self._head = next(self._found, None)
        return self._head


def _read_tags(text: str, start: int) -> Iterator[Found]:
    for tag in tags(text, start):
        written = text[tag.start : tag.end]
        part = Part(tag.kind, written, f"<{tag.name}", tag.breaks or tag.block, tag.block)
        if tag.kind == "fixed":
            part = part._replace(name="address" if tag.name == "address" else "value")
        yield Found(tag.start, tag.end, part, "tag", tag.may_be_word, tag.closed_at)


def _read_strings(text: str, start: int) -> Iterator[Found]:
    """Yield placeholders, addresses and code; of two that begin together the longer one."""
    readers = [_Reader(text, each) for each in (_read_placeholders, _read_verbatim)]
    while heads := [head for reader in readers if (head := reader.next(start)) is not None]:
        one = min(heads, key=lambda head: (head.start, -head.end))
        yield one
        start = one.end


def _read_verbatim(text: str, start: int) -> Iterator[Found]:
    for first, last, kind in verbatim_strings(text, start):
        written = text[first:last]
        if not is_strong(written):
            sort = "address" if kind in ("url", "email", "handle") else "value"
            yield Found(first, last, Part("fixed", written, sort), "string")


def _read_placeholders(text: str, start: int) -> Iterator[Found]:
    for first, last, kind in placeholders(text, start):
        written = text[first:last]
        if kind == "statement":
            part = _statement(written)
        elif kind == "escape":
            part = Part("lone", written, breaks=True)
        else:
            part = Part("fixed", written, kind)
        yield Found(first, last, part, "string")


def _statement(written: str) -> Part:
    """Return a statement of a template as a mark; what stands after "else" is another sentence."""
    found = _PAIRED.match(written)
    if found is None:
        block = is_alternative(written)
        return Part("lone", written, "%", breaks=block, block=block)
    closes = found["end"] or found["sign"] == "/"
    return Part("close" if closes else "open", written, "%" + (found["word"] or found["name"]))


def _apart(found: Sequence[Found]) -> Iterator[Found]:
    """Yield, from left to right, what does not begin inside another."""
    done = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= done:
            yield one
            done = one.end


def _with_words(text: str, found: Sequence[Found]) -> Iterator[Found]:
    """Yield what was recognised; a tag that stands as a word, and has no partner, is a value."""
    partners = _partners(found)
    for number, one in enumerate(found):
        alone = one.may_be_word and number not in partners
        if alone and stands_as_word(text, one.start, one.end):
            yield one._replace(part=Part("fixed", one.part.written, "value"))
        else:
            yield one


def _partners(found: Sequence[Found]) -> set[int]:
    """Return the numbers of marks that open and that close one another."""
    opened: dict[str, list[int]] = {}
    partners: set[int] = set()
    for number, one in enumerate(found):
        if one.part.kind == "open":
            opened.setdefault(one.part.name, []).append(number)
        elif one.part.kind == "close" and opened.get(one.part.name):
            partners |= {number, opened[one.part.name].pop()}
    return partners
