"""Parts of a report: chapters with text, tables and pictures, and curves of all models."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from tolmach.render.svg import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    QUIET,
    SKY,
    STYLE,
    VERMILION,
    write_svg,
)
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import LADDER, Rung

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# By the place on the ladder; neither colours nor marks tell so many lines apart alone.
_COLOURS = (VERMILION, ORANGE, PURPLE, BLUE, SKY, GREEN, "#8a6d3b", "#000000", QUIET)
_MARKS = "osD^v<XP*"
Curve = tuple[list[float], list[float]]
_ACROSS = 2  # panels
_FULL = 1.03  # the top of an axis of shares, with room for a mark


@dataclass(frozen=True)
class Table:
    """Rows under column heads: figures stand right, the first column and `words` left."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: bool = False


@dataclass(frozen=True)
class Picture:
    """A figure in the study's folder of figures, by the name of its file without `.svg`."""

    name: str
    caption: str


@dataclass(frozen=True)
class Chapter:
    """One question, and what the study has to say of it."""

    title: str
    text: str
    parts: Sequence[Table | Picture]


def percent(share: float | None) -> str:
    """Return a share as a table prints it; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.0f} %"


def line_of(rung: Rung) -> dict[str, Any]:
    """Return the arguments of matplotlib's `plot` for a model's line."""
    place = [other.name for other in LADDER].index(rung.name)
    return {
        "color": _COLOURS[place],
        "ls": "--" if rung.link == "vector" else "-",
        "marker": _MARKS[place],
        "markersize": 4,
        "lw": 1.5,
        "label": rung.title,
    }


@dataclass(frozen=True)
class Panel:
    """One pair of axes: what goes up, what goes to the right, and each model's curves, one a run.

    With a `band`, all runs have the same places to the right, and their mean is drawn between
    their lowest and highest values.
    """

    title: str
    unit: str
    curves: Callable[[Rung], Sequence[Curve]]
    band: bool = False
    share: bool = False  # from 0 to 1
    from_zero: bool = True
    logarithmic: bool = False  # to the right
    ticks: Sequence[float] | None = None  # to the right
    mark: float | None = None  # a dotted line upwards
    level: float | None = None  # a dotted line to the right


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
        _draw_runs(axes, rung, panel)
    if panel.mark is not None:
        axes.axvline(panel.mark, color="#767676", lw=0.8, ls=":")
    if panel.level is not None:
        axes.axhline(panel.level, color="#767676", lw=0.8, ls=":")
    axes.set_ylabel(panel.title)
    axes.set_xlabel(panel.unit)
    if panel.logarithmic:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter("{x:g}")
    if panel.ticks is not None:
        axes.set_xticks(panel.ticks, [f"{tick:g}" for tick in panel.ticks], minor=False)
        axes.set_xticks([], minor=True)
    if panel.share or panel.from_zero:
        axes.set_ylim(0, _FULL if panel.share else None)


def _draw_runs(axes: "Axes", rung: Rung, panel: Panel) -> None:
    curves, line = panel.curves(rung), line_of(rung)
    if not panel.band:
        for number, curve in enumerate(curves):
            label = line["label"] if number == 0 else "_"  # hidden: one name a model
            axes.plot(*curve, **line | {"label": label, "lw": 1.5 if len(curves) == 1 else 1})
        return
    places = curves[0][0] if curves else []
    runs = list(zip(*(values for _, values in curves), strict=True))
    axes.fill_between(
        places, list(map(min, runs)), list(map(max, runs)), color=line["color"], alpha=0.15, lw=0
    )
    axes.plot(places, list(map(fmean, runs)), **line)
