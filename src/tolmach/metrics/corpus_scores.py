"""Scores of translations against references: BLEU, chrF and TER, through sacreBLEU.

Texts are scored as they stand, so that every number equals the one that the `sacrebleu` command
prints for the same files, under the same signature (Post 2018). The exception is a blank line in
one of several references: the command compares with it, too; here that reference is missing, and
the signature says `nrefs:var`. `metrics/measure.py` chooses how words are cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Literal

from tolmach.errors import DataError
from tolmach.metrics.resampling import (
    Figures,
    SentenceStatistics,
    margin,
    resampled_scores,
    seed,
)

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

TOKENIZERS = ("13a", "intl", "char", "zh", "ja-mecab", "ko-mecab", "flores200", "none")

References = Sequence[list[str]]  # a list for each set, each with a line for every sentence


@dataclass(frozen=True)
class Scoring:
    """Settings of the scores: case folding, BLEU's tokenizer, and TER's words.

    TER's words stand between spaces, or are also the single characters of Chinese and Japanese
    ("asian"); "none" is for other text without spaces, for which there is no TER.
    """

    lowercase: bool = False
    tokenize: str = "13a"
    ter: Literal["spaced", "asian", "none"] = "spaced"

    def __post_init__(self) -> None:
        if self.tokenize not in TOKENIZERS:
            raise DataError(
                f'sacreBLEU has no tokenizer "{self.tokenize}" here; choose one of '
                f"{', '.join(TOKENIZERS)}."
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
    return corpus_score(bleu_metric(scoring), hypotheses, [list(references)]).value


def chrf(hypotheses: Sequence[str], references: Sequence[str], scoring: Scoring = AS_IS) -> float:
    """Return corpus chrF, 0 to 100 (Popović 2015; character n-grams up to 6, recall twice)."""
    return corpus_score(chrf_metric(scoring), hypotheses, [list(references)]).value


def sentence_chrf(
    hypotheses: Sequence[str], references: References, scoring: Scoring = AS_IS
) -> list[float]:
    """Return the chrF of each sentence, 0 to 100, against the most like of its references."""
    check_all_parallel(hypotheses, references)
    metric = chrf_metric(scoring)
    own = zip(*_without_gaps(references), strict=True)
    return [
        float(metric.sentence_score(text, [each for each in those if each is not None]).score)
        for text, those in zip(hypotheses, own, strict=True)
    ]


def corpus_scores(
    hypotheses: Sequence[str],
    references: References,
    scoring: Scoring = AS_IS,
    *,
    resamples: int = 0,
) -> list[Score]:
    """Return corpus BLEU, chrF and TER; with `resamples`, each with its bootstrap margin."""
    metrics = corpus_metrics(scoring).values()
    return [corpus_score(each, hypotheses, references, resamples=resamples) for each in metrics]


def corpus_score(
    metric: "Metric", hypotheses: Sequence[str], references: References, *, resamples: int = 0
) -> Score:
    """Return the score of a whole test set by one metric."""
    found = sentence_statistics(metric, hypotheses, references)
    if not resamples:
        return _score(found, str(metric.get_signature()))
    return resampled_score(found, resampled_scores([found], resamples)[0])


def sentence_statistics(
    metric: "Metric", hypotheses: Sequence[str], references: References
) -> SentenceStatistics:
    """Return what the metric counts in each sentence."""
    check_all_parallel(hypotheses, references)
    return SentenceStatistics.of(metric, hypotheses, _without_gaps(references))


def resampled_score(found: SentenceStatistics, resampled: Figures) -> Score:
    """Return a score with its margin, and a signature that says how often it was drawn."""
    signature = found.metric.get_signature()
    signature.update("seed", str(seed()).lower())
    signature.update("bs", len(resampled))
    return _score(found, str(signature), margin(resampled))


def corpus_metrics(scoring: Scoring = AS_IS) -> "dict[str, Metric]":
    """Return sacreBLEU's metrics by the name that a person knows, those that can be had."""
    metrics = {"BLEU": bleu_metric(scoring), "chrF": chrf_metric(scoring)}
    return metrics if scoring.ter == "none" else metrics | {"TER": ter_metric(scoring)}


def bleu_metric(scoring: Scoring) -> "Metric":
    """Return sacreBLEU's BLEU. Raises TolmachError where its tokenizer cannot be loaded."""
    from sacrebleu.metrics.bleu import BLEU

    try:
        return BLEU(lowercase=scoring.lowercase, tokenize=scoring.tokenize, force=True)
    except (ImportError, RuntimeError, OSError) as error:
        raise DataError(
            f'sacreBLEU\'s tokenizer "{scoring.tokenize}" cannot be loaded: '
            f"{' '.join(str(error).split())}"
        ) from error


def chrf_metric(scoring: Scoring) -> "Metric":
    """Return sacreBLEU's chrF."""
    from sacrebleu.metrics.chrf import CHRF

    return CHRF(lowercase=scoring.lowercase)


def ter_metric(scoring: Scoring) -> "Metric":
    """Return sacreBLEU's TER, which folds case by convention (Snover et al. 2006)."""
    from sacrebleu.metrics.ter import TER

    asian = scoring.ter == "asian"
    return TER(normalized=asian, asian_support=asian)


def check_tokenizer(name: str | None) -> None:
    """Raise TolmachError where a tokenizer cannot be had; None is the fitting one."""
    if name is not None:
        bleu_metric(Scoring(tokenize=name))


def check_all_parallel(texts: Sequence[str], references: References) -> None:
    """Raise TolmachError where a set of references does not go with the texts."""
    for each in references:
        check_parallel(texts, each)


def check_parallel(
    texts: Sequence[str], references: Sequence[str], called: str = "translations"
) -> None:
    """Raise TolmachError where there is nothing to score or the sides differ in length."""
    if len(texts) != len(references):
        raise DataError(
            f"The number of {called} is {len(texts):,}, that of references {len(references):,}; "
            "both need one line for each sentence, in the same order."
        )
    if not references:
        raise DataError("There is no sentence to score; give at least one.")


def check_worded(references: References) -> None:
    """Raise TolmachError where every reference is blank, against which nothing can be scored."""
    if not any(map(str.strip, chain(*references))):
        raise DataError("The references hold not one word; give the file that has them.")


def _without_gaps(references: References) -> list[list[str | None]]:
    """Return the references with None for a blank one, where another one has words."""
    lines = [
        [each if each.strip() or not worded else None for each in line]
        for line in zip(*references, strict=True)
        for worded in [any(map(str.strip, line))]
    ]
    return [list(column) for column in zip(*lines, strict=True)]


def _score(found: SentenceStatistics, signature: str, margin: float = 0.0) -> Score:
    return Score(found.name, found.score, margin, signature)
