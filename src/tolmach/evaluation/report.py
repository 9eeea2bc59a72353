"""A report on one set of translations: scores, scores by length, and defective outputs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from tolmach.evaluation.decoding_errors import is_looping, is_repeating
from tolmach.metrics.corpus_scores import (
    References,
    Score,
    Scoring,
    check_all_parallel,
    check_parallel,
    check_worded,
    corpus_scores,
)
from tolmach.metrics.measure import Measure, MeasureName, fitting_measure
from tolmach.text.spacing import is_unspaced

Unit = Literal["words", "characters"]

RESAMPLES = 1000
_MOST_DRAWS = 20_000_000  # sentences, for each metric; more would take minutes
_FEWEST_RESAMPLES = 100
_BUCKET_ENDS = (5, 10, 15, 20, 30, 50)


@dataclass(frozen=True)
class Bucket:
    """The sentences of `shortest` to `longest` units (None: no upper end), and their scores."""

    shortest: int
    longest: int | None
    sentences: int
    scores: list[Score]

    @property
    def label(self) -> str:
        """The label of the bucket: `6–10`, `5`, `51+`."""
        if self.longest is None:
            return f"{self.shortest}+"
        if self.longest == self.shortest:
            return str(self.shortest)
        return f"{self.shortest}–{self.longest}"


@dataclass(frozen=True)
class QualityReport:
    """All that `tolmach evaluate` shows. Lines are counted from 1.

    `judge` is the score that can tell good translations from bad here. Lengths are in words, or
    in characters where a text puts no spaces between words: `bucket_unit` for the buckets, `unit`
    for translations over references.
    """

    sentences: int
    references: int
    scores: list[Score]
    judge: MeasureName
    bucketed_by: Literal["source", "reference"]
    bucket_unit: Unit
    buckets: list[Bucket]
    unit: Unit
    length_ratio: float
    empty: list[int]
    looping: list[int]
    repeating: list[int]
    tokenised: list[int]


def report(
    hypotheses: Sequence[str],
    references: References,
    sources: Sequence[str] | None = None,
    measure: Measure | None = None,
) -> QualityReport:
    """Score `hypotheses`, overall and by length of the source (else of the first reference).

    Where no `measure` is given, the one that fits the references is taken.
    """
    check_all_parallel(hypotheses, references)
    check_worded(references)
    if sources is not None:
        check_parallel(sources, references[0], "source sentences")
    chosen = measure or fitting_measure(references[0])
    drawn = resamples(len(hypotheses))
    measured = references[0] if sources is None else sources
    return QualityReport(
        sentences=len(hypotheses),
        references=len(references),
        scores=corpus_scores(hypotheses, references, chosen.scoring, resamples=drawn),
        judge=chosen.judge,
        bucketed_by="reference" if sources is None else "source",
        bucket_unit=_unit(measured),
        buckets=_buckets(hypotheses, references, measured, chosen.scoring),
        unit=_unit(references[0]),
        length_ratio=_length_ratio(hypotheses, references),
        empty=_lines_where(_is_empty, hypotheses, references),
        looping=_lines_where(is_looping, hypotheses, references),
        repeating=_lines_where(is_repeating, hypotheses, references),
        tokenised=_lines_where(_is_tokenised, hypotheses, references),
    )


def resamples(sentences: int) -> int:
    """Return how many bootstrap resamples fit in memory: 1,000, fewer for a huge test set."""
    fitting = min(RESAMPLES, _MOST_DRAWS // sentences)
    return fitting if fitting >= _FEWEST_RESAMPLES else 0


def _buckets(
    hypotheses: Sequence[str],
    references: References,
    measured: Sequence[str],
    scoring: Scoring,
) -> list[Bucket]:
    lengths = _lengths(measured, _unit(measured))
    starts = [0, *(end + 1 for end in _BUCKET_ENDS)]
    buckets = []
    for start, end in zip(starts, [*_BUCKET_ENDS, None], strict=True):
        inside = [i for i, n in enumerate(lengths) if n >= start and (end is None or n <= end)]
        if inside:
            chosen = [[texts[i] for i in inside] for texts in (hypotheses, *references)]
            shortest = min(lengths[i] for i in inside) if start == 0 else start
            scores = corpus_scores(chosen[0], chosen[1:], scoring)
            buckets.append(Bucket(shortest, end, len(inside), scores))
    return buckets


def _unit(texts: Sequence[str]) -> Unit:
    return "characters" if is_unspaced(texts) else "words"


def _lengths(texts: Sequence[str], unit: Unit) -> list[int]:
    if unit == "words":
        return [len(text.split()) for text in texts]
    return [sum(map(len, text.split())) for text in texts]


def _length_ratio(hypotheses: Sequence[str], references: References) -> float:
    """Return the length of the translations over the mean length of their references."""
    unit = _unit(references[0])
    own = sum(_lengths(hypotheses, unit)) * len(references)
    return own / max(1, sum(sum(_lengths(texts, unit)) for texts in references))


def _lines_where(
    wrong: Callable[[str, Sequence[str]], bool], hypotheses: Sequence[str], references: References
) -> list[int]:
    lines = zip(hypotheses, zip(*references, strict=True), strict=True)
    return [number for number, line in enumerate(lines, start=1) if wrong(*line)]


def _is_empty(text: str, references: Sequence[str]) -> bool:
    return not text.strip() and any(map(str.strip, references))


def _is_tokenised(text: str, references: Sequence[str]) -> bool:
    """Say whether a space precedes the full stop, as in no reference."""
    return text.endswith(" .") and not any(each.endswith(" .") for each in references)
