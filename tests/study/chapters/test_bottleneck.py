from typing import Any

import pytest

from tests.study.study_results import write_quality, write_toys
from tests.study.study_settings import settings
from tolmach.files import write_json
from tolmach.study.chapters.bottleneck import bottleneck_chapter
from tolmach.study.chapters.parts import Table
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import TRANSFORMER, chosen_rungs


@pytest.mark.parametrize(
    ("measured", "axis"),
    [
        ({"bucket_unit": "words"}, "words of the source"),
        ({"bucket_unit": "characters"}, "characters of the source"),
        ({}, "words of the source"),  # of older studies
    ],
)
def test_lengths_are_in_the_unit_of_the_source(
    measured: dict[str, Any], axis: str, study_folder: StudyFolder
) -> None:
    write_quality(study_folder, "transformer", 30.0, **measured)
    write_toys(study_folder, [TRANSFORMER], 1)
    bottleneck_chapter(study_folder, [TRANSFORMER], settings())
    assert f">{axis}<" in study_folder.figure("bleu-by-length").read_text("utf-8")


def test_it_is_told_which_lines_are_means(study_folder: StudyFolder) -> None:
    write_quality(study_folder, "transformer", 30.0, 32.0)
    write_toys(study_folder, [TRANSFORMER], 2)
    chapter = bottleneck_chapter(study_folder, [TRANSFORMER], settings(seeds=2))
    assert "first picture every run has a line of its own" in chapter.text


def test_toys_that_diverged_are_told_and_count_in_no_mean(study_folder: StudyFolder) -> None:
    rungs = chosen_rungs(["hybrid", "transformer"])
    write_quality(study_folder, "hybrid", 30.0, 30.0)
    write_quality(study_folder, "transformer", 30.0, 30.0)
    write_toys(study_folder, rungs, 2)
    for run in ("copy.hybrid", "copy.transformer", "copy.transformer.seed-2"):
        write_json(study_folder.result(f"toy/{run}"), None)
    chapter = bottleneck_chapter(study_folder, rungs, settings(seeds=2))
    (table,) = (part for part in chapter.parts if isinstance(part, Table))
    assert [row[1:] for row in table.rows] == [
        ["100.0 %", "diverged > 30", "100.0 %", "> 30 > 30"],
        ["–", "diverged diverged", "100.0 %", "> 30 > 30"],
    ]
