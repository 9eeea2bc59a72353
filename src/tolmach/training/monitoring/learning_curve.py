"""`learning-curve.svg`: loss, translation quality and learning rate against updates."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tolmach.render.svg import BLUE, GREEN, PURPLE, QUIET, STYLE, VERMILION, write_svg
from tolmach.training.monitoring.metrics_log import Record, TrainRecord, ValidationRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TRAIN, _VALIDATION, _QUIET = BLUE, VERMILION, QUIET
_CHRF, _BLEU = GREEN, PURPLE
_HEADROOM = 1.08
# Margins that are given: a layout that is computed takes as long as the drawing.
_MARGINS = {"left": 0.125, "right": 0.96, "top": 0.985, "bottom": 0.07, "hspace": 0.2}
_LABEL = -0.105, 0.5  # of axes; a place that is computed needs the sizes of all numbers beside it
# Of a legend: beside the signatures, where no curve can run, however good or bad a model is.
_ABOVE = {"loc": "lower right", "bbox_to_anchor": (1, 1), "borderaxespad": 0.3, "ncols": 2}
_GRID = {"height_ratios": [5, 4, 1.6], **_MARGINS}


def write_learning_curve(records: Sequence[Record], path: Path) -> None:
    """Draw the run so far; the same records give the same bytes."""
    from matplotlib import rc_context

    with rc_context(STYLE):
        write_svg(_figure(records), path, "Learning curve")


def _figure(records: Sequence[Record]) -> "Figure":
    from matplotlib.figure import Figure

    train = [record for record in records if record["event"] == "train"]
    validations = [record for record in records if record["event"] == "validation"]
    figure = Figure(figsize=(8, 7.2))
    loss, quality, rate = figure.subplots(3, 1, sharex=True, gridspec_kw=_GRID)
    _draw_loss(loss, train, validations)
    _draw_quality(quality, validations)
    _draw_rate(rate, train)
    last = max((record["update"] for record in records), default=1)
    rate.set_xlim(0, max(1, last) * 1.01)
    rate.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    for axes in (loss, quality, rate):
        axes.yaxis.set_label_coords(*_LABEL)
    return figure


def _draw_loss(
    axes: "Axes", train: Sequence[TrainRecord], validations: Sequence[ValidationRecord]
) -> None:
    axes.set_ylabel("loss (nats a token)")
    if train:
        _plot(axes, train, [r["loss"] for r in train], _TRAIN, "training")
    if validations:
        losses = [r["loss"] for r in validations]
        _plot(axes, validations, losses, _VALIDATION, "validation", marker="o")
        _mark_best(axes, validations)
    if train or validations:
        axes.legend(loc="upper right")
    _limit(axes, [r["loss"] for r in train[:1]] + [r["loss"] for r in validations[:1]])


def _draw_quality(axes: "Axes", validations: Sequence[ValidationRecord]) -> None:
    axes.set_ylabel("BLEU, chrF")
    bleu = [r.get("bleu", math.nan) for r in validations]
    chrf = [r.get("chrf", math.nan) for r in validations]
    if any(math.isfinite(value) for value in [*bleu, *chrf]):
        _plot(axes, validations, chrf, _CHRF, "chrF", marker="s")
        _plot(axes, validations, bleu, _BLEU, "BLEU", marker="o")
        axes.set_ylim(bottom=0)
        axes.legend(**_ABOVE)
        signatures = validations[-1].get("signatures", [])
        axes.set_title("\n".join(signatures), fontsize=6, color=_QUIET, loc="left")
    else:
        axes.text(
            0.5, 0.5, "no validation yet", transform=axes.transAxes, ha="center", color=_QUIET
        )


def _draw_rate(axes: "Axes", train: Sequence[TrainRecord]) -> None:
    axes.set_ylabel("learning rate")
    axes.set_xlabel("updates")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.1e}" if value else "0")
    if train:
        rates = [r["learning_rate"] for r in train]
        axes.plot([r["update"] for r in train], rates, color=_QUIET, linewidth=1.2)
        axes.set_ylim(bottom=0)
        axes.locator_params(axis="y", nbins=3)


def _plot(
    axes: "Axes",
    records: Sequence[TrainRecord] | Sequence[ValidationRecord],
    values: Sequence[float],
    color: str,
    label: str,
    *,
    marker: str = "",
) -> None:
    shown = marker if len(records) <= 60 else ""  # more markers than that make a caterpillar
    updates = [record["update"] for record in records]
    axes.plot(updates, values, color=color, label=label, marker=shown, markersize=3.5, lw=1.5)


def _mark_best(axes: "Axes", validations: Sequence[ValidationRecord]) -> None:
    best = [r for r in validations if r["best"]]
    if best:
        at = best[-1]["update"]
        axes.axvline(at, color=_QUIET, lw=0.8, ls=(0, (4, 3)), zorder=0, label=f"best: {at:,}")


def _limit(axes: "Axes", starts: Sequence[float]) -> None:
    """Let a loss that explodes leave the picture at the top rather than flatten the rest."""
    finite = [value for value in starts if math.isfinite(value)]
    if finite and axes.get_ylim()[1] > _HEADROOM * max(finite):
        axes.set_ylim(0, _HEADROOM * max(finite))
