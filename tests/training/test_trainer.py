"""What happens between updates: validation, patience, the best model, reports, a wish to stop."""

import math
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
import torch

from tests.training.runs import write_corpus
from tolmach.config.recipe import Recipe, read_recipe
from tolmach.metrics.measure import fitting_measure
from tolmach.models.protocol import TranslationModel
from tolmach.search.options import SearchOptions
from tolmach.training.monitoring.metrics_log import TrainRecord, ValidationRecord
from tolmach.training.preparation import PreparedData, prepare
from tolmach.training.processes import Processes
from tolmach.training.run_folder import RunFolder
from tolmach.training.trainer import Trainer
from tolmach.training.validation import Validation, Validator


@dataclass
class Listener:
    """A display that notes what it is told, and lets a test act in the midst of training."""

    told: list[tuple[str, Any]] = field(default_factory=list)
    act: Callable[[int], None] = lambda _: None

    def preparing(self, text: str) -> None:
        self.told.append(("preparing", text))

    def start(self, total_updates: int, done: int) -> None:
        self.told.append(("start", (total_updates, done)))

    def update(self, record: TrainRecord) -> None:
        self.told.append(("update", record["update"]))
        self.act(record["update"])

    def validation(self, record: ValidationRecord) -> None:
        self.told.append(("validation", (record["update"], record["best"])))

    def message(self, text: str) -> None:
        self.told.append(("message", text))

    def stop(self) -> None:
        self.told.append(("stop", None))

    def of(self, kind: str) -> list[Any]:
        return [what for name, what in self.told if name == kind]


class Oracle:
    """Takes the validator's place: gives the scores that the test foretells."""

    def __init__(self, *scores: float, losses: Sequence[float] = ()) -> None:
        self.scores, self.losses = list(scores), list(losses)

    def validate(self, model: TranslationModel) -> Validation:  # noqa: ARG002
        loss = self.losses.pop(0) if self.losses else 2.0
        return Validation(loss, self.scores.pop(0), 30.0, ["x"] * 9)

    def encoder_entropies(self, _: TranslationModel) -> list[float]:
        return [0.5]

    def translate(
        self,
        _: TranslationModel,
        sources: list[list[int]],
        __: SearchOptions | None = None,
    ) -> list[str]:
        return ["x"] * len(sources)


@dataclass
class Run:
    recipe: Recipe
    prepared: PreparedData
    folder: RunFolder

    def trainer(self, listener: Listener, *scores: float, **settings: Any) -> Trainer:
        training = self.recipe.training.model_copy(update=settings)
        recipe = self.recipe.model_copy(update={"training": training})
        trainer = Trainer(recipe, self.folder, self.prepared, listener, Processes())
        trainer.validator = cast(Validator, Oracle(*scores))
        return trainer


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, PreparedData]:
    folder = tmp_path_factory.mktemp("corpus")
    recipe = read_recipe(write_corpus(folder))
    few: dict[str, Any] = {
        "updates": 8,
        "validate_every": 2,
        "checkpoint_every": 3,
        "report_every": 3,
        "best_by": "bleu",
    }
    recipe = recipe.model_copy(update={"training": recipe.training.model_copy(update=few)})
    return recipe, prepare(recipe, folder / "data")


@pytest.fixture
def run(prepared: tuple[Recipe, PreparedData], tmp_path: Path) -> Run:
    return Run(*prepared, RunFolder(tmp_path))


def test_reports_validations_and_the_end_come_when_they_are_due(run: Run) -> None:
    listener = Listener()
    outcome = run.trainer(listener, 1.0, 3.0, 2.0, 2.5, 0.0).run()
    assert outcome == (8, False, 3.0)
    assert listener.told[0] == ("start", (8, 0))
    assert listener.of("update") == [3, 6, 8]
    assert listener.of("validation") == [(2, True), (4, True), (6, False), (8, False)]
    assert listener.told[-1] == ("stop", None)
    assert run.folder.checkpoints.updates() == [8]
    assert run.folder.curve.is_file()


