import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.runs import write_corpus
from tolmach.config.recipe import Recipe, read_recipe
from tolmach.errors import TolmachError
from tolmach.pruning.folder import PrunedHeads, PruningFolder, clear_making, cut_model
from tolmach.training.preparation import prepare
from tolmach.training.run_folder import RunFolder

PLAN: dict[str, Any] = {"sites": ("encoder.self",), "gate_rate": 0.1, "heads": [4, 2]}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["survivors", "tuned", "encoder.self.1"]), inner)
    ),
)


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    return read_recipe(write_corpus(tmp_path))


def test_a_pruning_goes_on_with_the_same_plan_alone(recipe: Recipe, tmp_path: Path) -> None:
    folder = PruningFolder(tmp_path / "pruned")
    folder.check_place(resume=False)
    folder.check_place(resume=True)
    folder.path.mkdir()
    folder.begin(recipe, PLAN)
    folder.check_place(resume=True)
    with pytest.raises(TolmachError, match="add --resume to go on with it, or choose another"):
        folder.check_place(resume=False)
    folder.begin(recipe, PLAN)
    with pytest.raises(TolmachError, match=r"began with heads = \[4, 2\], and it is \[4\] now"):
        folder.begin(recipe, {**PLAN, "heads": [4]})
    other = recipe.model_copy(update={"training": recipe.training.model_copy(update={"seed": 2})})
    with pytest.raises(TolmachError, match=r"began with training\.seed = 1, and it is 2 now"):
        folder.begin(other, PLAN)
    prepare(recipe, folder.data)
    (corpus,) = recipe.data.train[0].files
    corpus.write_text("eins\teins\n", "utf-8")
    with pytest.raises(TolmachError, match="The training text, the dev set or the vocabulary in"):
        folder.begin(recipe, PLAN)


@pytest.mark.parametrize("resume", [False, True])
def test_what_is_no_pruning_stays(resume: bool, tmp_path: Path) -> None:
    with pytest.raises(TolmachError, match="is there already; choose another folder with -o"):
        PruningFolder(tmp_path).check_place(resume=resume)


def test_only_one_prunes_at_a_time(tmp_path: Path) -> None:
    folder = PruningFolder(tmp_path / "pruned")
    with folder.alone(), pytest.raises(TolmachError, match="is at work"), folder.alone():
        pass


def test_heads_are_noted_and_read_again(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "4-heads")
    assert PrunedHeads.read(run) is None
    for found in (PrunedHeads({"a": [1, 4], "b": []}), PrunedHeads({"a": [2]}, tuned=True)):
        found.write(run)
        assert PrunedHeads.read(run) == found


@settings(deadline=None)
@given(content=JSON.map(json.dumps) | st.text())
def test_what_is_damaged_is_refused(content: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    run = RunFolder(tmp_path_factory.mktemp("run"))
    (run.path / "heads.json").write_text(content, "utf-8")
    with suppress(TolmachError):
        found = PrunedHeads.read(run)
        assert isinstance(found, PrunedHeads)


def test_what_served_the_making_goes_and_the_model_stays(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    for folder in (cut_model(run), run.checkpoints.folder, run.best, run.model):
        folder.mkdir()
    clear_making(run)
    assert list(tmp_path.iterdir()) == [run.model]
