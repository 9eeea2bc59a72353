from typing import Any

import pytest

from tests.study.study_results import COURSE
from tests.study.study_settings import settings
from tolmach.files import write_json
from tolmach.study.budget import Tunable
from tolmach.study.chapters.parts import Table
from tolmach.study.chapters.training import training_chapter
from tolmach.study.folder import StudyFolder, run_results, seeded
from tolmach.study.ladder import TRANSFORMER
from tolmach.study.tuning import trial_name


def _write_runs(folder: StudyFolder, *courses: dict[str, Any]) -> None:
    for seed, course in enumerate(courses, start=1):
        write_json(folder.result(f"quality/{seeded('transformer', seed)}"), {"dev": course})


@pytest.fixture
def folder(study_folder: StudyFolder) -> StudyFolder:
    capped = COURSE | {"at_the_end": True, "epochs": 9.0}
    _write_runs(study_folder, COURSE, capped)
    for rate, quality in ((0.002, 28.5), (0.004, 31.5)):
        choice = Tunable(rate, 0.1)
        path = study_folder.result(f"trial/{trial_name(TRANSFORMER, choice)}")
        write_json(path, {**choice._asdict(), "quality": quality, "loss": 2.0})
    return study_folder


def test_what_was_tuned_is_told_with_every_run_s_end(folder: StudyFolder) -> None:
    asked = settings(tune=True, patience=5, seeds=2)
    chapter = training_chapter(folder, [TRANSFORMER], [], asked)
    assert "chosen on dev by one procedure" in chapter.text
    assert "after 5 epochs that bring neither a new best BLEU nor" in chapter.text
    assert "trained 2 times" in chapter.text
    table = chapter.parts[0]
    assert isinstance(table, Table)
    assert table.rows == [
        ["Transformer", "0.004", "0.1", "2", "28.5 to 31.5", "8 (3) ≥ 9 (3)"],
    ]
    drawn = folder.figure("dev-curves").read_text("utf-8")
    assert drawn.count("Transformer</text>") + drawn.count(">Transformer<") >= 1


def test_the_score_that_judged_on_dev_is_named(folder: StudyFolder) -> None:
    runs = [run["dev"] for run in run_results(folder, "transformer", 2)]
    _write_runs(folder, *({**run, "judge": "chrF"} for run in runs))
    chapter = training_chapter(folder, [TRANSFORMER], [], settings(tune=True, patience=5))
    assert "neither a new best chrF nor" in chapter.text
    table = chapter.parts[0]
    assert isinstance(table, Table)
    assert "their chrF on dev" in table.columns


def test_runs_that_diverged_have_no_settings_to_show(folder: StudyFolder) -> None:
    write_json(folder.result("quality/transformer"), None)
    chapter = training_chapter(folder, [TRANSFORMER], [], settings(seeds=2))
    assert chapter.text.endswith("Runs that diverged are left out (Transformer: 1 of 2).")
    table = chapter.parts[0]
    assert isinstance(table, Table)
    assert table.rows == [["Transformer", "0.004", "0.1", "≥ 9 (3)"]]


def test_what_was_not_tuned_is_told(folder: StudyFolder) -> None:
    chapter = training_chapter(folder, [TRANSFORMER], [], settings(seeds=1))
    assert "Nothing was tuned here" in chapter.text
    assert "after 9 epochs, the rate at 0" in chapter.text
    assert "nothing here says what another seed gives" in chapter.text
    timed = training_chapter(folder, [TRANSFORMER], [], settings(equal="time"))
    assert "after about 7 minutes" in timed.text
