"""Two-sided tests of whether one system is better than another on the same sentences.

sacreBLEU's tests count only what lies beyond the observed difference, so that systems which hardly
differ come out as surely different, and its bootstrap takes the mean from absolute differences,
which makes it one-sided. These count what is at least as extreme, in either direction.

No paired test can be surer of D sentences that differ than that all of them fell on one side by
the toss of a coin: no p-value is below 2 / 2^D.

Shapes: N sentences, D that differ, F figures of each, S systems, R resamples, T trials.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from tolmach.metrics.corpus_scores import References, Score, resampled_score, sentence_statistics
from tolmach.metrics.resampling import Figures, SentenceStatistics, resampled_scores, seed

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

_ROUNDING = 1e-9  # of a score from 0 to 100: sums in another order are the same
_DRAWN_AT_ONCE = 2_000_000  # swaps held in memory


@dataclass(frozen=True)
class PairedBootstrap:
    """Several systems on the same resamples of one test set (Koehn 2004)."""

    systems: Sequence[SentenceStatistics]
    scores: Figures  # [S, R]

    @classmethod
    def of(
        cls,
        metric: "Metric",
        systems: Sequence[Sequence[str]],
        references: References,
        resamples: int,
    ) -> Self:
        """Score every system on as many resamples."""
        counted = [sentence_statistics(metric, system, references) for system in systems]
        return cls(counted, resampled_scores(counted, resamples))

    def score(self, system: int) -> Score:
        """Return the score of a system, by its number, with its margin."""
        return resampled_score(self.systems[system], self.scores[system])

    def p(self, one: int, other: int) -> float:
        """Return the two-sided p-value of the difference between two systems, by their numbers.

        The resampled differences, moved so that their mean is none, are what chance would make
        (Noreen 1989; Riezler and Maxwell 2005).
        """
        differences = self.scores[one] - self.scores[other]  # [R]
        observed = self.systems[one].score - self.systems[other].score
        extreme = _as_extreme(differences - differences.mean(), observed)
        differing = int(_differing(self.systems[one], self.systems[other]).sum())
        return max((extreme + 1) / (len(differences) + 1), smallest_p(differing))


def smallest_p(differing: int) -> float:
    """Return the smallest two-sided p-value that so many differing sentences allow."""
    return min(1.0, 2.0 ** (1 - differing))


def randomisation_p(one: SentenceStatistics, other: SentenceStatistics, trials: int) -> float:
    """Return the two-sided p-value of approximate randomisation (Riezler and Maxwell 2005).

    Sentences are swapped between the systems at random, and the p-value is the share of swaps
    that make a difference as large as the observed one. All swaps are enumerated where there are
    no more than `trials`, and the p-value is exact.
    """
    rows = _differing(one, other)  # [N]
    if not rows.any():
        return 1.0
    gained = (other.values - one.values)[rows]  # [D, F]
    exact = len(gained) < 64 and 2 ** (len(gained) - 1) <= trials
    swaps = _every_swap(len(gained)) if exact else _drawn_swaps(len(gained), trials)
    extreme = total = 0
    for some in swaps:
        moved = some @ gained  # [T, F]
        differences = [
            one.score_of(left) - one.score_of(right)
            for left, right in zip(
                one.values.sum(0) + moved, other.values.sum(0) - moved, strict=True
            )
        ]
        extreme += _as_extreme(np.array(differences), one.score - other.score)
        total += len(some)
    if exact:
        return extreme / total
    return max((extreme + 1) / (total + 1), smallest_p(len(gained)))


def sign_test_p(wins: int, losses: int) -> float:
    """Return the two-sided p-value of so many wins against so many losses, exactly.

    It is McNemar's test of two systems on the same cases, those that both have right or both have
    wrong left out.
    """
    count, most = wins + losses, max(wins, losses)
    logs = [
        math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1)
        for k in range(most, count + 1)
    ]
    return min(1.0, 2 * math.fsum(math.exp(log - count * math.log(2)) for log in logs))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for being several (Holm 1979), each in its place.

    Calling a difference real where its corrected value is below a level makes a single false call
    among all of them with at most that probability.
    """
    count = len(p_values)
    corrected, highest = [0.0] * count, 0.0
    for rank, place in enumerate(sorted(range(count), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (count - rank) * p_values[place]))
        corrected[place] = highest
    return corrected


def _differing(one: SentenceStatistics, other: SentenceStatistics) -> NDArray[np.bool_]:
    """Return for each sentence whether the systems' figures differ, [N]; others change nothing."""
    return np.asarray((one.values != other.values).any(1))


def _as_extreme(differences: Figures, observed: float) -> int:
    """Count the differences at least as far from none as the observed one."""
    return int((np.abs(differences) >= abs(observed) - _ROUNDING).sum())


def _every_swap(differing: int) -> Iterator[Figures]:
    """Yield all ways to swap sentences, [2^(D - 1), D]; the last one is never swapped.

    To swap the others instead only turns the difference round.
    """
    numbers = np.arange(2 ** (differing - 1))
    yield (numbers[:, None] >> np.arange(differing) & 1).astype(np.float64)


def _drawn_swaps(differing: int, trials: int) -> Iterator[Figures]:
    """Yield `trials` random ways to swap sentences, some at a time, [T, D]."""
    chance = np.random.default_rng(seed())
    most = max(1, _DRAWN_AT_ONCE // differing)
    for done in range(0, trials, most):
        size = (min(most, trials - done), differing)
        yield chance.integers(2, size=size, dtype=np.int8).astype(np.float64)