def test_patience_ends_the_run_and_a_new_best_renews_it(run: Run) -> None:
    scores = [5.0, 4.0, 6.0, 4.0, 4.0, 4.0]
    outcome = run.trainer(Listener(), *scores, 0.0, patience=2, updates=100).run()
    assert outcome == (10, False, 6.0)  # a best at the first and the third, then two without


def test_where_the_measure_never_moves_the_lowest_loss_is_best(run: Run) -> None:
    listener = Listener()
    trainer = run.trainer(listener, *[0.0] * 5)
    trainer.validator = cast(Validator, Oracle(*[0.0] * 5, losses=[3.0, 2.0, 1.0, 1.5, 9.0]))
    trainer.run()
    assert listener.of("validation") == [(2, True), (4, True), (6, True), (8, False)]
    card = (run.folder.model / "card.md").read_text("utf-8")
    assert f"| dev perplexity | {math.e:.2f} per piece |" in card


def test_patience_waits_while_the_loss_still_falls(run: Run) -> None:
    trainer = run.trainer(Listener(), patience=2, updates=100)
    losses = [3.0, 2.5, 2.0, 2.1, 1.9, 2.2, 2.2, 2.2]
    trainer.validator = cast(Validator, Oracle(*[0.0] * 8, losses=losses))
    assert trainer.run().update == 14  # a lower loss at the fifth validation, then two without


def test_the_measure_is_the_dev_sets_own_unless_the_recipe_names_one(run: Run) -> None:
    dev = [pair.target for pair in run.prepared.dev]
    assert run.trainer(Listener(), best_by="auto").judge == fitting_measure(dev, "en").judge
    assert [run.trainer(Listener(), best_by=by).judge for by in ("bleu", "chrf", "loss")] == [
        "bleu",
        "chrf",
        "loss",
    ]


@pytest.mark.parametrize("averaged", [2.9, 3.1])
def test_the_average_is_kept_only_where_it_is_better(averaged: float, run: Run) -> None:
    run.trainer(Listener(), 1.0, 3.0, 2.0, 2.5, averaged).run()
    best = max(3.0, averaged)
    assert f"| dev BLEU | {best:.2f} |" in (run.folder.model / "card.md").read_text("utf-8")
    assert len(list(run.folder.best.iterdir())) == 2  # keep_best


def test_a_polite_signal_stops_after_the_update_and_saves(run: Run) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    listener = Listener(act=lambda _: os.kill(os.getpid(), signal.SIGTERM))
    outcome = run.trainer(listener, 1.0, 2.0, 3.0).run()
    assert outcome == (4, True, 2.0)  # the first report comes after the third update
    assert listener.of("message") == ["Stopping after this update …"]
    assert run.folder.checkpoints.updates() == [4]
    assert [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)] == before


def test_a_second_signal_is_obeyed_at_once_and_leaves_the_display_in_order(run: Run) -> None:
    def act(update: int) -> None:
        for _ in range(2):
            signal.raise_signal(signal.SIGINT)

    listener = Listener(act=act)
    with pytest.raises(KeyboardInterrupt):
        run.trainer(listener, 1.0).run()
    assert listener.told[-1] == ("stop", None)


def test_resumed_it_goes_on_with_its_counts_and_forgets_what_came_after_the_checkpoint(
    run: Run,
) -> None:
    run.trainer(Listener(), 1.0, 2.0, 1.0, updates=4).run()
    first = run.trainer(Listener(), 3.0, 1.0, 0.0, updates=8)
    first.log.append(cast(TrainRecord, {"event": "train", "update": 5}))
    first.resume()
    assert [record["update"] for record in first.records] == [2, 3, 4, 4]
    listener = Listener()
    first.display = listener
    assert first.run() == (8, False, 3.0)
    assert listener.told[0] == ("start", (8, 4))
    assert listener.of("validation") == [(6, True), (8, False)]


def test_where_there_is_no_checkpoint_resuming_begins(run: Run) -> None:
    trainer = run.trainer(Listener())
    before = trainer.learner.precision.master.values.clone()
    trainer.resume()
    assert trainer.progress.update == 0
    assert torch.equal(trainer.learner.precision.master.values, before)
