import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.command import tolmach_text
from tests.toy_folder import LINES, make_toy_folder


def run(folder: Path, *arguments: str, text: str = "") -> CompletedProcess[str]:
    return tolmach_text("attribute", *arguments, "-m", folder, given=text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_toy_folder(tmp_path_factory.mktemp("models") / "toy")


def test_a_row_for_every_word_and_its_shares_in_json_and_in_a_figure(
    folder: Path, tmp_path: Path
) -> None:
    given = LINES[2], "--target", LINES[3]
    shown = run(folder, *given, "-o", str(tmp_path / "shares.svg"))
    assert (shown.returncode, shown.stderr) == (0, "")
    words = ["The", "dog", "is", "sleeping", "under", "the", "table", ".", "</s>"]
    title, header, *rows = shown.stdout.splitlines()
    assert title == "Contributions to each word"
    assert header.split()[:3] == ["word", "source", "most"]
    assert [row.split()[0] for row in rows[: len(words)]] == words
    record = json.loads(run(folder, *given, "--json").stdout)
    assert record["target"] == words
    assert record["prefix"] == ["<s>", *words[:-1]]
    assert record["missing"] < 1e-3
    for row, share in enumerate(record["source_share"]):
        to_source, to_prefix = sum(record["to_source"][row]), sum(record["to_prefix"][row])
        assert to_source + to_prefix == pytest.approx(1, abs=2e-3)
        assert share == pytest.approx(to_source, abs=2e-3)
        assert f" {100 * share:.0f} % " in rows[row]
    assert "prefix" in (tmp_path / "shares.svg").read_text("utf-8")


def test_many_sentences_under_three_prefixes(folder: Path, tmp_path: Path) -> None:
    pairs = f"{LINES[0]}\t{LINES[1]}\n{LINES[2]}\t{LINES[3]}\n" * 2
    figure = tmp_path / "corpus.svg"
    shown = run(folder, "--pairs", "-", "--first", "3", "-o", str(figure), text=pairs)
    assert (shown.returncode, shown.stderr) == (0, "")
    lines = shown.stdout.splitlines()
    assert lines[0] == "The source's contribution to the next piece, 3 sentences"
    assert [line.split()[0] for line in lines[2:5]] == ["own", "reference", "wrong"]
    assert "3 sentences" in figure.read_text("utf-8")
    (tmp_path / "de").write_text(f"{LINES[0]}\n{LINES[2]}\n", "utf-8")
    (tmp_path / "en").write_text(f"{LINES[1]}\n{LINES[3]}\n", "utf-8")
    files = "--pairs", str(tmp_path / "de"), "--pairs", str(tmp_path / "en")
    record = json.loads(run(folder, *files, "--json").stdout)
    assert (record["model"], record["sentences"]) == ("toy", 2)
    assert [len(each["along"]) for each in record["prefixes"].values()] == [11] * 3
    assert {each["missing"] < 1e-3 for each in record["prefixes"].values()} == {True}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Give one sentence to explain, or --pairs"),
        (["Ja.", "--pairs", "-"], "Give one sentence to explain, or --pairs"),
        (["--pairs", "-", "--target", "Yes."], "--target translates a sentence"),
        (["--pairs", "-"], "A wrong prefix is another sentence's translation"),
        (["--pairs", "nowhere"], "nowhere cannot be read"),
        (["--pairs", "same", "-o", "same"], "same would be overwritten"),
    ],
)
def test_mistakes_are_one_sentence(folder: Path, arguments: list[str], message: str) -> None:
    done = run(folder, *arguments, text="Ja.\tYes.\n")
    assert done.returncode == 1
    assert done.stderr.startswith(f"tolmach: {message}")
    assert done.stderr.count("\n") == 1
