"""Scores of several runs and the tests of their differences, as a report prints them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Any, Self

from tolmach.files import read_json
from tolmach.study.chapters.parts import Table
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import Rung

_METRICS = {"chrF": "chrF2"}  # as sacreBLEU calls them, where that is not their name
LEVEL = 0.05  # of corrected p-values, below which a difference counts as shown


@dataclass(frozen=True)
class GroupComparison:
    """The tested differences of a group of models."""

    differences: Sequence[dict[str, Any]]
    judge: str = "BLEU"

    @classmethod
    def read(cls, folder: StudyFolder, group: str) -> Self:
        """Read what was measured of a group, as `ladder`."""
        found = read_json(folder.result(f"differences/{group}"))
        return cls(found["differences"], judge_of(found))

    def between(self, one: str, other: str) -> dict[str, Any]:
        """Return how much higher `one` is than `other`, whichever was noted first."""
        for each in self.differences:
            if (each["one"], each["other"]) == (one, other):
                return each
            if (each["one"], each["other"]) == (other, one):
                return each | {"one": one, "other": other, "value": -each["value"]}
        raise KeyError(f"{one} was not compared with {other}")

    def table(self, titles: Mapping[str, str]) -> Table:
        """Return the differences of every two models, by the models' titles."""
        numbers = {name: str(number) for number, name in enumerate(titles, start=1)}
        rows = [
            [f"{numbers[name]}. {title}", *(self._cell(name, other) for other in titles)]
            for name, title in titles.items()
        ]
        return Table(
            f"{self.judge} of the model on the left less that of the model above. p in brackets is "
            f"two-sided, {_of_what(self.differences)}, and corrected for {len(self.differences)} "
            f"comparisons (Holm 1979); ✓ marks differences with p < {LEVEL}. For all others no "
            "difference is shown.",
            ("model", *numbers.values()),
            rows,
        )

    def _cell(self, name: str, other: str) -> str:
        if name == other:
            return "–"
        found = self.between(name, other)
        mark = " ✓" if found["corrected"] < LEVEL else ""
        return f"{found['value']:+.1f} ({p_text(found['corrected'])}){mark}"


def answer(
    difference: Mapping[str, Any], p: float, better: str = "better", worse: str = "worse"
) -> list[str]:
    """Return cells for a difference, its corrected p-value, and what that comes to."""
    value, error = difference["value"], difference["error"]
    verdict = better if value > 0 else worse
    shown = verdict if p < LEVEL else "no difference shown"
    return [f"{value:+.1f} ± {error:.1f}", p_text(p), shown]


def p_text(p: float) -> str:
    """Return a p-value as a table prints it."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _of_what(differences: Sequence[Mapping[str, Any]]) -> str:
    with_seeds = {each["with_seeds"] for each in differences}
    both = "over seeds and sentences at once (min F', Clark 1973)"
    alone = "over sentences alone, so that it is silent on what another seed would give"
    if with_seeds == {True, False}:
        return f"tested {both} or, where one run of a model is all there is, {alone}"
    return f"tested {alone if False in with_seeds else both}"


def judge_of(result: Mapping[str, Any]) -> str:
    """Return the score that tells good translations from bad in what was measured."""
    return str(result.get("judge", "BLEU"))


def judged(run: Mapping[str, Any], scores: Mapping[str, Any]) -> Any:
    """Return, of the scores of a run, the one that judges it."""
    return scores[_METRICS.get(judge_of(run), judge_of(run))]


def mean_score(runs: Sequence[Mapping[str, Any]], metric: str | None = None) -> str:
    """Return the mean with its standard deviation over runs; of one run, with its interval.

    The score is sacreBLEU's of that name, or the one that judges.
    """
    all_scores = [run["scores"] for run in runs]
    scores = [
        judged(run, scores) if metric is None else scores[metric]
        for run, scores in zip(runs, all_scores, strict=True)
    ]
    values = [score["value"] for score in scores]
    spread = stdev(values) if len(values) > 1 else scores[0]["margin"]
    return f"{fmean(values):.1f} ± {spread:.1f}"


def each_score(runs: Sequence[Mapping[str, Any]]) -> str:
    """Return the score of each run that judges."""
    return " ".join(f"{value:.1f}" for value in values_of(runs))


def values_of(runs: Sequence[Mapping[str, Any]]) -> list[float]:
    """Return the score of each run that judges, as a number."""
    return [judged(run, run["scores"])["value"] for run in runs]


def best_on_dev(rungs: Sequence[Rung], runs: Mapping[str, Sequence[Mapping[str, Any]]]) -> Rung:
    """Return the model whose runs have the highest mean quality on dev."""
    return max(rungs, key=lambda rung: fmean(run["dev"]["quality"] for run in runs[rung.name]))


def spread_text(seeds: int, runs: Mapping[str, Sequence[Any]]) -> str:
    """Return what ± means, and which runs of the models, by their titles, are left out."""
    interval = "half of the 95 % bootstrap interval over sentences."
    if seeds == 1:
        return f"those of one run each, ± {interval}{left_out_text(seeds, runs)}"
    alone = any(len(kept) == 1 for kept in runs.values())
    of_one = f" Where one run is left, ± is {interval}" if alone else ""
    means = f"means of {seeds} runs with different seeds, ± their standard deviation."
    return f"{means}{left_out_text(seeds, runs)}{of_one}"


def left_out_text(seeds: int, runs: Mapping[str, Sequence[Any]]) -> str:
    """Return how many runs of each model, by its title, are left out because they diverged."""
    lost = [
        f"{title}: {seeds - len(kept)} of {seeds}"
        for title, kept in runs.items()
        if len(kept) < seeds
    ]
    return f" Runs that diverged are left out ({'; '.join(lost)})." if lost else ""
