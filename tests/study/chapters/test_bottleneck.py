from typing import Any

import pytest

from tests.study.study_results import write_quality
from tests.study.study_settings import settings
from tolmach.study.chapters.bottleneck import bottleneck_chapter
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import TRANSFORMER


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
    bottleneck_chapter(study_folder, [TRANSFORMER], settings())
    assert f">{axis}<" in study_folder.figure("bleu-by-length").read_text("utf-8")


def test_it_is_told_that_every_run_has_a_line(study_folder: StudyFolder) -> None:
    write_quality(study_folder, "transformer", 30.0, 32.0)
    chapter = bottleneck_chapter(study_folder, [TRANSFORMER], settings(seeds=2))
    assert "Every run has a line of its own" in chapter.text
