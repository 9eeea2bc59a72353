"""Whole runs in real processes: resumed, killed, shared, refused."""

import re
import shlex
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from tests.cli.command import tolmach_text
from tests.training.runs import (
    final_state,
    finished,
    metrics,
    training_process,
    training_processes,
    write_corpus,
)
from tolmach.config.recipe import read_recipe
from tolmach.errors import TolmachError
from tolmach.training.monitoring.display import QuietDisplay, progress_console
from tolmach.training.processes import Processes
from tolmach.training.run import train
from tolmach.training.run_folder import RunFolder


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def whole_run(recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "run"
    finished(training_process(recipe, folder))
    return folder


def assert_same_run(ours: Path, theirs: Path) -> None:
    one, other = final_state(ours), final_state(theirs)
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert torch.equal(value, other[name]), name
    assert metrics(ours) == metrics(theirs)
    for name in ("model.safetensors", "selftest.json", "card.md"):
        assert (ours / "model" / name).read_bytes() == (theirs / "model" / name).read_bytes()


def wait_for(path: Path, process: object) -> None:
    deadline = time.monotonic() + 120
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.parametrize("checkpoint", [4, 8, 12])
def test_killed_and_resumed_is_bit_for_bit_the_same(
    checkpoint: int, recipe: Path, whole_run: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    process = training_process(recipe, folder)
    wait_for(folder / "checkpoints" / str(checkpoint), process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    finished(training_process(recipe, folder, "--resume"))
    assert_same_run(folder, whole_run)


def test_interrupted_saves_and_says_how_to_go_on(
    recipe: Path, whole_run: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "my run"
    settings = "--set", "training.patience=50", "--set", "training.updates = 16", "--threads", "1"
    process = training_process(recipe, folder, "--resume", *settings)
    wait_for(folder / "metrics.jsonl", process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert f"no checkpoint in {folder} to go on from: beginning anew" in said
    [command] = re.findall(r"go on with: tolmach train (.*)", said)
    given, asked, *rest = shlex.split(command)
    assert (given, asked) == (str(recipe), "-o")
    assert rest == [str(folder), "--resume", *settings]
    assert "Traceback" not in said
    finished(training_process(recipe, folder, *rest[1:]))
    assert_same_run(folder, whole_run)


MIXED = (
    "data.train=[{files = ['train.tsv'], weight = 0.3}, "
    "{files = ['dev.tsv'], weight = 2.5, tag = 'made', reversed = true}]"
)


@pytest.mark.parametrize("text", ["data.augment=0.0", MIXED])
def test_dropout_of_merges_and_weights_are_resumed_bit_for_bit_too(
    text: str, recipe: Path, whole_run: Path, tmp_path: Path
) -> None:
    drawn = "vocabulary.dropout=0.3", "training.schedule=inverse_sqrt"
    options = [part for setting in (text, *drawn) for part in ("--set", setting)]
    finished(training_process(recipe, tmp_path / "whole", *options))
    half = ("--set", "training.updates=8")
    finished(training_process(recipe, tmp_path / "halves", *options, *half))
    finished(training_process(recipe, tmp_path / "halves", *options, "--resume"))
    ours, theirs = final_state(tmp_path / "halves"), final_state(tmp_path / "whole")
    assert all(torch.equal(value, theirs[name]) for name, value in ours.items())
    tokens = [
        records[-1]["tokens"] for records in map(_train_records, (tmp_path / "whole", whole_run))
    ]
    assert tokens[0] != tokens[1]


def _train_records(folder: Path) -> list[dict[str, Any]]:
    return [record for record in metrics(folder) if record["event"] == "train"]


def test_two_processes_learn_what_one_learns(recipe: Path, whole_run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a run"
    said = finished(training_processes(recipe, folder, 2))
    done = f"Done. Translate with: tolmach translate --model '{folder}'\n"
    assert said.count("Done.") == said.count(done) == 1
    ours = [record["loss"] for record in metrics(folder) if record["event"] == "train"]
    alone = [record["loss"] for record in metrics(whole_run) if record["event"] == "train"]
    assert len(ours) == len(alone) == 6
    torch.testing.assert_close(torch.tensor(ours), torch.tensor(alone), rtol=2e-3, atol=1e-3)


def test_processes_that_cannot_share_an_update_are_refused_before_any_work(
    recipe: Path, tmp_path: Path
) -> None:
    folder = RunFolder(tmp_path / "run")
    display = QuietDisplay(progress_console())
    with pytest.raises(TolmachError, match="3 processes cannot share 2 batches per update"):
        train(read_recipe(recipe), folder, display, Processes(count=3))
    assert not folder.path.exists()


def test_half_a_checkpoint_is_no_checkpoint(recipe: Path, whole_run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    process = training_process(recipe, folder)
    wait_for(folder / "checkpoints" / "4", process)
    process.kill()
    process.communicate()
    half = folder / "checkpoints" / "12.part"
    half.mkdir(exist_ok=True)
    (half / "state.safetensors").write_bytes(b"half")
    finished(training_process(recipe, folder, "--resume"))
    assert_same_run(folder, whole_run)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "holds a run already; add --resume"),
        (("--resume", "--set", "model.size=32"), "began with model.size = 16, and it is 32 now"),
        (("--resume", "--set", "training.seed=2"), "began with training.seed = 1"),
        (("--resume", "--set", "training.sed=2"), "training.sed is no known key"),
        (("--resume", "--set", "data.dev=['no.tsv']"), "no.tsv"),
    ],
)
def test_refuses_in_one_sentence_and_loses_nothing(
    options: tuple[str, ...], message: str, recipe: Path, whole_run: Path
) -> None:
    before = metrics(whole_run)
    done = tolmach_text("train", recipe, "-o", whole_run, *options)
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert metrics(whole_run) == before


def test_a_run_that_patience_ends_says_so_and_how_it_goes_on(recipe: Path, tmp_path: Path) -> None:
    hopeless = "training.patience=1", "training.learning_rate=1e-30", "training.updates=24"
    options = [word for setting in hopeless for word in ("--set", setting)]
    said = finished(training_process(recipe, tmp_path / "run", *options))
    assert "Done at update 16, for nothing got better any more; with more" in said
    again = finished(training_process(recipe, tmp_path / "run", *options, "--resume"))
    assert "is at update 16 already; with more `training.patience` it goes on." in again


def test_a_model_folder_that_was_removed_is_written_again(
    recipe: Path, whole_run: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    shutil.copytree(whole_run, folder)
    shutil.rmtree(folder / "model")
    finished(training_process(recipe, folder, "--resume"))
    ours, theirs = (place / "model" / "model.safetensors" for place in (folder, whole_run))
    assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.parametrize(
    ("updates", "told"),
    [(16, "already. Translate"), (5, "already, past the 5 that are asked for.")],
)
def test_a_run_that_is_resumed_where_nothing_is_left_says_so(
    updates: int, told: str, recipe: Path, whole_run: Path
) -> None:
    before = metrics(whole_run)
    options = "--resume", "--set", f"training.updates={updates}"
    done = tolmach_text("train", recipe, "-o", whole_run, *options)
    assert done.returncode == 0
    assert f"Nothing was trained: {whole_run} is at update 16 {told}" in done.stderr
    assert "Done." not in done.stderr
    assert "training from update" not in done.stderr
    assert metrics(whole_run) == before


def test_two_runs_at_once_in_one_folder_are_refused(recipe: Path, whole_run: Path) -> None:
    before = metrics(whole_run)
    with RunFolder(whole_run).alone():
        done = tolmach_text("train", recipe, "-o", whole_run, "--resume")
    assert done.returncode == 1
    assert done.stderr.startswith(f"tolmach: Another `tolmach train` is at work in {whole_run}")
    assert len(done.stderr.splitlines()) == 1
    assert metrics(whole_run) == before


def test_a_run_that_diverges_stops_and_says_so_and_saves_no_spoilt_weights(
    recipe: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    wild = ("training.learning_rate=1e30", "training.clip=0", "training.precision=float32")
    options = [word for setting in wild for word in ("--set", setting)]
    options += ["--set", "training.validate_every=1"]
    done = tolmach_text("train", recipe, "-o", folder, *options)
    assert done.returncode == 1
    assert "no longer a number" in done.stderr
    assert metrics(folder)[-1]["kind"] == "diverged"
    assert not list(folder.glob("best/*"))
    assert not (folder / "model").exists()


def test_goes_on_from_a_model_with_its_vocabulary_and_its_weights(
    recipe: Path, whole_run: Path, tmp_path: Path
) -> None:
    options = [f"start_from={whole_run}", "training.updates=1", "training.learning_rate=1e-9"]
    new = recipe.with_name("second.toml")
    head, _, rest = recipe.read_text("utf-8").partition("[vocabulary]")
    new.write_text(head + "[training]" + rest.partition("[training]")[2], "utf-8")
    words = [word for option in options for word in ("--set", option)]
    finished(training_process(new, tmp_path / "run", *words))
    before, after = whole_run / "model", tmp_path / "run" / "model"
    for name in ("tokenizer.json", "config.toml"):
        assert (before / name).read_bytes() == (after / name).read_bytes()
    weights = load_file(after / "model.safetensors")
    for name, weight in load_file(before / "model.safetensors").items():
        torch.testing.assert_close(weights[name], weight, atol=1e-3, rtol=1e-2)
    wider = ("--set", "model.size=32", "-o", tmp_path / "other")
    sized = ("--set", "vocabulary.size=300")
    done = tolmach_text("train", recipe, "--set", f"start_from={whole_run}", *sized, *wider)
    assert done.returncode == 1
    assert "leave out vocabulary.size" in done.stderr
    done = tolmach_text("train", new, *words, *wider)
    assert done.returncode == 1
    assert done.stderr.startswith(f"tolmach: {new}: model.size is 32, but 16 in {whole_run}, and")
    assert not (tmp_path / "other").exists()
