"""Figures: one style, colours that every eye can tell apart, heat maps, SVG with real text."""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tolmach.files import whole_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes
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
LIGHT = "#c8c8c8"
_LETTER = 0.085  # inches
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "tolmach",
    "font.family": "sans-serif",
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": QUIET,
    "axes.grid": True,
    "axes.axisbelow": True,
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
        drawn = temporary.read_text("utf-8")
        temporary.write_text(_NOT_IN_XML.sub("\ufffd", drawn), "utf-8")


def write_png(figure: "Figure", path: Path, title: str) -> None:
    """Write a figure that was drawn under `STYLE` in pixels, 300 to the inch, for print."""
    with whole_file(path) as temporary:
        figure.savefig(temporary, format="png", dpi=300, metadata={"Title": title})


def write_figure(figure: "Figure", path: Path, title: str) -> None:
    """Write a figure in pixels where the path ends in `.png`, and as SVG elsewhere."""
    write = write_png if path.suffix == ".png" else write_svg
    write(figure, path, title)


@contextmanager
def styled_text() -> Iterator[None]:
    """Draw under `STYLE` whatever letters come: text stays text, so only its size is estimated."""
    from matplotlib import rc_context

    with rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        yield


def plain(text: str) -> str:
    """Escape the dollars that matplotlib would read as the edges of a formula."""
    return text.replace("$", r"\$")


def label_inches(labels: Iterable[str]) -> float:
    """Return how long the longest label will be, about."""
    return _LETTER * max(map(len, labels))


def draw_heat_map(
    axes: "Axes", values: NDArray[np.floating[Any]], columns: Sequence[str], *, darkest: float = 1.0
) -> None:
    """Draw a field for each value, 0 white and `darkest` black, under the names of its columns."""
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("shares", ["white", BLUE, "black"])
    # one path a field, so that the picture stays sharp at every size
    axes.pcolormesh(values, cmap=shades, vmin=0, vmax=darkest, edgecolor="#e6e6e6", linewidth=0.4)
    axes.set_xticks([0.5 + column for column in range(len(columns))], map(plain, columns))
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.tick_params(axis="x", labelrotation=90)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
