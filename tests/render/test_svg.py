import warnings
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from tolmach.render.svg import draw_heat_map, plain, styled_text, write_png, write_svg


def draw(path: Path, names: list[str], *, darkest: float = 1.0) -> str:
    """Draw a heat map of a row with these names and return what was written."""
    from matplotlib.figure import Figure

    with styled_text():
        figure = Figure(figsize=(2, 2))
        values = np.linspace(0, darkest, len(names))[None]
        draw_heat_map(figure.subplots(), values, names, darkest=darkest)
        (write_png if path.suffix == ".png" else write_svg)(figure, path, "A title")
    return path.read_text("utf-8") if path.suffix == ".svg" else ""


@pytest.mark.parametrize("darkest", [1.0, 0.3])
def test_a_heat_map_has_a_field_a_value_from_white_to_black(tmp_path: Path, darkest: float) -> None:
    written = draw(tmp_path / "a.svg", ["x", "y", "z"], darkest=darkest)
    fields = [line for line in written.splitlines() if "stroke-width: 0.4" in line]
    assert len(fields) == 3
    assert "fill: #ffffff" in fields[0]
    assert "fill" not in fields[2]  # black is SVG's default


def test_text_stays_text_whatever_it_is(tmp_path: Path) -> None:
    names = ["$5 and $6", "日本語", "</s>"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        written = draw(tmp_path / "a.svg", names)
    texts = [each.text for each in ElementTree.fromstring(written).iter() if each.text]
    assert set(names) <= set(texts)
    assert "A title" in texts


def test_dollars_do_not_begin_a_formula() -> None:
    assert plain("$20 or $30") == r"\$20 or \$30"


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_same_figure_gives_the_same_bytes(tmp_path: Path, kind: str) -> None:
    for name in "ab":
        draw(tmp_path / f"{name}.{kind}", ["x", "y"])
    assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()
