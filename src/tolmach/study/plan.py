"""The jobs of a study, from the trainings to the last measurement."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from tolmach.study.budget import (
    PILOT_UPDATES,
    Budget,
    StudyVocabulary,
    Terms,
    Tunable,
    write_recipe,
)
from tolmach.study.folder import Settings, StudyFolder, seeded, seeded_runs
from tolmach.study.job import Job, training
from tolmach.study.ladder import ABLATED, TRANSFORMER, Rung, changes_of, chosen_rungs
from tolmach.study.measurements import toy_tasks
from tolmach.study.measurements.alignment import attentive
from tolmach.study.measurements.families import families
from tolmach.study.measurements.pieces import run_name, vocabularies
from tolmach.study.tuning import SEED, Tuning, is_hopeless, read_tuning, trial_name
from tolmach.training.monitoring.metrics_log import MetricsLog
from tolmach.training.run_folder import RunFolder


@dataclass(frozen=True)
class Plan:
    """The plan of one study: its recipes and jobs."""

    folder: StudyFolder
    settings: Settings
    budget: Budget

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The models that are compared."""
        return chosen_rungs(self.settings.rungs)

    @property
    def ablations(self) -> tuple[Rung, ...]:
        """The changes of one rung that are compared with it."""
        return changes_of(self.settings.rungs) if self.settings.ablations else ()

    @property
    def sizes(self) -> list[int]:
        """The vocabularies of other sizes that the Transformer is given."""
        asked = self.settings.vocabularies and TRANSFORMER in self.rungs
        return vocabularies(self.budget) if asked else []

    @property
    def groups(self) -> dict[str, list[str]]:
        """The models that are compared with one another, by the name of the comparison."""
        every = {
            "ladder": [rung.name for rung in self.rungs],
            "ablations": [ABLATED, *(rung.name for rung in self.ablations)],
            "vocabularies": [TRANSFORMER.name, *map(run_name, self.sizes)],
        }
        return {name: models for name, models in every.items() if len(models) > 1}

    def pilots(self) -> list[Job]:
        """Return short runs that measure each model's speed, where all train for equally long."""
        if self.settings.equal != "time":
            return []
        return [self._pilot(rung) for rung in (*self.rungs, *self.ablations)]

    def trials(self) -> list[Job]:
        """Write the recipes of the settings to try next and return their jobs; none at the end."""
        if not self.settings.tune:
            return []
        open_ones = [
            (rung, choice)
            for rung in (*self.rungs, *self.ablations)
            for choice in self.tuning(rung).to_try()
        ]
        return [job for rung, choice in open_ones for job in self._trial(rung, choice)]

    def tuning(self, rung: Rung) -> Tuning:
        """Return how far the tuning of a rung is."""
        return read_tuning(self.folder, rung, self.budget.start(rung))

    def jobs(self) -> list[Job]:
        """Write the recipes and return all jobs of models whose settings are chosen.

        The pilots must be done.
        """
        every = (*self.rungs, *self.ablations)
        decided = [rung for rung in every if self._is_decided(rung)]
        jobs = [*chain.from_iterable(map(self._of_rung, decided)), *self._of_toys()]
        if self.sizes and TRANSFORMER in decided:
            jobs += self._of_pieces()
        if len(decided) == len(every):
            jobs += self._of_all()
        return jobs

    def _is_decided(self, rung: Rung) -> bool:
        return not (self.settings.tune and self.tuning(rung).to_try())

    def _pilot(self, rung: Rung) -> Job:
        run = f"pilot.{rung.name}"
        self._write(rung, Terms(self.budget.start(rung), PILOT_UPDATES), run)
        return training(self.folder, run)

    def _trial(self, rung: Rung, choice: Tunable) -> list[Job]:
        run = trial_name(rung, choice)
        self._write(rung, self._terms(rung, choice, SEED), run)
        beaten = partial(is_hopeless, self.folder, rung, choice, self.budget.start(rung))
        taught = replace(training(self.folder, run), is_hopeless=beaten)
        return [taught, self._measurement("trial", run, after=(taught.name,))]

    def _of_rung(self, rung: Rung) -> Iterator[Job]:
        """Yield the trainings of a rung, one for each seed, and how good each model is."""
        choice = self.tuning(rung).best
        for seed in self._seeds:
            run = seeded(rung.name, seed)
            self._write(rung, self._terms(rung, choice, seed), run)
            yield from self._judged(run)

    def _of_pieces(self) -> Iterator[Job]:
        yield self._measurement("steps")
        choice = self.tuning(TRANSFORMER).best
        for size in self.sizes:
            vocabulary = self.budget.of_size(size, self.folder)
            for seed in self._seeds:
                run = seeded(run_name(size), seed)
                terms = self._terms(TRANSFORMER, choice, seed, vocabulary)
                self._write(TRANSFORMER, terms, run, vocabulary)
                yield from self._judged(run)
        for run in (TRANSFORMER.name, *map(run_name, self.sizes)):
            yield self._measurement("pieces", run, after=(f"train/{run}",))

    def _of_toys(self) -> Iterator[Job]:
        """Yield the trainings on copying and reversal, which have settings of their own."""
        for task in toy_tasks.TASKS:
            toy_tasks.write_task(task, self.settings.toy_updates, self.folder)
        for toy in toy_tasks.toys(self.rungs, self.settings.toy_widths, self._seeds):
            recipe = toy.recipe(self.settings.toy_updates, self.folder)
            write_recipe(recipe, self.folder.recipe(toy.run))
            yield training(self.folder, toy.run)
            yield self._measurement("toy", toy.run, after=(f"train/{toy.run}",))

    def _of_all(self) -> Iterator[Job]:
        names = [rung.name for rung in self.rungs]
        trained = tuple(f"train/{name}" for name in names)
        for group, models in self.groups.items():
            runs = [run for model in models for run in seeded_runs(model, self.settings.seeds)]
            judged = tuple(f"quality/{run}" for run in runs)
            yield self._measurement("differences", group, *models, after=judged)
        for name in names:
            yield self._measurement("searches", name, after=(f"train/{name}",))
        yield self._measurement("teaching", after=trained)
        if families(self.settings.languages[0], self.settings.families):
            yield self._measurement("representation", after=trained)
        if attentive(self.rungs):
            yield self._measurement("alignment", after=trained)
        yield self._measurement("speed", after=trained, alone=True)

    @property
    def _seeds(self) -> range:
        return range(1, 1 + self.settings.seeds)

    def _judged(self, run: str) -> Iterator[Job]:
        yield training(self.folder, run)
        yield self._measurement("quality", run, after=(f"train/{run}",))

    def _write(
        self, rung: Rung, terms: Terms, run: str, vocabulary: StudyVocabulary | None = None
    ) -> None:
        chosen = vocabulary or self.budget.vocabulary
        recipe = self.budget.recipe(rung, terms, self.folder, chosen)
        write_recipe(recipe.model_copy(update={"name": run}), self.folder.recipe(run))

    def _measurement(
        self, section: str, *models: str, after: tuple[str, ...] = (), alone: bool = False
    ) -> Job:
        command = [sys.executable, "-m", "tolmach.study", str(self.folder.path), section, *models]
        return Job("/".join((section, *models[:1])), command, after, alone)

    def _terms(
        self, rung: Rung, choice: Tunable, seed: int, vocabulary: StudyVocabulary | None = None
    ) -> Terms:
        epochs, patience = self.settings.epochs, self.settings.patience
        updates = (
            self._updates_in_time(rung)
            if self.settings.equal == "time"
            else self.budget.updates(epochs, vocabulary or self.budget.vocabulary)
        )
        return Terms(choice, updates, patience, seed)

    def _updates_in_time(self, rung: Rung) -> int:
        records = MetricsLog(RunFolder(self.folder.run(f"pilot.{rung.name}")).metrics).read()
        last = [record for record in records if record["event"] == "train"][-1]
        speed = last["tokens_per_second"] / (last["tokens"] / last["update"])  # updates a second
        return max(1, round(60 * self.settings.minutes * speed))
