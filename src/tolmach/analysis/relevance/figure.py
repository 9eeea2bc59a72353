"""Figures of the source's contribution: along the sentences of a corpus, and in one sentence.

Shapes: T target length, S source length.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tolmach.analysis.relevance.attribution import Attribution
from tolmach.analysis.relevance.contribution import PLACES, Mean, PrefixKind, SourceShares
from tolmach.analysis.relevance.propagation import Shares
from tolmach.render.svg import (
    BLUE,
    GREEN,
    STYLE,
    VERMILION,
    draw_heat_map,
    label_inches,
    plain,
    styled_text,
    write_figure,
)
from tolmach.wording import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LINES: dict[PrefixKind, tuple[str, str, str]] = {
    "own": ("the model's own translation", BLUE, "o"),
    "reference": ("the given translation", GREEN, "s"),
    "wrong": ("another sentence's translation", VERMILION, "^"),
}
_CELL = 0.3  # inches
_GAP, _BAR = 0.7, 6  # cells


def write_contribution_figure(shares: Mapping[PrefixKind, SourceShares], path: Path) -> None:
    """Draw the source's share against the place in the target, a line a kind of prefix.

    A path that ends in `.png` gets a picture in pixels, any other one SVG.
    """
    from matplotlib import rc_context

    with rc_context(STYLE):
        write_figure(_along(shares), path, "The source's contribution to predictions")


def write_attribution_figure(found: Attribution, path: Path) -> None:
    """Draw the contributions to each target word of one sentence, and the source's in all.

    The darkest field is the greatest share of all. A path that ends in `.png` gets a picture in
    pixels, any other one SVG.
    """
    with styled_text():
        title = "Contributions of the source and the prefix to each word"
        write_figure(_sentence(found), path, title)


def _along(shares: Mapping[PrefixKind, SourceShares]) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.6), layout="constrained")
    axes = figure.subplots()
    for kind, found in shares.items():
        _draw_line(axes, kind, found)
    sentences = len(next(iter(shares.values())).mean)
    axes.set_title(
        f"The source's contribution to the next piece ({counted(sentences, 'sentence')})",
        loc="left",
        fontsize=9.5,
        weight="bold",
    )
    axes.set_xlabel("place in the target: 0 the first piece, 1 its end")
    axes.set_ylabel("share of the source (the rest is the prefix's)")
    axes.yaxis.set_major_formatter(_percent)
    axes.set_xlim(0, 1)
    figure.legend(title="prefix", loc="outside lower center", ncols=2)
    return figure


def _draw_line(axes: "Axes", kind: PrefixKind, found: SourceShares) -> None:
    name, color, marker = _LINES[kind]
    means = [Mean.of(column) for column in found.along.T]
    middle = [mean.value for mean in means]
    low = [mean.value - mean.margin for mean in means]
    high = [mean.value + mean.margin for mean in means]
    axes.fill_between(PLACES, low, high, color=color, alpha=0.15, linewidth=0)
    axes.plot(PLACES, middle, color=color, marker=marker, markersize=4, label=name, clip_on=False)


def _sentence(found: Attribution) -> "Figure":
    from matplotlib.figure import Figure

    sides = (found.source_words, found.prefix_words)
    columns = [len(words) for words in sides]
    left, above = label_inches(found.target_words), max(map(label_inches, sides))
    figure = Figure(
        figsize=(
            left + _CELL * (sum(columns) + _BAR + 2 * _GAP) + 0.6,
            above + _CELL * len(found.target_words) + 0.7,
        ),
        layout="constrained",
    )
    source, prefix, bars = figure.subplots(1, 3, sharey=True, width_ratios=[*columns, _BAR])
    darkest = float(max(found.source.max(), found.prefix.max()))
    draw_heat_map(source, found.source, found.source_words, darkest=darkest)
    draw_heat_map(prefix, found.prefix, found.prefix_words, darkest=darkest)
    _finish(source, "source")
    _finish(prefix, "prefix")
    rows = [0.5 + row for row in range(len(found.target_words))]
    source.set_yticks(rows, map(plain, found.target_words))
    _draw_bars(bars, rows, found.source_share)
    return figure


def _draw_bars(axes: "Axes", rows: Sequence[float], share: Shares) -> None:
    axes.barh(rows, share, height=0.7, color=BLUE)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.5, 1])
    axes.xaxis.set_major_formatter(_percent)
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.invert_yaxis()
    _finish(axes, "source in all")
    axes.grid(visible=True, axis="x")


def _finish(axes: "Axes", title: str) -> None:
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(title, weight="bold")


def _percent(share: float, _: object) -> str:
    return f"{100 * share:.0f} %"
