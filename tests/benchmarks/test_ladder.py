from pathlib import Path

import pytest

from benchmarks.ladder import carry
from tolmach.files import read_json, write_json


def _ended(folder: Path, section: str, run: str, *, measured: bool = True) -> None:
    """Write what a training and its measurement leave in a study's folder."""
    for job in ("train", section) if measured else ("train",):
        note = {"command": f"python {folder}", "seconds": 7.5, "done": True}
        write_json(folder / "jobs" / job / f"{run}.json", note)
    write_json(folder / "results" / section / f"{run}.json", {"run": run})


@pytest.mark.parametrize(
    ("section", "run"),
    [("trial", "tune.hybrid.0.001.0.3"), ("quality", "hybrid.seed-2"), ("toy", "copy.hybrid")],
)
def test_what_was_measured_is_carried_with_its_times_alone(
    section: str, run: str, tmp_path: Path
) -> None:
    source, target = tmp_path / "one", tmp_path / "other"
    _ended(source, section, run)
    carry(source, target)
    assert read_json(target / "results" / section / f"{run}.json") == {"run": run}
    for job in ("train", section):
        assert read_json(target / "jobs" / job / f"{run}.json") == {"seconds": 7.5, "done": True}


def test_the_model_that_is_looked_into_is_to_be_trained_again(tmp_path: Path) -> None:
    source, target = tmp_path / "one", tmp_path / "other"
    _ended(source, "quality", "hybrid")
    carry(source, target)
    assert (target / "jobs/quality/hybrid.json").exists()
    assert not (target / "jobs/train/hybrid.json").exists()


def test_nothing_is_carried_twice_or_before_it_is_measured(tmp_path: Path) -> None:
    source, target = tmp_path / "one", tmp_path / "other"
    _ended(source, "trial", "tune.hybrid.0.001.0.3", measured=False)
    carry(source, target)
    assert not target.exists()
    _ended(source, "toy", "copy.hybrid")
    write_json(target / "results/toy/copy.hybrid.json", {"run": "of before"})
    carry(source, target)
    assert read_json(target / "results/toy/copy.hybrid.json") == {"run": "of before"}
