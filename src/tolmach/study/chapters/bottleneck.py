"""The bottleneck: where one vector of fixed size can no longer hold the sentence."""

from collections.abc import Callable, Sequence
from typing import Any

from tolmach.files import read_json
from tolmach.study.chapters.chapter import Chapter, Picture
from tolmach.study.chapters.curves import Curve, Panel, draw_curves
from tolmach.study.ladder import Rung
from tolmach.study.measurements.toy_tasks import LONGEST, TASKS
from tolmach.study.study_folder import StudyFolder


def bottleneck_chapter(folder: StudyFolder, rungs: Sequence[Rung]) -> Chapter:
    """Show quality by length on the corpus, and loss by length on copy and reversal."""
    results = {
        task: {rung.name: read_json(folder.result(f"{task}/{rung.name}")) for rung in rungs}
        for task in TASKS
    }
    quality = {rung.name: read_json(folder.result(f"quality/{rung.name}")) for rung in rungs}
    by_words = Panel("BLEU", "words of the source", _by_words(quality))
    draw_curves(folder, "bleu-by-length", rungs, [by_words])
    losses = [
        Panel(
            f"{task}: loss of a letter (nats)", "letters", _by_letters(found, "loss"), mark=LONGEST
        )
        for task, found in results.items()
    ]
    draw_curves(folder, "toy-loss-by-length", rungs, losses)
    shares = [
        Panel(
            f"{task}: sequences right",
            "letters",
            _by_letters(found, "right"),
            share=True,
            mark=LONGEST,
        )
        for task, found in results.items()
    ]
    draw_curves(folder, "toy-accuracy-by-length", rungs, shares)
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
