import json
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.numpy import load_file

from tests.cli.command import tolmach_text
from tests.pruning.pruning_corpus import write_model_and_corpus
from tests.warm import WarmProcess, run_warm
from tolmach.config.model import TransformerSettings
from tolmach.model_folder import ModelFolder
from tolmach.translation.translator import Translator

TREE = """# text = eins zwei
1\teins\teins\tNUM\t_\t_\t2\tnummod\t_\t_
2\tzwei\tzwei\tNUM\t_\t_\t0\troot\t_\t_

"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_model_and_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def command(files: tuple[Path, Path]) -> list[object]:
    recipe, model = files
    points = "--heads", 2, "--heads", 4
    return ["prune", recipe, "--model", model, *points, "--updates", 10, "--tuning", 10, "-q"]


@pytest.fixture(scope="module")
def whole(command: list[object], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prune without interruption, and keep all."""
    output = tmp_path_factory.mktemp("whole") / "pruned"
    trees = output.with_name("trees.conllu")
    trees.write_text(TREE, "utf-8")
    done = run_warm(*command, "--keep", "--json", "--treebank", trees, "-o", output)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (output / "pruning.json").read_text("utf-8")
    return output


def test_every_point_is_reported(whole: Path) -> None:
    report = json.loads((whole / "pruning.json").read_text("utf-8"))
    assert report["command"].startswith("tolmach prune")
    assert (report["trees"], report["examined"]) == (1, report["sentences"])
    assert [point["heads"] for point in report["points"]] == [6, 4, 2]
    first, four, two = report["points"]
    assert (first["p"], first["difference"]) == (None, 0.0)
    # A head has 8 units: three projections with biases, and its part of the output's matrix.
    head = 8 * (3 * (24 + 1) + 24)
    gone = sum(not left for left in two["survivors"].values())
    norm = 2 * 24  # of attention that is no longer there
    assert first["parameters"] - two["parameters"] == 4 * head + gone * norm
    assert first["weight_bytes"] > four["weight_bytes"] > two["weight_bytes"]
    assert (whole / "pruning.svg").read_text("utf-8").startswith("<?xml")
    for point in report["points"]:
        for search in ("greedy", "beam 5"):
            speed, times = point["sentences_per_second"][search], point["times_as_fast"][search]
            assert 0 < speed["low"] <= speed["median"] <= speed["high"]
            assert 0 < times["low"] <= times["median"] <= times["high"]
    assert first["control"] is None
    for point, name in ((four, "4-heads"), (two, "2-heads")):
        assert 0 < point["control"]["p"] <= 1
        compared = point["bleu"] - point["control"]["bleu"]
        assert point["control"]["difference"] == pytest.approx(compared)
        control = ModelFolder.load(whole / f"{name}.control").description.model
        assert isinstance(control, TransformerSettings)
        assert sum(control.encoder_heads or [3, 3]) == 6
    assert first["times_as_fast"]["greedy"] == {"median": 1.0, "low": 1.0, "high": 1.0}


def test_roles_are_told_of_the_heads_that_are_left(whole: Path) -> None:
    report = json.loads((whole / "pruning.json").read_text("utf-8"))
    first, *pruned = report["points"]
    every = first["roles"]["before"]
    assert first["roles"]["now"] == every
    assert first["roles"]["lost"] == first["roles"]["absent"] == []
    had = {role["role"] for heads in every.values() for roles in heads for role in roles}
    for point in pruned:
        roles = point["roles"]
        for site, left in point["survivors"].items():
            assert roles["before"][site] == [every[site][number - 1] for number in left]
            assert len(roles["now"][site]) == len(left)
        kept = {
            role["role"] for heads in roles["before"].values() for each in heads for role in each
        }
        assert set(roles["lost"]) == had - kept


def test_a_pruned_model_translates_and_learns_on(
    files: tuple[Path, Path], whole: Path, tmp_path: Path
) -> None:
    assert isinstance(Translator.load(whole / "2-heads").translate("eins zwei").text, str)
    settings = "--set", "training.updates=2", "--set", "vocabulary={}", "--set", "model={}"
    begin = "--set", f"start_from={whole / '2-heads'}"
    learnt = tolmach_text("train", files[0], *settings, *begin, "-q", "-o", tmp_path / "more")
    assert learnt.returncode == 0, learnt.stderr
    shapes = [
        (folder / "model" / "config.toml").read_text("utf-8").partition("[model]")[2]
        for folder in (whole / "2-heads", tmp_path / "more")
    ]
    assert shapes[0] == shapes[1]


def test_killed_twice_and_resumed_it_is_bit_for_bit_the_same(
    command: list[object], whole: Path, tmp_path: Path
) -> None:
    output = tmp_path / "pruned"
    kill_when((output / "4-heads").is_dir, command, output)  # while gates close
    kill_when((output / "2-heads" / "checkpoints" / "4").is_dir, command, output)
    done = run_warm(*command, "--resume", "-o", output)
    assert (done.returncode, done.stderr) == (0, "")
    assert "4 heads, numbered as before pruning\n" in done.stdout
    assert "× " in done.stdout
    for point in ("4-heads", "2-heads"):
        one, other = (
            load_file(folder / point / "model" / "model.safetensors") for folder in (whole, output)
        )
        assert one.keys() == other.keys()
        assert all((one[name] == other[name]).all() for name in one)
        made = {"cut", "checkpoints", "best"}
        assert made <= {path.name for path in (whole / point).iterdir()}
        assert made.isdisjoint(path.name for path in (output / point).iterdir())
    assert (whole / "data").is_dir()
    assert not (output / "data").exists()


def kill_when(come: Callable[[], bool], command: list[object], output: Path) -> None:
    """Go on with a pruning, and kill it once `come` says so."""
    resume = ["--resume"] if output.exists() else []
    process = WarmProcess(*command, *resume, "-o", output)
    deadline = time.monotonic() + 300
    while not come():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_pruning_goes_on_only_as_it_began(command: list[object], whole: Path) -> None:
    other = tolmach_text(*command, "--gate-rate", 0.2, "--resume", "-o", whole)
    assert other.returncode == 1
    assert "began with gate_rate = 0.1, and it is 0.2 now" in other.stderr


def test_stopped_while_gates_close_it_says_how_to_go_on(
    command: list[object], tmp_path: Path
) -> None:
    process = WarmProcess(*command, "-o", tmp_path / "pruned")
    while not (tmp_path / "pruned" / "4-heads").is_dir():
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=300)
    assert (process.returncode, said) == (
        130,
        "Stopped; go on with the same command and --resume.\n",
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "Say how far to prune, by --heads or by --penalty."),
        (("--heads", 3, "--penalty", 0.1), "Say how far to prune, by --heads or by --penalty."),
        (("--heads", 6), "The model has 6 such heads; leave fewer by --heads."),
        (("--heads", 3, "--test", "nowhere.tsv"), "nowhere.tsv cannot be read"),
        (
            ("--heads", 3, "--target-treebank", __file__),
            "need those of the sources: add --treebank",
        ),
    ],
)
def test_a_mistake_is_one_sentence(
    options: tuple[object, ...], message: str, files: tuple[Path, Path], tmp_path: Path
) -> None:
    recipe, model = files
    place = tmp_path / "pruned"
    done = tolmach_text("prune", recipe, "--model", model, *options, "-q", "-o", place)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "pruned").exists()
