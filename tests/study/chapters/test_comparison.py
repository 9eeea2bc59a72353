from typing import Any

import pytest

from tolmach.files import write_json
from tolmach.study.chapters.comparison import (
    GroupComparison,
    answer,
    each_score,
    judge_of,
    judged,
    mean_score,
    p_text,
)
from tolmach.study.folder import StudyFolder, run_results


def found(one: str, other: str, value: float, corrected: float, *, seeds: bool) -> dict[str, Any]:
    return {
        "one": one,
        "other": other,
        "value": value,
        "error": 0.5,
        "p": corrected / 2,
        "corrected": corrected,
        "with_seeds": seeds,
    }


def test_a_difference_is_the_same_from_both_ends_and_marked_where_shown() -> None:
    comparison = GroupComparison([found("a", "b", 3.0, 0.01, seeds=True)])
    assert comparison.between("a", "b")["value"] == 3
    assert comparison.between("b", "a")["value"] == -3
    table = comparison.table({"a": "Model A", "b": "Model B"})
    assert table.rows == [
        ["1. Model A", "–", "+3.0 (0.010) ✓"],
        ["2. Model B", "-3.0 (0.010) ✓", "–"],
    ]
    assert "over seeds and sentences at once" in table.caption
    with pytest.raises(KeyError):
        comparison.between("a", "c")


def test_one_run_each_is_said_to_be_silent_on_seeds() -> None:
    table = GroupComparison([found("a", "b", 3.0, 0.2, seeds=False)]).table({"a": "A", "b": "B"})
    assert table.rows[0][2] == "+3.0 (0.200)"
    assert "silent on what another seed would give" in table.caption


def test_where_one_run_of_some_is_left_it_is_told() -> None:
    pairs = [found("a", "b", 3.0, 0.2, seeds=False), found("a", "c", 3.0, 0.2, seeds=True)]
    caption = GroupComparison(pairs).table({"a": "A"}).caption
    assert "at once (min F', Clark 1973) or, where one run of a model is all there is, " in caption


@pytest.mark.parametrize(
    ("value", "p", "verdict"),
    [(2.0, 0.01, "better"), (-2.0, 0.01, "worse"), (2.0, 0.05, "no difference shown")],
)
def test_the_answer_is_backed_by_its_test(value: float, p: float, verdict: str) -> None:
    assert answer({"value": value, "error": 0.25}, p) == [f"{value:+.1f} ± 0.2", p_text(p), verdict]


def test_small_p_values_are_not_printed_as_none() -> None:
    assert p_text(0.0004) == "< 0.001"


def test_runs_are_averaged_with_their_spread(study_folder: StudyFolder) -> None:
    for run, value in (("one", 20.0), ("one.seed-2", 24.0)):
        scores = {"BLEU": {"value": value, "margin": 9.0}}
        write_json(study_folder.result(f"quality/{run}"), {"scores": scores})
    runs = run_results(study_folder, "one", 2)
    assert mean_score(runs, "BLEU") == "22.0 ± 2.8"
    assert each_score(runs) == "20.0 24.0"
    assert mean_score(runs[:1], "BLEU") == "20.0 ± 9.0"


def test_where_bleu_cannot_tell_chrf_judges() -> None:
    scores = {"BLEU": {"value": 0.0, "margin": 0.0}, "chrF2": {"value": 40.0, "margin": 2.0}}
    run = {"judge": "chrF", "scores": scores}
    assert judge_of(run) == "chrF"
    assert judged(run, {"BLEU": 1, "chrF2": 2}) == 2
    assert mean_score([run]) == "40.0 ± 2.0"
    assert each_score([run]) == "40.0"
    assert judge_of({"scores": scores}) == "BLEU"
    table = GroupComparison([found("a", "b", 3.0, 0.2, seeds=False)], "chrF").table(
        {"a": "A", "b": "B"}
    )
    assert table.caption.startswith("chrF of the model on the left")
