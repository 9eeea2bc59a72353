"""Stretches of a corpus where the sides have slipped: a source meets its neighbour's target.

One missing line is enough to spoil all that follows. Cumulative sums (Page 1954) of how much
better each source fits the target `offset` lines on than its own find where this begins and ends.
"""

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from tolmach.corpus.checks.affinity import Traits, affinity
from tolmach.corpus.checks.lengths import LengthModel

OFFSETS = (-2, -1, 1, 2)
_REACH = max(OFFSETS)
_ALARM = 30.0  # summed affinity; about 15 to 30 lines in a row
_DRIFT = 0.25  # what a slipped line must gain at least


class Shift(NamedTuple):
    """From `first` to `last` (both counted in pairs from 0), targets stand `offset` pairs late."""

    first: int
    last: int
    offset: int


class ShiftDetector:
    """Give it every pair in order; it holds five of them at a time."""

    def __init__(self, lengths: LengthModel) -> None:
        self._lengths = lengths
        self._window: deque[tuple[Traits, Traits] | None] = deque(maxlen=2 * _REACH + 1)
        self._sums = [_CumulativeSum(offset) for offset in OFFSETS]
        self._seen = 0

    def add(self, source: Traits, target: Traits) -> Iterator[Shift]:
        """Take the next pair; yield a shift that has just ended."""
        yield from self._push((source, target))

    def finish(self) -> Iterator[Shift]:
        """Yield the shifts that last to the end."""
        for _ in range(_REACH):
            yield from self._push(None)
        for each in self._sums:
            yield from each.close()

    def _push(self, pair: tuple[Traits, Traits] | None) -> Iterator[Shift]:
        self._window.append(pair)
        self._seen += 1
        place = self._seen - 1 - _REACH  # the pair that now has both neighbourhoods
        middle = self._window[-1 - _REACH] if len(self._window) > _REACH else None
        if middle is None:
            return
        own = affinity(*middle, self._lengths)
        for each in self._sums:
            neighbour = self._neighbour(each.offset)
            if neighbour is not None:
                there = affinity(middle[0], neighbour[1], self._lengths)
                # By itself, too: next to a wrong pair, another wrong one often looks better.
                yield from each.add(place, min(there - own, there) - _DRIFT)

    def _neighbour(self, offset: int) -> tuple[Traits, Traits] | None:
        index = len(self._window) - 1 - _REACH + offset
        return self._window[index] if index >= 0 else None


class _CumulativeSum:
    def __init__(self, offset: int) -> None:
        self.offset = offset
        self._sum = self._highest = 0.0
        self._first = self._last = 0

    def add(self, place: int, gain: float) -> Iterator[Shift]:
        if self._sum <= 0:
            self._first, self._sum, self._highest = place, 0.0, 0.0
        self._sum += gain
        if self._sum >= self._highest:
            self._highest, self._last = self._sum, place
        elif self._highest - self._sum > _ALARM:
            yield from self.close()

    def close(self) -> Iterator[Shift]:
        if self._highest > _ALARM:
            yield Shift(self._first, self._last, self.offset)
        self._sum = self._highest = 0.0
