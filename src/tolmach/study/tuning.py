"""Tuning: the learning rate and the dropout of each rung, chosen on dev by one procedure for all.

A pattern search (Hooke and Jeeves 1961) on a grid: rates lie a factor of two apart, dropouts a
tenth. The rung's own settings and their neighbours are tried; the best becomes the centre, and its
neighbours are tried, until a centre is better than all of them. So nothing is chosen at the edge of
what was tried, but for a dropout of 0, below which there is none.

Every trial is a training with seed 0; the runs that are compared have other seeds. From its middle
on, a trial that is behind the best one at the same update, in quality by more than `LEAD` and in
loss, is given up: rates that fall on one schedule make curves that hardly cross any more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tolmach.files import read_json
from tolmach.study.budget import Tunable
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import Rung
from tolmach.training.monitoring.metrics_log import MetricsLog, ValidationRecord, quality
from tolmach.training.run_folder import RunFolder

SEED = 0
FACTOR, STEP, MOST_DROPOUT = 2.0, 0.1, 0.6
LEAD = 2.0  # of BLEU or chrF, 0 to 100


class DevScore(NamedTuple):
    """The best validation of a run: by BLEU, or chrF where BLEU cannot tell, then by loss."""

    quality: float
    negative_loss: float


_WORST = DevScore(0.0, float("-inf"))


@dataclass(frozen=True)
class Tuning:
    """The tuning of one rung: its first settings, and the scores of those tried so far."""

    start: Tunable
    scores: Mapping[Tunable, DevScore]

    @property
    def best(self) -> Tunable:
        """The settings with the best score so far."""
        return max(self.scores, key=self.scores.__getitem__, default=self.start)

    def to_try(self) -> list[Tunable]:
        """Return the settings to try next; none where the best is better than its neighbours."""
        return [each for each in (self.best, *neighbours(self.best)) if each not in self.scores]


def neighbours(choice: Tunable) -> Iterator[Tunable]:
    """Yield the settings one step away on the grid."""
    rate, dropout = choice
    yield Tunable(rate / FACTOR, dropout)
    yield Tunable(rate * FACTOR, dropout)
    for step in (-STEP, STEP):
        moved = round(dropout + step, 3)
        if 0 <= moved <= MOST_DROPOUT:
            yield Tunable(rate, moved)


def trial_name(rung: Rung, choice: Tunable) -> str:
    """Return the name of a trial's run."""
    return f"tune.{rung.name}.{choice.learning_rate:g}.{choice.dropout:g}"


def read_tuning(folder: StudyFolder, rung: Rung, start: Tunable) -> Tuning:
    """Return how far the tuning of a rung is, by its trials that have ended."""
    scores = {
        Tunable(trial["learning_rate"], trial["dropout"]): DevScore(
            trial["quality"], -(trial["loss"] or float("inf"))
        )
        for trial in trials(folder, rung)
    }
    return Tuning(start, scores)


def trials(folder: StudyFolder, rung: Rung) -> list[dict[str, Any]]:
    """Return the figures of a rung's trials, by rate and dropout."""
    found = folder.result("trial").with_suffix("").glob(f"tune.{rung.name}.*.json")
    return sorted(map(read_json, found), key=lambda t: (t["learning_rate"], t["dropout"]))


def is_hopeless(folder: StudyFolder, rung: Rung, choice: Tunable, start: Tunable) -> bool:
    """Say whether a trial that runs is too far behind the best of those that have ended."""
    tuning = read_tuning(folder, rung, start)
    if not tuning.scores:
        return False
    own = list(map(_figures, _validations(folder, trial_name(rung, choice))))
    best = read_json(folder.result(f"trial/{trial_name(rung, tuning.best)}"))["validations"]
    if not (own and best) or own[-1]["update"] < best[-1]["update"] / 2:
        return False
    rivals = [seen for seen in best if seen["update"] <= own[-1]["update"]]
    return bool(rivals) and _is_far_behind(own[-1], rivals[-1])


def _is_far_behind(seen: Mapping[str, Any], rival: Mapping[str, Any]) -> bool:
    worse = (seen["quality"] or 0.0) < (rival["quality"] or 0.0) - LEAD
    return worse and seen["loss"] > rival["loss"]


def dev_course(folder: StudyFolder, run: str) -> dict[str, Any]:
    """Return a run's settings, its best quality on dev, and what every validation found.

    `loss` is that of the best validation, and None where the run diverged before the first.
    """
    place = RunFolder(folder.run(run))
    settings = read_json(place.recipe)
    seen = _validations(folder, run)
    return {
        "learning_rate": settings["training"]["learning_rate"],
        "dropout": settings["model"]["dropout"],
        "at_the_end": bool(seen) and seen[-1]["update"] >= settings["training"]["updates"],
        **_best_figures(seen),
        "validations": list(map(_figures, seen)),
    }


def _validations(folder: StudyFolder, run: str) -> list[ValidationRecord]:
    records = MetricsLog(RunFolder(folder.run(run)).metrics).read()
    return [record for record in records if record["event"] == "validation"]


def _best_figures(seen: Sequence[ValidationRecord]) -> dict[str, Any]:
    best = max(seen, key=_score, default=None)
    score = _WORST if best is None else _score(best)
    return {
        "judge": next((found.name for found in map(quality, seen) if found), "BLEU"),
        "quality": score.quality,
        "loss": None if best is None else best["loss"],
        "best_epoch": 0.0 if best is None else best["epoch"],
        "epochs": seen[-1]["epoch"] if seen else 0.0,
    }


def _figures(record: ValidationRecord) -> dict[str, Any]:
    found = quality(record)
    return {
        "update": record["update"],
        "epoch": record["epoch"],
        "loss": record["loss"],
        "quality": found.value if found else None,
    }


def _score(record: ValidationRecord) -> DevScore:
    found = quality(record)
    return DevScore(found.value if found else 0.0, -record["loss"])
