"""Updates of the parameters: from batches to gradients to parameters."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from tolmach.config.recipe import TrainingSettings
from tolmach.data.batches import Batch, BatchStream, Place, Position
from tolmach.models.protocol import Memory, State, TrainableModel
from tolmach.nn.loss import Loss, output_cross_entropy
from tolmach.nn.regularised_dropout import paired_cross_entropy
from tolmach.text.tokenizer import PAD_ID
from tolmach.training.flat_parameters import FlatParameters, MixedPrecision, choose_precision
from tolmach.training.processes import Processes


def learning_rate_schedule(settings: TrainingSettings) -> Callable[[int], float]:
    """Return the function from update (1, 2, …) to learning rate.

    Both schedules rise linearly over `warmup` updates to the peak. Then the rate falls as the
    inverse square root of the update (Vaswani et al. 2017, eq. 3) or along half a cosine to the
    final rate at the last update (Loshchilov and Hutter 2017, eq. 5).
    """
    peak, warmup = settings.learning_rate, settings.warmup

    def inverse_sqrt(update: int) -> float:
        return peak * math.sqrt(max(warmup, 1) / update)

    def cosine(update: int) -> float:
        way = min(1.0, (update - warmup) / max(1, settings.updates - warmup))
        floor = settings.final_learning_rate
        return floor + (peak - floor) * (1 + math.cos(math.pi * way)) / 2

    falling = cosine if settings.schedule == "cosine" else inverse_sqrt
    return lambda update: peak * update / warmup if update < warmup else falling(update)


class UpdateReport(NamedTuple):
    """The figures of one update, summed over its batches and over all processes."""

    tokens: int
    smoothed: float
    nll: float
    gradient_norm: float
    learning_rate: float
    stop_asked: bool


class Learner:
    """The parameters, the optimiser and the position in the data, and the update of all three.

    An update is `batches_per_update` batches, whichever process computes each; every batch has
    random numbers of its own, which depend on the seed and the batch's place. So a run depends on
    the recipe alone, not on the number of processes nor on interruptions.
    """

    def __init__(
        self,
        model: TrainableModel,
        stream: BatchStream,
        settings: TrainingSettings,
        processes: Processes,
    ) -> None:
        self.model = model
        self.settings = settings
        self.processes = processes
        self.device = next(model.parameters()).device
        self.precision = MixedPrecision(model, choose_precision(settings.precision, self.device))
        self.optimizer = _optimizer(self.precision.master, settings)
        self.average = self.precision.master.values.clone() if settings.ema else None
        self.update_count = 0
        self.stream = stream
        self.position = Position()
        self._schedule = learning_rate_schedule(settings)
        self._places: Iterator[Place] | None = None

    def update(self, *, stop_asked: bool = False) -> UpdateReport:
        """Take one update: gradients of the summed loss, divided once by the number of tokens.

        The report says whether any process was asked to stop.
        """
        self.update_count += 1
        self.precision.clear_gradients()
        self.precision.worker_model.train()
        sums = torch.zeros(4, dtype=torch.float64, device=self.device)
        for index in range(self.settings.batches_per_update):
            place = self._next_place()
            if index % self.processes.count == self.processes.rank:
                sums[:3] += self._accumulate(self.stream.batch(place), index)
        gradients = self.processes.sum(self.precision.gather_gradients())
        sums[3] = float(stop_asked)
        tokens, smoothed, nll, stops = self.processes.sum(sums).tolist()
        norm = self._scale_and_clip(gradients, tokens)
        rate = self._step()
        return UpdateReport(round(tokens), smoothed, nll, norm, rate, stops > 0)

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Inside, the model has its running average as weights, where one is kept."""
        if self.average is None:
            yield
            return
        values = self.precision.master.values
        learnt = values.clone()
        try:
            values.copy_(self.average)
            yield
        finally:
            values.copy_(learnt)

    def state_tensors(self) -> dict[str, Tensor]:
        """Return everything that changes with learning, beside counters, as flat vectors."""
        tensors = {"values": self.precision.master.values}
        for index, group in enumerate(self.optimizer.param_groups):
            for name, value in self.optimizer.state[group["params"][0]].items():
                tensors[f"optimizer.{index}.{name}"] = value
        if self.average is not None:
            tensors["average"] = self.average
        return tensors

    def restore(self, tensors: dict[str, Tensor], update_count: int, position: Position) -> None:
        """Continue from where `state_tensors` and the counters were taken."""
        self.precision.master.values.copy_(tensors["values"])
        self.precision.scatter_values()
        for index, group in enumerate(self.optimizer.param_groups):
            prefix = f"optimizer.{index}."
            self.optimizer.state[group["params"][0]] = {
                name.removeprefix(prefix): value.to(self.device, copy=True)  # of a mapped file
                for name, value in tensors.items()
                if name.startswith(prefix)
            }
        if self.average is not None:
            self.average.copy_(tensors.get("average", tensors["values"]))
        self.update_count, self.position = update_count, position
        self._places = None

    def _next_place(self) -> Place:
        if self._places is None:
            self._places = self.stream.places_from(self.position)
        place = next(self._places)
        self.position = place.following
        return place

    def _accumulate(self, batch: Batch, index: int) -> Tensor:
        place = np.random.SeedSequence([self.settings.seed, self.update_count, index])
        _seed(int(place.generate_state(1, np.uint64)[0]), self.device)
        model, settings, batch = self.precision.worker_model, self.settings, batch.to(self.device)
        smoothed, nll = (
            _learn_twice(model, batch, settings)
            if settings.r_drop
            else _learn_once(model, batch, settings)
        )
        sums = [batch.target_tokens, smoothed, nll]
        return torch.tensor(sums, dtype=torch.float64, device=self.device)

    def _scale_and_clip(self, gradients: Tensor, tokens: float) -> float:
        norm = float(gradients.norm()) / tokens
        clip = self.settings.clip
        scale = clip / norm if clip and norm > clip else 1.0
        gradients.mul_(scale / tokens)
        return norm

    def _step(self) -> float:
        rate = self._schedule(self.update_count)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        self.precision.scatter_values()
        if self.average is not None:
            decay = min(self.settings.ema, (1 + self.update_count) / (10 + self.update_count))
            self.average.lerp_(self.precision.master.values, 1 - decay)
        return rate


