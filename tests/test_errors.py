import ast
from pathlib import Path

import pytest

import tolmach
from tests.toy_folder import make_toy_folder
from tolmach import SearchOptions, Translator
from tolmach.config.recipe import read_recipe
from tolmach.corpus.parallel import read_pairs
from tolmach.errors import DataError, ModelError, RequestError, RunError, TolmachError

SOURCES = sorted(Path(tolmach.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_error_that_is_raised_has_a_kind(path: Path) -> None:
    made = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "TolmachError"
    ]
    assert made == [], f"{path.name} makes a TolmachError without a kind in lines {made}"


def test_a_kind_is_a_tolmach_error() -> None:
    assert all(issubclass(kind, TolmachError) for kind in (DataError, ModelError, RequestError))
    assert issubclass(RunError, TolmachError)


def test_whose_fault_it_is(tmp_path: Path) -> None:
    with pytest.raises(RequestError):
        SearchOptions(beam=0)
    with pytest.raises(ModelError):
        Translator.load(tmp_path)
    model = make_toy_folder(tmp_path / "toy")
    (model / "config.toml").write_text("nonsense = 1\n", "utf-8")
    with pytest.raises(ModelError, match="nonsense"):
        Translator.load(model)
    with pytest.raises(DataError):
        list(read_pairs([tmp_path / "missing.tsv"]))
    (tmp_path / "recipe.toml").write_text("nonsense = 1\n", "utf-8")
    with pytest.raises(RequestError):
        read_recipe(tmp_path / "recipe.toml")
