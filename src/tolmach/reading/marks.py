"""Marks at their places in a text: extracted from a line with markup, and written into a text.

Marks are nested: what begins inside a pair ends inside it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

Kind = Literal["text", "open", "close", "lone", "fixed"]

_DEEPEST = 100  # pairs inside pairs; one that opens deeper stands alone
_CLOSE_TO_IT = re.compile(r"[\s,.;:!?)\]}…]")  # no space precedes these


class Part(NamedTuple):
    """A part of a line: text with its entities decoded, or markup as it is written.

    The two tags of a pair have the same `name`. A tag that `breaks` separates words without a
    space, as `<br/>` does. `read` stands for a fixed part when it is first tried, by default the
    part itself; where it is empty, the part is always left out.
    """

    kind: Kind
    written: str
    name: str = ""
    breaks: bool = False
    read: str | None = None


def as_they_are(parts: Sequence[Part]) -> tuple[str | None, ...]:
    """Return what stands for fixed parts at first: the model may have learnt to copy them."""
    fixed = (part for part in parts if part.kind == "fixed")
    return tuple((part.written if part.read is None else part.read) or None for part in fixed)


@dataclass(frozen=True)
class Mark:
    """A mark that stands alone, at `start`, or a pair around `text[start:end]`.

    `gap` says whether white space precedes and follows it; `fixed`, whether it was a word of the
    sentence; `breaks`, whether it separates words by itself. `closing` is empty where it is alone.
    """

    opening: str
    closing: str
    start: int
    end: int
    gap: tuple[bool, bool] = (False, False)
    fixed: bool = False
    breaks: bool = False
    inside: tuple["Mark", ...] = ()

    def alone(self, place: int) -> "Mark":
        """Return the mark and all inside it as one that encloses no text."""
        within = [each.alone(place) for each in self.inside]
        return replace(
            self,
            opening=self.opening + "".join(each.opening for each in within) + self.closing,
            closing="",
            start=place,
            end=place,
            fixed=self.fixed or any(each.fixed for each in within),
            inside=(),
        )


class Replacement(NamedTuple):
    """A replacement for `text[start:end]`, to be written verbatim."""

    start: int
    end: int
    written: str


@dataclass(frozen=True)
class PlainText:
    """A text without its marks, and the marks, in order."""

    text: str
    marks: tuple[Mark, ...]

    @classmethod
    def of(cls, parts: Sequence[Part], words: Iterable[str | None]) -> "PlainText":
        """Extract the marks of a line; a word, or nothing, replaces each fixed part.

        Marks that close nothing, or that nothing closes, stand alone.
        """
        reader, word = _MarkReader(), iter(words)
        for place, part in enumerate(parts):
            after = parts[place + 1] if place + 1 < len(parts) else None
            if part.kind == "fixed" and (given := next(word)) is not None:
                part = Part("text", given)
            reader.take(part, after)
        return cls(reader.text, tuple(_tidy(reader.closed(), reader.text)))

    def cleaned(self, clean: Callable[[Sequence[str]], Sequence[str]]) -> "PlainText":
        """Return the text as `clean` writes it, and the marks at their places in it."""
        places = sorted(set(_places(self.marks)))
        # A letter behind it keeps the space before a place.
        read = clean([self.text, *(self.text[:place] + "x" for place in places)])
        moved = {place: len(text) - 1 for place, text in zip(places, read[1:], strict=True)}
        return PlainText(read[0], _moved(self.marks, moved))


def written(
    text: str,
    marks: Sequence[Mark],
    signs: Mapping[str, str] | None = None,
    replacements: Sequence[Replacement] = (),
) -> str:
    """Return `text` with marks written in; `signs` says how single characters are encoded."""
    writer = _Writer(text, str.maketrans(dict(signs or {})), sorted(replacements))
    writer.write(marks, len(text))
    return "".join(writer.done)


@dataclass
class _Open:
    """A mark that is not closed yet, and the marks since."""

    part: Part
    start: int
    space_before: bool
    since: list[Mark] = field(default_factory=list)


class _MarkReader:
    """A reader of parts, one after another, that builds the text and the outermost marks."""

    def __init__(self) -> None:
        self.text = ""
        self._spaced = False  # whether the last part ended in white space
        self._levels = [_Open(Part("open", ""), 0, False)]

    def take(self, part: Part, after: Part | None) -> None:
        space_after = after is not None and after.kind == "text" and after.written[:1].isspace()
        if part.kind == "text":
            self.text += part.written
        elif part.kind == "open" and len(self._levels) <= _DEEPEST:
            self._break(part)
            self._levels.append(_Open(part, len(self.text), self._spaced))
        elif part.kind == "close" and any(part.name == each.part.name for each in self._levels[1:]):
            self._close(part, space_after=space_after)
        else:
            self._alone(part, after, space_after=space_after)
        self._spaced = part.kind == "text" and part.written[-1:].isspace()

    def closed(self) -> list[Mark]:
        """Return the marks; one that is still open stands alone."""
        while len(self._levels) > 1:
            self._give_up()
        return self._levels[0].since

    def _close(self, part: Part, *, space_after: bool) -> None:
        while self._levels[-1].part.name != part.name:
            self._give_up()
        top = self._levels.pop()
        gap, breaks = (top.space_before, space_after), top.part.breaks
        end = max(top.start, len(self.text))
        mark = Mark(
            top.part.written, part.written, top.start, end, gap, False, breaks, tuple(top.since)
        )
        self._levels[-1].since.append(mark)
        self._break(part)

    def _alone(self, part: Part, after: Part | None, *, space_after: bool) -> None:
        gap = (self._spaced, space_after)
        if part.kind == "fixed" and _nothing_follows(after):
            self.text = self.text.rstrip()
        place = len(self.text)
        mark = Mark(part.written, "", place, place, gap, part.kind == "fixed", part.breaks)
        self._levels[-1].since.append(mark)
        self._break(part)

    def _give_up(self) -> None:
        top = self._levels.pop()
        gap = (top.space_before, False)
        alone = Mark(top.part.written, "", top.start, top.start, gap, False, top.part.breaks)
        self._levels[-1].since += [alone, *top.since]

    def _break(self, part: Part) -> None:
        if part.breaks and self.text and not self.text[-1].isspace():
            self.text += " "


def _nothing_follows(after: Part | None) -> bool:
    """Say whether a word left out here leaves a superfluous space."""
    return after is None or (after.kind == "text" and _CLOSE_TO_IT.match(after.written) is not None)


def _tidy(marks: Sequence[Mark], text: str) -> Iterator[Mark]:
    """Yield marks; empty pairs become marks alone, and adjoining ones alone become one."""
    last: Mark | None = None
    for mark in marks:
        if text[mark.start : mark.end].strip():
            now = replace(mark, inside=tuple(_tidy(mark.inside, text)))
        else:
            now = mark.alone(mark.start)
        if last is not None and _touch(last, now):
            now = _together(last, now)
        elif last is not None:
            yield last
        last = now
    if last is not None:
        yield last


def _touch(one: Mark, other: Mark) -> bool:
    same_place = one.start == one.end == other.start == other.end
    return same_place and not one.gap[1] and not other.gap[0]


def _together(one: Mark, other: Mark) -> Mark:
    return replace(
        one,
        opening=one.opening + other.opening,
        gap=(one.gap[0], other.gap[1]),
        fixed=one.fixed or other.fixed,
        breaks=one.breaks or other.breaks,
    )


def _places(marks: Sequence[Mark]) -> Iterator[int]:
    for mark in marks:
        yield from (mark.start, mark.end)
        yield from _places(mark.inside)


def _moved(marks: Sequence[Mark], places: Mapping[int, int]) -> tuple[Mark, ...]:
    return tuple(
        replace(
            mark,
            start=places[mark.start],
            end=places[mark.end],
            inside=_moved(mark.inside, places),
        )
        for mark in marks
    )


class _Writer:
    """A writer of a text with marks, from left to right; it never steps back."""

    def __init__(
        self, text: str, signs: dict[int, str], replacements: Sequence[Replacement]
    ) -> None:
        self.done: list[str] = []
        self._text = text
        self._signs = signs
        self._replacements = list(replacements)
        self._at = 0

    def write(self, marks: Sequence[Mark], end: int) -> None:
        """Write the text up to `end`, and marks into it."""
        for mark in marks:
            self._copy(min(mark.start, end))
            if mark.closing:
                self._pair(mark, min(mark.end, end))
            else:
                self._alone(mark)
        self._copy(end)

    def _pair(self, mark: Mark, end: int) -> None:
        if mark.breaks and not mark.gap[0]:
            self._take_space_back()
        self.done.append(mark.opening)
        self.write(mark.inside, end)
        self.done.append(mark.closing)
        if mark.breaks and not mark.gap[1]:
            self._skip_space()

    def _alone(self, mark: Mark) -> None:
        before, after = self._last, self._text[self._at : self._at + 1]
        self.done.append(" " * _needs_space(before, mark, 0, edge=not after))
        self.done.append(mark.opening)
        if after and not _CLOSE_TO_IT.match(after):
            self.done.append(" " * _needs_space(after, mark, 1, edge=not before.strip()))
        if mark.breaks and not any(mark.gap):
            self._skip_space()

    def _copy(self, to: int) -> None:
        while self._replacements and self._replacements[0].start < to:
            start, end, instead = self._replacements.pop(0)
            self._plain(start)
            self.done.append(instead)
            self._at = max(self._at, end)
        self._plain(to)

    def _plain(self, to: int) -> None:
        if to > self._at:
            self.done.append(self._text[self._at : to].translate(self._signs))
            self._at = to

    @property
    def _last(self) -> str:
        return next((each[-1] for each in reversed(self.done) if each), "")

    def _take_space_back(self) -> None:
        if self._last == " ":
            place = max(n for n, each in enumerate(self.done) if each)
            self.done[place] = self.done[place][:-1]

    def _skip_space(self) -> None:
        if self._text[self._at : self._at + 1] == " ":
            self._at += 1


def _needs_space(neighbour: str, mark: Mark, side: int, *, edge: bool) -> bool:
    """Say whether a space must be put between a mark and its neighbour on one side."""
    if not neighbour or neighbour.isspace():
        return False
    if mark.fixed:
        return mark.gap[side] or neighbour.isalnum()
    return mark.gap[side] and edge
