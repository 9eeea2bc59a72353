"""One translation that search has found: piece ids and how probable the model thinks them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tolmach.search.length import LengthPenalty

StoppedBy = Literal["states", "seconds"]


@dataclass(frozen=True)
class Proof:
    """How far exact search has shown that nothing better than what it returns exists.

    `stopped_by` is the limit at which it gave up, None where it came to its end. No translation
    that the guard allows, but for those returned, has a score above `ceiling` (to rounding).
    `states` model steps of one hypothesis were taken.
    """

    stopped_by: StoppedBy | None
    ceiling: float
    states: int


@dataclass(frozen=True)
class Hypothesis:
    """A translation as plain values, so that it can cross any border between engines.

    `ids` come without `<s>` and `</s>`. `log_probabilities` are natural logarithms under the
    model's own distribution, one a piece, and one more for `</s>` where the hypothesis is
    `finished`; where it is not, it ran into its length limit. `score` is what the search that
    found it ranks by: their sum divided by its length penalty, or an expected utility. Exact
    search adds its `proof`.
    """

    ids: tuple[int, ...]
    log_probabilities: tuple[float, ...]
    score: float
    finished: bool
    proof: Proof | None = None

    @property
    def log_probability(self) -> float:
        """The summed log-probability of all pieces."""
        return sum(self.log_probabilities)

    @classmethod
    def scored(
        cls,
        ids: Sequence[int],
        log_probabilities: Sequence[float],
        *,
        finished: bool,
        penalty: LengthPenalty,
    ) -> "Hypothesis":
        """Build a hypothesis, its length counted with `</s>` where it is finished."""
        divisor = penalty.divisor(max(1, len(log_probabilities)))
        score = sum(log_probabilities) / divisor
        return cls(tuple(ids), tuple(log_probabilities), score, finished)


def ranked(hypotheses: Sequence[Hypothesis], count: int) -> list[Hypothesis]:
    """Return the best `count`: finished ones before cut ones, then by score."""
    return sorted(hypotheses, key=lambda found: (not found.finished, -found.score))[:count]
