"""No command works for long, only to say then that its output cannot be written."""

from pathlib import Path

import pytest

from tests.cli.command import tolmach_text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a text that is no corpus; no model is in it."""
    (tmp_path / "text").write_text("Hund\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("command", "written"),
    [
        ("translate text -m none -o text/x", "text/x"),
        ("score text -m none -o text/x", "text/x"),
        ("trust text -m none -o text/x", "text/x"),
        ("evaluate text text -m none -o text/x", "text/x"),
        ("diversify text -f none -o text/x", "text/x"),
        ("align text -m none -o text/x", "text/x"),
        ("look Hund -m none -o text/x.html", "text/x.html"),
        ("look Hund -m none --show loss -o text/x.svg", "text/x.svg"),
        ("vectors text -m none -o text/x.svg", "text/x.svg"),
        ("attribute Hund -m none -o text/x.svg", "text/x.svg"),
        ("heads text -m none -o text/x", "text/x/heads.json"),
        ("prune text -m none --heads 1 -o text/x", "text/x/plan.json"),
        ("export none --to ctranslate2 -o text/x", "text/x"),
        ("check text --write text/x", "text/x"),
        ("init text -o text/x.toml", "text/x.toml"),
        ("bpe learn text -o text/x", "text/x"),
        ("study text -o text/x", "text/x/study.json"),
    ],
)
def test_a_bad_output_is_told_before_any_work(command: str, written: str, folder: Path) -> None:
    done = tolmach_text(*command.split(), folder=folder)
    assert done.stderr == (
        f"tolmach: {written} cannot be written: text is no folder; choose another output.\n"
    )
    assert done.returncode == 1
    assert [path.name for path in folder.iterdir()] == ["text"]


def test_a_bad_folder_of_a_run_is_told_before_any_work(folder: Path) -> None:
    (folder / "my.toml").write_text(
        'name = "my"\n[data]\nsource_language = "de"\ntarget_language = "en"\n'
        'train = [["none.tsv"]]\ndev = ["none.tsv"]\n',
        "utf-8",
    )
    done = tolmach_text("train", "my.toml", "-o", "text/x", folder=folder)
    assert done.stderr == (
        "tolmach: text/x/recipe.json cannot be written: text is no folder; choose another output.\n"
    )
