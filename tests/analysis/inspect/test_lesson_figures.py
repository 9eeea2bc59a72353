import json
from pathlib import Path

import pytest

from tests.models.variants import VARIANTS
from tests.toy_translator import toy_translator
from tolmach.analysis.attention.steps import attention_steps
from tolmach.analysis.inspect.lesson_figures import (
    Lesson,
    LessonKind,
    _attention_figure,
    write_lesson,
)

SOURCE, TARGET = "Der $Hund$.", "A dog."
SHOWN: dict[LessonKind, list[str]] = {
    "attention": ["3. scores, before the softmax", "decoder.cross.1, head 2 of", "5. values"],
    "loss": ["one-hot target", "smoothed target", "−log", "others"],
    "positions": ["sinusoidal positions", "cosine of every two positions"],
}


@pytest.mark.parametrize("kind", SHOWN)
def test_each_lesson_is_drawn_and_written_as_numbers(kind: LessonKind, tmp_path: Path) -> None:
    translator = toy_translator(VARIANTS["transformer, pre-norm"])
    lesson = Lesson(kind, site="decoder.cross.1", head=2)
    write_lesson(lesson, translator, SOURCE, TARGET, tmp_path / "a.svg")
    drawn = (tmp_path / "a.svg").read_text("utf-8")
    assert [text for text in SHOWN[kind] if text not in drawn] == []
    write_lesson(lesson, translator, SOURCE, TARGET, tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))
    write_lesson(lesson, translator, SOURCE, TARGET, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_numbers_stay_in_their_cells_and_take_no_part_in_the_layout() -> None:
    translator = toy_translator(VARIANTS["transformer, pre-norm"])
    figure = _attention_figure(attention_steps(translator, SOURCE, TARGET, "decoder.cross.1", 2))
    numbers = [text for axes in figure.axes for text in axes.texts]
    assert len(numbers) > 9
    assert not any(text.get_in_layout() for text in numbers)
