from typing import Any

import pytest

from tests.study.study_results import write_quality, write_toys
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
    write_toys(study_folder, [TRANSFORMER], 1)
    bottleneck_chapter(study_folder, [TRANSFORMER], settings())
    assert f">{axis}<" in study_folder.figure("bleu-by-length").read_text("utf-8")


def test_it_is_told_which_lines_are_means(study_folder: StudyFolder) -> None:
    write_quality(study_folder, "transformer", 30.0, 32.0)
    write_toys(study_folder, [TRANSFORMER], 2)
    chapter = bottleneck_chapter(study_folder, [TRANSFORMER], settings(seeds=2))
    assert "first picture every run has a line of its own" in chapter.text
