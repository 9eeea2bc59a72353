from pathlib import Path

import pytest
import torch

from tests.training.pruning import write_model_and_corpus
from tolmach.config import Recipe, Recurrent, Transformer, read_continued_recipe
from tolmach.errors import TolmachError
from tolmach.model_folder import ModelFolder
from tolmach.models.build import build_model, load_weights
from tolmach.nn.hard_concrete import HardConcreteGates, open_probability
from tolmach.training.display import training_display
from tolmach.training.head_pruning import (
    GatedLearner,
    HeadBudget,
    HeadPruner,
    Penalty,
    PruningPlan,
)
from tolmach.training.learner import Learner
from tolmach.training.preparation import PreparedData, prepare
from tolmach.training.processes import Processes
from tolmach.training.run_folder import RunFolder
from tolmach.training.trainer import batch_stream

PLAN = PruningPlan(gate_updates=10, tuning_updates=10)


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    path, model = write_model_and_corpus(tmp_path_factory.mktemp("corpus"))
    return read_continued_recipe(path, model)


@pytest.fixture(scope="module")
def prepared(recipe: Recipe, tmp_path_factory: pytest.TempPathFactory) -> PreparedData:
    return prepare(recipe, tmp_path_factory.mktemp("data") / "data")


def test_a_budget_asks_more_the_longer_too_many_heads_are_open() -> None:
    budget = HeadBudget(2, begin=12)
    assert budget.weight(12.0, 0.0) == 0.0
    first = budget.weight(12.0, 0.3)  # half of the way down: 7 may be open, 5 are too many
    assert first == pytest.approx(0.02 * 5 + 0.002 * 5)
    assert budget.weight(12.0, 0.3) == pytest.approx(first + 0.002 * 5)
    assert budget.weight(7.0, 0.3) == pytest.approx(0.002 * 10)
    assert budget.weight(2.0, 0.9) == pytest.approx(0.002 * 10)
    assert budget.weight(0.0, 0.9) == pytest.approx(0.002 * 8)


def test_a_penalty_stays_and_leaves_any_number_of_heads() -> None:
    penalty = Penalty(0.3)
    assert penalty.weight(12.0, 0.1) == penalty.weight(0.0, 1.0) == 0.3
    assert penalty.most is None


@pytest.mark.parametrize(("nats", "closing"), [(50.0, True), (0.0, False)])
def test_gates_learn_by_the_penalty_and_by_the_loss(
    nats: float, closing: bool, recipe: Recipe, prepared: PreparedData
) -> None:
    settings = PLAN.training(recipe.training, 10, ema=0.0)
    pieces = len(prepared.tokenizers.source)
    model = build_model(recipe.model, pieces, pieces)
    assert recipe.start_from is not None
    load_weights(model, recipe.start_from)
    learner = Learner(model, batch_stream(recipe, prepared), settings, Processes())
    gates = HardConcreteGates({"encoder.self.1": 3, "encoder.self.2": 3}, start=0.0)
    gated = GatedLearner(learner, gates, Penalty(nats), 0.5)
    before = open_probability(gates.log_alpha.detach().clone())
    for _ in range(3):
        gated.update()
    after = open_probability(gates.log_alpha.detach())
    assert bool((after < before).all()) is closing
    assert not torch.equal(after, before)


def test_pruned_twice_it_is_an_ordinary_model_folder_each_time(
    recipe: Recipe, prepared: PreparedData, tmp_path: Path
) -> None:
    pruner = HeadPruner(recipe, prepared, PLAN)
    assert pruner.survivors == {"encoder.self.1": [1, 2, 3], "encoder.self.2": [1, 2, 3]}
    before = pruner.survivors
    for heads in (4, 1):
        run = RunFolder(tmp_path / f"{heads}-heads")
        display = training_display(quiet=True)
        assert not pruner.prune(HeadBudget(heads, begin=pruner.heads), run, display)
        assert pruner.heads == heads
        assert all(set(left) <= set(before[site]) for site, left in pruner.survivors.items())
        content = ModelFolder.load(run.path)
        settings = content.description.model
        assert isinstance(settings, Transformer)
        assert settings.encoder_heads == [len(left) for left in pruner.survivors.values()]
        assert settings.decoder_heads is settings.cross_heads is None
        assert len(content.selftest.sources) == 8
        assert f"Pruned to {heads} heads" in content.card
        before = pruner.survivors
    assert "encoder_heads = " in (run.model / "config.toml").read_text("utf-8")


def test_what_has_no_heads_is_refused_in_one_sentence(
    recipe: Recipe, prepared: PreparedData
) -> None:
    recurrent = recipe.model_copy(update={"model": Recurrent()})
    with pytest.raises(TolmachError, match="A recurrent model has no heads of attention to prune"):
        HeadPruner(recurrent, prepared, PLAN)
    fresh = recipe.model_copy(update={"start_from": None})
    with pytest.raises(TolmachError, match="begins with a trained model"):
        HeadPruner(fresh, prepared, PLAN)
    with pytest.raises(TolmachError, match="no attention with heads at nowhere"):
        HeadPruner(recipe, prepared, PruningPlan(sites=("nowhere",)))
