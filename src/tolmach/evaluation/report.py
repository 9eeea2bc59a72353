"""How good one set of translations is: scores, scores by length, and outputs that went wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from tolmach.evaluation.loops import is_looping
from tolmach.metrics.corpus_scores import (
    AS_IS,
    Score,
    Scoring,
    check_parallel,
    check_worded,
    corpus_scores,
)

RESAMPLES = 1000
_MOST_DRAWS = 20_000_000  # sacreBLEU holds all resamples in memory: 72 bytes a drawn sentence
_FEWEST_RESAMPLES = 100
_BUCKET_ENDS = (5, 10, 15, 20, 30, 50)


@dataclass(frozen=True)
class Bucket:
    """The sentences of `shortest` to `longest` words (None: no upper end), and their scores."""

    shortest: int
    longest: int | None
    sentences: int
    scores: list[Score]

    @property
    def label(self) -> str:
        """What to call the bucket: `6–10`, `51+`."""
        return f"{self.shortest}+" if self.longest is None else f"{self.shortest}–{self.longest}"


@dataclass(frozen=True)
class QualityReport:
    """All that `tolmach evaluate` shows. Lines are counted from 1; lengths are in words."""

    sentences: int
    scores: list[Score]
    bucketed_by: Literal["source", "reference"]
    buckets: list[Bucket]
    length_ratio: float
    empty: list[int]
    looping: list[int]
    tokenised: list[int]


def report(
    hypotheses: Sequence[str],
    references: Sequence[str],
    sources: Sequence[str] | None = None,
    scoring: Scoring = AS_IS,
) -> QualityReport:
    """Score `hypotheses`, overall and by length of the source (else of the reference)."""
    check_parallel(hypotheses, references)
    check_worded(references)
    if sources is not None:
        check_parallel(sources, references, "source sentences")
    return QualityReport(
        sentences=len(hypotheses),
        scores=corpus_scores(hypotheses, references, scoring, resamples=resamples(len(hypotheses))),
        bucketed_by="reference" if sources is None else "source",
        buckets=_buckets(hypotheses, references, sources or references, scoring),
        length_ratio=_words(hypotheses) / max(1, _words(references)),
        empty=_lines_where(_is_empty, hypotheses, references),
        looping=_lines_where(is_looping, hypotheses, references),
        tokenised=_lines_where(_is_tokenised, hypotheses, references),
    )


def resamples(sentences: int) -> int:
    """Return how many bootstrap resamples fit in memory: 1,000, fewer for a huge test set."""
    fitting = min(RESAMPLES, _MOST_DRAWS // sentences)
    return fitting if fitting >= _FEWEST_RESAMPLES else 0


def _buckets(
    hypotheses: Sequence[str],
    references: Sequence[str],
    measured: Sequence[str],
    scoring: Scoring,
) -> list[Bucket]:
    lengths = [len(text.split()) for text in measured]
    starts = [0, *(end + 1 for end in _BUCKET_ENDS)]
    buckets = []
    for start, end in zip(starts, [*_BUCKET_ENDS, None], strict=True):
        inside = [i for i, n in enumerate(lengths) if n >= start and (end is None or n <= end)]
        if inside:
            chosen = [hypotheses[i] for i in inside], [references[i] for i in inside]
            shortest = min(lengths[i] for i in inside) if start == 0 else start
            buckets.append(Bucket(shortest, end, len(inside), corpus_scores(*chosen, scoring)))
    return buckets


def _words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _lines_where(
    wrong: Callable[[str, str], bool], hypotheses: Sequence[str], references: Sequence[str]
) -> list[int]:
    pairs = zip(hypotheses, references, strict=True)
    return [line for line, pair in enumerate(pairs, start=1) if wrong(*pair)]


def _is_empty(text: str, reference: str) -> bool:
    return not text.strip() and bool(reference.strip())


def _is_tokenised(text: str, reference: str) -> bool:
    """Whether a space stands before the full stop, as it does not in the reference."""
    return text.endswith(" .") and not reference.endswith(" .")
