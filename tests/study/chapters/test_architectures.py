import pytest

from tests.study.study_results import write_quality
from tolmach.files import write_json
from tolmach.study.chapters.architectures import ladder_chapter
from tolmach.study.chapters.parts import Table
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import chosen_rungs


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
    speed = {model: {"greedy": 3.0, "beam 5": 2.0} for model in models}
    write_json(study_folder.result("speed"), {"sentences_per_second": speed})
    difference = {"value": 0.0, "error": 1.0, "p": 1.0, "corrected": 1.0, "with_seeds": False}
    tested = {"one": models[0], "other": models[1], **difference}
    write_json(study_folder.result("differences/ladder"), {"differences": [tested]})
    chapter = ladder_chapter(study_folder, chosen_rungs(models), 1)
    tables = [part for part in chapter.parts if isinstance(part, Table)]
    assert all(table.rows for table in tables)
    assert [len(table.rows) for table in tables if "question" in table.columns] == [1] * questions
