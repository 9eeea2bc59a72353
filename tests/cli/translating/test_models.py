import json
from pathlib import Path

import pytest

from tests.cli.command import tolmach_text
from tests.toy_folder import make_toy_folder
from tolmach.model_paths import DEFAULT_MODEL


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    make_toy_folder(folder / "model", languages=("ru", "en"))
    return folder


def test_a_folder_is_described_by_its_configuration(toy: Path) -> None:
    done = tolmach_text("models", toy, "--json")
    (model,) = json.loads(done.stdout)
    assert (model["name"], model["source_language"], model["default"]) == ("toy", "ru", False)
    assert model["folder"] == str(toy / "model")
    table = tolmach_text("models", toy).stdout
    assert ["toy", "ru", "en", "transformer"] in [line.split()[:4] for line in table.splitlines()]


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    done = tolmach_text("models", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "is no model folder" in done.stderr


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no translator is shipped here")
def test_shipped_models_are_listed_under_the_names_that_every_command_takes() -> None:
    first, *_ = json.loads(tolmach_text("models", "--json").stdout)
    assert (first["name"], first["default"]) == (DEFAULT_MODEL.name, True)
    assert tolmach_text("models", first["name"]).stdout.count(DEFAULT_MODEL.name) == 2


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no translator is shipped here")
def test_languages_choose_the_model_that_translates() -> None:
    done = tolmach_text("translate", "--from", "de", "--to", "en", given="Guten Morgen!\n")
    assert done.stdout == "Good morning!\n"


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no translator is shipped here")
def test_languages_choose_the_model_that_is_looked_into(tmp_path: Path) -> None:
    path = tmp_path / "look.json"
    asked = ("look", "Guten Morgen!", "--from", "de", "--to", "en", "-o", path)
    assert tolmach_text(*asked, folder=tmp_path).stdout == f"Good morning!\n{path}\n"
    aligned = tolmach_text("align", "-", "--to", "en", given="Guten Morgen !\tGood morning !\n")
    assert aligned.stdout == "0-0 1-1 2-2\n"


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no translator is shipped here")
def test_the_language_of_the_text_chooses_the_model_that_is_judged_and_explained() -> None:
    judged = tolmach_text("trust", given="Кошка спит под столом.\n")
    assert "The cat is sleeping under the table." in judged.stdout
    judged = tolmach_text("trust", given="The cat is sleeping under the table.\n")
    assert (judged.returncode, "choose one with --to" in judged.stderr) == (1, True)
    explained = tolmach_text("attribute", "Кошка спит под столом.")
    assert "cat" in [line.split()[0] for line in explained.stdout.splitlines() if line]


@pytest.mark.parametrize(
    "words", [("look", "Ja."), ("align", "-"), ("translate",), ("trust",), ("attribute", "Ja.")]
)
def test_languages_without_a_model_are_refused_everywhere(
    toy: Path, words: tuple[str, ...]
) -> None:
    done = tolmach_text(*words, "--to", "fr", given="Ja.\tYes.\n")
    assert (done.returncode, "No model to fr comes with" in done.stderr) == (1, True)
    done = tolmach_text(*words, "--from", "de", "--model", toy, given="Ja.\tYes.\n")
    assert (done.returncode, "leave them or --model out" in done.stderr) == (1, True)


def test_models_of_the_lecture_are_listed_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "tolmach.translation.shipped"
    for path in (f"{module}.SHIPPED", "tolmach.model_paths.SHIPPED"):
        monkeypatch.setattr(path, tmp_path)
    for path in (f"{module}.LECTURE", "tolmach.model_paths.LECTURE"):
        monkeypatch.setattr(path, tmp_path / "lecture")
    make_toy_folder(tmp_path / "de-en")
    assert "look into" not in tolmach_text("models").stdout
    make_toy_folder(tmp_path / "lecture" / "recurrent")
    rows = json.loads(tolmach_text("models", "--json").stdout)
    named = [(row["name"], row["translates"]) for row in rows]
    assert named == [("de-en", True), ("recurrent", False)]
    translators, others = tolmach_text("models").stdout.split("Small models to look into")
    assert ("de-en" in translators, "recurrent" in others) == (True, True)
    assert "recurrent" not in translators
