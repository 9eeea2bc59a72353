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


def test_explain_shows_vocabulary_and_corpus_after_every_merge_in_the_order_given() -> None:
    text = "pun 12\nhug 10\nhugs 5\n"
    lines = run("explain", "-", "--merges", 2, text=text).splitlines()
    assert lines[1:3] == ["V  g h n p s u", "C  p u n ×12 · h u g ×10 · h u g s ×5"]
    first = lines.index("Merge 1  h + u → hu   15 times")
    assert lines[first + 1 : first + 3] == [
        "V  g h n p s u hu",
        "C  p u n ×12 · hu g ×10 · hu g s ×5",
    ]
    assert lines[first + 4 : first + 6] == [
        "V  g h n p s u hu hug",
        "C  p u n ×12 · hug ×10 · hug s ×5",
    ]
    steps = json.loads(run("explain", "-", "--merges", 2, "--json", text=text))["steps"]
    assert steps[0]["vocabulary"] == [*"ghnpsu", "hu"]
    assert list(steps[1]["corpus"].items()) == [
        ("pun", ["p", "u", "n"]),
        ("hug", ["hug"]),
        ("hugs", ["hug", "s"]),
    ]


def test_explain_shows_the_commonest_changed_words_of_a_long_list() -> None:
    text = "".join(f"a{chr(98 + n // 10)}{n} {1 + n}\n" for n in range(60))
    shown = run("explain", "-", "--merges", 1, text=text)
    assert "V  " in shown.splitlines()[1]
    assert "Merge 1  a + g → ag" in shown
    assert "C  ag 5 9 ×60 · ag 5 8 ×59" in shown
    assert "and 4 words more" in shown
    assert (
        "corpus"
        not in json.loads(run("explain", "-", "--merges", 1, "--json", text=text))["steps"][0]
    )


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


def test_a_corpus_without_pairs_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.tsv").touch()
    with pytest.raises(TolmachError, match=r"empty\.tsv: the corpus holds no pair; name another"):
        run("learn", tmp_path / "empty.tsv", "-o", tmp_path / "tokenizer.json")


@pytest.mark.parametrize("line", ["12 x", "-1", "99999999", "²"])
def test_decode_names_what_is_no_piece(tmp_path: Path, line: str) -> None:
    corpus, tokenizer = tmp_path / "a.tsv", tmp_path / "tokenizer.json"
    corpus.write_text("a\tb\n")
    run("learn", corpus, "-o", tokenizer, "--size", 300)
    with pytest.raises(TolmachError, match=r"line 2: .* is no piece number"):
        run("decode", tokenizer, text=f"12\n{line}\n")
