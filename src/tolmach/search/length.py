"""Length penalties: sums of log-probabilities favour short translations, these divide it out.

Every divisor grows with length or stays; beam search relies on it to know when to stop.
"""

from dataclasses import dataclass
from typing import Protocol

from tolmach.errors import TolmachError


class LengthPenalty(Protocol):
    """What a hypothesis' log-probability is divided by."""

    def divisor(self, length: int) -> float:
        """Return the divisor for `length` pieces, at least 1, `</s>` counted."""
        ...


@dataclass(frozen=True)
class WuPenalty:
    """The length penalty of Wu et al. 2016, eq. 14: ((5 + length) / (5 + 1)) ** alpha.

    `alpha` 0 is no normalisation at all. They use 0.2 together with a coverage penalty, which is
    left out here; without one, translations stay some percent too short unless `alpha` is high.
    """

    alpha: float = 1.5

    def __post_init__(self) -> None:
        if not 0 <= self.alpha <= 10:
            raise TolmachError(
                f"A length penalty of {self.alpha:g} makes no sense; give a number from 0 (none) "
                "to 10, usually between 0.5 and 2."
            )

    def divisor(self, length: int) -> float:
        """Return ((5 + length) / 6) ** alpha."""
        return float(((5 + length) / 6) ** self.alpha)


@dataclass(frozen=True)
class AveragePenalty:
    """Plain averaging: the score is the mean log-probability of a piece."""

    def divisor(self, length: int) -> float:
        """Return `length` itself."""
        return float(length)
