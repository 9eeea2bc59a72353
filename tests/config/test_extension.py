"""A recipe may extend another: tables key by key, its own settings first, paths where they are."""

import os.path
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from tolmach.config.extension import extended_toml
from tolmach.config.recipe import read_recipe
from tolmach.errors import TolmachError

BASE = """
start_from = "model"
selftest = ["a", "b"]
[data]
source_language = "de"
train = [["a.tsv"], { files = ["a.de", "/abs/a.en"], weight = 2.0, tag = "made" }]
dev = ["dev.tsv"]
[model]
size = 24
heads = 3
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_byte_order_mark_is_no_statement(tmp_path: Path) -> None:
    assert extended_toml(write(tmp_path / "own.toml", "\ufeffname = 'a'")) == {"name": "a"}


def test_tables_are_merged_and_lists_are_taken_whole(tmp_path: Path) -> None:
    write(tmp_path / "base.toml", BASE)
    own = 'extends = "base.toml"\nselftest = ["c"]\n[model]\nsize = 48\n[training]\nseed = 2'
    found = extended_toml(write(tmp_path / "own.toml", own))
    assert found["model"] == {"size": 48, "heads": 3}
    assert (found["selftest"], found["training"]) == (["c"], {"seed": 2})
    assert "extends" not in found


def test_a_model_of_another_architecture_is_taken_whole(tmp_path: Path) -> None:
    write(tmp_path / "base.toml", BASE)
    own = 'extends = "base.toml"\n[model]\nsize = 48\narchitecture = '
    found = extended_toml(write(tmp_path / "own.toml", own + '"recurrent"'))
    assert found["model"] == {"architecture": "recurrent", "size": 48}
    found = extended_toml(write(tmp_path / "own.toml", own + '"transformer"'))
    assert found["model"] == {"architecture": "transformer", "size": 48, "heads": 3}


def test_paths_are_relative_to_the_file_in_which_they_stand(tmp_path: Path) -> None:
    write(tmp_path / "base" / "base.toml", BASE)
    write(tmp_path / "middle.toml", 'extends = "base/base.toml"\n[data]\ndev = [["m.tsv"]]')
    own = 'extends = "../middle.toml"\nname = "own"\n[data]\ntarget_language = "en"'
    path = write(tmp_path / "deep" / "own.toml", own)
    found = extended_toml(path)
    first, second = found["data"]["train"]
    ((dev,),) = found["data"]["dev"]
    there = [found["start_from"], *first, *second["files"], dev]
    expected = [tmp_path / "base" / name for name in ("model", "a.tsv", "a.de", "/abs/a.en")]
    assert list(map(os.path.normpath, there)) == list(map(str, [*expected, tmp_path / "m.tsv"]))
    assert second["tag"] == "made"


def test_a_recipe_and_its_overrides_come_after_its_bases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "base" / "base.toml", BASE.replace('start_from = "model"', ""))
    own = '[data]\ntarget_language = "en"\ndev = ["own.tsv"]'
    write(tmp_path / "own.toml", f'extends = "base/base.toml"\nname = "own"\n{own}')
    monkeypatch.chdir(tmp_path)
    recipe = read_recipe(Path("own.toml"), ["model.heads=2"])
    assert recipe.model.model_dump(include={"size", "heads"}) == {"size": 24, "heads": 2}
    assert recipe.data.dev[0].files == [Path("own.tsv")]
    assert recipe.data.train[0].files == [tmp_path / "base" / "a.tsv"]
    assert recipe.data.train[1].weight == 2


@pytest.mark.parametrize("others", [["own"], ["a", "own"], ["a", "b", "own"], ["a", "a"]])
def test_a_circle_is_refused(others: list[str], tmp_path: Path) -> None:
    for file, extended in zip(["own", *others], others, strict=False):
        write(tmp_path / f"{file}.toml", f'extends = "{extended}.toml"')
    with pytest.raises(TolmachError, match=r"extends .*\.toml, which extends it in turn; take"):
        extended_toml(tmp_path / "own.toml")


@pytest.mark.parametrize("name", [3, "", "a\0b", ["base.toml"], {"base": "base.toml"}])
def test_no_name_is_one_sentence(name: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "own.toml", tomlkit.dumps({"extends": name}))
    with pytest.raises(TolmachError, match=r"own\.toml: extends must be the name of"):
        extended_toml(path)


def test_a_missing_or_damaged_base_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "own.toml", 'extends = "base.toml"')
    with pytest.raises(TolmachError, match=r"base\.toml cannot be read: No such file"):
        extended_toml(path)
    write(tmp_path / "base.toml", "a = ]")
    with pytest.raises(TolmachError, match=r"base\.toml is not valid TOML"):
        extended_toml(path)


@pytest.mark.parametrize("data", ["3", "{ train = 3, dev = [3, [4]] }", "{ dev = { files = 1 } }"])
def test_what_is_no_path_in_a_base_is_left_to_the_recipes_own_check(
    data: str, tmp_path: Path
) -> None:
    write(tmp_path / "base.toml", f"start_from = 7\ndata = {data}")
    path = write(tmp_path / "own.toml", 'extends = "base.toml"\nname = "own"')
    assert extended_toml(path)["start_from"] == 7
    with pytest.raises(TolmachError, match=r"is wrong: it must be|is missing"):
        read_recipe(path)
