from pathlib import Path

import numpy as np
import pytest

from benchmarks.pruning import CONTROLLED, HEADS, SITES, WHOLE, jobs, points, systems
from tolmach.metrics.repeated_training import TrainedSystem


def _system(*scores: float) -> TrainedSystem:
    """Return runs whose scores hardly depend on the sentences."""
    chance = np.random.default_rng(int(100 * sum(scores)))
    resampled = np.array(scores)[:, None] + 0.01 * chance.standard_normal((len(scores), 50))
    return TrainedSystem(np.array(scores), resampled, 100)


def test_every_point_is_compared_with_the_control_of_as_many_updates() -> None:
    found = {("control", heads): _system(30.0 + heads, 30.1 + heads) for heads in (WHOLE, *HEADS)}
    found |= {(site, heads): _system(20.0, 20.1) for site in SITES for heads in HEADS}
    compared = points(found)
    assert [(each.site, each.heads) for each in compared] == [
        (site, heads) for site in SITES for heads in HEADS
    ]
    for each in compared:
        assert each.value == pytest.approx(-10 - each.heads)
        assert each.p <= each.corrected < 0.05


def test_all_models_that_are_compared_are_made(tmp_path: Path) -> None:
    made = list(jobs(tmp_path, 2))
    assert {job.name for job in made if not job.after} == {"train/seed-1", "train/seed-2"}
    folders = [Path(job.command[job.command.index("-o") + 1]) for job in made]
    compared = [model for each in systems(tmp_path, 2).values() for model in each]
    assert len(compared) == len(set(compared)) == 2 * (1 + len(HEADS) * (1 + len(SITES)))
    for model in compared:
        assert any(folder in model.parents for folder in folders)
    controlled = [job.name for job in made if "--control" in job.command]
    assert controlled == [f"prune/seed-{seed}.{CONTROLLED}" for seed in (1, 2)]
