"""The recipes that come along can be read, and the commands above them exist."""

from pathlib import Path

import pytest

from tests.quoted_commands import mistakes, tolmach_calls
from tolmach.config.recipe import read_recipe

FOLDER = Path(__file__).parent.parent / "recipes"
RECIPES = sorted({*FOLDER.rglob("*.toml")} - {*(FOLDER / "base").iterdir()})


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_is_valid_and_named_after_its_file(path: Path) -> None:
    assert read_recipe(path).name == path.stem


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_the_commands_above_a_recipe_exist(path: Path) -> None:
    lines = [line[1:] for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    commands = "\n".join(lines).replace("\\\n", " ").splitlines()
    calls = [c for line in commands if "tolmach " in line for c in tolmach_calls(line)]
    name = path.relative_to(FOLDER)
    train = ["tolmach", "train", f"recipes/{name}", "-o", f"runs/{name.with_suffix('')}"]
    assert train in [call[: len(train)] for call in calls]
    assert {" ".join(call): mistakes(call) for call in calls if mistakes(call)} == {}
