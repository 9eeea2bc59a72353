import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import tolmach_text
from tests.toy_folder import make_toy_folder

REFERENCES = ["The café cat sat on the mat.", "Two dogs run over green grass.", "Nobody is here."]
GOOD = ["The café cat sat on a mat.", "Two dogs run over the grass.", "Nobody is here."]
BAD = ["A cat mat.", "", "no no no no no no"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = {"ref": REFERENCES, "good": GOOD, "bad": BAD, "src": GOOD, "blank": ["", " ", ""]}
    for name, lines in texts.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def _tolmach(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = "from tolmach.cli.main import main; main()"
    command = [sys.executable, "-c", program, *words]
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0"}
    return subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", env=environment
    )


def test_evaluate_prints_scores_signatures_and_what_went_wrong(folder: Path) -> None:
    run = _tolmach(folder, "evaluate", "bad", "ref", "--source", "src")
    assert (run.returncode, run.stderr) == (0, "")
    for part in ("BLEU|nrefs:1|bs:1000", "By length of the source", "1 empty: line 2"):
        assert part in run.stdout
    assert "caught in a loop (one phrase or the same few words over and over): line 3" in run.stdout
    assert "\x1b" not in run.stdout


def test_evaluate_as_json(folder: Path) -> None:
    shown = json.loads(tolmach_text("evaluate", "good", "ref", "--json", folder=folder).stdout)
    assert [score["name"] for score in shown["scores"]] == ["BLEU", "chrF2", "TER"]
    assert shown["sentences"] == 3


def test_evaluate_takes_several_references(folder: Path) -> None:
    alone, both = (
        json.loads(tolmach_text("evaluate", "good", *references, "--json", folder=folder).stdout)
        for references in (["ref"], ["ref", "good"])
    )
    assert (alone["references"], both["references"]) == (1, 2)
    assert both["scores"][1]["value"] == pytest.approx(100)
    assert (
        "3 sentences, 2 references each"
        in tolmach_text("evaluate", *["ref"] * 3, folder=folder).stdout
    )


def test_evaluate_cuts_words_as_the_references_need_it(folder: Path) -> None:
    (folder / "zh").write_text("红色的猫在花园里睡觉。\n他去学校。\n", "utf-8")
    (folder / "words").write_text("cat\ndog\n", "utf-8")
    shown = json.loads(tolmach_text("evaluate", "zh", "zh", "--json", folder=folder).stdout)
    assert shown["scores"][0]["value"] == pytest.approx(100)
    assert "tok:zh" in shown["scores"][0]["signature"]
    assert shown["unit"] == "characters"
    assert "Judge by chrF" in tolmach_text("evaluate", "words", "words", folder=folder).stdout
    compared = tolmach_text(
        "compare", "words", "words", "--reference", "words", folder=folder
    ).stdout
    assert "Judge by chrF" in compared


def test_evaluate_translates_first_with_one_model_or_several(folder: Path) -> None:
    toys = [str(make_toy_folder(folder / name)) for name in ("toy", "second")]
    search = ["--beam", "1", "--threads", "1", "--device", "cpu"]
    for models in (["-m", toys[0]], ["-m", toys[0], "-m", toys[1]]):
        run = tolmach_text(
            "evaluate", "src", "ref", "good", *models, *search, "-o", "kept", folder=folder
        )
        assert (run.returncode, run.stderr) == (0, "")
        assert len((folder / "kept").read_text("utf-8").splitlines()) == 3
        assert "2 references each" in run.stdout


def test_a_table_of_pairs_is_translated_too(folder: Path) -> None:
    toy = str(make_toy_folder(folder / "toy"))
    (folder / "pairs.tsv").write_text("Hund\tdog\tAnn\nKatze\tcat\tBob\n", "utf-8")
    run = tolmach_text("evaluate", "pairs.tsv", "-m", toy, "--json", folder=folder)
    assert (json.loads(run.stdout)["sentences"], run.stderr) == (2, "")


def test_compare_says_that_p_values_are_two_sided(folder: Path) -> None:
    words = ["compare", "bad", "good", "--reference", "ref", "--reference", "good"]
    assert "p-values are two-sided" in tolmach_text(*words, folder=folder).stdout
    shown = json.loads(tolmach_text(*words, "--json", folder=folder).stdout)
    assert (shown["p_values"], shown["judge"]) == ("two-sided", "bleu")
    assert shown["tests"][0]["b"] == pytest.approx(100)


def test_compare_prints_tests_and_changed_sentences(folder: Path) -> None:
    run = tolmach_text(
        "compare", "bad", "good", "--reference", "ref", "--source", "src", folder=folder
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "B is better on 3 sentences, worse on 0, equal on 0." in run.stdout
    assert "ar:10000" in run.stdout
    assert f"reference  {REFERENCES[0]}" in run.stdout


def test_compare_shows_the_beginning_of_what_is_long(tmp_path: Path) -> None:
    for name, word in (("ref", "dog "), ("a", "cat "), ("b", "dog ")):
        (tmp_path / name).write_text(word * 9_999 + "\n")
    run = tolmach_text("compare", "a", "b", "--reference", "ref", folder=tmp_path)
    assert run.returncode == 0
    assert len(run.stdout) < 5_000


def test_compare_as_json(folder: Path) -> None:
    run = tolmach_text("compare", "bad", "good", "--reference", "ref", "--json", folder=folder)
    shown = json.loads(run.stdout)
    assert shown["changes"]["gained"] == 3
    assert 0 < shown["tests"][0]["bootstrap_p"] <= 1


@pytest.mark.parametrize(
    "command", [("evaluate", "good"), ("compare", "good", "bad", "--reference")]
)
def test_a_table_is_no_side(folder: Path, command: tuple[str, ...]) -> None:
    (folder / "both.tsv").write_text("Ja.\tYes.\nNein.\tNo.\nNie.\tNever.\n")
    run = tolmach_text(*command, "both.tsv", folder=folder)
    assert run.returncode == 1
    assert "both.tsv is a table and holds both sides" in run.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["evaluate", "good"], "Give two files or more"),
        (["evaluate", "good", "ref", "--beam", "2"], "--beam is for what a model translates"),
        (["evaluate", "good", "ref", "/dev/null"], "null has 0 lines, "),
        (["evaluate", "src", "ref", "-m", "m", "--source", "src"], "leave out --source"),
        *(
            ([command, "x", "-m", "a", "-m", "b"], f"`{command}` takes one model, not an ensemble")
            for command in ("trust", "look", "align", "attribute", "heads", "calibrate")
        ),
        (["evaluate", "good", "missing"], "missing cannot be read"),
        (["evaluate", "good", "ref", "--tokenize", "moses"], 'no tokenizer "moses"'),
        (["evaluate", "good", "ref", "--output", "x"], "give --model as well"),
        (["evaluate", "good", "/dev/null"], "null has 0 lines, "),
        (["evaluate", "/dev/null", "/dev/null"], "no sentence to score"),
        (["evaluate", "good", "blank"], "The references hold not one word"),
        (["evaluate", "blank", "blank"], "The references hold not one word"),
        (["evaluate", "good", "ref", "--model", "m", "--output", "ref"], "ref would be overwr"),
        (
            ["compare", "good", "bad", "--reference", "/dev/null"],
            "null has 0 lines, ",
        ),
        (["compare", "good", "bad", "--reference", "blank"], "The references hold not one word"),
    ],
)
def test_mistakes_are_one_sentence(folder: Path, words: list[str], said: str) -> None:
    run = tolmach_text(*words, folder=folder)
    assert run.returncode == 1
    assert run.stdout == ""
    assert said in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_scoring_files_never_waits_for_torch(folder: Path) -> None:
    program = (
        "import sys; from tolmach.cli.main import app;"
        "app(['evaluate', 'good', 'ref'], standalone_mode=False); sys.exit('torch' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True)
    assert run.returncode == 0
