"""A map of heads' roles: a panel for each kind of attention, layers across and heads down."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tolmach.analysis.heads.roles import HeadRole, Role
from tolmach.analysis.heads.survey import HeadSurvey, SiteFindings
from tolmach.render.svg import BLUE, GREEN, ORANGE, PURPLE, QUIET, SKY, STYLE, VERMILION, write_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS: Mapping[Role, str] = {
    "positional": BLUE,
    "diagonal": SKY,
    "syntactic": GREEN,
    "copy": PURPLE,
    "rare": VERMILION,
    "separator": ORANGE,
    "diffuse": QUIET,
}
KINDS = {
    "encoder.self": "Encoder",
    "decoder.self": "Decoder",
    "decoder.cross": "Decoder to source",
}
_WIDTH, _HEIGHT = 1.35, 0.62  # inches a cell
_ROLES_A_ROW = 4  # of the legend, which must fit under a single panel
_FULL, _PALE = 0.85, 0.12  # opacity
_BAR = "#202020"


def write_head_map(survey: HeadSurvey, path: Path) -> None:
    """Draw every head of a survey in the colour of its first role, as SVG.

    A filled field is a clear role, a frame alone a leaning. The bar is the importance of the head,
    by the gradient of the loss, relative to the most important of all.
    """
    from matplotlib import rc_context

    with rc_context(STYLE):
        write_svg(_figure(survey), path, f"Roles of the heads of {survey.model}")


def _figure(survey: HeadSurvey) -> "Figure":
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    kinds = {title: sites for kind, title in KINDS.items() if (sites := _sites_of(survey, kind))}
    layers = [len(sites) for sites in kinds.values()]
    rows = max(found.heads for found in survey.sites.values())
    size = _WIDTH * sum(layers) + 0.7 * len(kinds), _HEIGHT * rows + 1.9
    figure = Figure(figsize=(max(5.5, size[0]), size[1]), layout="constrained")
    panels = figure.subplots(1, len(kinds), squeeze=False, width_ratios=layers)[0]
    for axes, (title, sites) in zip(panels, kinds.items(), strict=True):
        _draw(axes, title, sites, survey)
    shown = [Patch(color=colour, alpha=_FULL, label=role) for role, colour in COLOURS.items()]
    figure.legend(
        handles=shown,
        loc="outside lower center",
        ncols=_ROLES_A_ROW,
        title="filled: clear role; frame: leaning; bar: importance for the loss",
        title_fontsize=8.5,
        fontsize=8.5,
    )
    return figure


def _sites_of(survey: HeadSurvey, kind: str) -> dict[str, SiteFindings]:
    return {site: found for site, found in survey.sites.items() if site.startswith(kind)}


def _draw(axes: "Axes", title: str, sites: Mapping[str, SiteFindings], survey: HeadSurvey) -> None:
    rows = max(found.heads for found in sites.values())
    for layer, (site, found) in enumerate(sites.items()):
        weights = _relative(survey, site)
        for head, roles in enumerate(found.roles):
            _cell(axes, (layer, head), roles, weights[head])
    axes.set_title(title, loc="left", fontsize=9.5, weight="bold")
    lay_out_cells(axes, list(sites), rows)


def lay_out_cells(axes: "Axes", sites: Sequence[str], rows: int) -> None:
    """Give axes a unit square for each head: the layers of `sites` across, `rows` heads down."""
    axes.set_xlim(-0.5, len(sites) - 0.5)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xticks(range(len(sites)), [f"layer {site.split('.')[-1]}" for site in sites])
    axes.set_yticks(range(rows), [f"head {1 + head}" for head in range(rows)])
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def _cell(axes: "Axes", place: tuple[int, int], roles: Sequence[HeadRole], weight: float) -> None:
    from matplotlib.patches import Rectangle

    left, top = place[0] - 0.47, place[1] - 0.46
    axes.add_patch(Rectangle((left, top), 0.94, 0.92, **_field_style(roles[0] if roles else None)))
    axes.add_patch(Rectangle((left, place[1] + 0.39), 0.94 * weight, 0.07, color=_BAR))
    axes.text(*place, label(roles), ha="center", va="center", fontsize=7.5)


def _field_style(role: HeadRole | None) -> dict[str, Any]:
    if role is None:
        return {"facecolor": "white", "edgecolor": "#bdbdbd", "linewidth": 0.7}
    colour = COLOURS[role.role]
    strength = _FULL if role.clear else _PALE
    return {"facecolor": (colour, strength), "edgecolor": colour, "linewidth": 1.6}


def label(roles: Sequence[HeadRole]) -> str:
    """Return the label of a head: its first role, its strength, and the number of others."""
    if not roles:
        return ""
    first, *others = roles
    more = f" +{len(others)}" if others else ""
    return f"{first.how}{more}\n{measured(first)}"


def measured(role: HeadRole) -> str:
    """Return the strength of a role as a person reads it."""
    percent = f"{100 * role.strength:.0f}"
    return f"+{percent} points" if role.role == "syntactic" else f"{percent} %"


def named(role: HeadRole) -> str:
    """Return a role in words, in brackets where the head leans towards it only."""
    text = f"{role.role} {role.how} {measured(role)}"
    return text if role.clear else f"({text})"


def _relative(survey: HeadSurvey, site: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the importance of each head of a site, the most important of all sites being 1."""
    gradient = survey.importance["gradient"]
    if site not in gradient:
        return np.zeros(survey.sites[site].heads)
    return gradient[site] / max(float(values.max()) for values in gradient.values())
