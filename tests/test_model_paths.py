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


def test_the_name_of_a_shipped_model_names_its_folder_unless_there_is_one_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tolmach.model_paths.SHIPPED", tmp_path / "shipped")
    monkeypatch.chdir(tmp_path)
    shipped = make(tmp_path / "shipped" / "xx-yy")
    assert located_model(Path("xx-yy")) == shipped
    with pytest.raises(TolmachError, match="that `tolmach models` lists"):
        located_model(Path("elsewhere/xx-yy"))
    monkeypatch.setattr("tolmach.model_paths.LECTURE", tmp_path / "shipped" / "lecture")
    lecture = make(tmp_path / "shipped" / "lecture" / "recurrent")
    assert located_model(Path("recurrent")) == lecture
    make(tmp_path / "xx-yy")
    assert located_model(Path("xx-yy")) == Path("xx-yy")
