"""The jobs of a study, from the trainings to the last measurement."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from tolmach.config.recipe import VocabularySettings
from tolmach.study.budget import PILOT_UPDATES, Budget, write_recipe
from tolmach.study.job import Job, training
from tolmach.study.ladder import TRANSFORMER, Rung, chosen_rungs
from tolmach.study.measurements.alignment import attentive
from tolmach.study.measurements.families import families
from tolmach.study.measurements.pieces import run_name, sizes
from tolmach.study.measurements.toy_tasks import TASKS, recipe, write_task
from tolmach.study.study_folder import Settings, StudyFolder
from tolmach.training.monitoring.metrics_log import MetricsLog
from tolmach.training.run_folder import RunFolder


@dataclass(frozen=True)
class Plan:
    """What is to be done for one study."""

    folder: StudyFolder
    settings: Settings
    budget: Budget

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The models that are compared."""
        return chosen_rungs(self.settings.rungs)

    @property
    def sizes(self) -> list[int]:
        """The vocabularies of other sizes that the Transformer is given."""
        return sizes(self.budget)

    @property
    def has_vocabularies(self) -> bool:
        """Whether they are asked for, and there is a Transformer to be given them."""
        return self.settings.vocabularies and TRANSFORMER in self.rungs

    def pilots(self) -> list[Job]:
        """Return short runs that find out each model's speed, where all train for equally long."""
        if self.settings.equal != "time":
            return []
        return [self._pilot(rung) for rung in self.rungs]

    def jobs(self) -> list[Job]:
        """Write the recipes and return all jobs; the pilots must be done."""
        each = chain.from_iterable(map(self._of_rung, self.rungs))
        return [*each, *self._of_pieces(), *self._of_all()]

    def _pilot(self, rung: Rung) -> Job:
        write_recipe(
            self.budget.recipe(rung, PILOT_UPDATES, self.folder),
            self.folder.recipe(f"pilot.{rung.name}"),
        )
        return training(self.folder, f"pilot.{rung.name}")

    def _of_rung(self, rung: Rung) -> Iterator[Job]:
        name = rung.name
        updates = self._updates(rung)
        write_recipe(self.budget.recipe(rung, updates, self.folder), self.folder.recipe(name))
        yield training(self.folder, name)
        yield self._measurement("quality", name, after=(f"train/{name}",))
        yield self._measurement("searches", name, after=(f"train/{name}",))
        for task in TASKS:
            run = f"{task}.{name}"
            write_recipe(
                recipe(task, rung, self.settings.toy_updates, self.folder), self.folder.recipe(run)
            )
            yield training(self.folder, run)
            yield self._measurement(task, name, after=(f"train/{run}",))

    def _of_pieces(self) -> Iterator[Job]:
        if not self.has_vocabularies:
            return
        yield self._measurement("steps")
        updates = self._updates(TRANSFORMER)
        for size in self.sizes:
            run = run_name(size)
            recipe = self.budget.recipe(TRANSFORMER, updates, self.folder)
            vocabulary = VocabularySettings(size=size)
            changed = recipe.model_copy(update={"name": run, "vocabulary": vocabulary})
            write_recipe(changed, self.folder.recipe(run))
            yield training(self.folder, run)
            yield self._measurement("quality", run, after=(f"train/{run}",))
        for run in (TRANSFORMER.name, *map(run_name, self.sizes)):
            yield self._measurement("pieces", run, after=(f"train/{run}",))

    def _of_all(self) -> Iterator[Job]:
        for task in TASKS:
            write_task(task, self.folder)
        trained = tuple(f"train/{rung.name}" for rung in self.rungs)
        judged = tuple(f"quality/{rung.name}" for rung in self.rungs)
        yield self._measurement("significance", after=judged)
        yield self._measurement("teaching", after=trained)
        if families(self.settings.languages[0], self.settings.families):
            yield self._measurement("representation", after=trained)
        if attentive(self.rungs):
            yield self._measurement("alignment", after=trained)
        yield self._measurement("speed", after=trained, alone=True)

    def _measurement(
        self, section: str, *rung: str, after: tuple[str, ...] = (), alone: bool = False
    ) -> Job:
        command = [sys.executable, "-m", "tolmach.study", str(self.folder.path), section, *rung]
        return Job("/".join((section, *rung)), command, after, alone)

    def _updates(self, rung: Rung) -> int:
        if self.settings.equal != "time":
            return self.budget.updates(self.settings.epochs)
        records = MetricsLog(RunFolder(self.folder.run(f"pilot.{rung.name}")).metrics).read()
        last = [record for record in records if record["event"] == "train"][-1]
        speed = last["tokens_per_second"] / (last["tokens"] / last["update"])  # updates a second
        return max(1, round(60 * self.settings.minutes * speed))
