"""`pruning.svg`: quality and speed against the heads that are left."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tolmach.drawing import BLUE, GREEN, ORANGE, QUIET, STYLE, write_svg
from tolmach.evaluation.pruning_report import PruningPoint, PruningReport

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = {"greedy": GREEN, "beam 5": ORANGE}


def write_pruning_figure(report: PruningReport, path: Path) -> None:
    """Draw the report; the same figures give the same bytes."""
    from matplotlib import rc_context

    with rc_context(STYLE):
        write_svg(_figure(report), path, "Heads left after pruning")


def _figure(report: PruningReport) -> "Figure":
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(6.4, 5.4), layout="constrained")
    quality, speed = figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": [3, 2]})
    _draw_quality(quality, report.points)
    _draw_speed(speed, report.points)
    speed.set_xlim(-0.5, report.points[0].heads + 0.5)
    speed.xaxis.set_major_locator(MaxNLocator(integer=True))
    speed.set_xlabel(f"heads left of {report.points[0].heads}")
    figure.align_ylabels()
    return figure


def _draw_quality(axes: "Axes", points: Sequence[PruningPoint]) -> None:
    whole, *pruned = points
    axes.axhline(whole.bleu, color=QUIET, lw=0.9, ls=(0, (4, 3)))
    axes.errorbar(
        [point.heads for point in points],
        [point.bleu for point in points],
        yerr=[point.margin for point in points],
        color=BLUE,
        marker="o",
        markersize=4.5,
        capsize=3,
        lw=1.5,
        elinewidth=0.9,
    )
    for point in pruned:
        axes.annotate(
            f"{point.difference:+.1f}".replace("-", "−"),
            (point.heads, point.bleu),
            (6, -13),  # below the line, which falls with the heads
            textcoords="offset points",
            color=BLUE,
        )
    axes.annotate("unpruned", (0, whole.bleu), (0, 4), textcoords="offset points", color=QUIET)
    axes.set_ylabel("BLEU and its 95% interval")


def _draw_speed(axes: "Axes", points: Sequence[PruningPoint]) -> None:
    for search, colour in _COLOURS.items():
        speeds = [point.sentences_per_second[search] for point in points]
        axes.plot([p.heads for p in points], speeds, "o-", color=colour, ms=4, lw=1.5, label=search)
    axes.set_ylim(bottom=0)
    axes.set_ylabel("sentences a second")
    axes.legend(loc="lower left")
