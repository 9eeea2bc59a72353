from pathlib import Path

import pytest

from tests.pruning.pruning_corpus import write_model_and_corpus
from tolmach.config.recipe import Recipe, read_continued_recipe
from tolmach.errors import TolmachError
from tolmach.pruning.gated_learner import HeadCount, Penalty
from tolmach.pruning.pruner import PruningPlan
from tolmach.pruning.run import PruningRequest

PLAN = PruningPlan(gate_updates=10, tuning_updates=10)


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    path, model = write_model_and_corpus(tmp_path_factory.mktemp("corpus"))
    return read_continued_recipe(path, model)


def test_goals_go_from_many_heads_to_few(recipe: Recipe) -> None:
    goals = PruningRequest(recipe, PLAN, heads=[1, 4, 2, 4]).goals()
    assert [goal.count for goal in goals] == [4, 2, 1]
    assert all(isinstance(goal, HeadCount) for goal in goals)


def test_goals_go_from_low_penalties_to_high_ones(recipe: Recipe) -> None:
    goals = PruningRequest(recipe, PLAN, penalties=[0.3, 0.1]).goals()
    assert goals == [Penalty(0.1), Penalty(0.3)]


def test_points_are_kept_among_the_settings_in_any_order(recipe: Recipe) -> None:
    one, other = (PruningRequest(recipe, PLAN, heads=heads) for heads in ([4, 2], [2, 4, 2]))
    assert one.settings == other.settings
    assert one.settings["gate_updates"] == 10
    assert (one.settings["heads"], one.settings["penalty"]) == ([2, 4], [])


@pytest.mark.parametrize(
    ("heads", "penalties", "message"),
    [
        ([], [], "Say how far to prune"),
        ([3], [0.1], "Say how far to prune"),
        ([3, 6], [], "The model has 6 such heads; leave fewer by --heads."),
    ],
)
def test_points_that_cannot_be_are_refused(
    recipe: Recipe, heads: list[int], penalties: list[float], message: str
) -> None:
    with pytest.raises(TolmachError, match=message):
        PruningRequest(recipe, PLAN, heads, penalties).goals()


def test_pairs_to_report_on_are_those_given_or_the_dev_set(recipe: Recipe, tmp_path: Path) -> None:
    dev = PruningRequest(recipe, PLAN).test_pairs()
    assert dev
    (tmp_path / "some.tsv").write_text("eins\tone\n\tno source\n", "utf-8")
    given = PruningRequest(recipe, PLAN, test=[tmp_path / "some.tsv"]).test_pairs()
    assert [tuple(pair) for pair in given] == [("eins", "one")]
    (tmp_path / "none.tsv").write_text("\tno source\n", "utf-8")
    with pytest.raises(TolmachError, match="no pair of sentences to report on"):
        PruningRequest(recipe, PLAN, test=[tmp_path / "none.tsv"]).test_pairs()
