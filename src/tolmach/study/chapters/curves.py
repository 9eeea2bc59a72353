"""Curves of all models in one picture: broken where one vector links, whole with attention."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tolmach.render.svg import STYLE, write_svg
from tolmach.study.chapters.rung_lines import line_of
from tolmach.study.ladder import Rung
from tolmach.study.study_folder import StudyFolder

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Curve = tuple[list[float], list[float]]
_ACROSS = 2  # panels
_FULL = 1.03  # the top of an axis of shares, with room for a mark


@dataclass(frozen=True)
class Panel:
    """One pair of axes: what goes up, what goes to the right, and each model's curve."""

    title: str
    unit: str
    curve: Callable[[Rung], Curve]
    share: bool = False  # from 0 to 1
    from_zero: bool = True
    logarithmic: bool = False  # to the right
    mark: float | None = None  # a dotted line


def draw_curves(
    folder: StudyFolder, name: str, rungs: Sequence[Rung], panels: Sequence[Panel]
) -> None:
    """Draw panels side by side, with one legend, into the study's folder of figures."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    across = min(_ACROSS, len(panels))
    down = -(-len(panels) // across)
    with rc_context(STYLE):
        figure = Figure(figsize=(8, 1.4 + 3.2 * down), layout="constrained")
        grid = figure.subplots(down, across, squeeze=False).ravel()
        for axes, panel in zip(grid, panels, strict=True):
            _draw(axes, rungs, panel)
        handles, labels = grid[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2)
        write_svg(figure, folder.figure(name), panels[0].title)


def _draw(axes: "Axes", rungs: Sequence[Rung], panel: Panel) -> None:
    for rung in rungs:
        axes.plot(*panel.curve(rung), **line_of(rung))
    axes.set_ylabel(panel.title)
    axes.set_xlabel(panel.unit)
    if panel.logarithmic:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter("{x:g}")
    if panel.share or panel.from_zero:
        axes.set_ylim(0, _FULL if panel.share else None)
    if panel.mark is not None:
        axes.axvline(panel.mark, color="#767676", lw=0.8, ls=":")
