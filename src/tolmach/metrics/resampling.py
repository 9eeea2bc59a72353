"""Scores of a test set drawn again and again, from what a metric adds up over its sentences.

Every metric of sacreBLEU's is a function of sums over sentences, its sufficient statistics; so a
resample costs a sum, not a count of n-grams.

Shapes: N sentences, F figures of each, S systems, R resamples.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from tolmach.errors import RequestError

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

Figures = NDArray[np.float64]


@dataclass(frozen=True)
class SentenceStatistics:
    """The statistics of a metric for the sentences of one system."""

    metric: "Metric"
    values: Figures  # [N, F]

    @classmethod
    def of(
        cls, metric: "Metric", system: Sequence[str], references: Sequence[Sequence[str | None]]
    ) -> Self:
        """Count each sentence of `system` against its references."""
        counted = metric._extract_corpus_statistics(
            system,
            references,  # type: ignore[arg-type]  # None is allowed, by its own comments
        )
        return cls(metric, np.array(counted, np.float64))

    @property
    def name(self) -> str:
        """The metric's name in sacreBLEU: chrF is chrF2."""
        return str(self._whole.name)

    @property
    def score(self) -> float:
        """The score of the whole test set."""
        return float(self._whole.score)

    def score_of(self, sums: Figures) -> float:
        """Return the score of the sums [F] over any sentences."""
        return float(self.metric._compute_score_from_stats(sums.tolist()).score)

    @cached_property
    def _whole(self) -> Any:
        return self.metric._compute_score_from_stats(self.values.sum(0).tolist())


def seed() -> int | None:
    """Return the seed of all resampling: sacreBLEU's 12345, or the environment's SACREBLEU_SEED.

    It is None, another one each time, where that says `none`. Raises RequestError where it is no
    number.
    """
    given = os.environ.get("SACREBLEU_SEED", "12345")
    if given.lower() == "none":
        return None
    if not (given.isascii() and given.isdecimal()):
        raise RequestError(
            f"SACREBLEU_SEED={given} in the environment is no seed; make it a whole number, or "
            "`none` for another one each time."
        )
    return int(given)


def resampled_scores(systems: Sequence[SentenceStatistics], resamples: int) -> Figures:
    """Return the scores of all systems on the same sentences drawn with replacement, [S, R].

    The sentences drawn are those that `sacrebleu --confidence` draws.
    """
    count = len(systems[0].values)
    chance = np.random.default_rng(seed())
    scores = np.empty((len(systems), resamples))
    for place in range(resamples):
        times = np.bincount(chance.choice(count, size=count), minlength=count)  # [N]
        scores[:, place] = [system.score_of(times @ system.values) for system in systems]
    return scores


def margin(scores: Figures) -> float:
    """Return half the width of the 95% interval of resampled scores [R]."""
    from sacrebleu.significance import estimate_ci

    return float(estimate_ci(scores)[1])
