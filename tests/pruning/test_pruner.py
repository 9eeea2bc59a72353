from pathlib import Path

import pytest

from tests.pruning.pruning_corpus import write_model_and_corpus
from tolmach.config.model import RecurrentSettings, TransformerSettings
from tolmach.config.recipe import Recipe, read_continued_recipe
from tolmach.errors import TolmachError
from tolmach.model_folder import ModelFolder
from tolmach.pruning.gated_learner import HeadCount
from tolmach.pruning.pruner import HeadPruner, PruningPlan
from tolmach.training.monitoring.display import QuietDisplay, progress_console
from tolmach.training.monitoring.metrics_log import MetricsLog
from tolmach.training.preparation import PreparedData, prepare
from tolmach.training.run_folder import RunFolder

PLAN = PruningPlan(gate_updates=10, tuning_updates=10)


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    path, model = write_model_and_corpus(tmp_path_factory.mktemp("corpus"))
    return read_continued_recipe(path, model)


@pytest.fixture(scope="module")
def prepared(recipe: Recipe, tmp_path_factory: pytest.TempPathFactory) -> PreparedData:
    return prepare(recipe, tmp_path_factory.mktemp("data") / "data")


def test_pruned_twice_it_is_an_ordinary_model_folder_each_time(
    recipe: Recipe, prepared: PreparedData, tmp_path: Path
) -> None:
    pruner = HeadPruner(recipe, prepared, PLAN)
    assert pruner.survivors == {"encoder.self.1": [1, 2, 3], "encoder.self.2": [1, 2, 3]}
    before = pruner.survivors
    for heads in (4, 1):
        run = RunFolder(tmp_path / f"{heads}-heads")
        display = QuietDisplay(progress_console())
        assert not pruner.prune(HeadCount(heads, begin=pruner.heads), run, display)
        assert pruner.heads == heads
        assert all(set(left) <= set(before[site]) for site, left in pruner.survivors.items())
        content = ModelFolder.load(run.path)
        settings = content.description.model
        assert isinstance(settings, TransformerSettings)
        assert settings.encoder_heads == [len(left) for left in pruner.survivors.values()]
        assert settings.decoder_heads is settings.cross_heads is None
        assert len(content.selftest.sources) == min(40, len(prepared.dev))
        assert f"Pruned to {heads} heads" in content.card
        before = pruner.survivors
    assert "encoder_heads = " in (run.model / "config.toml").read_text("utf-8")


def test_a_control_keeps_all_heads_and_learns_on(
    recipe: Recipe, prepared: PreparedData, tmp_path: Path
) -> None:
    control, start = HeadPruner(recipe, prepared, PLAN), recipe.start_from
    assert start is not None
    run = RunFolder(tmp_path / "control")
    assert not control.prune(None, run, QuietDisplay(progress_console()))
    assert control.heads == 6
    before, after = ModelFolder.load(start), ModelFolder.load(run.path)
    assert before.weights.keys() == after.weights.keys()
    assert any((before.weights[name] != after.weights[name]).any() for name in before.weights)
    last = MetricsLog(run.metrics).read()[-1]
    assert last["update"] == PLAN.tuning_updates


def test_what_has_no_heads_is_refused_in_one_sentence(
    recipe: Recipe, prepared: PreparedData
) -> None:
    recurrent = recipe.model_copy(update={"model": RecurrentSettings()})
    with pytest.raises(TolmachError, match="A recurrent model has no heads of attention to prune"):
        HeadPruner(recurrent, prepared, PLAN)
    fresh = recipe.model_copy(update={"start_from": None})
    with pytest.raises(TolmachError, match="begins with a trained model"):
        HeadPruner(fresh, prepared, PLAN)
    with pytest.raises(TolmachError, match="no attention with heads at nowhere"):
        HeadPruner(recipe, prepared, PruningPlan(sites=("nowhere",)))
