"""Figures of attention matrices: one panel for each of several models, layers or heads."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tolmach.analysis.attention.matrix import AttentionMatrix
from tolmach.errors import RequestError
from tolmach.render.svg import draw_heat_map, label_inches, plain, styled_text, write_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_CELL = 0.24  # inches
_ACROSS = 3  # panels


def write_attention_figure(
    matrices: Mapping[str, AttentionMatrix], path: Path, *, title: str = "Attention"
) -> None:
    """Draw panels under their names, source words above and target words on the left.

    A path that ends in `.png` gets a picture in pixels, any other one SVG. The darker a field, the
    greater the weight of the source word for the target word; black is 1.
    """
    if not matrices:
        raise RequestError("There is no attention to draw; give one matrix at least.")
    with styled_text():
        write_figure(_figure(matrices), path, title)


def _figure(matrices: Mapping[str, AttentionMatrix]) -> "Figure":
    from matplotlib.figure import Figure

    across = min(_ACROSS, len(matrices))
    down = math.ceil(len(matrices) / across)
    sizes = [_inches(matrix) for matrix in matrices.values()]
    width, height = (max(side) for side in zip(*sizes, strict=True))
    figure = Figure(figsize=(width * across, height * down), layout="constrained")
    panels = figure.subplots(down, across, squeeze=False).ravel()
    for axes, (name, matrix) in zip(panels, matrices.items(), strict=False):
        _draw(axes, name, matrix)
    for axes in panels[len(matrices) :]:
        axes.set_axis_off()
    return figure


def _inches(matrix: AttentionMatrix) -> tuple[float, float]:
    left, above = label_inches(matrix.target_words), label_inches(matrix.source_words)
    width = left + _CELL * len(matrix.source_words) + 0.3
    return max(2.4, width), above + _CELL * len(matrix.target_words) + 0.5


def _draw(axes: "Axes", name: str, matrix: AttentionMatrix) -> None:
    draw_heat_map(axes, matrix.weights, matrix.source_words)
    rows = [0.5 + row for row in range(len(matrix.target_words))]
    axes.set_yticks(rows, map(plain, matrix.target_words))
    axes.invert_yaxis()
    axes.set_aspect("equal")
    axes.set_title(plain(name), loc="left", fontsize=9.5, weight="bold")
