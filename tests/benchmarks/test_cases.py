"""The handed cases of real-world input, where they are there."""

from pathlib import Path

import pytest

from benchmarks.cases import (
    CHECKS,
    EXPECTED_TO_FAIL,
    TRAINING,
    Outcome,
    case_names,
    cases_folder,
    keeps,
    run_case,
    says_the_same,
)
from tests.warm import warm_commands

FOLDER = cases_folder()
NAMES = case_names(FOLDER) or ["none"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name[:2] in TRAINING else [])
        for name in NAMES
    ],
)
def test_a_case_behaves_as_it_should(name: str) -> None:
    if name == "none":
        pytest.skip(f"the cases are not there: {FOLDER}")
    result = run_case(FOLDER / name, warm_commands())
    assert bool(result.problems) == result.expected_to_fail, result


def test_every_case_has_its_check() -> None:
    assert CHECKS.keys() >= EXPECTED_TO_FAIL | TRAINING
    if NAMES != ["none"]:
        assert {name[:2] for name in NAMES} <= CHECKS.keys()


def test_checks_see_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "input.txt").write_text("Ein <0>Hund</0>.\nEin Hund.\n", "utf-8")
    right = Outcome("A <0>dog</0>.\nA dog.\n", tmp_path)
    wrong = Outcome("A <0>dog.\nA cat.\n", tmp_path)
    assert not [*keeps(right, r"</?\d>"), *says_the_same(right, "<[^>]*>", lines=[1])]
    assert len(list(keeps(wrong, r"</?\d>"))) == 1
    assert len(list(says_the_same(wrong, "<[^>]*>", lines=[1]))) == 1


def test_a_case_runs_in_a_copy_with_this_command(tmp_path: Path) -> None:
    case = tmp_path / "25-own"
    case.mkdir()
    (case / "cmd").write_text("echo changed > input.txt; tolmach --help; echo status $?\n", "utf-8")
    (case / "input.txt").write_text("kept\n", "utf-8")
    result = run_case(case)
    assert (result.told, result.problems) == ("passes", [])
    assert (case / "input.txt").read_text("utf-8") == "kept\n"
