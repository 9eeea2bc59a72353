"""Significance of the difference between two systems on one test set.

All p-values are two-sided (`metrics/paired_tests.py`). Draws are seeded as sacreBLEU seeds its own
(12345, or the environment's SACREBLEU_SEED).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tolmach.errors import DataError
from tolmach.evaluation.report import resamples
from tolmach.metrics.corpus_scores import (
    References,
    check_all_parallel,
    check_worded,
    corpus_metrics,
)
from tolmach.metrics.measure import Measure, fitting_measure
from tolmach.metrics.paired_tests import PairedBootstrap, randomisation_p

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

LEVEL = 0.05
_TRIALS_A_RESAMPLE = 10


@dataclass(frozen=True)
class Comparison:
    """One metric of systems A and B, and how likely chance alone makes such a difference.

    Margins are half the width of the 95% bootstrap interval of each score. Both p-values are
    two-sided: `bootstrap_p` is of paired bootstrap resampling (Koehn 2004), `randomisation_p` of
    approximate randomisation (Riezler and Maxwell 2005).
    """

    name: str
    a: float
    b: float
    a_margin: float
    b_margin: float
    bootstrap_p: float
    randomisation_p: float
    signature: str

    @property
    def difference(self) -> float:
        """The score of B less that of A."""
        return self.b - self.a

    @property
    def verdict(self) -> Literal["A", "B", "unsure", "chance", "same"]:
        """The better system where both tests say so; unsure where only one does."""
        if self.difference == 0:
            return "same"
        certain = [p < LEVEL for p in (self.bootstrap_p, self.randomisation_p)]
        if not all(certain):
            return "unsure" if any(certain) else "chance"
        return "B" if (self.difference > 0) is not lower_is_better(self.name) else "A"


def lower_is_better(name: str) -> bool:
    """Say whether the metric counts errors."""
    return name == "TER"


def compare(
    a: Sequence[str],
    b: Sequence[str],
    references: References,
    measure: Measure | None = None,
) -> list[Comparison]:
    """Test B against A in BLEU, chrF and TER, or what of them the text allows.

    Where no `measure` is given, the one that fits the references is taken. Takes 1,000 resamples
    and 10,000 trials, fewer (as the signature says) on a test set of more than 20,000 sentences.
    Raises TolmachError on one of more than 200,000, or out of step.
    """
    for system in (a, b):
        check_all_parallel(system, references)
    check_worded(references)
    samples = resamples(len(a))
    if not samples:
        raise DataError(
            f"{len(a):,} sentences are too many for resampling; "
            "compare on a sample of at most 200,000."
        )
    scoring = (measure or fitting_measure(references[0])).scoring
    metrics = corpus_metrics(scoring).values()
    return [_comparison(metric, (a, b), references, samples) for metric in metrics]


def _comparison(
    metric: "Metric",
    systems: tuple[Sequence[str], Sequence[str]],
    references: References,
    size: int,
) -> Comparison:
    trials = size * _TRIALS_A_RESAMPLE
    bootstrap = PairedBootstrap.of(metric, systems, references, size)
    first, second = (bootstrap.score(number) for number in range(2))
    return Comparison(
        name=first.name,
        a=first.value,
        b=second.value,
        a_margin=first.margin,
        b_margin=second.margin,
        bootstrap_p=bootstrap.p(0, 1),
        randomisation_p=randomisation_p(bootstrap.systems[0], bootstrap.systems[1], trials),
        signature=first.signature.replace(f"bs:{size}", f"bs:{size}|ar:{trials}"),
    )
