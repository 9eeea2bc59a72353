from pathlib import Path
from typing import cast

import pytest
import torch

from tests.pruning.pruning_corpus import write_model_and_corpus
from tolmach.config.recipe import TrainingSettings, read_continued_recipe
from tolmach.models.build import build_model, load_weights
from tolmach.nn.attention import SelfAttention
from tolmach.nn.hooks import gating
from tolmach.pruning.gated_learner import GatedLearner, HeadCount, Penalty
from tolmach.pruning.hard_concrete import HardConcreteGates, open_probability
from tolmach.training.learner import Learner, UpdateReport
from tolmach.training.preparation import prepare
from tolmach.training.processes import Processes
from tolmach.training.trainer import batch_stream

WORTH = [0.01, 0.3, 0.03, 0.1, 0.6, 0.003]  # nats a token


class SixHeads:
    """Stands in for a learner: an attention whose heads are worth `WORTH`, made so by hand.

    Its loss is how far the output is from that with every gate open, so a closed head costs its
    worth in nats a token.
    """

    def __init__(self, updates: int) -> None:
        torch.manual_seed(3)
        self.settings = TrainingSettings(updates=updates)
        self.update_count = 0
        self.attention = SelfAttention(42, 6, site="here", dropout=0.0, rotation=None)
        self.attention.requires_grad_(False)
        self.attention.out.weight.copy_(torch.eye(42))  # each head writes into places of its own
        energy = self.attention(torch.randn(500, 5, 42)).unflatten(-1, (6, 7)).square().sum(-1)
        scale = (torch.tensor(WORTH) / energy.mean((0, 1))).sqrt()  # [H]
        self.attention.out.weight.mul_(scale.repeat_interleave(7))

    def update(self) -> UpdateReport:
        """Leave the gradient of the summed loss on the gates, as a learner does."""
        self.update_count += 1
        rows = torch.randn(16, 5, 42)
        with gating(lambda _: None):
            wanted = self.attention(rows)
        loss = (self.attention(rows) - wanted).square().sum()
        loss.backward()
        return UpdateReport(80, float(loss.detach()), 0.0, 0.0, 0.0, stop_asked=False)


def test_the_penalty_of_a_count_is_signed() -> None:
    goal = HeadCount(2, begin=12)
    assert goal.weight(12.0, 0.0) == 0.0
    first = goal.weight(12.0, 0.3)  # half of the way down: 7 are to be open, 5 are too many
    assert first == pytest.approx(2 * 0.1 * 5 + 0.002 * 5)
    assert goal.weight(12.0, 0.3) == pytest.approx(first + 0.002 * 5)
    assert goal.weight(7.0, 0.3) == pytest.approx(0.002 * 10)
    assert goal.weight(2.0, 0.9) == pytest.approx(0.002 * 10)
    assert goal.weight(0.0, 0.9) == pytest.approx(0.002 * 8 - 2 * 0.1 * 2)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_as_many_heads_are_left_as_asked_and_those_that_matter(count: int) -> None:
    learner = SixHeads(updates=250)
    gates = HardConcreteGates({"here": 6})
    goal = HeadCount(count, begin=6)
    gated = GatedLearner(cast(Learner, learner), gates, goal, 0.1)
    for _ in range(250):
        gated.update()
    left = gates.settled(count)["here"].nonzero().flatten().tolist()
    assert len(left) == count
    by_worth = sorted(range(6), key=lambda head: -WORTH[head])
    assert left == sorted(by_worth[:count])


def test_a_penalty_stays_and_leaves_any_number_of_heads() -> None:
    penalty = Penalty(0.3)
    assert penalty.weight(12.0, 0.1) == penalty.weight(0.0, 1.0) == 0.3
    assert penalty.count is None


@pytest.mark.parametrize(("nats", "closing"), [(50.0, True), (0.0, False)])
def test_gates_learn_by_the_penalty_and_by_the_loss(
    nats: float, closing: bool, tmp_path: Path
) -> None:
    path, start = write_model_and_corpus(tmp_path)
    recipe = read_continued_recipe(path, start)
    prepared = prepare(recipe, tmp_path / "data")
    pieces = len(prepared.tokenizers.source)
    model = build_model(recipe.model, pieces, pieces)
    load_weights(model, start, prepared.tokenizers)
    learner = Learner(model, batch_stream(recipe, prepared), recipe.training, Processes())
    gates = HardConcreteGates({"encoder.self.1": 3, "encoder.self.2": 3}, start=0.0)
    gated = GatedLearner(learner, gates, Penalty(nats), 0.5)
    before = open_probability(gates.log_alpha.detach().clone())
    for _ in range(3):
        gated.update()
    after = open_probability(gates.log_alpha.detach())
    assert bool((after < before).all()) is closing
    assert not torch.equal(after, before)
