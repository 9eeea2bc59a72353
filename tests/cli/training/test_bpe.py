import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tolmach.cli.main import app
from tolmach.errors import TolmachError

WORDS = "hug 10\npug 5\npun 12\nbun 4\nhugs 5\n"


def run(*arguments: object, text: str = "") -> str:
    result = CliRunner().invoke(app, ["bpe", *map(str, arguments)], input=text)
    if result.exception:
        raise result.exception
    assert result.exit_code == 0
    return result.stdout


def test_explain_shows_vocabulary_merges_and_cutting() -> None:
    shown = run("explain", "-", "--merges", 3, "--word", "bugs", text=WORDS)
    assert "b g h n p s u\n" in shown
    merges = ["u + g → ug", "u + n → un", "h + ug → hug"]
    assert [shown.index(merge) for merge in merges] == sorted(map(shown.index, merges))
    assert "b ug s   u + g → ug   merge 1" in shown


def test_explain_as_json() -> None:
    shown = json.loads(run("explain", "-", "--merges", 3, "--word", "hugs", "--json", text=WORDS))
    assert shown["alphabet"] == list("bghnpsu")
    assert [(step["symbol"], step["count"]) for step in shown["steps"]] == [
        ("ug", 20),
        ("un", 16),
        ("hug", 15),
    ]
    assert shown["segmentation"][-1]["pieces"] == ["hug", "s"]


@pytest.mark.parametrize("separate", [True, False])
def test_learn_apply_and_decode(tmp_path: Path, separate: bool) -> None:
    corpus, tokenizer = tmp_path / "a.tsv", tmp_path / "tokenizer.json"
    corpus.write_text("ein Haus, ein Baum\ta house, a tree\n" * 5, "utf-8")
    run("learn", corpus, "-o", tokenizer, "--size", 300, *["--separate"] * separate)
    pieces = run("apply", tokenizer, "--target", text="a house\n")
    assert pieces.replace(" ", "") == "▁a▁house\n"
    ids = run("apply", tokenizer, "--ids", text="ein  Häuschen\n\n<s>\n")
    assert run("decode", tokenizer, text=ids) == "ein Häuschen\n\n<s>\n"


def test_what_is_learnt_takes_the_place_of_no_text(tmp_path: Path) -> None:
    corpus = tmp_path / "a.tsv"
    corpus.write_text("a\tb\n")
    with pytest.raises(TolmachError, match="would be overwritten"):
        run("learn", corpus, "-o", corpus)


@pytest.mark.parametrize("line", ["12 x", "-1", "99999999", "²"])
def test_decode_names_what_is_no_piece(tmp_path: Path, line: str) -> None:
    corpus, tokenizer = tmp_path / "a.tsv", tmp_path / "tokenizer.json"
    corpus.write_text("a\tb\n")
    run("learn", corpus, "-o", tokenizer, "--size", 300)
    with pytest.raises(TolmachError, match=r"line 2: .* is no piece number"):
        run("decode", tokenizer, text=f"12\n{line}\n")
