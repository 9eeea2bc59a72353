"""A model folder: saved whole, and every damaged file named in one sentence."""

import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors import SafetensorError

from tests.toy_folder import make_toy_folder
from tolmach.errors import TolmachError
from tolmach.model_folder import ModelFolder, SelfTest, save_tensors
from tolmach.models.build import load_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_toy_folder(tmp_path / "toy")


def test_saved_again_it_is_the_same_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    ModelFolder.load(folder).save(again)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    for name in names:
        assert (folder / name).read_bytes() == (again / name).read_bytes()


def test_saving_puts_the_new_one_in_place_of_the_old_and_leaves_nothing_else(folder: Path) -> None:
    content = replace(ModelFolder.load(folder), card="Another.", selftest=SelfTest(["a"], ["b"]))
    content.save(folder)
    assert ModelFolder.load(folder).card == "Another."
    assert ModelFolder.load(folder).selftest == SelfTest(["a"], ["b"])
    assert list(folder.parent.iterdir()) == [folder]


def test_whoever_may_read_other_files_may_read_the_weights(folder: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert len(modes) == 1


def test_where_nothing_can_be_written_the_sentence_says_so(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TolmachError, match=r"file/model cannot be written: Not a directory"):
        ModelFolder.load(folder).save(tmp_path / "file" / "model")


def test_weights_that_cannot_be_written_are_an_os_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise SafetensorError("No space left on device")

    monkeypatch.setattr("tolmach.model_folder.save_file", full)
    with pytest.raises(OSError, match="No space left"):
        save_tensors({"a": torch.ones(7)}, tmp_path / "a")


def _binary(path: Path) -> None:
    path.write_bytes(bytes(range(128, 256)))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _short(path: Path) -> None:
    path.write_text('{"sources": ["a", "b"], "translations": ["c"]}', "utf-8")


@pytest.mark.parametrize(
    ("name", "damage", "message"),
    [
        ("config.toml", _binary, "not valid TOML"),
        ("config.toml", _folder, "no model folder"),
        ("model.safetensors", _binary, "cannot be read"),
        ("model.safetensors", _cut, "cannot be read"),
        ("model.safetensors", _folder, "cannot be read"),
        ("tokenizer.json", _binary, "cannot be read"),
        ("tokenizer.json", _cut, "cannot be read"),
        ("tokenizer.json", _folder, "cannot be read"),
        ("card.md", _binary, "cannot be read"),
        ("selftest.json", _binary, "cannot be read"),
        ("selftest.json", _cut, "cannot be read"),
        ("selftest.json", _short, "2 sources but 1 translations"),
    ],
)
def test_a_damaged_file_is_named(
    name: str, damage: Callable[[Path], None], message: str, folder: Path
) -> None:
    damage(folder / name)
    with pytest.raises(TolmachError, match=message) as raised:
        load_model(folder)
    assert str(folder) in str(raised.value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_refused(value: float, folder: Path) -> None:
    content = ModelFolder.load(folder)
    spoilt = {name: weight.clone() for name, weight in content.weights.items()}
    spoilt["output.bias"][3] = value
    replace(content, weights=spoilt).save(folder)
    with pytest.raises(TolmachError, match=r"no numbers \(output.bias\)"):
        load_model(folder)
