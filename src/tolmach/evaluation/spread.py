"""What was measured several times, in short."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self


@dataclass(frozen=True)
class Spread:
    """The median of repeated measurements, with the lowest and the highest of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Sum up one or more measurements."""
        return cls(median(values), min(values), max(values))

    def shown(self, digits: int) -> str:
        """Return `median (low to high)` as a person reads it."""
        median, low, high = (f"{each:,.{digits}f}" for each in (self.median, self.low, self.high))
        return f"{median} ({low} to {high})"


def round_ratios(above: Sequence[float], below: Sequence[float]) -> Spread:
    """Return the spread of the ratio within each round, where both met the same machine."""
    return Spread.of([one / other for one, other in zip(above, below, strict=True)])
