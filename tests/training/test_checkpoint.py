import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tolmach.data.batches import Position
from tolmach.errors import TolmachError
from tolmach.training.checkpoint import (
    BestCheckpoints,
    Checkpoints,
    Ranked,
    RankedCheckpoint,
    RunProgress,
    Window,
)
from tolmach.training.learner import UpdateReport

NUMBERS = st.floats(allow_nan=False)
COUNTS = st.integers(0, 2**60)


@given(
    st.builds(
        RunProgress,
        update=COUNTS,
        fruitless=COUNTS,
        position=st.builds(Position, COUNTS, COUNTS, COUNTS),
        seconds=NUMBERS,
        best=st.lists(st.builds(RankedCheckpoint, NUMBERS, COUNTS, NUMBERS)),
        exported=st.builds(RankedCheckpoint, NUMBERS, COUNTS, NUMBERS),
        lowest_loss=NUMBERS,
        window=st.builds(Window, COUNTS, COUNTS, NUMBERS, NUMBERS, NUMBERS),
    )
)
def test_progress_survives_json(progress: RunProgress) -> None:
    assert RunProgress.from_json(progress.to_json(), 5) == progress


@pytest.mark.parametrize(("patience", "left", "fruitless"), [(5, 2, 3), (5, 0, 5), (0, 0, 0)])
def test_what_an_older_run_had_left_of_its_patience_is_understood(
    patience: int, left: int, fruitless: int
) -> None:
    written = json.loads(RunProgress(update=7).to_json())
    del written["fruitless"]
    older = json.dumps({**written, "patience_left": left})
    assert RunProgress.from_json(older, patience) == RunProgress(update=7, fruitless=fruitless)


def test_windows_count_from_report_to_report() -> None:
    progress = RunProgress()
    report = UpdateReport(7, 14.0, 12.0, 0.5, 1e-3, False)
    for batch in (1, 2, 3):
        progress.count(report, Position(0, 0, batch))
    progress.add_seconds(2.0)
    assert progress.window == Window(3, 21, 42.0, 1.5, 2.0)
    progress.close_window()
    progress.count(report, Position(0, 0, 4))
    assert (progress.update, progress.tokens, progress.seconds) == (4, 28, 2.0)
    assert (progress.position, progress.window) == (Position(0, 0, 4), Window(1, 7, 14.0, 0.5))


def test_the_newest_is_loaded_and_the_older_ones_go(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path / "checkpoints")
    assert checkpoints.load_last() is None
    for update in (2, 9, 10):
        checkpoints.save({"values": torch.full((3,), float(update))}, RunProgress(update=update))
    assert checkpoints.updates() == [10]
    (tmp_path / "checkpoints" / "11.part").mkdir()
    found = checkpoints.load_last()
    assert found is not None
    tensors, progress = found
    assert tensors["values"].tolist() == [10.0, 10.0, 10.0]
    assert progress == RunProgress(update=10)


def test_a_checkpoint_taken_twice_and_one_begun_before_are_replaced(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path / "deep" / "checkpoints")
    left = checkpoints.folder / "5.part" / "old"
    left.parent.mkdir(parents=True)
    left.write_text("half", "utf-8")
    for value in (1.0, 2.0):
        checkpoints.save({"values": torch.full((3,), value)}, RunProgress(update=5))
    found = checkpoints.load_last()
    assert found is not None
    assert found[0]["values"].tolist() == [2.0] * 3
    names = sorted(path.name for path in (checkpoints.folder / "5").iterdir())
    assert names == ["progress.json", "state.safetensors"]
    assert [path.name for path in checkpoints.folder.iterdir()] == ["5"]


