"""Pruning of attention heads by gates that close while the model is trained further.

Stochastic gates with an L0 penalty decide which heads are left (Voita et al. 2019, §6); then the
others are removed from the weights, and the smaller model is fine-tuned as any model is.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from tolmach.config.model import HybridSettings, TransformerSettings
from tolmach.config.recipe import Recipe, TrainingSettings
from tolmach.errors import RunError
from tolmach.model_folder import Description, ModelFolder, SelfTest
from tolmach.models.protocol import TrainableModel
from tolmach.pruning.folder import PrunedHeads, Survivors, cut_model
from tolmach.pruning.gated_learner import GatedLearner, Goal
from tolmach.pruning.hard_concrete import HardConcreteGates
from tolmach.pruning.head_removal import heads_of, remove_heads
from tolmach.training.learner import Learner
from tolmach.training.monitoring.display import Display
from tolmach.training.preparation import PreparedData
from tolmach.training.processes import Processes
from tolmach.training.run_folder import RunFolder
from tolmach.training.trainer import Trainer, new_learner

Report = Callable[[str], None]
Gates = Mapping[str, Tensor]


@dataclass(frozen=True)
class PruningPlan:
    """Settings of a pruning; rates are peak rates, sites such as `encoder.self`."""

    sites: Sequence[str] = ("encoder.self",)
    gate_updates: int = 300
    tuning_updates: int = 600
    learning_rate: float = 2e-4
    gate_rate: float = 0.1

    def training(
        self, recipe: TrainingSettings, updates: int, **changes: float
    ) -> TrainingSettings:
        """Return the recipe's settings for so many updates of fine-tuning."""
        return recipe.model_copy(
            update={
                "updates": updates,
                "learning_rate": self.learning_rate,
                "warmup": min(recipe.warmup, updates // 10),
                "schedule": "cosine",
                "patience": 0,
                "validate_every": math.ceil(updates / 3),
                "report_every": max(1, min(recipe.report_every, updates // 10)),
                **changes,
            }
        )


def prunable_heads(recipe: Recipe, sites: Sequence[str]) -> Survivors:
    """Return the numbers of the heads at those sites of the model that the recipe starts from.

    Raises TolmachError where there are none.
    """
    found = {
        site: list(range(1, 1 + heads))
        for site, heads in heads_of(_with_heads(recipe)).items()
        if site.rpartition(".")[0] in sites and heads
    }
    if not found:
        raise RunError(
            f"{_start(recipe)} has no attention with heads at {', '.join(sites)}; "
            "choose other sites, or a Transformer."
        )
    return found


class HeadPruner:
    """Prunes a model in steps, each of which goes on from what the one before has left."""

    def __init__(self, recipe: Recipe, prepared: PreparedData, plan: PruningPlan) -> None:
        self.recipe, self.prepared, self.plan = recipe, prepared, plan
        self.survivors = prunable_heads(recipe, plan.sites)
        self.folder = _start(recipe)

    @property
    def heads(self) -> int:
        """The number of heads left at the chosen sites."""
        return sum(map(len, self.survivors.values()))

    @property
    def description(self) -> str:
        """A sentence on the heads that are left."""
        kept = "; ".join(
            f"{site} {', '.join(map(str, left)) or 'none'}" for site, left in self.survivors.items()
        )
        return f"Pruned to {self.heads} heads, numbered as before pruning: {kept}."

    def prune(self, goal: Goal | None, run: RunFolder, display: Display) -> bool:
        """Prune to `goal` and fine-tune in `run`; say whether it was interrupted.

        Without a goal all heads stay, and the model learns on as long, as a control. An
        interrupted pruning goes on: fine-tuning from its newest checkpoint, the closing of gates
        from its first update. A finished step is not repeated.
        """
        with run.alone():
            found = PrunedHeads.read(run) or self._cut(goal, run, display.preparing)
            self.survivors = found.survivors
            if not found.tuned and self._tune(run, display):
                return True
            PrunedHeads(self.survivors, tuned=True).write(run)
        self.folder = run.model
        training = _reseeded(self.recipe.training, 2)
        self.recipe = self.recipe.model_copy(
            update={"model": ModelFolder.load(run.model).description.model, "training": training}
        )
        return False

    def _cut(self, goal: Goal | None, run: RunFolder, report: Report) -> PrunedHeads:
        """Close gates and save the model without the heads of closed gates."""
        model, gates = self._learnt_on() if goal is None else self._closed_gates(goal, report)
        settings, weights = remove_heads(model, _with_heads(self.recipe), gates)
        self.survivors = _kept(self.survivors, gates)
        self._folder(settings, weights).save(cut_model(run))
        found = PrunedHeads(self.survivors)
        found.write(run)
        return found

    def _tune(self, run: RunFolder, display: Display) -> bool:
        """Fine-tune the cut model; say whether that was interrupted."""
        tuned = self._tuning(cut_model(run))
        going_on = bool(run.checkpoints.updates())
        if going_on:
            run.check_same(tuned)
        else:
            run.begin(tuned)
        trainer = Trainer(tuned, run, self.prepared, display, Processes())
        if going_on:
            trainer.resume()
        return trainer.run().interrupted

    def _tuning(self, cut: Path) -> Recipe:
        training = _reseeded(self.recipe.training, 1)
        return self.recipe.model_copy(
            update={
                "model": ModelFolder.load(cut).description.model,
                "start_from": cut,
                "training": self.plan.training(training, self.plan.tuning_updates),
                "notes": f"{self.recipe.notes.strip()}\n\n{self.description}\n",
            }
        )

    def _closed_gates(self, goal: Goal, report: Report) -> tuple[TrainableModel, Gates]:
        """Train model and gates together; return both, the gates by site."""
        updates, learner = self.plan.gate_updates, self._learner()
        gates = HardConcreteGates({site: len(left) for site, left in self.survivors.items()})
        gates.to(next(learner.model.parameters()).device)
        gated = GatedLearner(learner, gates, goal, self.plan.gate_rate)
        for update in range(1, 1 + updates):
            loss = gated.update()
            if update % learner.settings.report_every == 0:
                report(
                    f"closing gates: update {update:,}/{updates:,}, loss {loss:.3f}, "
                    f"{float(gates.expected_open().detach()):.1f} of {self.heads} heads open"
                )
        return learner.model, gates.settled(goal.count)

    def _learnt_on(self) -> tuple[TrainableModel, Gates]:
        """Train the model alone for as many updates; return it with gates that are all open."""
        learner = self._learner()
        for _ in range(self.plan.gate_updates):
            learner.update()
        return learner.model, {site: torch.ones(len(left)) for site, left in self.survivors.items()}

    def _learner(self) -> Learner:
        """Return a learner at a steady rate, which falls in the fine-tuning that follows."""
        steady = {"ema": 0.0, "final_learning_rate": self.plan.learning_rate}
        settings = self.plan.training(self.recipe.training, self.plan.gate_updates, **steady)
        start = {"training": settings, "start_from": self.folder}
        return new_learner(self.recipe.model_copy(update=start), self.prepared, Processes())

    def _folder(
        self, settings: TransformerSettings | HybridSettings, weights: Mapping[str, Tensor]
    ) -> ModelFolder:
        description = Description.trained(self.recipe.name, self.recipe.data, settings)
        card = f"# {self.recipe.name}\n\n{self.description} It is not fine-tuned yet.\n"
        return ModelFolder(description, self.prepared.tokenizers, weights, card, SelfTest([], []))


def _kept(heads: Survivors, gates: Gates) -> Survivors:
    """Return the numbers of those heads whose gates are not closed."""
    return {
        site: [number for number, gate in zip(left, gates[site].tolist(), strict=True) if gate]
        for site, left in heads.items()
    }


def _reseeded(training: TrainingSettings, by: int) -> TrainingSettings:
    """Return the settings with another seed, so that phases draw different batches."""
    return training.model_copy(update={"seed": training.seed + by})


def _start(recipe: Recipe) -> Path:
    if recipe.start_from is None:
        raise RunError("Pruning begins with a trained model; name one by start_from.")
    return recipe.start_from


def _with_heads(recipe: Recipe) -> TransformerSettings | HybridSettings:
    if isinstance(recipe.model, TransformerSettings | HybridSettings):
        return recipe.model
    raise RunError(
        f"A {recipe.model.architecture} model has no heads of attention to prune; "
        "give a Transformer, or one with a Transformer's encoder."
    )
