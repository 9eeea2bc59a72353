"""From two files to a translation, by the three commands that the help promises."""

import random
import re
from pathlib import Path

import pytest

from tests.cli.command import tolmach_text
from tests.toy_folder import make_toy_folder
from tests.warm import run_warm
from tolmach.config.recipe import read_recipe
from tolmach.corpus.parallel import read_pairs

WORDS = ["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht"]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    rng = random.Random(5)
    rows = [rng.choices(WORDS, k=rng.randint(4, 9)) for _ in range(200)]
    (tmp_path / "my.de").write_text("".join(" ".join(row) + "\n" for row in rows), "utf-8")
    (tmp_path / "my.en").write_text("".join(" ".join(row[::-1]) + "\n" for row in rows), "utf-8")
    return tmp_path


SMALL = [
    *("--set", "training.updates=4", "--set", "training.validate_every=2"),
    *("--set", "model.size=16", "--set", "model.heads=2", "--set", "model.inner=16"),
    *("--set", "training.batch_tokens=300", "--set", "training.warmup=2"),
    *("--set", "training.save_precision=float32"),
]


def test_three_steps_from_text_to_translation(corpus: Path) -> None:
    done = run_warm("init", "my.de", "my.en", cwd=corpus)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("my.de + my.en: 200 pairs, de to en, typically ")
    assert lines[1].startswith("Held out: 10 pairs in my.dev.tsv, for training 190 in my.train.tsv")
    assert any(re.match(r"Training takes about \d+ (minute|hour)s? here, ", line) for line in lines)
    assert lines[-1] == "Train with: tolmach train my.toml"
    trained = run_warm("train", "my.toml", *SMALL, cwd=corpus)
    assert trained.returncode == 0, trained.stderr
    translated = run_warm("translate", "--model", "runs/my", "my.dev.tsv", cwd=corpus)
    assert translated.returncode == 0, translated.stderr
    assert len(translated.stdout.splitlines()) == 10


def test_the_same_again_is_the_same_and_needs_force(corpus: Path) -> None:
    tolmach_text("init", "my.de", "my.en", folder=corpus)
    before = contents(corpus)
    refused = tolmach_text("init", "my.de", "my.en", folder=corpus)
    assert refused.returncode == 1
    assert refused.stderr == (
        "tolmach: my.toml is there already; choose another name with -o, or overwrite it with "
        "--force.\n"
    )
    forced = tolmach_text("init", "my.de", "my.en", "--force", folder=corpus)
    assert forced.returncode == 0
    assert contents(corpus) == before


def test_another_architecture_trains_as_drafted(corpus: Path) -> None:
    asked = ("my.de", "my.en", "--architecture", "convolutional")
    done = tolmach_text("init", *asked, folder=corpus)
    assert done.returncode == 0
    assert "Chosen: 2,000 pieces; a convolutional model of a size that suits" in done.stdout
    assert read_recipe(corpus / "my.toml").model.architecture == "convolutional"
    small = ["training.updates=2", "training.validate_every=2", "model.size=16"]
    settings = [part for setting in small for part in ("--set", setting)]
    trained = tolmach_text("train", "my.toml", "-o", "mine", "--quiet", *settings, folder=corpus)
    assert trained.returncode == 0, trained.stderr


def test_a_model_that_goes_on_keeps_its_architecture(corpus: Path) -> None:
    asked = ("my.de", "my.en", "--from", "old", "--architecture", "hybrid")
    done = tolmach_text("init", *asked, folder=corpus)
    assert done.returncode == 1
    assert "leave out --architecture" in done.stderr
    assert not (corpus / "my.toml").exists()


def contents(folder: Path) -> dict[str, str]:
    """Return every file's text, but for the time of training, which is measured each time."""
    texts = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    return {name: re.sub(r"some \d+ \w+ on the processor", "", t) for name, t in texts.items()}


@pytest.mark.parametrize("swapped", [False, True])
def test_a_recipe_that_goes_on_from_a_model(corpus: Path, swapped: bool) -> None:
    make_toy_folder(corpus / "old" / "model")
    files = ["my.en", "my.de"] if swapped else ["my.de", "my.en"]
    done = tolmach_text("init", *files, "--from", "old", "-o", "new/my.toml", folder=corpus)
    if swapped:
        assert (done.returncode, done.stdout) == (1, "")
        seems = "old translates de to en, but the text of my.en and my.de seems to be en where"
        assert seems in done.stderr
        assert not (corpus / "new").exists()
        return
    assert (done.returncode, done.stderr) == (0, "")
    assert "Goes on from old; 100 updates" in done.stdout
    trained = tolmach_text(
        *("train", "new/my.toml", "--set", "training.updates=2", "-o", "run"), folder=corpus
    )
    assert trained.returncode == 0, trained.stderr
    for name in ("config.toml", "tokenizer.json"):
        old, new = ((corpus / run / "model" / name).read_text("utf-8") for run in ("old", "run"))
        assert new == old.replace('name = "toy"', 'name = "my"')


