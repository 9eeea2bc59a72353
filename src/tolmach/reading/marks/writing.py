"""Marks written into a text, with the white space that they had around them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tolmach.reading.marks.mark import Mark, closes_up, is_glue
from tolmach.text.spacing import is_unspaced


class Replacement(NamedTuple):
    """A replacement for `text[start:end]`, to be written verbatim."""

    start: int
    end: int
    written: str


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
        if after and not closes_up(after):
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
        return mark.gap[side] or (is_glue(neighbour) and not mark.glued[side])
    return mark.gap[side] and (is_glue(neighbour) or (edge and not is_unspaced(neighbour)))
