import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.toy_folder import LINES, make_toy_folder
from tests.warm import WarmProcess
from tolmach.errors import TolmachError
from tolmach.model_folder import ModelFolder, PieceCounts, SelfTest
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

FILES = ["model.safetensors", "config.toml", "tokenizer.json", "card.md", "selftest.json"]


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_toy_folder(tmp_path_factory.mktemp("models") / "toy")


@pytest.fixture
def folder(toy: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(toy, tmp_path / "toy"))


def test_saved_and_loaded_is_the_same(toy: Path, tmp_path: Path) -> None:
    before = ModelFolder.load(toy)
    sides = TokenizerPair(before.tokenizers.source, Tokenizer.learn(LINES[::2], 300))
    selftest = SelfTest(["Ä\n", ""], ["b", "ü"])
    whole = ModelFolder(before.description, sides, before.weights, "# Ä\n", selftest)
    whole.save(tmp_path / "run" / "model")
    for named in (tmp_path / "run" / "model", tmp_path / "run"):
        after = ModelFolder.load(named)
        assert (after.description, after.card, after.selftest) == (
            (whole.description, whole.card, whole.selftest)
        )
        assert not after.tokenizers.joint
        assert after.tokenizers.target.encode(LINES[0]) == sides.target.encode(LINES[0])
        assert after.weights.keys() == whole.weights.keys()
        assert all(value.equal(after.weights[name]) for name, value in whole.weights.items())
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["model"]
    assert sorted(path.name for path in (tmp_path / "run" / "model").iterdir()) == sorted(FILES)


def test_counts_of_pieces_go_along(toy: Path, tmp_path: Path) -> None:
    before = ModelFolder.load(toy)
    assert before.piece_counts is None
    counts = PieceCounts([0, 7, 3], [5, 0])
    replace(before, piece_counts=counts).save(tmp_path / "model")
    assert ModelFolder.load(tmp_path / "model").piece_counts == counts
    for damaged in ('{"source": [1]}', '{"source": [1], "target": [true]}', "[]", "{"):
        (tmp_path / "model" / "piece-counts.json").write_text(damaged, "utf-8")
        with pytest.raises(TolmachError, match=r"piece-counts\.json"):
            PieceCounts.load(tmp_path / "model")


@pytest.mark.parametrize("name", FILES[:3])
def test_a_missing_file_is_named(name: str, folder: Path) -> None:
    (folder / name).unlink()
    with pytest.raises(TolmachError, match=name) as raised:
        ModelFolder.load(folder)
    assert str(folder) in str(raised.value)


@pytest.mark.parametrize("name", FILES[3:])
def test_card_and_self_test_may_be_missing(name: str, folder: Path) -> None:
    (folder / name).unlink()
    loaded = ModelFolder.load(folder)
    assert loaded.card == "" or loaded.selftest == SelfTest([], [])


DAMAGE = [b"", b"\xff\xfe", b"3", b"[[", b"{}", b'{"sources": ["a"]}']


@pytest.mark.parametrize(
    ("name", "content"),
    # A card is any text.
    [(name, bad) for name in FILES for bad in DAMAGE if name != "card.md" or bad[:1] == b"\xff"],
)
def test_a_damaged_file_is_named(name: str, content: bytes, folder: Path) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(TolmachError) as raised:
        ModelFolder.load(folder)
    assert str(folder / name) in str(raised.value)
    assert str(raised.value).endswith(".")


def test_a_name_from_which_no_weights_are_read_is_to_be_changed(folder: Path) -> None:
    odd = folder.with_name(os.fsdecode(b"mod\xe8le"))
    folder.rename(odd)
    with pytest.raises(TolmachError, match=r"cannot be read .*; rename the folder in UTF-8\.$"):
        ModelFolder.load(odd)


def test_half_of_the_weights_is_damage(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(TolmachError, match=r"model\.safetensors cannot be read"):
        ModelFolder.load(folder)


@pytest.mark.parametrize("content", ['{"sources": ["a"], "translations": []}', '{"sources": 1}'])
def test_a_self_test_must_pair(content: str, folder: Path) -> None:
    (folder / "selftest.json").write_text(content, "utf-8")
    with pytest.raises(TolmachError, match=r"selftest\.json is damaged"):
        ModelFolder.load(folder)


def test_where_nothing_can_be_written_is_said(toy: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(TolmachError, match="cannot be written"):
        ModelFolder.load(toy).save(tmp_path / "file" / "model")


def test_dying_between_the_two_renamings_loses_nothing(folder: Path) -> None:
    before = ModelFolder.load(folder)
    folder.rename(folder.with_name(".toy.old"))
    assert ModelFolder.load(folder).description == before.description
    before.save(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["toy"]


SAVING = """
import sys
from pathlib import Path
from dataclasses import replace
from tolmach.model_folder import ModelFolder
folder = Path(sys.argv[1])
model = ModelFolder.load(folder)
number = 0
while True:
    number += 1
    weights = {name: 0 * value + number for name, value in model.weights.items()}
    replace(model, weights=weights, card=str(number)).save(folder)
    folder.with_name("saved").touch()
"""


def test_killed_while_saving_leaves_one_whole_model(folder: Path) -> None:
    """A process that saves over and over is killed at several moments."""
    saved = folder.with_name("saved")
    for delay in (0.0, 0.003, 0.007):
        process = WarmProcess("-c", SAVING, folder, program="python")
        while not saved.exists():
            assert process.poll() is None
            time.sleep(0.001)
        time.sleep(delay)
        process.kill()
        process.communicate()
        saved.unlink(missing_ok=True)
        found = ModelFolder.load(folder)
        assert found.card.isdecimal()
        assert all(bool((value == int(found.card)).all()) for value in found.weights.values())
