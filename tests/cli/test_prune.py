import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.training.pruning import write_model_and_corpus
from tolmach.translator import Translator

RUN = [sys.executable, "-c", "from tolmach.cli.main import main; main()"]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RUN, *map(str, arguments)], capture_output=True, text=True)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_model_and_corpus(tmp_path_factory.mktemp("corpus"))


def test_points_are_reported_and_their_models_translate_and_learn_on(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    recipe, model = files
    output = tmp_path / "pruned"
    short = "--updates", 10, "--tuning", 10, "-q", "--json"
    points = "--heads", 2, "--heads", 4
    done = run("prune", recipe, "--model", model, *points, *short, "-o", output)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report == json.loads((output / "pruning.json").read_text("utf-8"))
    assert report["command"].startswith("tolmach prune")
    assert [point["heads"] for point in report["points"]] == [6, 4, 2]
    whole, four, two = report["points"]
    assert (whole["p"], whole["difference"]) == (None, 0.0)
    # A head has 8 units: three projections with biases, and its part of the output's matrix.
    head = 8 * (3 * (24 + 1) + 24)
    gone = sum(not left for left in two["survivors"].values())
    norm = 2 * 24  # of attention that is no longer there
    assert whole["parameters"] - two["parameters"] == 4 * head + gone * norm
    assert whole["weight_bytes"] > four["weight_bytes"] > two["weight_bytes"]
    assert (output / "pruning.svg").read_text("utf-8").startswith("<?xml")
    assert isinstance(Translator.load(output / "2-heads").translate("eins zwei").text, str)
    settings = "--set", "training.updates=2", "--set", "vocabulary={}", "--set", "model={}"
    start = "--set", f"start_from={output / '2-heads'}"
    learnt = run("train", recipe, *settings, *start, "-q", "-o", tmp_path / "more")
    assert learnt.returncode == 0, learnt.stderr
    kept = (output / "2-heads" / "model" / "config.toml").read_text("utf-8")
    assert (
        kept.partition("[model]")[2]
        == (
            (tmp_path / "more" / "model" / "config.toml").read_text("utf-8").partition("[model]")[2]
        )
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "Say how far to prune, by --heads or by --penalty."),
        (("--heads", 3, "--penalty", 0.1), "Say how far to prune, by --heads or by --penalty."),
        (("--heads", 6), "The model has 6 such heads; leave fewer by --heads."),
        (("--heads", 3, "--test", "nowhere.tsv"), "nowhere.tsv cannot be read"),
    ],
)
def test_a_mistake_is_one_sentence(
    options: tuple[object, ...], message: str, files: tuple[Path, Path], tmp_path: Path
) -> None:
    recipe, model = files
    done = run("prune", recipe, "--model", model, *options, "-q", "-o", tmp_path / "pruned")
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_there_already_stays(files: tuple[Path, Path]) -> None:
    recipe, model = files
    done = run("prune", recipe, "--model", model, "--heads", 2, "-o", model)
    assert done.returncode == 1
    assert "is there already; choose another folder with -o." in done.stderr
