import json
from pathlib import Path

import pytest

from tests.cli.command import tolmach_text
from tests.toy_folder import make_toy_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    make_toy_folder(folder / "toy")
    (folder / "a.txt").write_text("Der Hund.\n\nDie Katze.\nDer Hund schläft.\n", "utf-8")
    return folder


def test_sentences_are_listed_with_their_neighbours_and_drawn(folder: Path) -> None:
    asked = ("a.txt", "-m", "toy", "--neighbours", "1", "-o", "map.svg")
    done = tolmach_text("vectors", *asked, folder=folder)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split("\t")[-1] for line in lines[::2]] == [
        *("Der Hund.", "Die Katze.", "Der Hund schläft."),
    ]
    assert all(line.startswith("\t\t") for line in lines[1::2])
    assert "3 sentences, vectors of 22 units" in (folder / "map.svg").read_text("utf-8")


def test_json_has_every_neighbour_asked_for(folder: Path) -> None:
    done = tolmach_text("vectors", "a.txt", "-m", "toy", "--json", folder=folder)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [len(record["nearest"]) for record in records] == [2, 2, 2]
    assert records[0]["nearest"][0]["cosine"] <= 1


def test_no_sentence_at_all_is_told(folder: Path) -> None:
    done = tolmach_text("vectors", "-m", "toy", folder=folder, given="\n")
    assert done.stderr == (
        "tolmach: Standard input holds no sentence; give two at least, one a line.\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "map.pdf"], "map.pdf has no name that says what to write; end it in .svg or .png."),
        ([], "Standard input holds one sentence, which has no neighbour; give two"),
    ],
)
def test_mistakes_are_one_sentence(folder: Path, words: list[str], message: str) -> None:
    done = tolmach_text("vectors", "-m", "toy", *words, folder=folder, given="Hund\n")
    assert done.returncode == 1
    assert message in done.stderr
