from pathlib import Path

import pytest

from tolmach.study.folder import StudyFolder


@pytest.fixture
def study_folder(tmp_path: Path) -> StudyFolder:
    """Return the folder of a study that is empty still."""
    return StudyFolder(tmp_path / "study")
