"""Recipes: every mistake is one sentence that names the key, the value and what would be right."""

from pathlib import Path

import pytest

from tests.training.runs import write_corpus
from tolmach.config import read_recipe
from tolmach.errors import TolmachError


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus"))


def test_paths_are_relative_to_the_recipe(recipe: Path) -> None:
    data = read_recipe(recipe).data
    assert data.train == [[recipe.parent / "train.tsv"]]
    assert data.dev == [recipe.parent / "dev.tsv"]


def test_settings_change_one_key_each(recipe: Path) -> None:
    changed = read_recipe(recipe, ["training.updates = 7", "name=tree", "model.tied='none'"])
    assert (changed.training.updates, changed.name, changed.model.tied) == (7, "tree", "none")
    assert changed.training.warmup == read_recipe(recipe).training.warmup


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("model.heads=3", "size 16 must be a multiple of 2 \\* heads = 6"),
        ("model.headz=3", "model.headz is no known key; known here are .*heads"),
        ("vocabulary.size=258", "vocabulary.size = 258 is wrong: it should be greater than"),
        ("vocabulary.size=999999999", "vocabulary.size = 999999999 is wrong: it should be less"),
        ("vocabulary.joint=false", 'model.tied = "all" needs vocabulary.joint = true'),
        ("training.learning_rate=inf", "training.learning_rate = inf is wrong: it should be a fin"),
        ("training.learning_rate=nan", "training.learning_rate = nan is wrong"),
        ("training.seed=99999999999999999999", "training.seed = 99999999999999999999 is wrong"),
        ("training.updates=many", "training.updates = 'many' is wrong"),
        ("data.dev=[]", "data.dev = \\[\\] is wrong"),
        ("name.x=1", "name is a value, not a section"),
        ("updates", "write it as section.key=value"),
    ],
)
def test_a_mistake_is_named(setting: str, message: str, recipe: Path) -> None:
    with pytest.raises(TolmachError, match=message):
        read_recipe(recipe, [setting])


def test_what_is_no_toml_is_named(tmp_path: Path) -> None:
    for content in (b"x = [", bytes(range(128, 200))):
        (tmp_path / "bad.toml").write_bytes(content)
        with pytest.raises(TolmachError, match=r"bad\.toml is not valid TOML"):
            read_recipe(tmp_path / "bad.toml")
    with pytest.raises(TolmachError, match="cannot be read: Is a directory"):
        read_recipe(tmp_path)
