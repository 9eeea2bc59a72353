import math

import pytest

from tolmach.files import write_json
from tolmach.study.budget import Tunable
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import TRANSFORMER
from tolmach.study.tuning import (
    DevScore,
    Tuning,
    dev_figures,
    is_hopeless,
    measure_trial,
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


def test_a_trial_is_judged_by_its_best_validation(study_folder: StudyFolder) -> None:
    run = trial_name(TRANSFORMER, START)
    place = RunFolder(study_folder.run(run))
    log = MetricsLog(place.metrics)
    for epoch, bleu, loss in [(1, 11.0, 3.0), (2, 17.0, 2.0), (3, 13.0, 1.0)]:
        log.append(_validation(epoch, bleu, loss))
    write_json(place.recipe, {"training": {"learning_rate": 0.002}, "model": {"dropout": 0.3}})
    found = measure_trial(study_folder, run)
    assert found == {
        **START._asdict(),
        "quality": 17.0,
        "loss": 2.0,
        "best_epoch": 2,
        "epochs": 3,
    }
    write_json(study_folder.result(f"trial/{run}"), found)
    tuning = read_tuning(study_folder, TRANSFORMER, START)
    assert tuning.scores == {START: DevScore(17.0, -2.0)}
    assert len(tuning.to_try()) == 4


def test_a_trial_that_diverged_at_once_is_the_worst(study_folder: StudyFolder) -> None:
    figures = dev_figures([])
    assert figures["loss"] is None
    for rate, found in [(0.002, figures), (0.001, dev_figures([_validation(1, 0.0, 9.0)]))]:
        choice = Tunable(rate, 0.3)
        path = study_folder.result(f"trial/{trial_name(TRANSFORMER, choice)}")
        write_json(path, choice._asdict() | found)
    assert read_tuning(study_folder, TRANSFORMER, START).best == Tunable(0.001, 0.3)


def test_a_trial_is_given_up_where_it_is_far_behind_the_best(study_folder: StudyFolder) -> None:
    worse = Tunable(0.004, 0.3)
    logs = {
        each: MetricsLog(RunFolder(study_folder.run(trial_name(TRANSFORMER, each))).metrics)
        for each in (START, worse)
    }

    def hopeless_after(epoch: float, bleu: float, loss: float) -> bool:
        logs[worse].truncate(0)
        logs[worse].append(_validation(epoch, bleu, loss))
        return is_hopeless(study_folder, TRANSFORMER, worse, START)

    for epoch, bleu, loss in [(2, 10.0, 3.0), (4, 20.0, 2.0), (8, 30.0, 1.0)]:
        logs[START].append(_validation(epoch, bleu, loss))
    assert not hopeless_after(4, 5.0, 4.0)  # there is none to compare with
    diverged = Tunable(0.008, 0.3)
    found = diverged._asdict() | dev_figures([])
    write_json(study_folder.result(f"trial/{trial_name(TRANSFORMER, diverged)}"), found)
    assert not hopeless_after(4, 5.0, 4.0)  # nor is one that diverged at once
    found = START._asdict() | {"quality": 30.0, "loss": 1.0}
    write_json(study_folder.result(f"trial/{trial_name(TRANSFORMER, START)}"), found)
    assert hopeless_after(4, 17.9, 2.1)
    assert not hopeless_after(4, 18.1, 2.1)
    assert not hopeless_after(4, 17.9, 1.9)
    assert not hopeless_after(2, 5.0, 4.0)  # the first half tells little
    assert not hopeless_after(4, 17.9, math.nan)
    assert hopeless_after(8, 27.0, 1.1)
