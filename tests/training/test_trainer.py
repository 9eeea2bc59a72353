"""What happens between updates: validation, patience, the best model, reports, a wish to stop."""

import io
import json
import math
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
import torch
from safetensors.torch import load_file

from tests.training.runs import write_corpus
from tolmach.config.recipe import Recipe, read_recipe
from tolmach.errors import DivergenceError, TolmachError
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


class Diverged(Oracle):
    """An oracle that finds the dev set's loss to be no number."""

    def validate(self, model: TranslationModel) -> Validation:  # noqa: ARG002
        raise DivergenceError("It is gone.")


class Witness(Oracle):
    """An oracle that notes the weights it is asked to judge, and takes its time."""

    def __init__(self, *scores: float, clock: Callable[[float], None] = lambda _: None) -> None:
        super().__init__(*scores)
        self.clock = clock
        self.judged: list[torch.Tensor] = []

    def validate(self, model: TranslationModel) -> Validation:
        self.clock(1000.0)
        self.judged.append(flat(model))
        return super().validate(model)


def flat(model: torch.nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


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


@pytest.fixture(autouse=True)
def _no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the tests the drawing of a learning curve after every validation."""
    quick = "tolmach.training.trainer.write_learning_curve"
    monkeypatch.setattr(quick, lambda records, path: path.write_text(str(len(records))))


def test_reports_validations_and_the_end_come_when_they_are_due(run: Run) -> None:
    listener = Listener()
    outcome = run.trainer(listener, 1.0, 3.0, 2.0, 2.5, 0.0).run()
    assert outcome[:3] == (8, False, 3.0)
    assert listener.told[0] == ("start", (8, 0))
    assert listener.of("update") == [3, 6, 8]
    assert listener.of("validation") == [(2, True), (4, True), (6, False), (8, False)]
    assert run.folder.checkpoints.updates() == [8]
    assert int(run.folder.curve.read_text("utf-8")) == 3 + 4 + 1  # one warns of sameness


@pytest.mark.parametrize(
    ("settings", "remark"),
    [
        ({"warmup": 9}, "training.warmup (9) is longer than the run (8 updates)"),
        ({"warmup": 2, "final_learning_rate": 1.0}, "training.final_learning_rate (1) is above"),
        ({"warmup": 8}, None),
    ],
)
def test_settings_that_fit_together_badly_are_told(
    run: Run, settings: dict[str, Any], remark: str | None
) -> None:
    listener = Listener()
    run.trainer(listener, 1.0, 3.0, 2.0, 2.5, 0.0, **settings).run()
    told = [text for text in listener.of("message") if text.startswith("training.")]
    assert [text[: len(remark or "")] for text in told] == [remark] * bool(remark)


def test_patience_ends_the_run_and_a_new_best_renews_it(run: Run) -> None:
    scores = [5.0, 4.0, 6.0, 4.0, 4.0, 4.0]
    outcome = run.trainer(Listener(), *scores, 0.0, patience=2, updates=100).run()
    assert outcome[:3] == (10, False, 6.0)  # a best at the first and the third, then two without


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


def test_patience_goes_on_where_it_was_when_a_run_is_resumed(run: Run) -> None:
    settings = {"patience": 2, "updates": 100, "checkpoint_every": 2}
    listener = Listener(act=lambda _: signal.raise_signal(signal.SIGTERM))
    first = run.trainer(listener, 5.0, 4.0, **settings, report_every=4)
    assert first.run()[:3] == (5, True, 5.0)  # a best, and one without
    second = run.trainer(Listener(), 4.0, 0.0, **settings)
    second.resume()
    assert second.run()[:3] == (6, False, 5.0)  # a second one without


@pytest.mark.parametrize(("patience", "updates"), [(0, 12), (1, 4), (2, 6), (3, 8)])
def test_another_patience_counts_from_the_last_progress_when_a_run_is_resumed(
    patience: int, updates: int, run: Run
) -> None:
    first = run.trainer(Listener(), 5.0, 4.0, 0.0, updates=4)
    assert first.run()[:3] == (4, False, 5.0)
    second = run.trainer(Listener(), *[4.0] * 5, patience=patience, updates=12)
    second.resume()
    assert second.run()[:3] == (updates, False, 5.0)


def test_what_is_validated_kept_and_exported_is_the_running_average(run: Run) -> None:
    trainer = run.trainer(Listener(), updates=2, ema=0.9, save_precision="float32")
    witness = Witness(1.0)
    trainer.validator = cast(Validator, witness)
    trainer.run()
    [judged], model = witness.judged, trainer.learner.model
    raw = flat(model)
    with trainer.learner.averaged():
        averaged = flat(model)
    assert not torch.equal(raw, averaged)
    assert torch.equal(judged, averaged)
    names = [name for name, _ in model.named_parameters()]
    for path in (run.folder.model / "model.safetensors", run.folder.best / "2.safetensors"):
        weights = load_file(path)
        assert torch.equal(torch.cat([weights[name].flatten() for name in names]), averaged)


def test_the_best_weights_are_averaged_for_the_last_judgement(run: Run) -> None:
    trainer = run.trainer(Listener(), updates=6, keep_best=2, ema=0.0)
    witness = Witness(1.0, 3.0, 2.0, 9.0)
    trainer.validator = cast(Validator, witness)
    trainer.run()
    _, second, third, averaged = witness.judged
    torch.testing.assert_close(averaged, (second + third) / 2)


def test_validation_is_no_part_of_the_time_of_training(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]

    def pass_time(seconds: float) -> None:
        now[0] += seconds

    def tick() -> float:
        pass_time(0.25)
        return now[0]

    monkeypatch.setattr("tolmach.training.trainer.time.perf_counter", tick)
    trainer = run.trainer(Listener())
    trainer.validator = cast(Validator, Witness(1.0, 2.0, 3.0, 4.0, 0.0, clock=pass_time))
    trainer.run()
    assert 0 < trainer.progress.seconds < 20
    spent = [record["seconds"] for record in trainer.records if record["event"] != "warning"]
    assert spent == sorted(spent)
    assert spent[-1] < 20
    speeds = [r["tokens_per_second"] for r in trainer.records if r["event"] == "train"]
    assert min(speeds) > 10


@pytest.mark.parametrize(("best_by", "better"), [("bleu", 3.0), ("chrf", 30.0), ("loss", -2.0)])
def test_runs_are_judged_by_what_the_recipe_names(best_by: str, better: float, run: Run) -> None:
    outcome = run.trainer(Listener(), 1.0, 3.0, 2.0, 2.5, 0.0, best_by=best_by).run()
    assert outcome.best == better


@pytest.mark.parametrize("averaged", [2.9, 3.1])
def test_the_average_is_kept_only_where_it_is_better(averaged: float, run: Run) -> None:
    run.trainer(Listener(), 1.0, 3.0, 2.0, 2.5, averaged).run()
    best = max(3.0, averaged)
    assert f"| dev BLEU | {best:.2f} |" in (run.folder.model / "card.md").read_text("utf-8")
    assert len(list(run.folder.best.iterdir())) == 2  # keep_best


def test_what_goes_on_after_its_end_replaces_the_average_by_what_is_better_alone(
    run: Run,
) -> None:
    def dev_bleu() -> str:
        card = (run.folder.model / "card.md").read_text("utf-8")
        return next(line for line in card.splitlines() if "BLEU" in line)

    run.trainer(Listener(), 1.0, 3.0, 3.5, updates=4).run()
    for updates, scores, best in (
        (6, [3.2, 3.3], "3.50"),  # better than all checkpoints, but not than their average
        (8, [3.6, 3.4], "3.60"),
    ):
        again = run.trainer(Listener(), *scores, updates=updates)
        again.resume()
        again.run()
        assert dev_bleu() == f"| dev BLEU | {best} |"


def test_of_an_older_run_the_best_checkpoint_counts_as_exported(run: Run) -> None:
    run.trainer(Listener(), 3.0, 1.0, 0.0, updates=4).run()
    progress = run.folder.checkpoints.folder / "4" / "progress.json"
    written = json.loads(progress.read_text("utf-8"))
    del written["exported"]
    progress.write_text(json.dumps(written), "utf-8")
    listener = Listener()
    again = run.trainer(listener, 2.0, 4.0, 0.0, updates=8)
    again.resume()
    again.run()
    assert listener.of("validation") == [(6, False), (8, True)]


def test_a_run_whose_patience_is_over_leaves_a_checkpoint_of_its_end(run: Run) -> None:
    scores = 5.0, 4.0, 0.0
    run.trainer(Listener(), *scores, patience=1, checkpoint_every=100).run()
    assert run.folder.checkpoints.updates() == [4]


def test_a_termination_signal_stops_after_the_update_and_saves(run: Run) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    listener = Listener(act=lambda _: os.kill(os.getpid(), signal.SIGTERM))
    outcome = run.trainer(listener, 1.0, 2.0, 3.0).run()
    assert outcome[:3] == (4, True, 2.0)  # the first report comes after the third update
    assert listener.of("message") == ["Stopping after this update …"]
    assert run.folder.checkpoints.updates() == [4]
    assert [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)] == before


class Slow(io.RawIOBase):
    """A file in whose first write a signal arrives."""

    untouched = True

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        if self.untouched:
            self.untouched = False
            signal.raise_signal(signal.SIGINT)
        return len(content)


def test_a_signal_in_the_midst_of_a_message_stops_after_the_update_too(run: Run) -> None:
    stream = io.TextIOWrapper(io.BufferedWriter(Slow()))

    @dataclass
    class Printer(Listener):
        def message(self, text: str) -> None:
            super().message(text)
            print(text, file=stream, flush=True)

    printer = Printer(act=lambda _: print("update", file=stream, flush=True))
    assert run.trainer(printer, 1.0, 2.0, 3.0).run()[:3] == (4, True, 2.0)
    assert run.folder.checkpoints.updates() == [4]


def test_a_second_signal_is_obeyed_at_once(run: Run) -> None:
    def act(update: int) -> None:
        for _ in range(2):
            signal.raise_signal(signal.SIGINT)

    listener = Listener(act=act)
    with pytest.raises(KeyboardInterrupt):
        run.trainer(listener, 1.0).run()
    assert listener.of("update") == [3]
    assert run.folder.checkpoints.updates() == []


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
    assert first.run()[:3] == (8, False, 3.0)
    assert listener.told[0] == ("start", (8, 4))
    assert listener.of("validation") == [(6, True), (8, False)]


@pytest.mark.parametrize(
    "settings",
    [
        {"precision": "float32", "ema": 0.0},
        {"precision": "bfloat16", "ema": 0.0},
        {"precision": "bfloat16", "ema": 0.9},
        {"precision": "float32", "ema": 0.9, "r_drop": 2.0},
    ],
    ids=str,
)
def test_interrupted_and_resumed_it_learns_and_exports_what_it_would_have(
    settings: dict[str, Any], run: Run, tmp_path: Path
) -> None:
    settings |= {"save_precision": "float32", "keep_best": 1}
    whole = run.trainer(Listener(), 1.0, 2.0, 3.0, 4.0, **settings)
    assert whole.run()[:3] == (8, False, 4.0)
    other = Run(run.recipe, run.prepared, RunFolder(tmp_path / "halves"))
    other.folder.path.mkdir()
    stopping = Listener(act=lambda _: signal.raise_signal(signal.SIGTERM))
    assert other.trainer(stopping, 1.0, 2.0, **settings).run()[:3] == (4, True, 2.0)
    second = other.trainer(Listener(), 3.0, 4.0, **settings)
    second.resume()
    assert second.run()[:3] == (8, False, 4.0)
    ours, theirs = second.learner.state_tensors(), whole.learner.state_tensors()
    assert ours.keys() == theirs.keys()
    for name, value in ours.items():
        assert torch.equal(value, theirs[name]), name
    exported = [load_file(each.folder.model / "model.safetensors") for each in (run, other)]
    assert exported[0].keys() == exported[1].keys()
    for name, weight in exported[0].items():
        assert torch.equal(weight, exported[1][name]), name


class KilledError(Exception):
    """Stands in for a kill at any moment."""


def killed(_: int) -> None:
    raise KilledError


@pytest.mark.parametrize("removed", [[], ["2"], ["2", "3"]])
def test_killed_after_a_validation_it_finishes_with_other_settings(
    removed: list[str], run: Run
) -> None:
    often = {"validate_every": 1, "keep_best": 2, "report_every": 5}
    first = run.trainer(Listener(act=killed), 1.0, 2.0, 3.0, 4.0, **often)
    with pytest.raises(KilledError):  # in its fifth update, after the checkpoint of the third
        first.run()
    assert sorted(path.stem for path in run.folder.best.iterdir()) == ["2", "3", "4"]
    for update in removed:
        (run.folder.best / f"{update}.safetensors").unlink()
    second = run.trainer(Listener(), 0.5, 0.0, validate_every=100, keep_best=2)
    second.resume()
    assert second.run().update == 8
    updates = [entry.update for entry in second.progress.best]
    assert updates == {0: [3, 2], 1: [3, 8], 2: [8]}[len(removed)]
    assert sorted(path.stem for path in run.folder.best.iterdir()) == sorted(map(str, updates))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_run_that_has_diverged_is_told_where_and_saves_nothing(value: float, run: Run) -> None:
    trainer = run.trainer(Listener(), report_every=100, precision="float32")
    trainer.learner.precision.master.values.fill_(value)
    with pytest.raises(TolmachError, match=r"stopped at update 1: its loss or gradient is no"):
        trainer.run()
    events = [(record["event"], record.get("kind")) for record in trainer.records]
    assert events == [("train", None), ("warning", "diverging"), ("warning", "diverged")]
    assert run.folder.checkpoints.updates() == []


def test_a_run_whose_dev_loss_is_no_number_ends_as_diverged(run: Run) -> None:
    trainer = run.trainer(Listener())
    trainer.validator = cast(Validator, Diverged())
    with pytest.raises(DivergenceError):
        trainer.run()
    assert trainer.log.read()[-1] == {
        "event": "warning",
        "update": 2,
        "kind": "diverged",
        "message": "It is gone.",
    }


def test_a_report_is_of_the_updates_since_the_one_before(run: Run) -> None:
    trainer = run.trainer(Listener(), 1.0, 2.0, 3.0, 0.0, updates=6)
    seen: list[Any] = []
    learner: Any = trainer.learner
    update = learner.update

    def noted(**asked: bool) -> Any:
        seen.append(update(**asked))
        return seen[-1]

    learner.update = noted
    trainer.run()
    reports = [record for record in trainer.records if record["event"] == "train"]
    assert [record["update"] for record in reports] == [3, 6]
    for record, part in zip(reports, (seen[:3], seen[3:]), strict=True):
        tokens = sum(each.tokens for each in part)
        assert record["loss"] == pytest.approx(sum(each.smoothed for each in part) / tokens)
        norms = [each.gradient_norm for each in part]
        assert record["gradient_norm"] == pytest.approx(sum(norms) / 3)
        assert record["learning_rate"] == part[-1].learning_rate
    assert reports[1]["tokens"] == sum(each.tokens for each in seen)
    fraction = trainer.learner.stream.fraction(trainer.progress.position)
    assert reports[1]["epoch"] == round(fraction, 4) > 0


def test_a_validation_shows_three_samples_and_its_scores(run: Run) -> None:
    trainer = run.trainer(Listener(), 1.5, 0.0, updates=2)
    trainer.run()
    [record] = [record for record in trainer.records if record["event"] == "validation"]
    assert (record["loss"], record["bleu"], record["chrf"]) == (2.0, 1.5, 30.0)
    assert record["perplexity"] == pytest.approx(7.389, abs=1e-3)
    dev = run.prepared.dev
    assert [each["source"] for each in record["samples"]] == [dev[n].source for n in (0, 3, 6)]
    assert [each["reference"] for each in record["samples"]] == [dev[n].target for n in (0, 3, 6)]
    assert {each["hypothesis"] for each in record["samples"]} == {"x"}


def test_a_process_that_is_not_the_first_learns_and_leaves_the_rest_to_it(run: Run) -> None:
    trainer = run.trainer(Listener(), updates=2)

    class Second(Processes):
        def sum(self, values: torch.Tensor) -> torch.Tensor:
            return values

        def share(self, value: torch.Tensor) -> torch.Tensor:
            return value.fill_(3)

    trainer.processes = Second(rank=1)
    assert trainer.run()[:3] == (2, False, None)
    assert trainer.progress.fruitless == 3
    assert list(run.folder.path.iterdir()) == []


def test_where_there_is_no_checkpoint_resuming_begins(run: Run) -> None:
    trainer = run.trainer(Listener())
    before = trainer.learner.precision.master.values.clone()
    trainer.resume()
    assert trainer.progress.update == 0
    assert torch.equal(trainer.learner.precision.master.values, before)
