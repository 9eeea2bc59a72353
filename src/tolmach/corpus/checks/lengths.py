"""A model of how the lengths of a sentence and its translation go together.

After Gale and Church 1993, eq. 1: the difference from the expected length, in standard
deviations, where the variance grows with the length. Departures: both constants are estimated
from the corpus, by medians so that bad pairs do not widen the bounds, and the variance has two
floors: very short sentences vary more than the formula allows, and few pairs, or pairs of one
pattern, less than sentences do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Self

_FLOOR = 10  # characters
_LEAST_SPREAD = 0.7  # corpora of several languages and kinds have 0.9 to 1.7
_TO_DEVIATION = 1.4826  # the standard deviation of a normal distribution, in median deviations


@dataclass(frozen=True)
class LengthModel:
    """Target characters for each source character, and how widely this varies."""

    ratio: float
    spread: float

    @classmethod
    def of(cls, lengths: Sequence[tuple[int, int]]) -> Self:
        """Estimate both from (source, target) lengths in characters; empty sides are left out."""
        full = [(source, target) for source, target in lengths if source and target]
        if not full:
            return cls(1.0, 1.0)
        ratio = median(target / source for source, target in full)
        plain = cls(ratio, 1.0)
        deviation = median(abs(plain.deviation(source, target)) for source, target in full)
        return cls(ratio, max(_TO_DEVIATION * deviation, _LEAST_SPREAD))

    def deviation(self, source: int, target: int) -> float:
        """Return how many standard deviations too long (or short, below 0) the target is."""
        expected = self.ratio * source
        scale = sqrt((expected + target) / 2 + _FLOOR)
        return (target - expected) / (scale * self.spread)
