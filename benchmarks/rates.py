"""Which learning rate suits which architecture of the ladder: dev loss after short runs.

    python -m benchmarks.rates --json docs/measured/rates.json
    python -m benchmarks.rates --rung hybrid --times 1 2 --updates 400 -o rates

Each rung of `tolmach study` learns from Multi30k, German to English, lower-cased, as it would
there, but for so many updates only, at several multiples of the rate that `tolmach init` drafts for
a corpus of this size; `study/ladder.py` holds the multiple that is used where nothing is tuned. The
schedule is a whole one, down to 0. With `-o` runs are kept, and the same command goes on with them.
"""

import argparse
import tempfile
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from benchmarks.corpus import needed_multi30k_files
from benchmarks.measurement import machine, show_table, write_results
from tolmach.cli.training.study_display import study_display
from tolmach.corpus.overview import Corpus
from tolmach.study.budget import Budget, Terms, write_recipe
from tolmach.study.division import divide
from tolmach.study.folder import StudyFolder
from tolmach.study.job import Job, JobRunner, training
from tolmach.study.ladder import LADDER, Rung, chosen_rungs
from tolmach.training.monitoring.metrics_log import MetricsLog
from tolmach.training.run_folder import RunFolder

TIMES = (0.5, 1.0, 2.0)


@dataclass(frozen=True)
class Trial:
    """One rung, taught at `times` the corpus's rate."""

    rung: Rung
    times: float

    @property
    def name(self) -> str:
        """The name of its run."""
        return f"{self.rung.name}.{self.times:g}"


@dataclass(frozen=True)
class Row:
    """Dev loss, in nats a piece, at each multiple of the rate."""

    rung: str
    loss: dict[str, float]
    used: float

    @property
    def shown(self) -> list[str]:
        """The cells of the table."""
        return [self.rung, *(f"{loss:.3f}" for loss in self.loss.values()), f"{self.used:g}"]


def job(trial: Trial, budget: Budget, updates: int, folder: StudyFolder) -> Job:
    """Write the recipe of a trial and return its training."""
    choice = budget.start(replace(trial.rung, rate=trial.times))
    recipe = budget.recipe(trial.rung, Terms(choice, updates), folder, budget.vocabulary)
    settings = {"validate_every": updates, "checkpoint_every": updates}
    short = recipe.training.model_copy(update=settings)
    write_recipe(recipe.model_copy(update={"training": short}), folder.recipe(trial.name))
    return training(folder, trial.name)


def loss(trial: Trial, folder: StudyFolder) -> float:
    """Return the dev loss at the end of a trial."""
    records = MetricsLog(RunFolder(folder.run(trial.name)).metrics).read()
    return [record["loss"] for record in records if record["event"] == "validation"][-1]


def budget_of(folder: StudyFolder) -> Budget:
    """Divide Multi30k as a study would, and return what each model gets."""
    train, dev, test = (
        [*reversed(needed_multi30k_files(split))] for split in ("train", "val", "test_2016_flickr")
    )
    corpus = Corpus.of(train, ("de", "en"))
    division = divide(corpus, dev, test, folder)
    return Budget.of(corpus, division.train, folder, lowercase=True)


def main() -> None:
    """Try the rates and print what comes of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    known = [rung.name for rung in LADDER]
    parser.add_argument("--rung", nargs="+", choices=known, metavar="RUNG", help=", ".join(known))
    parser.add_argument("--times", nargs="+", type=float, default=TIMES)
    parser.add_argument("--updates", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2, help="trainings side by side")
    parser.add_argument("-o", "--output", type=Path, help="folder in which runs are kept")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rungs = chosen_rungs(options.rung)
    with tempfile.TemporaryDirectory() as temporary:
        folder = StudyFolder((options.output or Path(temporary)).resolve())
        budget = budget_of(folder)
        trials = {rung: [Trial(rung, each) for each in options.times] for rung in rungs}
        jobs = [job(trial, budget, options.updates, folder) for trial in chain(*trials.values())]
        with study_display(folder.path) as display:
            JobRunner(folder, options.jobs, display).run(jobs)
        rows = [
            Row(rung.name, {f"{one.times:g}": loss(one, folder) for one in tried}, rung.rate)
            for rung, tried in trials.items()
        ]
    rate = budget.draft.tier.learning_rate
    title = f"Dev loss after {options.updates:,} updates, by times the rate of {rate:g}"
    columns = ["rung", *(f"{each:g}" for each in options.times), "used"]
    show_table(title, columns, [row.shown for row in rows])
    facts = {"machine": machine(), "updates": options.updates, "rate": rate, "rungs": rows}
    write_results(options.json, "rates", facts)


if __name__ == "__main__":
    main()