def test_paths_are_reached_from_the_recipe(corpus: Path) -> None:
    (corpus / "dev.tsv").write_text("eins\tzwei\nneu\tnew\n", "utf-8")
    done = tolmach_text(
        "init", "my.de", "my.en", "--dev", "dev.tsv", "-o", "a/b.toml", folder=corpus
    )
    assert done.returncode == 0, done.stderr
    assert "no sentence of it occurs in the training text" in done.stdout
    recipe = read_recipe(corpus / "a" / "b.toml")
    assert len(list(read_pairs(recipe.data.train[0].files))) == 200
    assert len(list(read_pairs(recipe.data.dev[0].files))) == 2
    assert sorted(path.name for path in (corpus / "a").iterdir()) == ["b.toml"]


def test_a_given_dev_set_that_is_in_train_is_told(corpus: Path) -> None:
    for name in ("de", "en"):
        head = (corpus / f"my.{name}").read_text("utf-8").splitlines(keepends=True)[:3]
        (corpus / f"dev.{name}").write_text("".join(head), "utf-8")
    options = ("--dev", "dev.de", "--dev", "dev.en")
    done = tolmach_text("init", "my.de", "my.en", *options, folder=corpus)
    assert done.returncode == 0
    assert "3 training pairs share a sentence with it" in done.stdout


@pytest.mark.parametrize("place", ["corpus", "recipe", "folder"])
def test_a_name_that_no_recipe_can_hold_is_one_sentence(tmp_path: Path, place: str) -> None:
    odd = "t\udcfcr"  # Latin-1 on disk
    folder = tmp_path / (odd if place == "folder" else "plain")
    folder.mkdir()
    corpus = folder / (f"{odd}.tsv" if place == "corpus" else "corpus.tsv")
    corpus.write_text("Ja.\tYes.\n" * 3, "utf-8")
    recipe = f"{odd}.toml" if place == "recipe" else "my.toml"
    languages = ("--source", "de", "--target", "en")
    done = tolmach_text("init", str(corpus), "-o", recipe, *languages, folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("tolmach: The name of ")
    assert done.stderr.endswith(
        "is not UTF-8, so that a recipe, which is, cannot hold it; rename it.\n"
    )
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["my.de"], "my.de, line 1: no tab between source and target"),
        (["my.de", "none.en"], "none.en cannot be read: No such file"),
        (["my.de", "short.en"], "short.en ends after line 1"),
        (["short.en", "short.en"], "1 usable pair of sentences is too few"),
        (["-"], "Standard input cannot be read twice"),
        (["my.de", "my.en", "-o", "my.de"], "my.de is no name for a recipe"),
        (["taken.train.tsv", "-o", "taken.toml"], "taken.train.tsv would be overwritten"),
        (["my.de", "my.en", "-o", "a\nb.toml"], "'a\\nb.toml' is no name for a recipe, for it has"),
        (["my.de", "my.en", "--source", "d e"], "'d e' is no language code"),
        (["my.de", "my.en", "--dev", "empty.tsv"], "empty.tsv holds no pair of sentences"),
        (["digits.tsv"], "The source language of digits.tsv cannot be told; say it with --source"),
        (["my.de", "my.en", "--from", "nowhere"], "nowhere is no model folder"),
        (["."], ". is a folder; name the files in it"),
        (["my.de", "my.en", "short.en"], "A corpus is one TSV, CSV or TMX file or two"),
    ],
)
def test_mistakes_are_one_sentence_and_write_nothing(
    arguments: list[str], message: str, corpus: Path
) -> None:
    (corpus / "short.en").write_text("one\n", "utf-8")
    (corpus / "empty.tsv").write_text("\t\n", "utf-8")
    (corpus / "taken.train.tsv").write_text("a\tb\n" * 30, "utf-8")
    (corpus / "digits.tsv").write_text("1\t2\n3\t4\n", "utf-8")
    before = sorted(corpus.iterdir())
    done = tolmach_text("init", *arguments, folder=corpus)
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert sorted(corpus.iterdir()) == before
