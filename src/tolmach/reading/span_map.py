"""Spans of one text in another that was made of it by replacing some of its parts.

What the model read was made of the source, and the translation of what the model wrote.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple, Self

from tolmach.text.sentences import Span

_SHORT = 12  # characters, of what two texts have in common within a number in words


class Stretch(NamedTuple):
    """A stretch that both texts have: at `start` in one, at `other` in the other."""

    start: int
    other: int
    length: int


@dataclass(frozen=True)
class SpanMap:
    """Finds spans of one text in another; `stretches` are common to both, case aside, in order."""

    stretches: tuple[Stretch, ...]
    ends: Span  # the lengths of both texts

    @classmethod
    def between(cls, one: str, other: str) -> Self:
        """Compare two texts."""
        ends = len(one), len(other)
        if one == other:
            return cls((Stretch(0, 0, len(one)),), ends)
        matcher = SequenceMatcher(None, _folded(one), _folded(other), autojunk=False)
        stretches = [Stretch(*block) for block in matcher.get_matching_blocks()[:-1]]
        return cls(tuple(_without_torn(stretches, one, other)), ends)

    def span(self, start: int, end: int) -> Span:
        """Return where `one[start:end]` stands in the other text.

        What is replaced there stands where its replacement does.
        """
        first, last = self._first(start), self._last(end)
        return (min(first, last), max(first, last))

    def _first(self, place: int) -> int:
        """Return the beginning of what corresponds to the text from `place` on."""
        inside, before = self._around(place)
        if inside is not None:
            return inside.other + place - inside.start
        return before.other + before.length if before else 0

    def _last(self, place: int) -> int:
        """Return the end of what corresponds to the text up to `place`."""
        if place == 0:
            return 0
        inside, _ = self._around(place - 1)
        if inside is not None:
            return inside.other + place - inside.start
        later = (each.other for each in self.stretches if each.start >= place)
        return next(later, self.ends[1])

    def _around(self, place: int) -> tuple[Stretch | None, Stretch | None]:
        """Return the stretch that holds a place, if there is one, and the last one before it."""
        number = bisect_right([each.start for each in self.stretches], place) - 1
        before = self.stretches[number] if number >= 0 else None
        holds = before is not None and place < before.start + before.length
        return (before if holds else None), before


def _without_torn(stretches: Sequence[Stretch], one: str, other: str) -> Iterator[Stretch]:
    """Yield stretches but words within what was replaced: "8:30 Uhr" is "acht Uhr dreißig"."""
    done, there = 0, 0
    for number, stretch in enumerate(stretches):
        start, place, length = stretch
        after = (
            stretches[number + 1]
            if number + 1 < len(stretches)
            else Stretch(len(one), len(other), 0)
        )
        before = one[done:start], other[there:place]
        behind = one[start + length : after.start], other[place + length : after.other]
        digits = before[0][-1:].isdecimal() and before[1][-1:].isalpha()
        torn = digits and not behind[0].strip() and any(map(str.isalnum, behind[1]))
        if not (torn and length <= _SHORT):
            yield stretch
            done, there = start + length, place + length


def _folded(text: str) -> str:
    return "".join(_lower(text))


def _lower(text: str) -> Iterator[str]:
    for character in text:
        lower = character.lower()
        yield lower if len(lower) == 1 else character
