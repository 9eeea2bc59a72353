"""Reliability diagrams: accuracy against confidence, before and after calibration."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tolmach.analysis.confidence.reliability import Reliability
from tolmach.errors import TolmachError
from tolmach.render.svg import BLUE, QUIET, STYLE, VERMILION, write_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LARGEST = 350  # points², the bin that holds most


def write_reliability_diagram(panels: Mapping[str, Mapping[str, Reliability]], path: Path) -> None:
    """Draw one panel for each kind of prediction and one line for each confidence, by name, as SVG.

    A dot is a bin, its area the share of predictions in it (DeGroot and Fienberg 1983 drew the
    diagram first). On the diagonal, confidence is true; below it, too great.
    """
    from matplotlib import rc_context

    if not panels:
        raise TolmachError("There is no confidence to draw; give one panel at least.")
    with rc_context(STYLE):
        write_svg(_figure(panels), path, "Reliability diagram")


def _figure(panels: Mapping[str, Mapping[str, Reliability]]) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.2 * len(panels), 4.4), layout="constrained")
    axes = figure.subplots(1, len(panels), squeeze=False)[0]
    for each, (name, lines) in zip(axes, panels.items(), strict=True):
        _draw(each, name, lines)
    return figure


def _draw(axes: "Axes", name: str, lines: Mapping[str, Reliability]) -> None:
    axes.plot([0, 1], [0, 1], color=QUIET, lw=0.9, ls=(0, (4, 3)), zorder=0)
    for (label, found), color in zip(lines.items(), _colours(len(lines)), strict=True):
        across = [each.confidence for each in found.bins]
        up = [each.accuracy for each in found.bins]
        shown = f"{label}: ECE {100 * found.calibration_error:.1f} %"
        axes.plot(across, up, color=color, lw=1.3, label=shown)
        areas = [_LARGEST * each.count / found.count for each in found.bins]
        axes.scatter(across, up, s=areas, color=color, linewidth=0, alpha=0.75)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share that is right")
    axes.set_aspect("equal")
    axes.legend(loc="upper left")
    axes.set_title(name, loc="left", fontsize=9.5, weight="bold")


def _colours(count: int) -> Sequence[str]:
    return [VERMILION, BLUE, *[QUIET] * count][:count]
