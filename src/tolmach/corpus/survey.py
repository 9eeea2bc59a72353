"""A survey of a parallel corpus: how much there is, how long, and a sample of it."""

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from tolmach.corpus.parallel import Pair

SAMPLE = 4000  # pairs


@dataclass(frozen=True)
class Survey:
    """Figures of the pairs that have words on both sides, and some of these pairs.

    One huge line changes none of them but the longest.

    The sample follows from the set of pairs alone, not from their order, and no pair is in it
    twice.
    """

    pairs: int
    empty: int  # pairs beside these, with nothing on one side or both
    characters: tuple[int, int]  # of the middle source and target, by length
    longest: int  # characters
    sample: list[Pair]


def survey(pairs: Iterable[Pair], *, sample: int = SAMPLE) -> Survey:
    """Read a corpus once; memory depends on the size of the `sample`, not on the corpus."""
    empty = 0
    lengths = Counter[int](), Counter[int]()
    chosen = _Sample(sample)
    for pair in pairs:
        if not all(pair):
            empty += 1
            continue
        for side, counts in zip(pair, lengths, strict=True):
            counts[len(side)] += 1
        chosen.offer(pair)
    medians = _median(lengths[0]), _median(lengths[1])
    longest = max(max(counts, default=0) for counts in lengths)
    return Survey(lengths[0].total(), empty, medians, longest, chosen.pairs())


def _median(counts: Counter[int]) -> int:
    """Return the lower median of lengths that were counted, 0 of none."""
    half, seen = (counts.total() + 1) // 2, 0
    for length in sorted(counts):
        seen += counts[length]
        if seen >= half:
            return length
    return 0


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
