"""Figures of single steps as a lecture draws them: an attention, a loss, a table of positions.

Shapes: T queries or positions, S keys, E size of queries and keys, D model size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.attention.steps import AttentionSteps, attention_steps
from tolmach.analysis.inspect.loss_steps import ExampleLoss, LossStep, PieceShare, example_loss
from tolmach.analysis.inspect.position_table import PositionTable, position_table
from tolmach.files import write_json
from tolmach.render.svg import (
    BLUE,
    GREEN,
    QUIET,
    VERMILION,
    draw_heat_map,
    label_inches,
    plain,
    styled_text,
    write_figure,
)
from tolmach.translation.translator import Translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_CELL = 0.24  # inches
_NUMBERED = 14  # columns in whose fields numbers find room
_STEP_HEIGHT, _STEP_WIDTH = 1.75, 4.4  # inches of one step of a loss
_ACROSS = 2  # steps
_SHOWN_LETTERS = 24  # of what was read before a step
_FEWEST_POSITIONS = 50


LessonKind = Literal["attention", "loss", "positions"]


@dataclass(frozen=True)
class Lesson:
    """One thing to look at step by step; `site` and `head` are for attention."""

    kind: LessonKind
    site: str | None = None
    head: int = 1
    smoothing: float = 0.1


def write_lesson(
    lesson: Lesson, translator: Translator, source: str, target: str, path: Path
) -> None:
    """Draw what `lesson` names into an .svg or .png, or write its numbers into a .json file.

    Of positions, as many as the longer text has pieces, and 50 at least.
    """
    content: AttentionSteps | ExampleLoss | PositionTable
    match lesson.kind:
        case "attention":
            content = attention_steps(translator, source, target, lesson.site, lesson.head)
        case "loss":
            content = example_loss(translator, source, target, smoothing=lesson.smoothing)
        case "positions":
            content = position_table(translator, _positions(translator, (source, target)))
    if path.suffix == ".json":
        write_json(path, content.as_json())
        return
    match content:
        case AttentionSteps():
            write_attention_steps(content, path)
        case ExampleLoss():
            write_loss_steps(content, path)
        case PositionTable():
            write_positions(content, path)


def _positions(translator: Translator, texts: Sequence[str]) -> int:
    lengths = map(len, translator.tokenizers.source.encode_batch(translator.cleaned(texts)))
    return max(_FEWEST_POSITIONS, 1 + max(lengths))


def write_attention_steps(steps: AttentionSteps, path: Path) -> None:
    """Draw queries and keys, scores, weights, values and weighted sums, in this order."""
    _write(_attention_figure, steps, path, f"{steps.site}, head {steps.head}, step by step")


def write_loss_steps(loss: ExampleLoss, path: Path) -> None:
    """Draw each step's one-hot target, smoothed target and distribution, and -log p."""
    _write(_loss_figure, loss, path, "The loss of one example, step by step")


def write_positions(table: PositionTable, path: Path) -> None:
    """Draw the table of positions, and how alike every two of them are."""
    _write(_position_figure, table, path, f"{table.kind.capitalize()} positions")


def _write(draw: Any, content: Any, path: Path, title: str) -> None:
    with styled_text():
        write_figure(draw(content), path, title)


def _attention_figure(steps: AttentionSteps) -> "Figure":
    from matplotlib.figure import Figure

    queries, keys = len(steps.query_pieces), len(steps.key_pieces)
    names = label_inches([*steps.query_pieces, *steps.key_pieces])
    wide = max(_CELL * keys * (1.7 if keys <= _NUMBERED else 1), 2.2)
    tall = [_CELL * max(queries, keys), _CELL * queries + names, _CELL * max(queries, keys)]
    figure = Figure(figsize=(2 * (names + wide) + 1, sum(tall) + 3 * 0.9), layout="constrained")
    grid = figure.subplots(3, 2, height_ratios=tall)
    figure.suptitle(
        f"{plain(steps.site)}, head {steps.head} of {steps.heads}: {steps.formula}",
        x=0.01,
        ha="left",
    )
    _draw_vectors(grid[0, 0], steps.queries, steps.query_pieces, "1. queries")
    _draw_vectors(grid[0, 1], steps.keys, steps.key_pieces, "2. keys")
    _draw_scores(grid[1, 0], steps)
    _draw_weights(grid[1, 1], steps)
    _draw_vectors(grid[2, 0], steps.values, steps.key_pieces, "5. values")
    _draw_vectors(grid[2, 1], steps.contexts, steps.query_pieces, "6. values by weights, summed")
    return figure


def _draw_vectors(
    axes: "Axes", table: NDArray[np.float32], names: Sequence[str], title: str
) -> None:
    """Draw a row a vector, red below 0 and blue above."""
    _draw_signed(axes, table)
    axes.set_yticks([0.5 + row for row in range(len(names))], map(plain, names))
    axes.set_xticks([])
    axes.set_xlabel(f"{table.shape[1]} units", loc="left")
    _entitle(axes, title)


