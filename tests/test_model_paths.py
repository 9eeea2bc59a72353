from pathlib import Path

import pytest

from tolmach.errors import TolmachError
from tolmach.model_paths import CONFIG, located_model, old_name


def make(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / CONFIG).touch()
    return folder


def test_a_model_is_found_by_its_own_name_and_by_that_of_its_run(tmp_path: Path) -> None:
    model = make(tmp_path / "run" / "model")
    assert located_model(model) == located_model(tmp_path / "run") == model


def test_where_saving_died_half_way_the_older_model_is_found(tmp_path: Path) -> None:
    older = make(old_name(tmp_path / "model"))
    assert located_model(tmp_path / "model") == older
    newer = make(tmp_path / "model")
    assert located_model(tmp_path / "model") == newer


def test_what_is_no_model_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TolmachError, match=f"is no model folder: it holds no {CONFIG}"):
        located_model(tmp_path)
