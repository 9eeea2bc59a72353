"""Parts of a corpus, each read more or less often than once an epoch."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tolmach.data.order import RandomOrder


class MixturePart(NamedTuple):
    """So many sentences that follow each other, and how many times an epoch reads them."""

    sentences: int
    weight: float

    @property
    def readings(self) -> int:
        """How many sentences of it an epoch reads, those read again counted again."""
        return round(self.sentences * self.weight)


@dataclass(frozen=True)
class Mixture:
    """What an epoch reads of a corpus made of parts, computed place by place, without any list.

    A weight of 2 reads the part twice. The fraction of a weight takes the next so many sentences
    of the part in a random order, another one each time round: with 0.5 two epochs read
    everything once.
    """

    parts: Sequence[MixturePart]

    def __len__(self) -> int:
        return sum(part.readings for part in self.parts)

    def sentences(self, epoch: int, readings: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
        """Return which sentence of the corpus each of an epoch's `readings` takes.

        Readings are from range(len(self)); those of a part follow each other.
        """
        found = np.empty_like(readings)
        for index, part in enumerate(self.parts):
            start, end = self._ends[index], self._ends[index + 1]
            mine = (readings >= start) & (readings < end)
            first = sum(each.sentences for each in self.parts[:index])
            found[mine] = first + _taken(part, epoch, readings[mine] - start, [seed, index])
        return found

    @cached_property
    def _ends(self) -> list[int]:
        return [0, *accumulate(part.readings for part in self.parts)]


def _taken(
    part: MixturePart, epoch: int, readings: NDArray[np.int64], seed: Sequence[int]
) -> NDArray[np.int64]:
    """Return the sentence of each reading: whole times through the part first, then the rest."""
    whole = part.readings // max(1, part.sentences) * part.sentences
    taken = readings % max(1, part.sentences)
    rest = readings >= whole
    ongoing = epoch * (part.readings - whole) + readings[rest] - whole
    taken[rest] = _in_random_order(part.sentences, ongoing, seed)
    return taken


def _in_random_order(
    count: int, places: NDArray[np.int64], seed: Sequence[int]
) -> NDArray[np.int64]:
    """Return what stands at `places` of endless random orders of range(count) in a row."""
    taken = np.empty_like(places)
    for time in np.unique(places // max(1, count)).tolist():
        mine = places // count == time
        order_seed = np.random.SeedSequence([*seed, time]).generate_state(1)[0]
        taken[mine] = RandomOrder(count, int(order_seed))[places[mine] % count]
    return taken
