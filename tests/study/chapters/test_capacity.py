from tests.study.study_results import write_toys
from tests.study.study_settings import settings
from tolmach.files import write_json
from tolmach.study.chapters.capacity import capacity_chapter
from tolmach.study.chapters.parts import Table
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import TRANSFORMER, chosen_rungs


def test_it_is_told_which_lines_are_means(study_folder: StudyFolder) -> None:
    write_toys(study_folder, [TRANSFORMER], 2)
    chapter = capacity_chapter(study_folder, [TRANSFORMER], settings(seeds=2))
    assert "Lines are means of 2 seeds" in chapter.text


def test_toys_that_diverged_are_told_and_count_in_no_mean(study_folder: StudyFolder) -> None:
    rungs = chosen_rungs(["hybrid", "transformer"])
    write_toys(study_folder, rungs, 2)
    for run in ("copy.hybrid", "copy.transformer", "copy.transformer.seed-2"):
        write_json(study_folder.result(f"toy/{run}"), None)
    chapter = capacity_chapter(study_folder, rungs, settings(seeds=2))
    (table,) = (part for part in chapter.parts if isinstance(part, Table))
    assert [row[1:] for row in table.rows] == [
        ["100.0 %", "diverged > 30", "100.0 %", "> 30 > 30"],
        ["–", "diverged diverged", "100.0 %", "> 30 > 30"],
    ]
