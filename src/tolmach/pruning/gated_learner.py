"""Learning with gates on heads, and what decides how many of them stay open."""

from dataclasses import dataclass
from typing import Protocol

import torch

from tolmach.nn.head_gates import drawn_gating
from tolmach.pruning.hard_concrete import HardConcreteGates
from tolmach.training.learner import Learner

_CLOSING = 0.6  # of the updates with gates, in which the number of open ones falls
_STIFFNESS, _ASCENT = 0.1, 0.002  # λ2 in nats a token; that by which λ1 grows in an update


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
