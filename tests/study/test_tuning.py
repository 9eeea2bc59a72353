import math
import shutil
from typing import Any

import pytest

from tolmach.files import write_json
from tolmach.study.budget import Tunable
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import TRANSFORMER
from tolmach.study.tuning import (
    DevScore,
    Tuning,
    dev_course,
    is_hopeless,
    neighbours,
    read_tuning,
    trial_name,
)
from tolmach.training.monitoring.metrics_log import MetricsLog, ValidationRecord
from tolmach.training.run_folder import RunFolder

START = Tunable(0.002, 0.3)


def _searched(start: Tunable, best: Tunable) -> Tuning:
    """Tune where the score falls with the distance from `best`."""
    scores: dict[Tunable, DevScore] = {}
    for _ in range(40):
        tuning = Tuning(start, scores)
        if not (to_try := tuning.to_try()):
            return tuning
        for choice in to_try:
            doublings = abs(math.log2(choice.learning_rate / best.learning_rate))
            distance = doublings + 10 * abs(choice.dropout - best.dropout)
            scores[choice] = DevScore(50 - distance, -1.0)
    raise AssertionError("the search does not end")


@pytest.mark.parametrize(
    "best", [START, Tunable(0.016, 0.1), Tunable(0.00025, 0.6), Tunable(0.002, 0.0)]
)
def test_the_search_ends_at_settings_better_than_all_their_neighbours(best: Tunable) -> None:
    found = _searched(START, best)
    assert found.best == best
    assert set(neighbours(best)) < set(found.scores)


def test_no_neighbour_has_a_dropout_below_0() -> None:
    assert {choice.dropout for choice in neighbours(Tunable(0.002, 0.0))} == {0.0, 0.1}
    assert set(neighbours(START)) == {
        *(Tunable(0.001, 0.3), Tunable(0.004, 0.3)),
        *(Tunable(0.002, 0.2), Tunable(0.002, 0.4)),
    }


def test_the_lower_loss_decides_between_equal_scores() -> None:
    other = Tunable(0.004, 0.3)
    scores = {START: DevScore(0.0, -3.0), other: DevScore(0.0, -2.0)}
    assert Tuning(START, scores).best == other


def _validation(epoch: float, bleu: float, loss: float) -> ValidationRecord:
    return {
        "event": "validation",
        "update": round(10 * epoch),
        "epoch": epoch,
        "loss": loss,
        "perplexity": math.exp(loss),
        "bleu": bleu,
        "judge": "bleu",
        "best": False,
        "seconds": 1.0,
        "samples": [],
    }


def _tried(folder: StudyFolder, choice: Tunable, *validations: tuple[float, float, float]) -> None:
    """Write the log of a trial of 40 updates; its epochs have ten each."""
    place = RunFolder(folder.run(trial_name(TRANSFORMER, choice)))
    for epoch, bleu, loss in validations:
        MetricsLog(place.metrics).append(_validation(epoch, bleu, loss))
    training = {"learning_rate": choice.learning_rate, "updates": 40}
    write_json(place.recipe, {"training": training, "model": {"dropout": choice.dropout}})


def _measured(folder: StudyFolder, choice: Tunable) -> dict[str, Any]:
    """Measure a trial, as its job does."""
    run = trial_name(TRANSFORMER, choice)
    found = dev_course(folder, run)
    write_json(folder.result(f"trial/{run}"), found)
    return found


def test_a_trial_is_judged_by_its_best_validation(study_folder: StudyFolder) -> None:
    _tried(study_folder, START, (1, 11.0, 3.0), (2, 17.0, 2.0), (3, 13.0, 1.0))
    assert _measured(study_folder, START) == {
        **START._asdict(),
        "at_the_end": False,
        "judge": "BLEU",
        "quality": 17.0,
        "loss": 2.0,
        "best_epoch": 2,
        "epochs": 3,
        "validations": [
            {"update": 10, "epoch": 1, "loss": 3.0, "quality": 11.0},
            {"update": 20, "epoch": 2, "loss": 2.0, "quality": 17.0},
            {"update": 30, "epoch": 3, "loss": 1.0, "quality": 13.0},
        ],
    }
    tuning = read_tuning(study_folder, TRANSFORMER, START)
    assert tuning.scores == {START: DevScore(17.0, -2.0)}
    assert len(tuning.to_try()) == 4


def test_a_trial_that_diverged_at_once_is_the_worst(study_folder: StudyFolder) -> None:
    other = Tunable(0.001, 0.3)
    _tried(study_folder, START)
    _tried(study_folder, other, (1, 0.0, 9.0))
    assert _measured(study_folder, START)["loss"] is None
    assert _measured(study_folder, other)["loss"] == 9.0
    assert read_tuning(study_folder, TRANSFORMER, START).best == other


def test_a_run_at_its_last_update_is_at_its_end(study_folder: StudyFolder) -> None:
    _tried(study_folder, START, (1, 11.0, 3.0), (4, 12.0, 2.0))
    assert dev_course(study_folder, trial_name(TRANSFORMER, START))["at_the_end"]


def test_a_trial_is_given_up_where_it_is_far_behind_the_best(study_folder: StudyFolder) -> None:
    worse, diverged = Tunable(0.004, 0.3), Tunable(0.008, 0.3)
    log = MetricsLog(RunFolder(study_folder.run(trial_name(TRANSFORMER, worse))).metrics)

    def hopeless_after(epoch: float, bleu: float, loss: float) -> bool:
        log.truncate(0)
        log.append(_validation(epoch, bleu, loss))
        return is_hopeless(study_folder, TRANSFORMER, worse, START)

    assert not hopeless_after(4, 5.0, 4.0)  # there is none to compare with
    _tried(study_folder, diverged)
    _measured(study_folder, diverged)
    assert not hopeless_after(4, 5.0, 4.0)  # nor is one that diverged at once
    _tried(study_folder, START, (2, 10.0, 3.0), (4, 20.0, 2.0), (8, 30.0, 1.0))
    _measured(study_folder, START)
    shutil.rmtree(study_folder.run(trial_name(TRANSFORMER, START)))  # results alone will do
    assert hopeless_after(4, 17.9, 2.1)
    assert not hopeless_after(4, 18.1, 2.1)
    assert not hopeless_after(4, 17.9, 1.9)
    assert not hopeless_after(2, 5.0, 4.0)  # the first half tells little
    assert not hopeless_after(4, 17.9, math.nan)
    assert hopeless_after(8, 27.0, 1.1)