def noted_forcing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that will hold the name of all that is forced to disk, in order."""
    forced: list[str] = []
    known: dict[int, str] = {}
    opened = os.open

    def noting(path: Path, flags: int, *rest: Any, **others: Any) -> int:
        handle = opened(path, flags, *rest, **others)
        known[handle] = Path(path).name.partition(f".{os.getpid()}")[0]
        return handle

    monkeypatch.setattr(os, "open", noting)
    monkeypatch.setattr(os, "fsync", lambda handle: forced.append(known[handle]))
    return forced


def test_everything_is_on_disk_before_the_name_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced = noted_forcing(monkeypatch)
    Checkpoints(tmp_path).save({"values": torch.zeros(2)}, RunProgress(update=5))
    assert sorted(forced[:2]) == ["progress.json", "state.safetensors"]
    assert forced[2:] == ["5.part", tmp_path.name]


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(TolmachError, match="cannot be written"):
        Checkpoints(tmp_path / "file").save({"values": torch.zeros(2)}, RunProgress(update=5))


def test_of_a_checkpoint_that_fails_nothing_is_left_and_the_one_before_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoints = Checkpoints(tmp_path)
    checkpoints.save({"values": torch.zeros(2)}, RunProgress(update=5))

    def fail(_: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tolmach.training.checkpoint.save_tensors", fail)
    with pytest.raises(TolmachError, match=r"7 cannot be written: .*; make room for it, or choose"):
        checkpoints.save({"values": torch.zeros(2)}, RunProgress(update=7))
    assert [path.name for path in tmp_path.iterdir()] == ["5"]


@pytest.mark.parametrize("name", ["progress.json", "state.safetensors"])
@pytest.mark.parametrize("content", [b"", b"{}[", b"\xff"])
def test_damage_is_named(name: str, content: bytes, tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path)
    checkpoints.save({"values": torch.zeros(2)}, RunProgress(update=3))
    (tmp_path / "3" / name).write_bytes(content)
    with pytest.raises(TolmachError, match=r"The checkpoint .*3 is damaged"):
        checkpoints.load_last()


def model(value: float) -> nn.Module:
    made = nn.Linear(3, 2)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.fill_(value)
    return made


def offered(
    best_checkpoints: BestCheckpoints, scores: list[float], losses: list[float] | None = None
) -> Ranked:
    """Offer a model full of its update's number for each score, at updates 1, 2, …"""
    ranked: Ranked = []
    pairs = zip(scores, losses or [1.0] * len(scores), strict=True)
    for update, (score, loss) in enumerate(pairs, start=1):
        entry = RankedCheckpoint(score, update, loss)
        ranked = best_checkpoints.offer(model(float(update)), entry, ranked)
    return ranked


def kept(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.iterdir())


def test_the_best_stay_and_the_later_wins_a_tie(tmp_path: Path) -> None:
    best = BestCheckpoints(tmp_path, 2)
    ranked = offered(best, [1.0, 5.0, 3.0, 5.0, 2.0])
    assert [entry.update for entry in ranked] == [4, 2]
    assert kept(tmp_path) == ["1", "2", "3", "4"]  # what a checkpoint may rank still
    (tmp_path / ".0a1b.part").write_bytes(b"of a run that was killed")
    best.remove_others(ranked)
    assert kept(tmp_path) == ["2", "4"]
    assert len(list(tmp_path.iterdir())) == 2


def test_weights_are_on_disk_before_they_are_ranked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced = noted_forcing(monkeypatch)
    offered(BestCheckpoints(tmp_path, 1), [1.0])
    weights, folder = forced
    assert weights.endswith(".part")
    assert folder == tmp_path.name


def test_of_equal_scores_the_lower_loss_wins_whatever_rounding_says(tmp_path: Path) -> None:
    scores = [100.0, 100 - 1e-12, 100 + 1e-12, 0.0]
    ranked = offered(BestCheckpoints(tmp_path, 4), scores, [0.3, 0.1, 0.2, 0.0])
    assert [entry.update for entry in ranked] == [2, 3, 1, 4]


def test_weights_that_somebody_has_removed_are_ranked_no_longer(tmp_path: Path) -> None:
    best = BestCheckpoints(tmp_path, 3)
    ranked = offered(best, [3.0, 1.0, 2.0])
    (tmp_path / "3.safetensors").unlink()
    assert [entry.update for entry in best.present(ranked)] == [1, 2]
    best.remove_others(ranked[1:])  # of which one is gone
    assert kept(tmp_path) == ["2"]


def test_the_average_is_the_mean_of_those_that_stayed(tmp_path: Path) -> None:
    best_checkpoints = BestCheckpoints(tmp_path, 3)
    ranked = offered(best_checkpoints, [4.0, 1.0, 9.0, 6.0])
    learnt = model(77.0)
    best_checkpoints.load_average(learnt, ranked)
    expected = (1 + 3 + 4) / 3
    for parameter in learnt.parameters():
        torch.testing.assert_close(parameter, torch.full_like(parameter, expected))
