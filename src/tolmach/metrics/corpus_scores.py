"""Scores of translations against references: BLEU, chrF and TER, through sacreBLEU.

Texts are scored as they stand, so that every number equals the one that the `sacrebleu` command
prints for the same files, under the same signature (Post 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tolmach.errors import TolmachError

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

TOKENIZERS = ("13a", "intl", "char", "zh", "ja-mecab", "ko-mecab", "flores200", "none")


@dataclass(frozen=True)
class Scoring:
    """How to score: case folded or not, and how BLEU cuts words (chrF and TER do it their way)."""

    lowercase: bool = False
    tokenize: str = "13a"

    def __post_init__(self) -> None:
        if self.tokenize not in TOKENIZERS:
            raise TolmachError(
                f'sacreBLEU has no tokenizer "{self.tokenize}" here; '
                f"choose one of {', '.join(TOKENIZERS)}."
            )


AS_IS = Scoring()


@dataclass(frozen=True)
class Score:
    """A corpus score and the signature under which anybody can reproduce it.

    `margin` is half the width of the 95% bootstrap interval, 0.0 where none was asked for.
    """

    name: str
    value: float
    margin: float
    signature: str


def bleu(hypotheses: Sequence[str], references: Sequence[str], scoring: Scoring = AS_IS) -> float:
    """Return corpus BLEU, 0 to 100 (Papineni et al. 2002)."""
    check_parallel(hypotheses, references)
    return float(bleu_metric(scoring).corpus_score(hypotheses, [references]).score)


def chrf(hypotheses: Sequence[str], references: Sequence[str], scoring: Scoring = AS_IS) -> float:
    """Return corpus chrF, 0 to 100 (Popović 2015; character n-grams up to 6, recall twice)."""
    check_parallel(hypotheses, references)
    return float(chrf_metric(scoring).corpus_score(hypotheses, [references]).score)


def sentence_chrf(
    hypotheses: Sequence[str], references: Sequence[str], scoring: Scoring = AS_IS
) -> list[float]:
    """Return the chrF of each sentence, 0 to 100."""
    check_parallel(hypotheses, references)
    metric = chrf_metric(scoring)
    pairs = zip(hypotheses, references, strict=True)
    return [float(metric.sentence_score(text, [reference]).score) for text, reference in pairs]


def corpus_scores(
    hypotheses: Sequence[str],
    references: Sequence[str],
    scoring: Scoring = AS_IS,
    *,
    resamples: int = 0,
) -> list[Score]:
    """Return corpus BLEU, chrF and TER; with `resamples`, each with its bootstrap margin."""
    check_parallel(hypotheses, references)
    metrics = corpus_metrics(scoring)
    if resamples:
        return _resampled(metrics, hypotheses, references, resamples)
    return [_score(metric, hypotheses, references) for metric in metrics.values()]


def corpus_metrics(scoring: Scoring = AS_IS) -> "dict[str, Metric]":
    """Return sacreBLEU's metrics by the name that a person knows."""
    return {"BLEU": bleu_metric(scoring), "chrF": chrf_metric(scoring), "TER": ter_metric()}


def bleu_metric(scoring: Scoring) -> "Metric":
    """Return sacreBLEU's BLEU. Raises TolmachError where its tokenizer cannot be loaded."""
    from sacrebleu.metrics.bleu import BLEU

    try:
        return BLEU(lowercase=scoring.lowercase, tokenize=scoring.tokenize, force=True)
    except (ImportError, RuntimeError, OSError) as error:
        raise TolmachError(
            f'sacreBLEU\'s tokenizer "{scoring.tokenize}" cannot be loaded: '
            f"{' '.join(str(error).split())}"
        ) from error


def chrf_metric(scoring: Scoring) -> "Metric":
    """Return sacreBLEU's chrF."""
    from sacrebleu.metrics.chrf import CHRF

    return CHRF(lowercase=scoring.lowercase)


def ter_metric() -> "Metric":
    """Return sacreBLEU's TER, which folds case by convention (Snover et al. 2006)."""
    from sacrebleu.metrics.ter import TER

    return TER()


def check_parallel(
    texts: Sequence[str], references: Sequence[str], called: str = "translations"
) -> None:
    """Raise TolmachError where there is nothing to score or the sides differ in length."""
    if len(texts) != len(references):
        raise TolmachError(
            f"There are {len(texts):,} {called} but {len(references):,} references; "
            "both need one line for each sentence, in the same order."
        )
    if not references:
        raise TolmachError("There is no sentence to score; give at least one.")


def check_worded(references: Sequence[str]) -> None:
    """Raise TolmachError where every reference is blank, against which nothing can be scored."""
    if not any(map(str.strip, references)):
        raise TolmachError("The references hold not one word; give the file that has them.")


def paired_test(
    systems: Sequence[Sequence[str]],
    references: Sequence[str],
    metrics: "dict[str, Metric]",
    kind: Literal["bs", "ar"],
    samples: int,
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Run sacreBLEU's paired bootstrap ("bs") or approximate randomisation ("ar").

    Returns its signature and its results, one a system, by sacreBLEU's own name of the metric.
    One system alone gets its bootstrap interval.
    """
    from sacrebleu.significance import PairedTest

    named = [(str(number), system) for number, system in enumerate(systems)]
    signatures, results = PairedTest(named, metrics, [references], kind, samples)()
    return dict(signatures), {name: list(results[name]) for name in signatures}


def _resampled(
    metrics: "dict[str, Metric]",
    hypotheses: Sequence[str],
    references: Sequence[str],
    resamples: int,
) -> list[Score]:
    # Not corpus_score(n_bootstrap=...), which fails where some resample scores exactly 0.
    signatures, results = paired_test([hypotheses], references, metrics, "bs", resamples)
    return [
        Score(name, float(result.score), float(result.ci), str(signatures[name]))
        for name, (result,) in results.items()
    ]


def _score(metric: "Metric", hypotheses: Sequence[str], references: Sequence[str]) -> Score:
    result = metric.corpus_score(hypotheses, [references])
    return Score(str(result.name), float(result.score), 0.0, str(metric.get_signature()))
