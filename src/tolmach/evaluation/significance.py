"""Whether the difference between two systems on one test set is more than chance.

Both tests are sacreBLEU's own, so that the p-values equal those of `sacrebleu --paired-bs` and
`--paired-ar`, and are seeded as there (12345, or the environment's SACREBLEU_SEED).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tolmach.errors import TolmachError
from tolmach.evaluation.report import resamples
from tolmach.metrics.corpus_scores import (
    AS_IS,
    Scoring,
    check_parallel,
    check_worded,
    corpus_metrics,
    paired_test,
)

LEVEL = 0.05
_TRIALS_A_RESAMPLE = 10


@dataclass(frozen=True)
class Comparison:
    """One metric of systems A and B, and how likely chance alone makes such a difference.

    Margins are half the width of the 95% bootstrap interval of each score. `bootstrap_p` is of
    paired bootstrap resampling (Koehn 2004), `randomisation_p` of approximate randomisation
    (Riezler and Maxwell 2005). The second is two-sided; the first, as sacreBLEU centres it, asks
    for a difference this large in this direction, and so is about half as large.
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
        """The better system where both tests say so; unsure where only one does.

        The bootstrap alone calls equal systems different about twice too often.
        """
        if self.difference == 0:
            return "same"
        certain = [p < LEVEL for p in (self.bootstrap_p, self.randomisation_p)]
        if not all(certain):
            return "unsure" if any(certain) else "chance"
        return "B" if (self.difference > 0) is not lower_is_better(self.name) else "A"


def lower_is_better(name: str) -> bool:
    """Whether the metric counts errors."""
    return name == "TER"


def compare(
    a: Sequence[str], b: Sequence[str], references: Sequence[str], scoring: Scoring = AS_IS
) -> list[Comparison]:
    """Test B against A in BLEU, chrF and TER.

    Takes 1,000 resamples and 10,000 trials, fewer (as the signature says) on a test set of more
    than 20,000 sentences. Raises TolmachError on one of more than 200,000, or out of step.
    """
    check_parallel(a, references)
    check_parallel(b, references)
    check_worded(references)
    samples = resamples(len(references))
    if not samples:
        raise TolmachError(
            f"{len(references):,} sentences are too many for resampling; "
            "compare on a sample of at most 200,000."
        )
    return [_comparison(name, (a, b), references, scoring, samples) for name in corpus_metrics()]


def _comparison(
    name: str,
    systems: tuple[Sequence[str], Sequence[str]],
    references: Sequence[str],
    scoring: Scoring,
    samples: int,
) -> Comparison:
    metrics = {name: corpus_metrics(scoring)[name]}
    trials = samples * _TRIALS_A_RESAMPLE
    signatures, bootstrapped = paired_test(systems, references, metrics, "bs", samples)
    _, shuffled = paired_test(systems, references, metrics, "ar", trials)
    (full_name,) = signatures  # sacreBLEU's own: chrF is chrF2
    signatures[full_name].update("ar", trials)
    first, second = bootstrapped[full_name]
    return Comparison(
        name=full_name,
        a=float(first.score),
        b=float(second.score),
        a_margin=float(first.ci),
        b_margin=float(second.ci),
        bootstrap_p=float(second.p_value),
        randomisation_p=float(shuffled[full_name][1].p_value),
        signature=str(signatures[full_name]),
    )
