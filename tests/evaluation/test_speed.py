from pathlib import Path

from tests.toy_folder import LINES, make_toy_folder
from tolmach.evaluation.speed import translation_speed
from tolmach.translator import Translator


def test_every_translator_has_a_speed_for_every_search(tmp_path: Path) -> None:
    translator = Translator.load(make_toy_folder(tmp_path / "toy"))
    found = translation_speed({"a": translator, "b": translator}, LINES[::2], rounds=1)
    assert found.keys() == {"a", "b"}
    for speeds in found.values():
        assert speeds.keys() == {"greedy", "beam 5"}
        assert min(speeds.values()) > 0
