"""A training run from its first update to the model folder, interruptible at any moment."""

import math
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Literal, NamedTuple

import torch

from tolmach.config.model import HybridSettings, TransformerSettings
from tolmach.config.recipe import Recipe
from tolmach.data.batches import BatchStream
from tolmach.data.resegmentation import Resegmentation
from tolmach.errors import DivergenceError
from tolmach.inference.loading import default_device
from tolmach.models.build import build_model, load_weights
from tolmach.training.checkpoint import BestCheckpoints, Ranked, RankedCheckpoint, RunProgress
from tolmach.training.export import export_model
from tolmach.training.learner import Learner, UpdateReport
from tolmach.training.monitoring.diagnosis import Setup, diagnose, unigram_loss
from tolmach.training.monitoring.display import Display
from tolmach.training.monitoring.learning_curve import write_learning_curve
from tolmach.training.monitoring.metrics_log import (
    DIVERGED,
    MetricsLog,
    Record,
    TrainRecord,
    ValidationRecord,
)
from tolmach.training.preparation import PreparedData
from tolmach.training.processes import Processes
from tolmach.training.run_folder import RunFolder
from tolmach.training.validation import Judge, Validation, Validator, samples

_DRAWN_EVERY = 10.0  # seconds at least between two drawings of the curve, and at the end


class Outcome(NamedTuple):
    """How a run ended, at the last update, early, or at the user's request; and where it began."""

    update: int
    interrupted: bool
    best: float | None
    began: int


