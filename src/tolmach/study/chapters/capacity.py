"""Copy and reversal: what a link carries where there is nothing else to learn."""

from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Any

from tolmach.files import read_json
from tolmach.study.chapters.parts import Chapter, Curve, Panel, Picture, Table, draw_curves
from tolmach.study.folder import Settings, StudyFolder, seeded_runs
from tolmach.study.ladder import Rung
from tolmach.study.measurements.toy_tasks import (
    LONGEST,
    TASKS,
    TESTED,
    Toy,
    breaking_point,
    widened,
)

_Points = list[dict[str, Any]]  # of one run, by length
_Runs = dict[str, list[_Points]]  # by model, one a seed; those that diverged have no points


def capacity_chapter(folder: StudyFolder, rungs: Sequence[Rung], settings: Settings) -> Chapter:
    """Show how long a sequence each link carries, and how that grows with a vector's width."""
    results = {task: _toy_runs(folder, task, rungs, settings.seeds) for task in TASKS}
    _draw_toys(folder, rungs, results)
    parts: list[Table | Picture] = [
        Picture("toy-accuracy-by-length", "Share of sequences without a mistake, greedy."),
        Picture("toy-loss-by-length", "Loss of a letter by length of the sequence."),
        _held(rungs, results),
    ]
    return Chapter(
        "Copy and reversal",
        "These leave nothing to learn but what the link between encoder and decoder carries: "
        "random letters come out as they went in, or backwards. Broken lines are models with one "
        "vector of fixed size, whole lines those with attention. Each model trained for "
        f"{settings.toy_updates:,} updates on up to {LONGEST} letters (dotted line); what lies "
        "beyond is generalisation to new lengths. "
        f"{settings.toy_sequences} sequences were tested of each length."
        f"{_seeds_text(settings.seeds)}",
        [*parts, *_widths(folder, rungs, settings)],
    )


def _seeds_text(seeds: int) -> str:
    if seeds == 1:
        return " There is one run of each."
    return f" Lines are means of {seeds} seeds, and bands reach from the worst to the best."


def _toy_runs(folder: StudyFolder, task: str, rungs: Sequence[Rung], seeds: int) -> _Runs:
    return {rung.name: _points(folder, Toy(task, rung, 1), seeds) for rung in rungs}


def _points(folder: StudyFolder, toy: Toy, seeds: int) -> list[_Points]:
    return [read_json(folder.result(f"toy/{run}")) or [] for run in seeded_runs(toy.name, seeds)]


def _draw_toys(folder: StudyFolder, rungs: Sequence[Rung], results: dict[str, _Runs]) -> None:
    losses, shares = (
        [
            Panel(
                f"{task}: {title}",
                "letters",
                _by_letters(found, figure),
                band=True,
                share=figure == "right",
                mark=LONGEST,
            )
            for task, found in results.items()
        ]
        for figure, title in (("loss", "loss of a letter (nats)"), ("right", "sequences right"))
    )
    draw_curves(folder, "toy-loss-by-length", rungs, losses)
    draw_curves(folder, "toy-accuracy-by-length", rungs, shares)


def _held(rungs: Sequence[Rung], results: dict[str, _Runs]) -> Table:
    """Return how much each model holds: its worst length in training, and where it breaks."""
    rows = [
        [rung.title, *(cell for task in TASKS for cell in _row(results[task][rung.name]))]
        for rung in rungs
    ]
    return Table(
        f"The least share of sequences right at lengths up to {LONGEST}, of the mean over seeds "
        "that did not diverge; and the length up to which half of them are right, of each seed "
        f"(more than {max(TESTED)} was not tested).",
        ("model", *(f"{task}: {what}" for task in TASKS for what in ("least right", "breaks at"))),
        rows,
    )


def _row(runs: list[_Points]) -> tuple[str, str]:
    breaks, kept = " ".join(map(_break_text, runs)), list(filter(None, runs))
    if not kept:
        return "–", breaks
    by_length = [fmean(point["right"] for point in points) for points in zip(*kept, strict=True)]
    inside = [share for length, share in zip(TESTED, by_length, strict=True) if length <= LONGEST]
    return f"{100 * min(inside):.1f} %", breaks


def _break_text(points: _Points) -> str:
    if not points:
        return "diverged"
    found = breaking_point(points)
    return f"> {max(TESTED)}" if found >= max(TESTED) else f"{found:.1f}"


def _widths(
    folder: StudyFolder, rungs: Sequence[Rung], settings: Settings
) -> list[Table | Picture]:
    """Return where vectors of all widths break, as a picture, if any model has one vector."""
    vectors = widened(rungs)
    if not vectors:
        return []
    panel = Panel(
        "letters reversed without a mistake",
        "units of the vector",
        _breaking_points(folder, settings),
        band=True,
        logarithmic=True,
        ticks=settings.toy_widths,
        level=LONGEST,
    )
    draw_curves(folder, "toy-breaking-point", vectors, [panel])
    caption = (
        "The length up to which half of the reversed sequences are right, by the size of the "
        "vector; encoder and decoder are as wide as it. The dotted line is the longest sequence "
        "in training. Only seeds count with which no width diverged."
    )
    return [Picture("toy-breaking-point", caption)]


def _breaking_points(folder: StudyFolder, settings: Settings) -> Callable[[Rung], Sequence[Curve]]:
    def curves(rung: Rung) -> list[Curve]:
        widths = settings.toy_widths
        runs = [_points(folder, Toy.widened(rung, width), settings.seeds) for width in widths]
        return [
            (list(map(float, widths)), list(map(breaking_point, seed)))
            for seed in zip(*runs, strict=True)
            if all(seed)
        ]

    return curves


def _by_letters(results: _Runs, figure: str) -> Callable[[Rung], Sequence[Curve]]:
    def curves(rung: Rung) -> list[Curve]:
        return [
            ([point["length"] for point in points], [point[figure] for point in points])
            for points in filter(None, results[rung.name])
        ]

    return curves
