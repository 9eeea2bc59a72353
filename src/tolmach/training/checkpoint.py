"""Checkpoints: everything that a run needs to resume exactly, and the best ones to be averaged."""

import json
import math
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from tolmach.data.batches import Position
from tolmach.errors import RunError
from tolmach.files import whole_file, writing
from tolmach.model_folder import save_tensors
from tolmach.training.learner import UpdateReport


@dataclass
class Window:
    """Sums over the updates since the last report."""

    updates: int = 0
    tokens: int = 0
    smoothed: float = 0.0
    gradient_norm: float = 0.0
    seconds: float = 0.0


class RankedCheckpoint(NamedTuple):
    """Weights by their score and, of equal scores, by their loss; then the later ones win."""

    score: float
    update: int
    loss: float = math.inf

    @property
    def rank(self) -> tuple[float, float, int]:
        """What orders checkpoints, the best first; what rounding alone tells apart is equal."""
        return -round(self.score, _DIGITS), self.loss, -self.update


Ranked = list[RankedCheckpoint]  # the best first

_DIGITS = 6


@dataclass
class RunProgress:
    """How far a run has come; the counters beside the tensors."""

    update: int = 0
    position: Position = field(default_factory=Position)
    tokens: int = 0
    seconds: float = 0.0
    best: Ranked = field(default_factory=list)
    exported: RankedCheckpoint | None = None  # whose weights the model folder holds
    lowest_loss: float = math.inf
    fruitless: int = 0  # validations in a row with neither a new best nor a lower loss
    window: Window = field(default_factory=Window)

    def count(self, report: UpdateReport, position: Position) -> None:
        """Take note of one more update."""
        self.update += 1
        self.position = position
        self.tokens += report.tokens
        self.window.updates += 1
        self.window.tokens += report.tokens
        self.window.smoothed += report.smoothed
        self.window.gradient_norm += report.gradient_norm

    def add_seconds(self, seconds: float) -> None:
        """Take note of time spent on training."""
        self.seconds += seconds
        self.window.seconds += seconds

    def close_window(self) -> None:
        """Begin a new window after a report."""
        self.window = Window()

    def to_json(self) -> str:
        """Return the progress as JSON."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str, patience: int) -> Self:
        """Read what `to_json` wrote; older runs wrote what was left of their `patience`."""
        values = json.loads(text)
        if "patience_left" in values:
            values["fruitless"] = max(0, patience - values.pop("patience_left"))
        values["position"] = Position(*values["position"])
        values["window"] = Window(**values.get("window", {}))
        values["best"] = best = [RankedCheckpoint(*entry) for entry in values["best"]]
        exported = values.get("exported") or next(iter(best), None)  # older runs did not say
        values["exported"] = RankedCheckpoint(*exported) if exported else None
        return cls(**values)


@dataclass(frozen=True)
class Checkpoints:
    """The folder that holds a run's checkpoints, each a folder named by its update.

    A checkpoint is written under another name, forced to disk and renamed, so that a name made
    of digits alone is always a whole one, whenever the machine dies.
    """

    folder: Path

    def save(self, tensors: dict[str, Tensor], progress: RunProgress) -> None:
        """Write the newest checkpoint and remove those before it.

        Raises TolmachError where it cannot be written; those before it stay.
        """
        with writing(self.folder / str(progress.update)):
            self._save(tensors, progress)

    def _save(self, tensors: dict[str, Tensor], progress: RunProgress) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f"{progress.update}.part"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        try:
            save_tensors(tensors, partial / "state.safetensors")
            (partial / "progress.json").write_text(progress.to_json(), "utf-8")
            for path in (*partial.iterdir(), partial):
                _force_to_disk(path)
            final = self.folder / str(progress.update)
            shutil.rmtree(final, ignore_errors=True)
            partial.rename(final)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        _force_to_disk(self.folder)
        for update in self.updates():
            if update != progress.update:
                shutil.rmtree(self.folder / str(update))

    def save_progress(self, progress: RunProgress) -> None:
        """Write the progress anew in the checkpoint of its update, which stays otherwise."""
        with whole_file(self.folder / str(progress.update) / "progress.json") as path:
            path.write_text(progress.to_json(), "utf-8")
            _force_to_disk(path)

    def updates(self) -> list[int]:
        """Return the updates at which whole checkpoints were taken, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(int(path.name) for path in self.folder.iterdir() if path.name.isdecimal())

    def load_last(self, patience: int = 0) -> tuple[dict[str, Tensor], RunProgress] | None:
        """Return the newest whole checkpoint, or None where there is none.

        `patience` is that of its run, by which older ones are understood.
        """
        if not (updates := self.updates()):
            return None
        last = self.folder / str(updates[-1])
        try:
            progress = RunProgress.from_json((last / "progress.json").read_text("utf-8"), patience)
            return load_file(last / "state.safetensors"), progress
        except Exception as error:
            raise RunError(
                f"The checkpoint {last} is damaged ({error}); remove it and start again."
            ) from error


def _force_to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class BestCheckpoints:
    """At most `count` sets of weights in `folder`, each named by its update."""

    folder: Path
    count: int

    def offer(self, model: nn.Module, entry: RankedCheckpoint, ranked: Ranked) -> Ranked:
        """Keep the model's weights if they are among the best; return the new ranking.

        Those that are so no longer stay until `remove_others`, since the newest checkpoint of the
        run may rank them still.
        """
        kept = sorted([*ranked, entry], key=lambda each: each.rank)[: self.count]
        if entry in kept:
            with whole_file(self._path(entry.update)) as path:
                save_tensors(_weights(model), path)
                _force_to_disk(path)
            _force_to_disk(self.folder)
        return kept

    def present(self, ranked: Ranked) -> Ranked:
        """Return those of `ranked` whose weights are there."""
        return [entry for entry in ranked if self._path(entry.update).is_file()]

    def remove_others(self, ranked: Ranked) -> None:
        """Remove all weights but those of `ranked`, and what a killed run has half written."""
        kept = {self._path(entry.update) for entry in ranked}
        for path in {*self.folder.glob("*.safetensors"), *self.folder.glob(".*.part")} - kept:
            path.unlink(missing_ok=True)

    def load_average(self, model: nn.Module, ranked: Ranked) -> None:
        """Set the model's weights to the mean of those in `ranked`.

        (Vaswani et al. 2017, §6.1, average the last checkpoints; we average the best.)
        """
        weights = _weights(model)
        for weight in weights.values():
            weight.zero_()
        for entry in ranked:
            for name, value in load_file(self._path(entry.update)).items():
                weights[name] += value.to(weights[name]) / len(ranked)

    def _path(self, update: int) -> Path:
        return self.folder / f"{update}.safetensors"


def _weights(model: nn.Module) -> dict[str, torch.Tensor]:
    return {name: parameter.detach() for name, parameter in model.named_parameters()}
