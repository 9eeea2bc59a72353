import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

from tolmach.analysis.attention.figure import write_attention_figure
from tolmach.analysis.attention.matrix import AttentionMatrix
from tolmach.errors import TolmachError

SVG = "{http://www.w3.org/2000/svg}"


def matrix(source: str, target: str) -> AttentionMatrix:
    columns, rows = source.split(), target.split()
    weights = np.zeros((len(rows), len(columns)), np.float32)
    weights[:, 0] = 1
    return AttentionMatrix(tuple(columns), tuple(rows), weights, "decoder.cross.1")


def drawn(path: Path) -> ElementTree.Element:
    return ElementTree.parse(path).getroot()


def texts(root: ElementTree.Element) -> list[str]:
    return ["".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")]


def fields(root: ElementTree.Element) -> list[str]:
    styles = [element.get("style", "") for element in root.iter(f"{SVG}path")]
    return [style for style in styles if "stroke: #e6e6e6" in style]


def test_every_word_stands_there_once_a_panel_and_every_field_is_drawn(tmp_path: Path) -> None:
    panels = {"first": matrix("ein Hund </s>", "a dog </s>"), "other": matrix("ein ja", "b")}
    write_attention_figure(panels, tmp_path / "a.svg", title="Of a dog")
    root = drawn(tmp_path / "a.svg")
    written = texts(root)
    assert {"first", "other", "ein", "Hund", "a", "dog", "b"} <= set(written)
    assert written.count("ein") == 2
    assert len(fields(root)) == 3 * 3 + 2 * 1
    assert sum("fill" not in style for style in fields(root)) == 3 + 1  # black, SVG's default
    assert sum("fill: #ffffff" in style for style in fields(root)) == 6 + 1


def test_words_run_downwards_as_they_are_said(tmp_path: Path) -> None:
    write_attention_figure({"name": matrix("x y z", "a b c d")}, tmp_path / "a.svg")
    places = {}
    for element in drawn(tmp_path / "a.svg").iter(f"{SVG}text"):
        x, y = re.findall(r"\d+\.\d+", element.get("transform", ""))[:2]
        places["".join(element.itertext())] = float(x), float(y)
    assert [places[word][1] for word in "abcd"] == sorted(places[word][1] for word in "abcd")
    assert [places[word][0] for word in "xyz"] == sorted(places[word][0] for word in "xyz")
    assert places["x"][1] < places["a"][1]


@pytest.mark.parametrize("panels", range(1, 6))
def test_any_number_of_panels(tmp_path: Path, panels: int) -> None:
    drawing = {f"model {n}": matrix("a b c d e f g", "h i") for n in range(panels)}
    write_attention_figure(drawing, tmp_path / "a.svg")
    assert {f"model {n}" for n in range(panels)} <= set(texts(drawn(tmp_path / "a.svg")))


def test_words_that_look_like_formulas_and_those_of_other_scripts(tmp_path: Path) -> None:
    write_attention_figure({"$x": matrix("20 $ $y$ 東京 \\", "& < 🙂")}, tmp_path / "a.svg")
    written = texts(drawn(tmp_path / "a.svg"))
    assert {"$x", "$", "$y$", "東京", "\\", "&", "<", "🙂"} <= set(written)


def test_the_same_matrices_give_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_attention_figure({"one": matrix("a b", "c d e")}, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_nothing_to_draw_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TolmachError, match="There is no attention to draw"):
        write_attention_figure({}, tmp_path / "a.svg")
