"""How a model's line looks in every picture: its own colour; broken where one vector links."""

from typing import Any

from tolmach.render.svg import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILION
from tolmach.study.ladder import LADDER, Rung

_COLOURS = (VERMILION, ORANGE, PURPLE, BLUE, SKY, GREEN, "#404040", "#000000", "#8a6d3b")


def line_of(rung: Rung) -> dict[str, Any]:
    """Return what matplotlib's `plot` is to be told of a model's line."""
    place = [other.name for other in LADDER].index(rung.name)
    return {
        "color": _COLOURS[place],
        "ls": "--" if rung.link == "vector" else "-",
        "marker": "o",
        "markersize": 3,
        "lw": 1.5,
        "label": rung.title,
    }
