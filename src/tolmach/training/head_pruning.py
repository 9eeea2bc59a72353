"""Pruning heads of attention: gates close while the model learns on, and what is closed goes.

Stochastic gates with an L0 penalty decide which heads are left (Voita et al. 2019, §6); then the
others are taken out of the weights, and the smaller model learns on as any model does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from tolmach.config import Hybrid, Recipe, Training, Transformer
from tolmach.errors import TolmachError
from tolmach.model_folder import Description, ModelFolder, SelfTest
from tolmach.models.build import build_model, load_weights
from tolmach.models.head_removal import heads_by_site, remove_heads
from tolmach.models.protocol import TranslationModel
from tolmach.nn.hard_concrete import HardConcreteGates
from tolmach.nn.head_gates import drawn_gating
from tolmach.training.display import Display
from tolmach.training.learner import Learner
from tolmach.training.preparation import PreparedData
from tolmach.training.processes import Processes
from tolmach.training.run_folder import RunFolder
from tolmach.training.trainer import Trainer, batch_stream

_CLOSING = 0.6  # of the updates with gates, in which the number of open ones falls
_STIFFNESS, _ASCENT = 0.1, 0.002  # λ2 in nats a token; that by which λ1 grows in an update

Tell = Callable[[str], None]
Gates = Mapping[str, Tensor]
Survivors = dict[str, list[int]]  # numbers of heads, from 1, by site


class Goal(Protocol):
    """What decides how many heads are left."""

    @property
    def count(self) -> int | None:
        """How many, or None where the penalty alone decides."""

    def weight(self, expected_open: float, progress: float) -> float:
        """Return the penalty of an open gate, in nats a token, after a share of the updates."""


@dataclass(frozen=True)
class Penalty:
    """A penalty that stays as it is; the heads that are worth it are left (Voita et al. 2019)."""

    nats: float
    count: int | None = None

    def weight(self, expected_open: float, progress: float) -> float:  # noqa: ARG002
        """Return the same penalty always."""
        return self.nats


class HeadCount:
    """Exactly so many heads: a penalty where more gates are open, a prize where fewer are.

    With s gates expected to be open and t asked for, λ1 (s - t) + λ2 (s - t)² joins the loss, and
    λ1 ascends on s - t, while t falls evenly from all heads to `count` (Wang et al. 2020,
    "Structured Pruning of Large Language Models", on the augmented Lagrangian; λ2 is fixed here).
    """

    def __init__(self, count: int, *, begin: int) -> None:
        self.count: int | None = count
        self._begin, self._end = begin, count
        self._multiplier = 0.0

    def weight(self, expected_open: float, progress: float) -> float:
        """Return the slope of what joins the loss, and let λ1 ascend."""
        way = min(1.0, progress / _CLOSING)
        excess = expected_open - (self._begin + way * (self._end - self._begin))
        self._multiplier += _ASCENT * excess
        return self._multiplier + 2 * _STIFFNESS * excess


@dataclass(frozen=True)
class PruningPlan:
    """How to prune, beside how far; rates are those of the peak, sites as in `encoder.self`."""

    sites: Sequence[str] = ("encoder.self",)
    gate_updates: int = 300
    tuning_updates: int = 600
    learning_rate: float = 2e-4
    gate_rate: float = 0.1

    def training(self, recipe: Training, updates: int, **changes: float) -> Training:
        """Return the recipe's settings for so many updates of fine-tuning."""
        return recipe.model_copy(
            update={
                "updates": updates,
                "learning_rate": self.learning_rate,
                "warmup": min(recipe.warmup, updates // 10),
                "schedule": "cosine",
                "patience": 0,
                "validate_every": max(1, updates // 3),
                "report_every": max(1, min(recipe.report_every, updates // 10)),
                **changes,
            }
        )


class HeadPruner:
    """Prunes a model in steps, each of which goes on from what the one before has left."""

    def __init__(self, recipe: Recipe, prepared: PreparedData, plan: PruningPlan) -> None:
        self.recipe, self.prepared, self.plan = recipe, prepared, plan
        _shape(recipe)
        if recipe.start_from is None:
            raise TolmachError("Pruning begins with a trained model; name one by start_from.")
        self.folder: Path = recipe.start_from
        self.survivors: Survivors = {
            site: list(range(1, 1 + heads))
            for site, heads in heads_by_site(self._model()).items()
            if site.rpartition(".")[0] in plan.sites and heads
        }
        if not self.survivors:
            raise TolmachError(
                f"{self.folder} has no attention with heads at {', '.join(plan.sites)}; "
                "choose other sites, or a Transformer."
            )

    @property
    def heads(self) -> int:
        """How many heads are left at the chosen sites."""
        return sum(map(len, self.survivors.values()))

    @property
    def told(self) -> str:
        """Which heads are left, in words."""
        kept = "; ".join(
            f"{site} {', '.join(map(str, left)) or 'none'}" for site, left in self.survivors.items()
        )
        return f"Pruned to {self.heads} heads, numbered as before pruning: {kept}."

    def prune(self, goal: Goal, run: RunFolder, display: Display) -> bool:
        """Prune as far as `goal` says, and fine-tune in `run`; say whether it was interrupted."""
        with run.alone():
            tuned = self._tuned(goal, run, display.preparing)
            run.begin(tuned)
            trainer = Trainer(tuned, run, self.prepared, display, Processes())
            outcome = trainer.run()
        self.folder = run.model
        training = _reseeded(self.recipe.training, 2)
        self.recipe = self.recipe.model_copy(update={"model": tuned.model, "training": training})
        return outcome.interrupted

    def _tuned(self, goal: Goal, run: RunFolder, tell: Tell) -> Recipe:
        """Let gates close, remove what is closed, and return the recipe that goes on from there."""
        model, gates = self._closed_gates(goal, tell)
        settings, weights = remove_heads(model, _shape(self.recipe), gates)
        self.survivors = _kept(self.survivors, gates)
        cut = run.path / "cut"
        self._folder(settings, weights).save(cut)
        training = _reseeded(self.recipe.training, 1)
        return self.recipe.model_copy(
            update={
                "model": settings,
                "start_from": cut,
                "training": self.plan.training(training, self.plan.tuning_updates),
                "notes": f"{self.recipe.notes.strip()}\n\n{self.told}\n",
            }
        )

    def _closed_gates(self, goal: Goal, tell: Tell) -> tuple[TranslationModel, Gates]:
        """Learn with gates; return the model that learnt with them, and the gates by site."""
        updates, rate = self.plan.gate_updates, self.plan.learning_rate
        # The rate stays at its peak: the fine-tuning that follows is where it falls.
        steady = {"ema": 0.0, "final_learning_rate": rate}
        settings = self.plan.training(self.recipe.training, updates, **steady)
        torch.manual_seed(settings.seed)
        stream = batch_stream(self.recipe, self.prepared)
        device = "cuda" if torch.cuda.is_available() else "cpu"
        learner = Learner(self._model().to(device), stream, settings, Processes())
        gates = HardConcreteGates({site: len(left) for site, left in self.survivors.items()})
        gated = GatedLearner(learner, gates.to(device), goal, self.plan.gate_rate)
        for update in range(1, 1 + updates):
            loss = gated.update()
            if update % settings.report_every == 0:
                tell(
                    f"closing gates: update {update:,}/{updates:,}, loss {loss:.3f}, "
                    f"{float(gates.expected_open().detach()):.1f} of {self.heads} heads open"
                )
        return learner.model, gates.settled(goal.count)

    def _model(self) -> TranslationModel:
        sizes = len(self.prepared.tokenizers.source), len(self.prepared.tokenizers.target)
        model = build_model(self.recipe.model, *sizes)
        load_weights(model, self.folder)
        return model

    def _folder(self, settings: Transformer | Hybrid, weights: Mapping[str, Tensor]) -> ModelFolder:
        data = self.recipe.data
        description = Description(
            name=self.recipe.name,
            source_language=data.source_language,
            target_language=data.target_language,
            lowercase=data.lowercase,
            model=settings,
        )
        card = f"# {self.recipe.name}\n\n{self.told} It has not learnt on since.\n"
        return ModelFolder(description, self.prepared.tokenizers, weights, card, SelfTest([], []))


class GatedLearner:
    """A learner whose model's heads have gates, and the optimiser of the gates' own parameters."""

    def __init__(self, learner: Learner, gates: HardConcreteGates, goal: Goal, rate: float) -> None:
        self.learner, self.gates, self.goal = learner, gates, goal
        self.optimizer = torch.optim.Adam(gates.parameters(), lr=rate)

    def update(self) -> float:
        """Take one update of model and gates; return the smoothed loss in nats a token.

        What is minimised is that loss and the penalty times the expected number of open gates
        (Voita et al. 2019, §6.1). Every sentence draws gates anew.
        """
        self.optimizer.zero_grad()
        with drawn_gating(self.gates.sampled):
            report = self.learner.update()
        gradient = self.gates.log_alpha.grad
        if gradient is not None:
            gradient /= report.tokens
        expected = self.gates.expected_open()
        progress = self.learner.update_count / self.learner.settings.updates
        (self.goal.weight(float(expected.detach()), progress) * expected).backward()
        self.optimizer.step()
        return report.smoothed / report.tokens


def _kept(heads: Survivors, gates: Gates) -> Survivors:
    """Return the numbers of those heads whose gates are not closed."""
    return {
        site: [number for number, gate in zip(left, gates[site].tolist(), strict=True) if gate]
        for site, left in heads.items()
    }


def _reseeded(training: Training, by: int) -> Training:
    """Return the settings with another seed, lest the same batches come again in every phase."""
    return training.model_copy(update={"seed": training.seed + by})


def _shape(recipe: Recipe) -> Transformer | Hybrid:
    if isinstance(recipe.model, Transformer | Hybrid):
        return recipe.model
    raise TolmachError(
        f"A {recipe.model.architecture} model has no heads of attention to prune; "
        "give a Transformer, or one with a Transformer's encoder."
    )
