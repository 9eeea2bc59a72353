"""The time of a run, by a few of its updates; no test here says how long anything takes."""

from itertools import count
from pathlib import Path

import pytest
import torch

from tolmach.config.recipe import Recipe, read_recipe
from tolmach.training import rehearsal
from tolmach.training.rehearsal import rehearse

TEXT = """
name = "toy"
[data]
source_language = "de"
target_language = "en"
train = [["a.tsv"]]
dev = ["b.tsv"]
[model]
architecture = "transformer"
size = 14
heads = 1
inner = 13
encoder_layers = 1
decoder_layers = 1
[training]
updates = 700
warmup = 3
batch_tokens = {tokens}
batches_per_update = {batches}
precision = "float32"
"""


def recipe(folder: Path, *, tokens: int = 130, batches: int = 1) -> Recipe:
    path = folder / "toy.toml"
    path.write_text(TEXT.format(tokens=tokens, batches=batches), "utf-8")
    return read_recipe(path)


@pytest.fixture(autouse=True)
def a_clock_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each look at the clock take half a second, so that an update takes that."""
    ticks = count()
    monkeypatch.setattr("tolmach.training.rehearsal.time.perf_counter", lambda: next(ticks) / 2)


@pytest.mark.parametrize(("tokens", "batches"), [(130, 1), (130, 2), (256, 3)])
def test_all_updates_take_as_long_as_the_median_of_a_few(
    tmp_path: Path, tokens: int, batches: int
) -> None:
    before = torch.get_num_threads()
    found = rehearse(recipe(tmp_path, tokens=tokens, batches=batches), [(5, 7), (3, 2)], (271, 271))
    assert found.seconds == pytest.approx(1.05 * 700 * 0.5 * batches)
    assert found.threads == before == torch.get_num_threads()


def test_a_large_update_is_timed_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "_OPERATIONS", 0)
    found = rehearse(recipe(tmp_path, tokens=1024), [(5, 7)], (271, 271))
    assert found.seconds == pytest.approx(1.05 * 700 * 0.5 * 4)


def test_on_another_device_the_whole_update_is_timed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "_OPERATIONS", 0)
    monkeypatch.setattr(rehearsal, "default_device", lambda: "cpu:0")  # stands in for a GPU
    found = rehearse(recipe(tmp_path, tokens=1024, batches=3), [(5, 7)], (271, 271))
    assert found.seconds == pytest.approx(1.05 * 700 * 0.5 * 3)


def test_several_threads_are_held_against_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = [3]
    monkeypatch.setattr(torch, "get_num_threads", lambda: counts[-1])
    monkeypatch.setattr(torch, "set_num_threads", counts.append)
    found = rehearse(recipe(tmp_path), [(5, 7)], (271, 271))
    assert (found.threads, counts) == (3, [3, 1, 3])
    assert found.on_one_thread == pytest.approx(found.seconds)


def test_a_pair_longer_than_the_part_is_an_update_all_the_same(tmp_path: Path) -> None:
    found = rehearse(recipe(tmp_path, tokens=600), [(500, 480), (1, 1)], (271, 271))
    assert found.seconds > 0
