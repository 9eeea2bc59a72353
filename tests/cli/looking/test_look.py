import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.command import tolmach
from tests.toy_folder import make_toy_folder


def run(folder: Path, *words: str, text: str = "") -> CompletedProcess[bytes]:
    return tolmach("look", *words, "-m", folder / "toy", given=text.encode(), folder=folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    make_toy_folder(folder / "toy")
    return folder


def test_a_page_is_written_and_the_translation_told(folder: Path) -> None:
    done = run(folder, "-", "--target", "The dog.", text="Der\nHund.\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"The dog.\nlook.html\n"
    page = (folder / "look.html").read_text("utf-8")
    assert "<title>Der Hund.</title>" in page
    assert page.rstrip().endswith("</html>")


def test_the_ending_says_what_is_written(folder: Path) -> None:
    place = ["--layer", "1", "--head", "1"]
    for name, flags in (("a.json", []), ("a.svg", place), ("a.png", place)):
        done = run(folder, "Der Hund.", "--beam", "2", *flags, "-o", name)
        assert done.returncode == 0, done.stderr.decode()
    numbers = json.loads((folder / "a.json").read_text("utf-8"))
    assert numbers["source"]["words"] == ["Der", "Hund", ".", "</s>"]
    assert numbers["search"]["beam"] == 2
    svg = ElementTree.parse(folder / "a.svg").getroot()
    drawn = {"".join(each.itertext()) for each in svg.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Der", "Hund", "decoder.cross.1, head 1"} <= drawn
    assert (folder / "a.png").read_bytes().startswith(b"\x89PNG")


def test_one_thing_is_shown_step_by_step(folder: Path) -> None:
    for kind in ("attention", "loss", "positions"):
        done = run(folder, "Der Hund.", "--target", "The dog.", "--show", kind)
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout.decode() == f"The dog.\n{kind}.svg\n"
        assert ElementTree.parse(folder / f"{kind}.svg")
    asked = ("--show", "attention", "--site", "encoder.self.1", "-o", "steps.json")
    assert run(folder, "Der Hund.", *asked).returncode == 0
    steps = json.loads((folder / "steps.json").read_text("utf-8"))
    assert steps["query_pieces"] == steps["key_pieces"]


def test_the_page_of_a_given_translation_has_its_loss(folder: Path) -> None:
    assert run(folder, "Der Hund.", "--target", "The dog.", "-o", "given.html").returncode == 0
    assert "one-hot target" in (folder / "given.html").read_text("utf-8")
    assert run(folder, "Der Hund.", "-o", "own.html").returncode == 0
    assert "one-hot target" not in (folder / "own.html").read_text("utf-8")
    assert run(folder, "Der Hund.", "--target", "The dog.", "-o", "given.json").returncode == 0
    loss = json.loads((folder / "given.json").read_text("utf-8"))["loss"]
    assert loss["steps"][-1]["true"] == "</s>"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["x", "-o", "look.pdf"], "look.pdf has no name that says what to write; end it in .html"),
        (
            ["x", "--show", "loss", "-o", "a.html"],
            "a.html has no name that says what to write; end",
        ),
        (["x", "--site", "encoder.self.1"], "--site names an attention to show step by step"),
        (
            ["x", "--show", "attention", "--site", "encoder.self.1", "--layer", "1"],
            "--site names the layer, too: drop --layer.",
        ),
        (["x", "--show", "loss", "--layer", "1"], "--show loss shows no attention: drop --layer"),
        (["x", "--show", "positions", "--head", "1"], "--show positions shows no attention"),
        (["x", "--smoothing", "0.2"], "--smoothing is that of the loss: add --show loss, or"),
        (["x", "--target", "y", "--smoothing", "0.2", "-o", "a.svg"], "--smoothing is that of"),
        (["x", "--show", "positions", "--smoothing", "0.2"], "--smoothing is that of the loss"),
        (["x", "--layer", "1", "-o", "a.json"], "a.json has the numbers of every head: drop"),
        (["x", "--head", "1", "-o", "a.json"], "a.json has the numbers of every head: drop"),
        (["x", "--target", "y", "--beam", "2", "-o", "a.png"], "--beam is for the search, which"),
        (["x", "--target", "y", "--beam", "2", "--show", "loss"], "--beam is for the search"),
        ([" "], "There is no text to look at; give a sentence."),
        (["x", "--layer", "2"], "No decoder layer 2 attends to the source: choose 1."),
        (["x", "--head", "2"], "There is no head 2 in decoder.cross.1: choose 1."),
    ],
)
def test_mistakes_are_one_sentence(folder: Path, words: list[str], message: str) -> None:
    done = run(folder, *words)
    assert done.returncode == 1
    assert done.stderr.decode().startswith(f"tolmach: {message}")
    assert done.stderr.count(b"\n") == 1