class Trainer:
    """Runs the updates, and between them validates, reports, warns and saves."""

    def __init__(
        self,
        recipe: Recipe,
        folder: RunFolder,
        prepared: PreparedData,
        display: Display,
        processes: Processes,
    ) -> None:
        self.recipe, self.folder, self.prepared = recipe, folder, prepared
        self.display, self.processes = display, processes
        self.settings = recipe.training
        self.learner = new_learner(recipe, prepared, processes)
        self.progress = RunProgress()
        self.best_checkpoints = BestCheckpoints(folder.best, self.settings.keep_best)
        self.validator = Validator(
            prepared.dev,
            prepared.tokenizers,
            self.settings.validate_beam,
            recipe.data.target_language,
        )
        self.judge = self._judge_of(self.settings.best_by)
        self.log = MetricsLog(folder.metrics)
        self.records: list[Record] = []
        counts = prepared.corpus.target.piece_counts
        self.setup = Setup(self.settings.warmup, unigram_loss(counts.tolist()))
        self._stop_asked = False
        self._clock = self._drawn = time.perf_counter()

    def resume(self) -> None:
        """Go on from the newest checkpoint, if there is one."""
        found = self.folder.checkpoints.load_last(self.settings.patience)
        if found is None:
            return
        tensors, self.progress = found
        self.learner.restore(tensors, self.progress.update, self.progress.position)
        if self.processes.first:
            self.progress.best = self.best_checkpoints.present(self.progress.best)
            if not self.folder.model.is_dir():  # somebody has removed it
                self.progress.exported = None
            self.log.truncate(self.progress.update)
            self.records = self.log.read()

    def run(self) -> Outcome:
        """Train until the last update, until patience ends, or until asked to stop."""
        began = self.progress.update
        if not self._finished():
            self.display.start(self.settings.updates, began)
            for remark in self.settings.remarks():
                self.display.message(remark)
        self._clock = self._drawn = time.perf_counter()
        interrupted = False
        try:
            with self._listening():
                while not (self._finished() or interrupted):
                    interrupted = self._one_update()
        except DivergenceError as error:
            self._log_divergence(error)
            raise
        finally:
            self._draw_curve()
        if not interrupted and self.processes.first:
            self._finish()
        best = self.progress.best[0].score if self.progress.best else None
        return Outcome(self.progress.update, interrupted, best, began)

    def _finished(self) -> bool:
        out_of_patience = 0 < self.settings.patience <= self.progress.fruitless
        return self.progress.update >= self.settings.updates or out_of_patience

    def _one_update(self) -> bool:
        report = self.learner.update(stop_asked=self._stop_asked)
        self.progress.count(report, self.learner.position)
        update, settings = self.progress.update, self.settings
        last = update == settings.updates
        diverged = not math.isfinite(report.smoothed + report.gradient_norm)
        if update % settings.report_every == 0 or last or diverged:
            self._report(report)
        if diverged:
            raise DivergenceError(
                f"Training stopped at update {update:,}: its loss or gradient is no longer a "
                "number, and the weights are spoilt. Start again with half the learning rate, a "
                f"longer warm-up or stronger clipping; what {self.folder.path} held before stays."
            )
        if update % settings.validate_every == 0 or last:
            self._validate()
        if update % settings.checkpoint_every == 0 or self._finished() or report.stop_asked:
            self._checkpoint()
        return report.stop_asked

    def _report(self, report: UpdateReport) -> None:
        window = self.progress.window
        self._tick()
        record: TrainRecord = {
            "event": "train",
            "update": self.progress.update,
            "epoch": round(self.learner.stream.fraction(self.progress.position), 4),
            "loss": window.smoothed / window.tokens,
            "learning_rate": report.learning_rate,
            "gradient_norm": window.gradient_norm / window.updates,
            "tokens": self.progress.tokens,
            "tokens_per_second": round(window.tokens / window.seconds, 1),
            "seconds": round(self.progress.seconds, 1),
        }
        self.progress.close_window()
        self._record(record)
        self.display.update(record)

    def _validate(self) -> None:
        if self.processes.first:
            self._tick()
            with self.learner.averaged():
                found = self.validator.validate(self.learner.model)
                self._judge(found)
            self._clock = time.perf_counter()  # validation is no part of training speed
        fruitless = torch.tensor([self.progress.fruitless])
        self.progress.fruitless = int(self.processes.share(fruitless).item())

    def _judge(self, found: Validation) -> None:
        before = self.progress.best
        entry = self._ranked(found)
        self.progress.best = self.best_checkpoints.offer(self.learner.model, entry, before)
        highest = max((each.score for each in before), default=-math.inf)
        learns = entry.score > highest or found.loss < self.progress.lowest_loss
        self.progress.fruitless = 0 if learns else self.progress.fruitless + 1
        self.progress.lowest_loss = min(self.progress.lowest_loss, found.loss)
        exported = self.progress.exported
        best = exported is None or entry.rank < exported.rank
        if best:
            self._export(found, entry)
        record = self._validation_record(found, best)
        self._record(record)
        self.display.validation(record)
        if time.perf_counter() - self._drawn > _DRAWN_EVERY:
            self._draw_curve()

    def _draw_curve(self) -> None:
        if self.processes.first and self.records:
            write_learning_curve(self.records, self.folder.curve)
        self._drawn = time.perf_counter()

    def _ranked(self, found: Validation) -> RankedCheckpoint:
        return RankedCheckpoint(found.score(self.judge), self.progress.update, found.loss)

    def _validation_record(self, found: Validation, best: bool) -> ValidationRecord:
        record: ValidationRecord = {
            "event": "validation",
            "update": self.progress.update,
            "epoch": round(self.learner.stream.fraction(self.progress.position), 4),
            "loss": found.loss,
            "perplexity": found.perplexity,
            "bleu": found.bleu,
            "chrf": found.chrf,
            "judge": self.judge,
            "signatures": list(found.signatures),
            "best": best,
            "seconds": round(self.progress.seconds, 1),
            "samples": samples(self.prepared.dev, found),
        }
        match self.recipe.model:
            # what pruning leaves are heads that look at one place, as they should
            case TransformerSettings(encoder_heads=None) | HybridSettings(encoder_heads=None):
                spread_by_layer = self.validator.encoder_entropies(self.learner.model)
                record["encoder_entropy"] = [round(layer, 3) for layer in spread_by_layer]
        return record

    def _record(self, record: Record) -> None:
        if not self.processes.first:
            return
        self._log(record)
        for finding in diagnose(self.records, self.setup):
            self._log(finding.record())
            self.display.message(finding.message)

    def _log_divergence(self, error: DivergenceError) -> None:
        if self.processes.first:
            update = self.progress.update
            self._log(
                {"event": "warning", "update": update, "kind": DIVERGED, "message": str(error)}
            )

    def _log(self, record: Record) -> None:
        self.log.append(record)
        self.records.append(record)

    def _checkpoint(self) -> None:
        self._tick()
        if self.processes.first:
            self.folder.checkpoints.save(self.learner.state_tensors(), self.progress)
            self.best_checkpoints.remove_others(self.progress.best)

    def _finish(self) -> None:
        """Export the average of the best checkpoints if nothing better was exported.

        Where the model folder was removed, the best of them comes first.
        """
        best = self.progress.best
        if best and self.progress.exported is None:
            self._offer_average(best[:1])
        if len(best) > 1:
            self._offer_average(best)

    def _offer_average(self, ranked: Ranked) -> None:
        """Export the average of checkpoints unless what was exported is better."""
        self.best_checkpoints.load_average(self.learner.model, ranked)
        averaged = self.validator.validate(self.learner.model)
        entry, exported = self._ranked(averaged), self.progress.exported
        # the same one where a finished run is resumed
        if exported is None or entry.rank <= exported.rank:
            self._export(averaged, entry)
            self.folder.checkpoints.save_progress(self.progress)

    def _export(self, found: Validation, entry: RankedCheckpoint) -> None:
        """Write the model folder anew with the model that `found` and `entry` are of."""
        model = self.learner.model
        content = export_model(self.recipe, self.prepared, model, self.validator, found)
        content.save(self.folder.model)
        self.progress.exported = entry

    def _judge_of(self, best_by: Literal["auto", "bleu", "chrf", "loss"]) -> Judge:
        return self.validator.measure.judge if best_by == "auto" else best_by

    def _tick(self) -> None:
        now = time.perf_counter()
        self.progress.add_seconds(now - self._clock)
        self._clock = now

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Turn the first Ctrl-C or termination signal into a request to stop; a second one ends."""

        def ask(_number: int, _frame: FrameType | None) -> None:
            if self._stop_asked:
                raise KeyboardInterrupt
            self._stop_asked = True
            with suppress(RuntimeError):  # a stream cannot be written to while it is written to
                self.display.message("Stopping after this update …")

        before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def new_learner(recipe: Recipe, prepared: PreparedData, processes: Processes) -> Learner:
    """Return a learner at its first update: seeded, its model built or loaded, on its device."""
    torch.manual_seed(recipe.training.seed)
    tokenizers = prepared.tokenizers
    device = default_device()
    if device == "cuda":
        torch.cuda.set_device(processes.local_rank)
    model = build_model(recipe.model, len(tokenizers.source), len(tokenizers.target))
    if recipe.start_from:
        load_weights(model, recipe.start_from, tokenizers)
    stream = batch_stream(recipe, prepared)
    return Learner(model.to(device), stream, recipe.training, processes)


def batch_stream(recipe: Recipe, prepared: PreparedData) -> BatchStream:
    """Return the batches of a run, in the order that its seed gives."""
    corpus, rate, settings = prepared.corpus, recipe.vocabulary.dropout, recipe.training
    resegmentation = (
        Resegmentation.of(prepared.tokenizers, corpus, rate, longest=recipe.data.longest)
        if rate
        else None
    )
    return BatchStream(
        corpus, settings.batch_tokens, settings.seed, resegmentation, prepared.mixture
    )
