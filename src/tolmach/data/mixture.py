"""The order of an epoch: a random one of all sentences, or of parts that are read more or less."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 4  # of the Feistel network


class MixturePart(NamedTuple):
    """So many sentences that follow each other, and how many times an epoch reads them."""

    sentences: int
    weight: float

    @classmethod
    def read_at_all(cls, sentences: int, weight: float) -> Self:
        """Return a part of which an epoch reads at least one sentence, where there is any."""
        return cls(sentences, max(weight, 1 / max(1, sentences)))

    @property
    def readings(self) -> int:
        """The number of its sentences that an epoch reads, those read again counted again."""
        return round(self.sentences * self.weight)


@dataclass(frozen=True)
class Mixture:
    """The sentences that an epoch reads of a corpus of parts, computed one by one, without a list.

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


class RandomOrder:
    """A permutation of range(count), fixed by a seed and computed place by place.

    A Feistel network over pairs of half-words permutes the next power of four; a value outside
    range(count) is permuted again until it is inside (Black and Rogaway 2002, "cycle walking"). A
    shuffled list of a billion sentences would take 8 GB; this takes four numbers.
    """

    def __init__(self, count: int, seed: int) -> None:
        self.count = count
        self._half = max(1, ((max(count, 2) - 1).bit_length() + 1) // 2)
        self._keys = np.random.default_rng(seed).integers(0, 2**32, _ROUNDS, dtype=np.uint64)

    def __getitem__(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the sentence at each of `places`."""
        result = self._permute(places.astype(np.uint64))
        while (outside := result >= self.count).any():
            result[outside] = self._permute(result[outside])
        return result.astype(np.int64)

    def _permute(self, values: NDArray[np.uint64]) -> NDArray[np.uint64]:
        half, mask = np.uint64(self._half), np.uint64((1 << self._half) - 1)
        left, right = values >> half, values & mask
        for key in self._keys:
            left, right = right, left ^ (_mix(right + key) & mask)
        return (left << half) | right


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble 64-bit values (the finaliser of SplitMix64, Steele et al. 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
