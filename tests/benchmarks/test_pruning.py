from pathlib import Path

import numpy as np
import pytest

from benchmarks.pruning import CONTROL, CONTROLLED, SHARES, SITES, jobs, points, systems
from tolmach.metrics.repeated_training import TrainedSystem


def _system(*scores: float) -> TrainedSystem:
    """Return runs whose scores hardly depend on the sentences."""
    chance = np.random.default_rng(int(100 * sum(scores)))
    resampled = np.array(scores)[:, None] + 0.01 * chance.standard_normal((len(scores), 50))
    return TrainedSystem(np.array(scores), resampled, 100)


def test_every_point_is_compared_with_the_control_of_as_many_updates() -> None:
    found = {(CONTROL, share): _system(30.0 + share, 30.1 + share) for share in (1.0, *SHARES)}
    found |= {(site, share): _system(20.0, 20.1) for site in SITES for share in SHARES}
    compared = points(found)
    assert [(each.site, each.share) for each in compared] == [
        (site, share) for site in SITES for share in SHARES
    ]
    for each in compared:
        assert each.heads == each.share * SITES[each.site].heads
        assert each.value == pytest.approx(-10 - each.share)
        assert each.p <= each.corrected < 0.05


def test_all_models_that_are_compared_are_made(tmp_path: Path) -> None:
    made = list(jobs(tmp_path, 2))
    folders = {Path(job.command[job.command.index("-o") + 1]) for job in made}
    assert len(folders) == len(made) == 2 * len(SITES)
    unpruned, *compared = [model for each in systems(tmp_path, 2).values() for model in each]
    assert len(compared) == len(set(compared)) == 2 * len(SHARES) * (1 + len(SITES))
    assert unpruned == Path("transformer")
    assert {model.parents[1] for model in compared} == folders
    controlled = [job.name for job in made if "--control" in job.command]
    assert controlled == [f"prune/{CONTROLLED}.seed-{seed}" for seed in (1, 2)]
