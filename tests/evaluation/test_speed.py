from pathlib import Path

from tests.toy_folder import LINES, make_toy_folder
from tolmach.evaluation.speed import speed_rounds, translation_speed
from tolmach.translation.translator import Translator


def test_every_translator_has_a_speed_for_every_search(tmp_path: Path) -> None:
    translator = Translator.load(make_toy_folder(tmp_path / "toy"))
    found = translation_speed({"a": translator, "b": translator}, LINES[::2], rounds=1)
    assert found.keys() == {"a", "b"}
    for speeds in found.values():
        assert speeds.keys() == {"greedy", "beam 5"}
        assert min(speeds.values()) > 0


def test_every_round_is_told(tmp_path: Path) -> None:
    translator = Translator.load(make_toy_folder(tmp_path / "toy"))
    found = speed_rounds({"a": translator}, LINES[::2], rounds=2)
    assert [len(speeds) for speeds in found["a"].values()] == [2, 2]
