"""Which words of a translation are owed to a stretch of its source.

Shapes: J target words, I source words.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.alignment.word_attention import Floats, WordAttention
from tolmach.text.words import is_word
from tolmach.translation.result import Span

_ENOUGH = 0.4  # share of a target word that speaks for its belonging to a stretch


@dataclass(frozen=True)
class SpanAttribution:
    """How much of each target word is owed to a stretch of the source, [J].

    Full stops and their like say nothing for or against words, and `speaks` tells them apart.
    """

    shares: Floats
    speaks: NDArray[np.bool_]
    even: float  # an even share

    @classmethod
    def of(cls, words: WordAttention, start: int, end: int) -> "SpanAttribution":
        """Return what is attributed to the words that `source[start:end]` touches."""
        first, last = words.enclosed(start, end)
        source, target = words.texts
        worded = any(map(is_word, source[first:last]))
        speaks = [is_word(word) or not worded for word in target]
        shares = words.shares[:, first:last].sum(1)
        return cls(shares, np.array(speaks, bool), 1 / max(1, len(source)))

    def best(self, free: NDArray[np.bool_] | None = None) -> Span | None:
        """Return the stretch of target words, of those that are `free`, that is owed most.

        Where nothing reaches enough of a share, it is the one word that has more than an even
        one; None where there is no such word.
        """
        gain, stretch = self.stretch(free)
        if gain > 0:
            return stretch
        gain, word = self._single_word(free)
        return word if gain > 0 else None

    def stretch(self, free: NDArray[np.bool_] | None = None) -> tuple[float, Span]:
        """Return the neighbours to which most is owed beyond what is enough, and how much."""
        gains = np.where(self.speaks, self.shares - _ENOUGH, 0.0)
        return _best_stretch(gains if free is None else np.where(free, gains, -np.inf))

    def _single_word(self, free: NDArray[np.bool_] | None) -> tuple[float, Span]:
        able = self.speaks if free is None else free & self.speaks
        gains = np.where(able, self.shares - self.even, -np.inf)
        best = int(gains.argmax()) if len(gains) else 0
        return float(gains[best]) if len(gains) else -np.inf, (best, best + 1)


def _best_stretch(gains: Floats) -> tuple[float, Span]:
    """Return the neighbours whose gains have the highest sum, one at least (Bentley 1984)."""
    best, stretch, total, first = -np.inf, (0, 0), -np.inf, 0
    for place, gain in enumerate(gains.tolist()):
        if total < 0:
            total, first = 0.0, place
        total += gain
        if total > best:
            best, stretch = total, (first, place + 1)
    return best, stretch
