"""A survey of a parallel corpus: how much there is, how long, a sample, and what to expect."""

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
    medians = median_length(lengths[0]), median_length(lengths[1])
    longest = max(max(counts, default=0) for counts in lengths)
    return Survey(lengths[0].total(), empty, medians, longest, chosen.pairs())


def median_length(counts: Counter[int]) -> int:
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


# BLEU from German into English, measured by what the repository holds: of 1,000 pairs by a recipe
# of `tolmach init` (docs/decisions.md), of 29,000 and 162,000 by `recipes/multi30k.de-en.toml` and
# `recipes/tatoeba.de-en.toml`.
FEWEST = 1_000  # pairs; from fewer a model learns nothing that it can use elsewhere
_OUTLOOKS = (
    (
        FEWEST,
        "Too little to learn a translator from: it would know these pairs by heart and no other "
        "sentence. Measured from German into English, 1,000 pairs give single words and set "
        "phrases (BLEU 8 of 100), 29,000 short sentences of one kind, many with mistakes (41), "
        "162,000 such sentences, mostly right (50).",
    ),
    (
        10_000,
        "Little: expect single words and set phrases, hardly a whole sentence right (BLEU 8 "
        "of 100, from 1,000 pairs of everyday sentences). 10,000 do better by far.",
    ),
    (
        100_000,
        "A beginning: expect short sentences of the same kind, many with mistakes (BLEU 41 "
        "of 100, from 29,000 pairs of captions, all of one kind). 100,000 do better by far.",
    ),
    (
        1_000_000,
        "Enough for sentences of the same kind, short ones mostly right (BLEU 50 of 100, "
        "from 162,000 pairs of everyday sentences), and for few of another.",
    ),
)


def outlook(pairs: int) -> str | None:
    """Say what to expect of a translator that learns from so many pairs; None of a million."""
    return next((said for bound, said in _OUTLOOKS if pairs < bound), None)
