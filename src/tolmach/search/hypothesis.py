"""One translation that search has found: piece ids and how probable the model thinks them."""

from collections.abc import Sequence
from dataclasses import dataclass

from tolmach.search.length import LengthPenalty


@dataclass(frozen=True)
class Hypothesis:
    """A translation as plain values, so that it can cross any border between engines.

    `ids` come without `<s>` and `</s>`. `log_probabilities` are natural logarithms under the
    model's own distribution, one a piece, and one more for `</s>` where the hypothesis is
    `finished`; where it is not, it ran into its length limit. `score` is their sum divided by
    the length penalty of the search that found it.
    """

    ids: tuple[int, ...]
    log_probabilities: tuple[float, ...]
    score: float
    finished: bool

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
