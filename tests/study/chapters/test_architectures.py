from itertools import combinations

import pytest

from tests.study.study_results import write_quality
from tolmach.files import write_json
from tolmach.study.chapters.architectures import ladder_chapter
from tolmach.study.chapters.parts import Table
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import chosen_rungs


def write_comparison(folder: StudyFolder, *models: str) -> None:
    speed = {model: {"greedy": 3.0, "beam 5": 2.0} for model in models}
    write_json(folder.result("speed"), {"sentences_per_second": speed})
    difference = {"value": 0.0, "error": 1.0, "p": 1.0, "corrected": 1.0, "with_seeds": False}
    tested = [{"one": one, "other": other, **difference} for one, other in combinations(models, 2)]
    write_json(folder.result("differences/ladder"), {"differences": tested})


@pytest.mark.parametrize(
    ("models", "questions"),
    [
        (["hybrid", "transformer"], 0),
        (["recurrent-attention-after", "transformer"], 1),
    ],
)
def test_only_questions_that_the_models_ask_are_answered(
    models: list[str], questions: int, study_folder: StudyFolder
) -> None:
    for model in models:
        write_quality(study_folder, model, 30.0)
    write_comparison(study_folder, *models)
    chapter = ladder_chapter(study_folder, chosen_rungs(models), 1)
    tables = [part for part in chapter.parts if isinstance(part, Table)]
    assert all(table.rows for table in tables)
    assert [len(table.rows) for table in tables if "question" in table.columns] == [1] * questions


def test_runs_that_diverged_are_counted_and_in_no_mean(study_folder: StudyFolder) -> None:
    write_quality(study_folder, "recurrent-start", None, None)
    write_quality(study_folder, "hybrid", None, 20.0)
    write_quality(study_folder, "transformer", 30.0, 32.0)
    write_comparison(study_folder, "hybrid", "transformer")
    speed = {"transformer": {"greedy": 3.0, "beam 5": 2.0}}
    write_json(study_folder.result("speed"), {"sentences_per_second": speed})
    rungs = chosen_rungs(["recurrent-start", "hybrid", "transformer"])
    chapter = ladder_chapter(study_folder, rungs, 2)
    assert "one vector that starts the decoder: 2 of 2; Transformer encoder" in chapter.text
    assert "Where one run is left, ± is half of the 95 % bootstrap interval" in chapter.text
    table = chapter.parts[0]
    assert isinstance(table, Table)
    assert [(row[1], row[-1]) for row in table.rows] == [("20.0 ± 0.5", "–"), ("31.0 ± 1.4", "2.0")]
