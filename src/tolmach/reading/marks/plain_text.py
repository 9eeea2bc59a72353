"""Marks at their places in a text: extracted from a line with markup, and written into a text.

Marks are nested: what begins inside a pair ends inside it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Literal, NamedTuple

from tolmach.text.sentences import Span
from tolmach.text.spacing import is_unspaced

_DEEPEST = 100  # pairs inside pairs; one that opens deeper stands alone
_CLOSE_TO_IT = re.compile(r"[\s,.;:!?)\]}…]")  # no space precedes these


Kind = Literal["text", "open", "close", "lone", "fixed"]
_PLACEHOLDERS = frozenset(("value", "number"))
_ACCELERATOR = "accelerator"
_QUOTATION: dict[str, Kind] = {"opening": "open", "closing": "close"}


class Part(NamedTuple):
    """A part of a text as it is `written`, and what a model reads of it, if that is not the same.

    A fixed part is kept verbatim; its name is its sort. Of one of which a model reads nothing, a
    place alone is kept. The two marks of a pair have the same `name`. A mark that `breaks`
    separates words without a space, as `<br/>` does, and a `block` sentences.
    """

    kind: Kind
    written: str
    name: str = ""
    breaks: bool = False
    block: bool = False
    read: str | None = None

    @property
    def text(self) -> str:
        """What is read of it."""
        return self.written if self.read is None else self.read

    @property
    def is_placeholder(self) -> bool:
        """Say whether it stands for a word or a number, and is kept as such."""
        return self.kind == "fixed" and self.name in _PLACEHOLDERS

    @property
    def is_accelerator(self) -> bool:
        """Whether it is the sign of an accelerator, which stays with the word that it is in."""
        return self.name == _ACCELERATOR

    @property
    def stays_at_edge(self) -> bool:
        """Whether it is a mark alone that stays at an edge of a sentence."""
        return self.kind == "lone" and not self.is_accelerator


def accelerator_mark(written: str) -> Part:
    """Return the sign of an accelerator."""
    return Part("lone", written, _ACCELERATOR)


def number_sign(example: str) -> Part:
    """Return the sign that stands for a number in a message, read as an example of that."""
    return Part("fixed", "#", "number", read=example)


def as_they_are(parts: Sequence[Part]) -> list[str | None]:
    """Return what is read of each fixed part at first; None: nothing."""
    return [part.text or None for part in parts if part.kind == "fixed"]


@dataclass(frozen=True)
class Mark:
    """A mark that stands alone, at `start`, or a pair around `text[start:end]`.

    `gap` says whether white space precedes and follows it, `glued`, whether a letter or a digit of
    a script with spaces does; `fixed`, whether it was a word of the sentence; `breaks`, whether it
    separates words by itself; `space`, whether it is white space itself; `accelerator`, whether it
    marks a letter of the word that it is in. `closing` is empty where it is alone.
    """

    opening: str
    closing: str
    start: int
    end: int
    gap: tuple[bool, bool] = (False, False)
    glued: tuple[bool, bool] = (False, False)
    fixed: bool = False
    breaks: bool = False
    space: bool = False
    accelerator: bool = False
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
    """A text without its marks, the marks, in order, and where words were substituted.

    A word that is not substituted has no place.
    """

    text: str
    marks: tuple[Mark, ...]
    places: tuple[Span | None, ...] = ()

    @classmethod
    def of(cls, parts: Sequence[Part], words: Iterable[str | None]) -> "PlainText":
        """Extract the marks of a block; a word, or nothing, replaces each fixed part.

        Marks that close nothing, or that nothing closes, stand alone.
        """
        reader, word = _MarkReader(), iter(words)
        for place, part in enumerate(parts):
            around = _Around.of(parts, place)
            if part.kind != "fixed":
                reader.take(part, around)
            elif (given := next(word)) is not None:
                reader.substitute(given)
            else:
                reader.leave_out(part, around)
        marks = tuple(_tidy(reader.closed(), reader.text))
        return cls(reader.text, marks, tuple(reader.places))

    def cleaned(self, clean: Callable[[Sequence[str]], Sequence[str]]) -> "PlainText":
        """Return the text as `clean` writes it, and all places in it."""
        if not self.marks and not self.places:
            return PlainText(clean([self.text])[0], ())
        words = [place for span in self.places if span is not None for place in span]
        places = sorted({*_places(self.marks), *words})
        # A letter behind it keeps the space before a place.
        text, *read = clean([self.text, *(self.text[:place] + "x" for place in places)])
        moved = {place: len(start) - 1 for place, start in zip(places, read, strict=True)}
        words_there = (span and (moved[span[0]], moved[span[1]]) for span in self.places)
        return PlainText(text, _moved(self.marks, moved), tuple(words_there))


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


@dataclass(frozen=True)
class _Around:
    """What stands on both sides of a part: white space, a letter or digit, or neither."""

    gap: tuple[bool, bool]
    glued: tuple[bool, bool]
    closes_up: bool  # whether a word left out here leaves a superfluous space

    @classmethod
    def of(cls, parts: Sequence[Part], place: int) -> "_Around":
        before = parts[place - 1].text if place and parts[place - 1].kind == "text" else ""
        after = parts[place + 1] if place + 1 < len(parts) else None
        text = after.text if after is not None and after.kind == "text" else ""
        return cls(
            (before[-1:].isspace(), text[:1].isspace()),
            (_is_glue(before[-1:]), _is_glue(text[:1])),
            after is None or _CLOSE_TO_IT.match(text) is not None,
        )


def _is_glue(character: str) -> bool:
    """Say whether a letter or digit joins what stands beside it, as spaces part other words."""
    return character.isalnum() and not is_unspaced(character)


@dataclass
class _Open:
    """A mark that is not closed yet, and the marks since."""

    part: Part
    start: int
    around: _Around
    since: list[Mark] = field(default_factory=list)

    @property
    def alone(self) -> Mark:
        """The mark if nothing closes it."""
        return _mark_alone(self.part, self.start, self.around)


def _mark_alone(part: Part, place: int, around: _Around) -> Mark:
    return Mark(
        part.written,
        "",
        place,
        place,
        (False, False) if part.is_accelerator else around.gap,
        around.glued,
        fixed=part.kind == "fixed",
        breaks=part.breaks,
        space=part.name == "space" and part.text.isspace(),
        accelerator=part.is_accelerator,
    )


class _MarkReader:
    """A reader of parts, one after another, that builds the text and the outermost marks."""

    def __init__(self) -> None:
        self.text = ""
        self.places: list[Span | None] = []
        nothing = _Around((False, False), (False, False), closes_up=False)
        self._levels = [_Open(Part("open", ""), 0, nothing)]

    def substitute(self, word: str) -> None:
        """Take a word in place of a fixed part."""
        self.places.append((len(self.text), len(self.text) + len(word)))
        self.text += word

    def leave_out(self, part: Part, around: _Around) -> None:
        """Take a fixed part for which there is no word; quotation marks are a pair."""
        self.places.append(None)
        kind = _QUOTATION.get(part.name)
        self.take(Part(kind, part.written, "quotation") if kind else part, around)

    def take(self, part: Part, around: _Around) -> None:
        """Take a part for which no word is substituted."""
        if part.kind == "text":
            self.text += part.text
        elif part.kind == "open" and len(self._levels) <= _DEEPEST:
            self._break(part)
            self._levels.append(_Open(part, len(self.text), around))
        elif part.kind == "close" and any(part.name == each.part.name for each in self._levels[1:]):
            self._close(part, around)
        else:
            self._alone(part, around)

    def closed(self) -> list[Mark]:
        """Return the marks; one that is still open stands alone."""
        while len(self._levels) > 1:
            self._give_up()
        return self._levels[0].since

    def _close(self, part: Part, around: _Around) -> None:
        while self._levels[-1].part.name != part.name:
            self._give_up()
        top = self._levels.pop()
        mark = Mark(
            top.part.written,
            part.written,
            top.start,
            len(self.text),
            (top.around.gap[0], around.gap[1]),
            (top.around.glued[0], around.glued[1]),
            breaks=top.part.breaks,
            inside=tuple(top.since),
        )
        self._levels[-1].since.append(mark)
        self._break(part)

    def _alone(self, part: Part, around: _Around) -> None:
        if part.kind == "fixed" and around.closes_up:
            self._strip()
        mark = _mark_alone(part, len(self.text), around)
        self._levels[-1].since.append(mark)
        self._break(part)
        if mark.space and not self.text[-1:].isspace():
            self.text += " "

    def _strip(self) -> None:
        """Take white space off the end of the text, and the marks with it."""
        self.text = self.text.rstrip()
        most = len(self.text)
        for level in self._levels:
            level.start = min(level.start, most)
            behind = list(takewhile(lambda mark: mark.end > most, reversed(level.since)))
            places = {place: min(place, most) for place in _places(behind)}
            level.since[len(level.since) - len(behind) :] = _moved(behind[::-1], places)

    def _give_up(self) -> None:
        top = self._levels.pop()
        self._levels[-1].since += [top.alone, *top.since]

    def _break(self, part: Part) -> None:
        if part.breaks and self.text and not self.text[-1].isspace():
            self.text += " "


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
    free = not (one.accelerator or other.accelerator or one.gap[1] or other.gap[0])
    return same_place and free


def _together(one: Mark, other: Mark) -> Mark:
    return replace(
        one,
        opening=one.opening + other.opening,
        gap=(one.gap[0], other.gap[1]),
        glued=(one.glued[0], other.glued[1]),
        fixed=one.fixed or other.fixed,
        breaks=one.breaks or other.breaks,
        space=one.space or other.space,
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
        self._last_text = -1  # the last of what is done that is text, and no mark

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
        if (mark.space and not mark.gap[0]) or (mark.breaks and not any(mark.gap)):
            self._take_space_back()
        if mark.space and not mark.gap[1]:
            self._skip_space()
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
            self._last_text = len(self.done)
            self.done.append(self._text[self._at : to].translate(self._signs))
            self._at = to

    @property
    def _last(self) -> str:
        return next((each[-1] for each in reversed(self.done) if each), "")

    def _take_space_back(self) -> None:
        written = next((n for n in reversed(range(len(self.done))) if self.done[n]), -1)
        if 0 <= written == self._last_text and self.done[written].endswith(" "):
            self.done[written] = self.done[written][:-1]

    def _skip_space(self) -> None:
        if self._text[self._at : self._at + 1] == " ":
            self._at += 1


def _needs_space(neighbour: str, mark: Mark, side: int, *, edge: bool) -> bool:
    """Say whether a space must be put between a mark and its neighbour on one side."""
    if not neighbour or neighbour.isspace():
        return False
    if mark.fixed:
        return mark.gap[side] or (_is_glue(neighbour) and not mark.glued[side])
    return mark.gap[side] and (_is_glue(neighbour) or (edge and not is_unspaced(neighbour)))
