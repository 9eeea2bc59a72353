import math
from typing import Any

import numpy as np
import pytest

from tolmach.metrics.corpus_scores import Scoring, bleu_metric, sentence_statistics
from tolmach.metrics.repeated_training import (
    TrainedSystem,
    difference,
    trained_systems,
)
from tolmach.metrics.resampling import Figures
from tolmach.metrics.student import student_p

RESAMPLES, SENTENCES = 200, 60


def _drawn(chance: np.random.Generator, runs: int, *, mean: float, seeds: float) -> Figures:
    """Return the scores of runs [K, N], whose means vary with the standard deviation `seeds`."""
    own = mean + seeds * chance.standard_normal((runs, 1))
    return own + chance.standard_normal((runs, SENTENCES))


def _system(scores: Figures, picks: Any) -> TrainedSystem:
    """Return a system scored by the mean of its sentences, on resamples `picks` [R, N]."""
    resampled = np.stack([run[picks].mean(1) for run in scores])
    return TrainedSystem(scores.mean(1), resampled, scores.shape[1])


def _false_alarms(runs: int, seeds: float, level: float) -> float:
    """Return how often two systems that are alike are called different."""
    chance = np.random.default_rng(7)
    alarms = []
    for _ in range(300):
        difficulty = 2 * chance.standard_normal(SENTENCES)
        picks = chance.integers(SENTENCES, size=(RESAMPLES, SENTENCES))
        one, other = (
            _system(_drawn(chance, runs, mean=0, seeds=seeds) + difficulty, picks) for _ in range(2)
        )
        alarms.append(difference(one, other).p < level)
    return float(np.mean(alarms))


@pytest.mark.parametrize("seeds", [0.0, 0.1, 1.0])
def test_systems_that_are_alike_are_seldom_called_different(seeds: float) -> None:
    assert _false_alarms(3, seeds, 0.05) < 0.09
    assert _false_alarms(3, seeds, 0.01) < 0.03


def test_a_single_run_of_each_is_called_different_by_its_seed_alone() -> None:
    assert _false_alarms(1, 1.0, 0.05) > 0.4


def test_a_difference_that_exceeds_both_kinds_of_chance_is_found() -> None:
    chance = np.random.default_rng(11)
    picks = chance.integers(SENTENCES, size=(RESAMPLES, SENTENCES))
    better, worse = (_system(_drawn(chance, 3, mean=mean, seeds=0.1), picks) for mean in (3.0, 0.0))
    found = difference(better, worse)
    assert found.with_seeds
    assert found.p < 0.001
    assert found.value == pytest.approx(3, abs=0.5)
    assert difference(worse, better).p == pytest.approx(found.p)
    assert difference(worse, better).value == -found.value


def test_the_standard_error_has_a_part_for_each_source_of_chance() -> None:
    resampled = np.array([[1.0, 3.0, 1.0, 3.0]] * 2)
    one = TrainedSystem(np.array([4.0, 8.0]), resampled, 5)
    other = TrainedSystem(np.array([1.0, 1.0]), np.zeros((2, 4)), 5)
    found = difference(one, other)
    sentences, seeds = 4 / 3, 8 / 2  # of the resampled 1, 3, 1, 3; of the mean of 4 and 8
    assert found.value == 5
    assert found.error == pytest.approx(math.sqrt(sentences + seeds))
    freedom = (sentences + seeds) ** 2 / (sentences**2 / 4 + seeds**2 / 1)
    assert found.p == pytest.approx(student_p(5 / found.error, freedom))


def test_equal_systems_do_not_differ() -> None:
    system = TrainedSystem(np.array([2.0, 2.0]), np.full((2, 5), 2.0), 7)
    assert difference(system, system).p == 1


def test_runs_are_scored_with_their_system() -> None:
    references = ["der Hund schläft im Garten", "die Katze sieht den Hund im Garten"]
    wrong = ["der Hund schläft im Haus", "die Katze sieht den Hund im Haus"]
    right, spoilt = (
        sentence_statistics(bleu_metric(Scoring()), run, [references])
        for run in (references, wrong)
    )
    systems = trained_systems([[right], [spoilt, right]], 20)
    assert [len(system.scores) for system in systems] == [1, 2]
    assert systems[0].mean == pytest.approx(100)
    assert systems[0].deviation is None
    assert systems[1].scores[0] < systems[1].scores[1] == pytest.approx(100)
    assert systems[1].resampled.shape == (2, 20)
    assert systems[1].sentences == 2
