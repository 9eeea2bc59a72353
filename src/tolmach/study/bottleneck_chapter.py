"""The bottleneck: where one vector of fixed size can no longer hold the sentence."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tolmach.drawing import STYLE, write_svg
from tolmach.study.chapter import Chapter, Picture
from tolmach.study.ladder import Rung
from tolmach.study.rung_lines import line_of
from tolmach.study.study_folder import StudyFolder, read_json
from tolmach.study.toy_tasks import LONGEST, TASKS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Curve = tuple[list[float], list[float]]


def bottleneck_chapter(folder: StudyFolder, rungs: Sequence[Rung]) -> Chapter:
    """Show quality by length on the corpus, and loss by length on copy and reversal."""
    results = {
        task: {rung.name: read_json(folder.result(f"{task}/{rung.name}")) for rung in rungs}
        for task in TASKS
    }
    quality = {rung.name: read_json(folder.result(f"quality/{rung.name}")) for rung in rungs}
    _draw(folder, "bleu-by-length", rungs, ["BLEU"], "words of the source", [_by_words(quality)])
    _draw(
        folder,
        "toy-loss-by-length",
        rungs,
        [f"{task}: loss of a letter (nats)" for task in TASKS],
        "letters",
        [_by_letters(results[task], "loss") for task in TASKS],
    )
    _draw(
        folder,
        "toy-accuracy-by-length",
        rungs,
        [f"{task}: sequences right" for task in TASKS],
        "letters",
        [_by_letters(results[task], "right") for task in TASKS],
    )
    return Chapter(
        "The bottleneck",
        "One vector of fixed size between encoder and decoder must hold the whole sentence. "
        "Broken lines are models with such a vector, whole lines those with attention. Copy and "
        "reversal leave nothing to learn but what the link carries: random letters come out as "
        f"they went in, or backwards. Training saw up to {LONGEST} letters (dotted line); what "
        "lies beyond is generalisation to new lengths.",
        [
            Picture("bleu-by-length", "BLEU on the test set by the length of the source."),
            Picture("toy-loss-by-length", "Loss of a letter by length of the sequence."),
            Picture("toy-accuracy-by-length", "Share of sequences without a mistake, greedy."),
        ],
    )


def _by_words(quality: dict[str, Any]) -> Callable[[Rung], Curve]:
    def curve(rung: Rung) -> Curve:
        buckets = quality[rung.name]["by_source_words"]
        return [_middle(bucket["words"]) for bucket in buckets], [b["BLEU"] for b in buckets]

    return curve


def _middle(words: str) -> float:
    first, _, last = words.rstrip("+").partition("–")
    return (float(first) + float(last or first)) / 2


def _by_letters(results: dict[str, Any], figure: str) -> Callable[[Rung], Curve]:
    def curve(rung: Rung) -> Curve:
        points = results[rung.name]
        return [point["length"] for point in points], [point[figure] for point in points]

    return curve


def _draw(
    folder: StudyFolder,
    name: str,
    rungs: Sequence[Rung],
    titles: Sequence[str],
    unit: str,
    curves: Sequence[Callable[[Rung], Curve]],
) -> None:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=(8, 4.6), layout="constrained")
        panels = figure.subplots(1, len(curves), squeeze=False)[0]
        for axes, title, curve in zip(panels, titles, curves, strict=True):
            _draw_curves(axes, rungs, curve)
            axes.set_ylabel(title)
            axes.set_xlabel(unit)
            if title.endswith("right"):
                axes.set_ylim(0, 1.03)
            if unit == "letters":
                axes.axvline(LONGEST, color="#767676", lw=0.8, ls=":")
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2)
        write_svg(figure, folder.figure(name), titles[0])


def _draw_curves(axes: "Axes", rungs: Sequence[Rung], curve: Callable[[Rung], Curve]) -> None:
    for rung in rungs:
        axes.plot(*curve(rung), **line_of(rung))
    axes.set_ylim(bottom=0)
