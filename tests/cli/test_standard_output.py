"""`-o -` is standard output, and no file or folder of that name."""

from pathlib import Path

import pytest

from tests.cli.command import tolmach_text
from tests.toy_folder import LINES, make_toy_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("place")
    make_toy_folder(folder / "toy")
    (folder / "pair.tsv").write_text(f"{LINES[0]}\t{LINES[1]}\n", "utf-8")
    (folder / "page.html").write_text("<p>Hund</p>\n", "utf-8")
    return folder


@pytest.mark.parametrize(
    "command",
    [
        "translate -m toy pair.tsv",
        "translate -m toy --json --n-best 2 pair.tsv",
        "translate -m toy page.html",
        "score -m toy pair.tsv",
        "align -m toy pair.tsv",
        "diversify pair.tsv -f toy",
    ],
)
def test_lines_go_to_standard_output(command: str, folder: Path) -> None:
    done = tolmach_text(*command.split(), "-o", "-", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    if "--json" not in command:  # which tells the time
        assert done.stdout == tolmach_text(*command.split(), folder=folder).stdout
    assert done.stdout.strip()
    assert not (folder / "-").exists()


@pytest.mark.parametrize(
    "command",
    [
        "evaluate pair.tsv pair.tsv -m none -o",
        "look Hund -m none -o",
        "attribute Hund -m none -o",
        "vectors pair.tsv -m none -o",
        "heads pair.tsv -m none -o",
        "prune pair.tsv -m none --heads 1 -o",
        "export none --to ctranslate2 -o",
        "check pair.tsv --write",
        "bpe learn pair.tsv -o",
        "study pair.tsv -o",
    ],
)
def test_what_cannot_go_there_says_so_before_any_work(command: str, folder: Path) -> None:
    done = tolmach_text(*command.split(), "-", folder=folder)
    assert done.stderr == (
        "tolmach: This cannot be written to standard output (-); name a file or a folder.\n"
    )
    assert done.returncode == 1
    assert not (folder / "-").exists()
