"""A survey of a parallel corpus: how much there is, how long, and a sample of it."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from tolmach.corpus.parallel import Pair

SAMPLE = 4000  # pairs


@dataclass(frozen=True)
class Survey:
    """Figures of the pairs that have words on both sides, and some of these pairs.

    The sample follows from the set of pairs alone, not from their order, and no pair is in it
    twice.
    """

    pairs: int
    empty: int  # pairs beside these, with nothing on one side or both
    characters: tuple[int, int]  # of all source sides, of all target sides
    longest: int  # characters
    sample: list[Pair]

    @property
    def mean_characters(self) -> tuple[float, float]:
        """Characters of an average source and target."""
        source, target = self.characters
        return source / max(1, self.pairs), target / max(1, self.pairs)


def survey(pairs: Iterable[Pair], *, sample: int = SAMPLE) -> Survey:
    """Read a corpus once; memory depends on the size of the `sample`, not on the corpus."""
    count = empty = source = target = longest = 0
    chosen = _Sample(sample)
    for pair in pairs:
        if not all(pair):
            empty += 1
            continue
        count += 1
        source += len(pair.source)
        target += len(pair.target)
        longest = max(longest, len(pair.source), len(pair.target))
        chosen.offer(pair)
    return Survey(count, empty, (source, target), longest, chosen.pairs())


class _Sample:
    """The pairs whose digests are lowest: as good as drawn, and the same on every machine."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._highest_first: list[int] = []
        self._pairs: dict[int, Pair] = {}

    def offer(self, pair: Pair) -> None:
        digest = _digest(pair)
        full = len(self._pairs) >= self._size
        if digest in self._pairs or (full and digest >= -self._highest_first[0]):
            return
        self._pairs[digest] = pair
        heapq.heappush(self._highest_first, -digest)
        if full:
            del self._pairs[-heapq.heappop(self._highest_first)]

    def pairs(self) -> list[Pair]:
        return [self._pairs[digest] for digest in sorted(self._pairs)]


def _digest(pair: Pair) -> int:
    written = "\t".join(pair).encode()
    return int.from_bytes(blake2b(written, digest_size=8).digest(), "big")
