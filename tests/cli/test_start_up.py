"""What needs no model starts at once: a fact about modules, found in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.toy_folder import make_toy_folder
from tolmach.inference.native_extension import native_is_installed

# Each takes a tenth of a second or more; Typer below 0.29 needs none of them.
SLOW = ["langcodes", "numpy", "pydantic", "rich.markdown", "torch", "urllib.request"]
PROBE = """
import json, sys
from tolmach.cli.main import main
runs, slow = json.loads(sys.argv[1]), json.loads(sys.argv[2])
imported = {}
for run in runs:
    sys.argv = ["tolmach", *run]
    try:
        main()
    except SystemExit as left:
        imported[" ".join(run)] = [left.code, [each for each in slow if each in sys.modules]]
print(json.dumps(imported), file=sys.stderr)
"""


def modules_after(runs: list[list[str]], folder: Path) -> dict[str, list[object]]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(runs), json.dumps(SLOW)],
        capture_output=True,
        text=True,
        cwd=folder,
        check=True,
    )
    found: dict[str, list[object]] = json.loads(done.stderr.splitlines()[-1])
    return found


def help_of_every_command() -> list[list[str]]:
    from typer.main import get_command

    from tolmach.cli.main import app

    runs = [["--help"]]
    waiting: list[tuple[list[str], object]] = [([], get_command(app))]
    while waiting:
        path, command = waiting.pop()
        for name, inner in getattr(command, "commands", {}).items():
            runs.append([*path, name, "--help"])
            waiting.append(([*path, name], inner))
    return runs


def test_help_of_every_command_imports_nothing_slow(tmp_path: Path) -> None:
    runs = help_of_every_command()
    found = modules_after(runs, tmp_path)
    assert found == {" ".join(run): [0, []] for run in runs}


def test_checking_short_lines_imports_nothing_slow(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("ein Hund\ta dog\neine Katze\ta cat\n", "utf-8")
    run = ["check", "pairs.tsv"]
    assert modules_after([run], tmp_path) == {" ".join(run): [0, []]}


@pytest.mark.skipif(not native_is_installed(), reason="installed without a compiler")
def test_translating_on_a_cpu_never_imports_torch(tmp_path: Path) -> None:
    make_toy_folder(tmp_path / "toy")
    (tmp_path / "german.txt").write_text("Der Hund schläft.\n", "utf-8")
    (tmp_path / "pairs.tsv").write_text("ein Hund\ta dog\n", "utf-8")
    runs = [
        ["translate", "german.txt", "--model", "toy", "--device", "cpu"],
        ["translate", "german.txt", "--model", "toy", "--engine", "native", "--json"],
        ["score", "pairs.tsv", "--model", "toy", "--engine", "native", "--precision", "int8"],
        ["evaluate", "pairs.tsv", "--model", "toy", "--engine", "native"],
    ]
    found = modules_after(runs, tmp_path)
    assert len(found) == len(runs)
    for status, modules in found.values():
        assert status == 0
        assert isinstance(modules, list)
        assert "torch" not in modules


@pytest.mark.skipif(not native_is_installed(), reason="installed without a compiler")
def test_plain_sentences_are_translated_without_numpy(tmp_path: Path) -> None:
    make_toy_folder(tmp_path / "toy")
    (tmp_path / "german.txt").write_text("Der Hund schläft.\n", "utf-8")
    run = ["translate", "german.txt", "--model", "toy", "--device", "cpu"]
    status, modules = modules_after([run], tmp_path)[" ".join(run)]
    assert status == 0
    assert isinstance(modules, list)
    assert not {"numpy", "torch"} & set(modules)


PLAIN_TEXT_COMMANDS = {
    "bpe learn": ["bpe", "learn", "pairs.tsv", "-o", "learnt.json", "--size", "270"],
    "bpe explain": ["bpe", "explain", "words.txt"],
    "check": ["check", "pairs.tsv"],
}


@pytest.mark.parametrize("name", PLAIN_TEXT_COMMANDS)
def test_plain_text_commands_never_import_torch(name: str, tmp_path: Path) -> None:
    if [*name.split(), "--help"] not in help_of_every_command():
        pytest.skip(f"there is no `tolmach {name}` yet")
    (tmp_path / "pairs.tsv").write_text("ein Hund\ta dog\neine Katze\ta cat\n", "utf-8")
    (tmp_path / "words.txt").write_text("hug 10\npug 5\npun 12\n", "utf-8")
    run = PLAIN_TEXT_COMMANDS[name]
    status, modules = modules_after([run], tmp_path)[" ".join(run)]
    assert status == 0
    assert isinstance(modules, list)
    assert "torch" not in modules


def test_a_shipped_model_is_chosen_without_the_tables_of_languages(tmp_path: Path) -> None:
    (tmp_path / "german.txt").write_text("Guten Morgen!\n", "utf-8")
    run = ["translate", "german.txt"]
    status, modules = modules_after([run], tmp_path)[" ".join(run)]
    assert status in (0, None)
    assert isinstance(modules, list)
    assert "langcodes" not in modules


def test_plain_pairs_are_checked_without_the_tables_of_languages(tmp_path: Path) -> None:
    (tmp_path / "my.tsv").write_text("Guten Morgen!\tGood morning!\n", "utf-8")
    run = ["check", "my.tsv", "--languages", "de,en"]
    status, modules = modules_after([run], tmp_path)[" ".join(run)]
    assert status in (0, None)
    assert isinstance(modules, list)
    assert "langcodes" not in modules
