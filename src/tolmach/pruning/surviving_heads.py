"""A grid of heads by layer: what each did before pruning, and how long it was left."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tolmach.analysis.heads.map import COLOURS, KINDS, lay_out_cells
from tolmach.analysis.heads.roles import HeadRole
from tolmach.pruning.report import PruningPoint
from tolmach.render.svg import QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NO_ROLE = "#bdbdbd"
_FULL = 0.6  # opacity


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
    fate = "" if gone is None else f"\ngone at {gone}"
    ink = "black" if gone is None else QUIET
    axes.text(*place, _label(roles) + fate, ha="center", va="center", fontsize=7.5, color=ink)


def _label(roles: Sequence[HeadRole]) -> str:
    if not roles:
        return "no role"
    first, *others = roles
    name = f"{first.role} {first.how}" if first.role == "positional" else first.role
    return (name if first.clear else f"({name})") + (f" +{len(others)}" if others else "")
