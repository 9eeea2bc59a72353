"""Attention matrices as a picture: one panel for each of several models, layers or heads."""

import math
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tolmach.analysis.attention.matrix import AttentionMatrix
from tolmach.errors import TolmachError
from tolmach.render.svg import BLUE, STYLE, write_png, write_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_CELL, _LETTER = 0.24, 0.085  # inches
_ACROSS = 3  # panels


def write_attention_figure(
    matrices: Mapping[str, AttentionMatrix], path: Path, *, title: str = "Attention"
) -> None:
    """Draw panels under their names, source words above and target words on the left.

    A path that ends in `.png` gets a picture in pixels, any other one SVG.
    The darker a field, the more the target word takes of the source word; black is all of it.
    """
    from matplotlib import rc_context

    if not matrices:
        raise TolmachError("There is no attention to draw; give one matrix at least.")
    with rc_context(STYLE), warnings.catch_warnings():
        # text stays text, so only the measuring is rough where our font lacks a letter
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        write = write_png if path.suffix == ".png" else write_svg
        write(_figure(matrices), path, title)


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
    left, above = (
        _LETTER * max(map(len, side)) for side in (matrix.target_words, matrix.source_words)
    )
    width = left + _CELL * len(matrix.source_words) + 0.3
    return max(2.4, width), above + _CELL * len(matrix.target_words) + 0.5


def _draw(axes: "Axes", name: str, matrix: AttentionMatrix) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("attention", ["white", BLUE, "black"])
    rows, columns = matrix.weights.shape
    # one path a field, so that the picture stays sharp at every size
    axes.pcolormesh(matrix.weights, cmap=shades, vmin=0, vmax=1, edgecolor="#e6e6e6", linewidth=0.4)
    axes.set_xticks([0.5 + column for column in range(columns)], map(_plain, matrix.source_words))
    axes.set_yticks([0.5 + row for row in range(rows)], map(_plain, matrix.target_words))
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.tick_params(axis="x", labelrotation=90)
    axes.invert_yaxis()
    axes.set_aspect("equal")
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set_title(_plain(name), loc="left", fontsize=9.5, weight="bold")


def _plain(text: str) -> str:
    """Keep matplotlib from reading dollars as the edges of a formula."""
    return text.replace("$", r"\$")