def _draw_scores(axes: "Axes", steps: AttentionSteps) -> None:
    _draw_signed(axes, np.where(np.isfinite(steps.scores), steps.scores, np.nan))
    _name_both(axes, steps)
    finite = np.abs(steps.scores[np.isfinite(steps.scores)])
    _number(axes, steps.scores, "{:.1f}", dark=0.75 * float(finite.max()))
    _entitle(axes, "3. scores, before the softmax")


def _draw_weights(axes: "Axes", steps: AttentionSteps) -> None:
    draw_heat_map(axes, steps.weights, steps.key_pieces)
    _name_both(axes, steps)
    _number(axes, steps.weights, "{:.2f}", dark=0.5)
    _entitle(axes, "4. weights, after it: each row adds up to 1")


def _draw_signed(axes: "Axes", table: NDArray[np.float32]) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("signed", [VERMILION, "white", BLUE])
    most = max(float(np.nanmax(np.abs(table))), 1e-9)
    axes.pcolormesh(table, cmap=shades, vmin=-most, vmax=most, rasterized=table.size > 20_000)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def _name_both(axes: "Axes", steps: AttentionSteps) -> None:
    columns = [0.5 + place for place in range(len(steps.key_pieces))]
    axes.set_xticks(columns, map(plain, steps.key_pieces), rotation=90)
    axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False)
    rows = [0.5 + place for place in range(len(steps.query_pieces))]
    axes.set_yticks(rows, map(plain, steps.query_pieces))


def _number(axes: "Axes", table: NDArray[np.float32], form: str, *, dark: float) -> None:
    if table.shape[1] > _NUMBERED:
        return
    for (row, column), value in np.ndenumerate(table):
        if np.isfinite(value):
            colour = "white" if abs(value) > dark else "#202020"
            number = axes.text(
                column + 0.5,
                row + 0.5,
                form.format(value),
                ha="center",
                va="center",
                fontsize=7,
                color=colour,
            )
            number.set_in_layout(False)  # it stays in its cell, and the layout need not measure it


def _entitle(axes: "Axes", title: str) -> None:
    axes.invert_yaxis()
    axes.set_title(title, loc="left", fontsize=9.5, weight="bold")


def _loss_figure(loss: ExampleLoss) -> "Figure":
    from matplotlib.figure import Figure

    down = -(-len(loss.steps) // _ACROSS)
    size = (_STEP_WIDTH * _ACROSS, _STEP_HEIGHT * down + 0.9)
    figure = Figure(figsize=size, layout="constrained")
    panels = figure.subplots(down, _ACROSS, squeeze=False).ravel()
    for axes, step in zip(panels, loss.steps, strict=False):
        _draw_step(axes, step)
    for axes in panels[len(loss.steps) :]:
        axes.set_axis_off()
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=3)
    figure.suptitle(
        plain(f"{loss.source} → {loss.target}") + f"\nloss of a piece: {loss.mean:.2f} nats",
        x=0.01,
        ha="left",
    )
    return figure


def _draw_step(axes: "Axes", step: LossStep) -> None:
    shares = [*step.shares, step.elsewhere]
    kinds = {
        "one-hot target": (QUIET, [share.one_hot for share in shares]),
        "smoothed target": (GREEN, [share.smoothed for share in shares]),
        "distribution of the model": (BLUE, [share.predicted for share in shares]),
    }
    for number, (name, (colour, heights)) in enumerate(kinds.items()):
        places = [place + 0.27 * (number - 1) for place in range(len(shares))]
        axes.bar(places, heights, width=0.25, color=colour, label=name)
    axes.set_ylim(0, 1)
    axes.set_xticks(range(len(shares)), [_name(share) for share in shares], fontsize=8)
    axes.tick_params(axis="x", length=0)
    minus_log = f"−log {step.shares[0].predicted:.2g} = {step.loss:.2f}"
    title = f"{_beginning(step)} → {step.true}:  {minus_log}"
    axes.set_title(plain(title), loc="left", fontsize=9)


def _beginning(step: LossStep) -> str:
    if len(step.beginning) <= _SHOWN_LETTERS:
        return step.beginning or "<s>"
    return f"…{step.beginning[-_SHOWN_LETTERS:]}"


def _name(share: PieceShare) -> str:
    return plain(share.piece)


def _position_figure(table: PositionTable) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    _draw_signed(left, table.rows)
    left.set_xlabel("unit")
    left.set_ylabel("position")
    turns = ": cosines, then sines" if table.kind == "rotary" else ""
    _entitle(left, f"{table.kind} positions{turns}")
    _draw_signed(right, table.similarities)
    right.set_xlabel("position")
    _entitle(right, "cosine of every two positions")
    return figure