def _seed(seed: int, device: torch.device) -> None:
    """Seed the random numbers of a device as `torch.manual_seed` does those of all.

    For a device that is not there, that one keeps its caller's whole stack until there is one.
    """
    if device.type == "cpu":
        torch.default_generator.manual_seed(seed)
    else:
        torch.manual_seed(seed)


def batch_loss(model: TrainableModel[Memory, State], batch: Batch, smoothing: float) -> Loss:
    """Return the summed cross-entropy of one batch, with teacher forcing."""
    memory = model.encode(batch.source, batch.source_keep)
    rows = model.decode_rows(memory, batch.target_in)  # [B, T, D]
    real = batch.target_out != PAD_ID  # [B, T]
    return output_cross_entropy(
        rows[real], model.output.weight, model.output.bias, batch.target_out[real], smoothing
    )


def _learn_once(
    model: TrainableModel, batch: Batch, settings: TrainingSettings
) -> tuple[Tensor, Tensor]:
    loss = batch_loss(model, batch, settings.label_smoothing)
    loss.smoothed.backward()
    return loss.smoothed.detach(), loss.nll


def _learn_twice(
    model: TrainableModel[Memory, State], batch: Batch, settings: TrainingSettings
) -> tuple[Tensor, Tensor]:
    """Read the batch twice at once, each time with dropout of its own (Liang et al. 2021)."""
    twice = batch.repeated(2)
    memory = model.encode(twice.source, twice.source_keep)
    rows = model.decode_rows(memory, twice.target_in)  # [2 B, T, D]
    real = batch.target_out != PAD_ID  # [B, T]
    loss = paired_cross_entropy(
        rows.unflatten(0, (2, -1))[:, real],  # [2, N, D]
        model.output.weight,
        model.output.bias,
        batch.target_out[real],
        smoothing=settings.label_smoothing,
        alpha=settings.r_drop,
    )
    loss.total.backward()
    return loss.smoothed, loss.nll


def _optimizer(flat: FlatParameters, settings: TrainingSettings) -> torch.optim.Optimizer:
    parts = []
    for part in (slice(0, flat.matrices), slice(flat.matrices, None)):
        parameter = torch.nn.Parameter(flat.values[part])
        parameter.grad = flat.gradients[part]
        parts.append(parameter)
    groups = [
        {"params": [parts[0]], "weight_decay": settings.weight_decay},
        {"params": [parts[1]], "weight_decay": 0.0},
    ]
    kind = torch.optim.AdamW if settings.optimizer == "adamw" else torch.optim.Adam
    return kind(groups, lr=settings.learning_rate, betas=settings.betas, eps=1e-9, fused=True)
