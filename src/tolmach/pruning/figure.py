"""`pruning.svg`: quality and speed against the number of heads left, and a map of these heads."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tolmach.analysis.heads.map import COLOURS, KINDS, lay_out_cells
from tolmach.analysis.heads.roles import HeadRole
from tolmach.pruning.report import PruningPoint, PruningReport
from tolmach.render.svg import BLUE, GREEN, ORANGE, QUIET, STYLE, write_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

_NO_ROLE = "#bdbdbd"
_FULL = 0.6  # opacity
_COLOURS = {"greedy": GREEN, "beam 5": ORANGE}  # of curves, by search


def pruned_kinds(points: Sequence[PruningPoint]) -> dict[str, list[str]]:
    """Return the sites of each kind of attention that was pruned, by what to call the kind."""
    sites = points[0].survivors
    found = {title: [s for s in sites if s.startswith(kind)] for kind, title in KINDS.items()}
    return {title: each for title, each in found.items() if each}


def draw_heads(axes: "Axes", sites: Sequence[str], points: Sequence[PruningPoint]) -> None:
    """Draw the heads of some sites, layers across and heads down.

    What is filled is left to the end; a frame says at which number of heads it went. The colour
    is that of the first role before pruning.
    """
    whole = points[0]
    for layer, site in enumerate(sites):
        for head, roles in zip(whole.survivors[site], whole.roles.before[site], strict=True):
            gone = next((p.heads for p in points[1:] if head not in p.survivors[site]), None)
            _cell(axes, (layer, head - 1), roles, gone)
    lay_out_cells(axes, sites, max(len(whole.survivors[site]) for site in sites))


def _cell(
    axes: "Axes", place: tuple[int, int], roles: Sequence[HeadRole], gone: int | None
) -> None:
    from matplotlib.patches import Rectangle

    colour = COLOURS[roles[0].role] if roles else _NO_ROLE
    corner = place[0] - 0.47, place[1] - 0.45
    fill = colour, _FULL if gone is None else 0.0
    axes.add_patch(Rectangle(corner, 0.94, 0.9, edgecolor=colour, facecolor=fill, linewidth=1.2))
    outcome = "" if gone is None else f"\ngone at {gone}"
    ink = "black" if gone is None else QUIET
    axes.text(*place, _label(roles) + outcome, ha="center", va="center", fontsize=7.5, color=ink)


def _label(roles: Sequence[HeadRole]) -> str:
    if not roles:
        return "no role"
    first, *others = roles
    name = f"{first.role} {first.how}" if first.role == "positional" else first.role
    return (name if first.clear else f"({name})") + (f" +{len(others)}" if others else "")


def write_pruning_figure(report: PruningReport, path: Path) -> None:
    """Draw the report; the same figures give the same bytes."""
    from matplotlib import rc_context

    with rc_context(STYLE):
        write_svg(_figure(report), path, "Heads left after pruning")


def _figure(report: PruningReport) -> "Figure":
    from matplotlib.figure import Figure

    kinds = pruned_kinds(report.points)
    rows = max(map(len, report.points[0].survivors.values()))
    height = 0.8 + 0.4 * rows
    layers = sum(map(len, kinds.values()))
    width = max(6.4, 1.15 * layers + 0.7 * len(kinds))
    figure = Figure(figsize=(width, 5.4 + height), layout="constrained")
    parts = figure.add_gridspec(2, 1, height_ratios=[5.4, height])
    _draw_curves(figure.add_subfigure(parts[0]), report.points)
    _draw_grids(figure.add_subfigure(parts[1]), kinds, report.points)
    return figure


def _draw_curves(figure: "SubFigure", points: Sequence[PruningPoint]) -> None:
    from matplotlib.ticker import MaxNLocator

    quality, speed = figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": [3, 2]})
    _draw_quality(quality, points)
    _draw_speed(speed, points)
    speed.set_xlim(-0.5, points[0].heads + 0.5)
    speed.xaxis.set_major_locator(MaxNLocator(integer=True))
    speed.set_xlabel(f"heads left of {points[0].heads}")
    figure.align_ylabels()


def _draw_grids(
    figure: "SubFigure", kinds: Mapping[str, Sequence[str]], points: Sequence[PruningPoint]
) -> None:
    panels = figure.subplots(
        1, len(kinds), squeeze=False, width_ratios=list(map(len, kinds.values()))
    )
    for axes, (title, sites) in zip(panels[0], kinds.items(), strict=True):
        draw_heads(axes, sites, points)
        axes.set_title(title, loc="left", fontsize=9.5, weight="bold")
    figure.suptitle("Roles before pruning; filled: left to the end", fontsize=8.5)


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
    controls = [(point.heads, point.control.bleu) for point in pruned if point.control]
    if controls:
        (line,) = axes.plot(*zip(*controls, strict=True), color=QUIET, marker="s", ms=4, lw=1)
        axes.legend([line], ["unpruned, after as many updates"], loc="lower right")
    axes.annotate("unpruned", (0, whole.bleu), (0, 4), textcoords="offset points", color=QUIET)
    axes.set_ylabel("BLEU and its 95% interval")


def _draw_speed(axes: "Axes", points: Sequence[PruningPoint]) -> None:
    for search, colour in _COLOURS.items():
        speeds = [point.sentences_per_second[search] for point in points]
        axes.errorbar(
            [point.heads for point in points],
            [speed.median for speed in speeds],
            yerr=[
                [speed.median - speed.low for speed in speeds],
                [speed.high - speed.median for speed in speeds],
            ],
            fmt="o-",
            color=colour,
            ms=4,
            lw=1.5,
            capsize=3,
            elinewidth=0.9,
            label=search,
        )
    axes.set_ylim(bottom=0)
    axes.set_ylabel("sentences a second")
    axes.legend(loc="lower left")
