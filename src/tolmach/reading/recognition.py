"""Recognition: which stretches of a text are no plain text, in a line with markup and in any other.

They are tags, placeholders, addresses and code, signs in code, and the marks of links and emphasis.
What a model reads of a sign, the one who reads the text says.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from tolmach.reading.marks.part import Part, accelerator_mark, number_sign
from tolmach.text.sentences import Span
from tolmach.text.spacing import is_unspaced
from tolmach.text.strings.accelerators import Accelerator, apart_from
from tolmach.text.strings.markdown import delimiters, is_strong
from tolmach.text.strings.placeholders import halves, is_alternative, placeholders
from tolmach.text.strings.tags import stands_as_word, tags
from tolmach.text.strings.verbatim import verbatim_strings

_PAIRED = re.compile(
    r"(?:\{%[-~+]?\s*|<\?(?:php\b)?\s*|@)(?!el|when|case|empty)(?P<end>end)?(?P<word>\w+)"
    r"|\{\{?[-~]?(?P<sign>[#^/])\s*(?P<name>[\w@.-]+)"
    r"|[<\[](?P<slash>/)?[#@](?!el|case)(?P<directive>[a-z][\w.]*)"
    r"|<%\s*(?:(?P<ended>end)\b|(?:if|unless|case|for|while|until|begin)\b|.*\bdo\b)",
    re.DOTALL,
)

_LETTERS, _LETTERS_BEFORE = re.compile(r"[^\W\d_]*+"), re.compile(r"(?<![^\W\d_])[^\W\d_]*\Z")
_LONGEST_ENDING = 3  # letters, of a unit or an ending


Source = Literal[
    "tag", "string", "half", "delimiter", "edge", "number", "accelerator",
    "sign", "letter", "name", "quantity", "space", "face",
]  # fmt: skip


class Recognition(NamedTuple):
    """A part that is no text, at `text[start:end]`; `closed_at` is what closes it.

    `source` says what recognised it.
    """

    start: int
    end: int
    part: Part
    source: Source
    may_be_word: bool = False
    closed_at: Span | None = None


Recogniser = Callable[[str, int], Iterator[Recognition]]


def recognised(
    text: str,
    read_signs: Recogniser,
    accelerators: Sequence[Accelerator] = (),
    numbers: Mapping[int, str] | None = None,
    core: Span | None = None,
) -> list[Recognition]:
    """Return the parts of a text that are no text, from left to right, apart from each other.

    `read_signs` recognises signs in code, and `accelerators` are those in it. At the places of
    `numbers` stand signs of messages for such numbers. What is around the `core` is a mark.
    """
    first, last = core or (0, len(text))
    found, accelerating = apart_from(list(_read(text, first, read_signs)), accelerators)
    found += [
        Recognition(at, at + 1, number_sign(one), "number") for at, one in (numbers or {}).items()
    ]
    found += (
        Recognition(start, end, accelerator_mark(text[start:end]), "accelerator")
        for start, end, *_ in accelerating
    )
    found += (
        Recognition(start, end, Part("lone", text[start:end], block=True), "edge")
        for start, end in ((0, first), (last, len(text)))
        if start < end
    )
    found += [
        Recognition(
            *one.closed_at, Part("close", text[slice(*one.closed_at)], one.part.name), "tag"
        )
        for one in found
        if one.closed_at is not None
    ]
    apart = list(_apart([*found, *delimited(text, found)]))
    for number, (kind, name) in halves([one.part.written for one in apart]).items():
        part = Part(kind, apart[number].part.written, name)
        apart[number] = apart[number]._replace(part=part, source="half")
    return list(_Roles(text, apart).assigned())


def delimited(text: str, others: Iterable[Recognition]) -> Iterator[Recognition]:
    """Yield the marks of links and of emphasis between what else was recognised."""
    masked = list(text)
    for start, end, part, *_ in others:
        sign = "x" if part.kind in ("text", "fixed") and part.name != "sign" else "."
        masked[start:end] = (" " if part.name == "space" or part.block else sign) * (end - start)
    for start, end, kind, name in delimiters("".join(masked)):
        yield Recognition(
            start, end, Part(kind, text[start:end], name, block=name == "|"), "delimiter"
        )


def _read(text: str, at: int, read_signs: Recogniser) -> Iterator[Recognition]:
    """Yield what the recognisers find, always the leftmost, and from its end on.

    Of two that begin together a letter in code comes first.
    """
    readers = [_Reader(text, each) for each in (_read_tags, _read_strings, read_signs)]
    while heads := [head for reader in readers if (head := reader.next(at)) is not None]:
        one = min(heads, key=lambda head: (head.start, head.part.kind != "text"))
        yield one
        at = one.end


class _Reader:
    """A recogniser at work, with what it finds next."""

    def __init__(self, text: str, recogniser: Recogniser) -> None:
        self._text = text
        self._recogniser = recogniser
        self._found = recogniser(text, 0)
        self._head = next(self._found, None)

    def next(self, at: int) -> Recognition | None:
        """Return the first that begins at a place or behind it."""
        while self._head is not None and self._head.start < at:
            if self._head.end > at:  # of what it covers, something may begin behind that place
                self._found = self._recogniser(self._text, at)
            self._head = next(self._found, None)
        return self._head


def _read_tags(text: str, start: int) -> Iterator[Recognition]:
    for tag in tags(text, start):
        written = text[tag.start : tag.end]
        part = Part(tag.kind, written, f"<{tag.name}", tag.breaks or tag.block, tag.block)
        if tag.kind == "fixed":
            part = part._replace(name="address" if tag.name == "address" else "value")
        yield Recognition(tag.start, tag.end, part, "tag", tag.may_be_word, tag.closed_at)


def _read_strings(text: str, start: int) -> Iterator[Recognition]:
    """Yield placeholders, addresses and code; of two that begin together the longer one.

    Of two that are alike long it is the address, unless the placeholder is a number's: "@count".
    """
    readers = [_Reader(text, each) for each in (_read_verbatim, _read_placeholders)]
    while heads := [head for reader in readers if (head := reader.next(start)) is not None]:
        one = min(heads, key=lambda head: (head.start, -head.end, head.part.name != "number"))
        yield one
        start = one.end


def _read_verbatim(text: str, start: int) -> Iterator[Recognition]:
    for first, last, kind in verbatim_strings(text, start):
        written = text[first:last]
        if not is_strong(written):
            sort = "address" if kind in ("url", "email", "handle") else "value"
            yield Recognition(first, last, Part("fixed", written, sort), "string")


def _read_placeholders(text: str, start: int) -> Iterator[Recognition]:
    for first, last, kind in placeholders(text, start):
        written = text[first:last]
        if kind == "statement":
            part = _statement(written)
        elif kind == "escape":
            part = Part("lone", written, breaks=True)
        elif kind == "space":
            part = Part("lone", written, "space", read=" ")
        else:
            part = Part("fixed", written, kind)
        yield Recognition(first, last, part, "string")


def _statement(written: str) -> Part:
    """Return a statement of a template as a mark; what stands after "else" is another sentence."""
    found = _PAIRED.match(written)
    if found is None:
        block = is_alternative(written)
        return Part("lone", written, "%", breaks=block, block=block)
    closes = found["end"] or found["ended"] or found["slash"] or found["sign"] == "/"
    # Of Ruby's blocks all have the same end.
    name = found["word"] or found["name"] or found["directive"] or ""
    return Part("close" if closes else "open", written, "%" + name)


def _apart(found: Sequence[Recognition]) -> Iterator[Recognition]:
    """Yield, from left to right, what does not begin inside another."""
    done = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= done:
            yield one
            done = one.end


class _Roles:
    """What was recognised in a text, each in the role that its neighbours tell."""

    def __init__(self, text: str, found: Sequence[Recognition]) -> None:
        self._text = text
        self._found = found

    def assigned(self) -> Iterator[Recognition]:
        """Yield all of them: tags that stand for words, and placeholders that enclose them."""
        partners = self._with_partners()
        opened: str | None = None
        for number, one in enumerate(self._found):
            part = one.part
            alone = one.may_be_word and number not in partners
            if alone and stands_as_word(self._text, one.start, one.end):
                part = Part("fixed", part.written, "value")
            elif part.is_placeholder:
                part, opened = self._around_word(number, opened)
            yield one._replace(part=part)

    def _with_partners(self) -> set[int]:
        """Return the numbers of marks that open and that close one another."""
        opened: dict[str, list[int]] = {}
        partners: set[int] = set()
        for number, one in enumerate(self._found):
            if one.part.kind == "open":
                opened.setdefault(one.part.name, []).append(number)
            elif one.part.kind == "close" and opened.get(one.part.name):
                partners |= {number, opened[one.part.name].pop()}
        return partners

    def _around_word(self, number: int, opened: str | None) -> tuple[Part, str | None]:
        """Return a placeholder as a mark where it adjoins a word, and the pair that is open then.

        "{0}here{1}" encloses a word; but "{n}px" is a number and "{name}s" a name.
        """
        part, start = self._found[number].part, self._found[number].start
        after = _joining(_LETTERS.match(self._text, self._found[number].end))
        encloses = after > _LONGEST_ENDING or (after > 0 and self._closes_later(number))
        if self._letters_before(number) > 1 or (opened and self._letters_before(number)):
            if opened is not None and not encloses:
                return part._replace(kind="close", name=opened), None
            return part._replace(kind="lone", name=""), opened
        if encloses:
            name = f"{{{start}"
            return part._replace(kind="open", name=name), name
        return part, opened

    def _letters_before(self, number: int) -> int:
        start = self._found[number].start
        return _joining(_LETTERS_BEFORE.search(self._text[max(0, start - 50) : start]))

    def _closes_later(self, number: int) -> bool:
        """Say whether the next placeholder adjoins the word before it."""
        later = range(number + 1, len(self._found))
        following = next((n for n in later if self._found[n].part.is_placeholder), None)
        return following is not None and self._letters_before(following) > 0


def _joining(letters: re.Match[str] | None) -> int:
    """Count letters that join what they adjoin, which those of a script without spaces do not."""
    return len(letters[0]) if letters and not is_unspaced(letters[0]) else 0
