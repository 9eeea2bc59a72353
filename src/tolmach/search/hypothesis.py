"""Hypotheses as plain values, and the length penalty by which they are ranked.

Importing this costs no torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from tolmach.errors import RequestError

StoppedBy = Literal["states", "seconds"]


@dataclass(frozen=True)
class LengthPenalty:
    """The divisor of a log-probability: ((offset + length) / (offset + 1)) ** alpha.

    Sums of log-probabilities favour short translations; the divisor compensates for it. With
    `offset` 5 it is the length penalty of Wu et al. 2016, eq. 14. They set `alpha` to 0.2 and add
    a coverage penalty, which is left out here; without one, translations stay some percent too
    short unless `alpha` is high. `alpha` 0 is no normalisation at all. The divisor never falls as
    the length grows; beam search relies on that to know when to stop.
    """

    alpha: float = 1.5
    offset: float = 5.0

    def __post_init__(self) -> None:
        if not 0 <= self.alpha <= 10:
            raise RequestError(
                f"A length penalty of {self.alpha:g} makes no sense; give a number from 0 (none) "
                "to 10, usually between 0.5 and 2."
            )
        if not 0 <= self.offset <= 1000:
            raise RequestError(
                f"A length penalty with offset {self.offset:g} makes no sense; give a number from "
                "0 to 1000, usually 5."
            )

    @classmethod
    def none(cls) -> "LengthPenalty":
        """Return the penalty that divides by 1: the score is the log-probability itself."""
        return cls(alpha=0.0)

    @classmethod
    def average(cls) -> "LengthPenalty":
        """Return the penalty that divides by the length: the score is the mean of a piece."""
        return cls(alpha=1.0, offset=0.0)

    def divisor(self, length: int) -> float:
        """Return the divisor for `length` pieces, at least 1, `</s>` counted."""
        return float(((self.offset + length) / (self.offset + 1)) ** self.alpha)


@dataclass(frozen=True)
class Proof:
    """The extent to which exact search has shown that nothing better exists.

    `stopped_by` is the limit at which it gave up, None where it ran to completion. No translation
    that the guard allows, except those returned, has a score above `ceiling` (to rounding).
    `states` model steps of one hypothesis were taken.
    """

    stopped_by: StoppedBy | None
    ceiling: float
    states: int


@dataclass(frozen=True)
class Hypothesis:
    """A translation that search has found, as plain values that any engine can give.

    `ids` come without `<s>` and `</s>`. `log_probabilities` are natural logarithms under the
    model's own distribution, one per piece, and one more for `</s>` where the hypothesis is
    `finished`; where it is not, it was cut at its length limit. Of a translation that a shortlist
    confined, they are of the distribution over that list alone, and so a little higher. `score` is
    what the search that found it ranks by: their sum divided by its length penalty, or an expected
    utility. Exact search adds its `proof`. `engine` is the one that found it.
    """

    ids: tuple[int, ...]
    log_probabilities: tuple[float, ...]
    score: float
    finished: bool
    proof: Proof | None = None
    engine: str = field(default="torch", compare=False)

    @property
    def log_probability(self) -> float:
        """The summed log-probability of all pieces."""
        return sum(self.log_probabilities)

    @property
    def likelihood(self) -> float:
        """The mean log-probability of a piece."""
        return self.log_probability / max(1, len(self.log_probabilities))

    @classmethod
    def scored(
        cls,
        ids: Sequence[int],
        log_probabilities: Sequence[float],
        *,
        finished: bool,
        penalty: LengthPenalty,
        engine: str = "torch",
    ) -> "Hypothesis":
        """Build a hypothesis, its length counted with `</s>` where it is finished."""
        divisor = penalty.divisor(max(1, len(log_probabilities)))
        score = sum(log_probabilities) / divisor
        return cls(tuple(ids), tuple(log_probabilities), score, finished, engine=engine)


def ranked(hypotheses: Sequence[Hypothesis], count: int) -> list[Hypothesis]:
    """Return the best `count`: finished ones before cut ones, then by score."""
    return sorted(hypotheses, key=lambda found: (not found.finished, -found.score))[:count]
