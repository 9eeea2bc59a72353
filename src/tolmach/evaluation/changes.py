"""The sentences that got better and worse from system A to system B."""

from collections.abc import Sequence
from dataclasses import dataclass

from tolmach.metrics.corpus_scores import AS_IS, Scoring, check_parallel, sentence_chrf


@dataclass(frozen=True)
class Change:
    """One sentence in both systems, with its chrF (0 to 100) in each; `line` counts from 1."""

    line: int
    source: str | None
    reference: str
    a: str
    b: str
    a_chrf: float
    b_chrf: float

    @property
    def difference(self) -> float:
        """The chrF of B less that of A."""
        return self.b_chrf - self.a_chrf


@dataclass(frozen=True)
class Changes:
    """How many sentences B translates better, worse and equally well, and the extremes of both.

    `better` begins with the greatest gain, `worse` with the greatest loss.
    """

    gained: int
    lost: int
    equal: int
    better: list[Change]
    worse: list[Change]


def changes(
    systems: tuple[Sequence[str], Sequence[str]],
    references: Sequence[str],
    sources: Sequence[str] | None = None,
    *,
    most: int = 5,
    scoring: Scoring = AS_IS,
) -> Changes:
    """Compare systems A and B sentence by sentence; list at most `most` each way."""
    ordered = sorted(_all_changes(systems, references, sources, scoring), key=_by_difference)
    better = [change for change in reversed(ordered) if change.difference > 0]
    worse = [change for change in ordered if change.difference < 0]
    equal = len(ordered) - len(better) - len(worse)
    return Changes(len(better), len(worse), equal, better[:most], worse[:most])


def _by_difference(change: Change) -> tuple[float, int]:
    return change.difference, -change.line


def _all_changes(
    systems: tuple[Sequence[str], Sequence[str]],
    references: Sequence[str],
    sources: Sequence[str] | None,
    scoring: Scoring,
) -> list[Change]:
    a, b = systems
    if sources is not None:
        check_parallel(sources, references, "source sentences")
    shown = sources if sources is not None else [None] * len(references)
    scores = [sentence_chrf(system, references, scoring) for system in systems]
    rows = zip(shown, references, a, b, *scores, strict=True)
    return [Change(line, *row) for line, row in enumerate(rows, start=1)]
