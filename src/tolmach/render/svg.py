"""How our figures look: one style, colours that every eye can tell apart, SVG with real text."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tolmach.files import whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# The colours of Okabe and Ito 2008, without yellow, which is too faint for lines.
BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
)
QUIET = "#767676"
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "tolmach",
    "font.family": "sans-serif",
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": QUIET,
    "axes.grid": True,
    "grid.color": "#e6e6e6",
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "xtick.color": "#404040",
    "ytick.color": "#404040",
}


def write_svg(figure: "Figure", path: Path, title: str) -> None:
    """Write a figure that was drawn under `STYLE`; the same figure gives the same bytes."""
    from matplotlib import rc_context

    with rc_context(STYLE), whole_file(path) as temporary:
        figure.savefig(temporary, format="svg", metadata={"Date": None, "Title": title})


def write_png(figure: "Figure", path: Path, title: str) -> None:
    """Write a figure that was drawn under `STYLE` in pixels, 300 to the inch, for print."""
    with whole_file(path) as temporary:
        figure.savefig(temporary, format="png", dpi=300, metadata={"Title": title})
