"""The bottleneck: where one vector of fixed size can no longer hold the sentence."""

from collections.abc import Callable, Sequence
from typing import Any

from tolmach.study.chapters.comparison import judge_of, judged
from tolmach.study.chapters.parts import Chapter, Curve, Panel, Picture, draw_curves
from tolmach.study.folder import Settings, StudyFolder, run_results
from tolmach.study.ladder import Rung


def bottleneck_chapter(folder: StudyFolder, rungs: Sequence[Rung], settings: Settings) -> Chapter:
    """Show quality on the test set by the length of the source."""
    quality = {rung.name: run_results(folder, rung.name, settings.seeds) for rung in rungs}
    judged_rungs = [rung for rung in rungs if quality[rung.name]]
    some = quality[judged_rungs[0].name][0]
    judge, unit = judge_of(some), some.get("bucket_unit", "words")
    by_length = Panel(judge, f"{unit} of the source", _by_length(quality))
    draw_curves(folder, "bleu-by-length", judged_rungs, [by_length])
    each_run = " Every run has a line of its own." if settings.seeds > 1 else ""
    return Chapter(
        "The bottleneck",
        "One vector of fixed size between encoder and decoder must hold the whole sentence. "
        "Broken lines are models with such a vector, whole lines those with attention."
        f"{each_run}",
        [Picture("bleu-by-length", f"{judge} on the test set by the length of the source.")],
    )


def _by_length(
    quality: dict[str, list[dict[str, Any]]],
) -> Callable[[Rung], Sequence[Curve]]:
    def curves(rung: Rung) -> list[Curve]:
        return [
            (
                [_middle(bucket["words"]) for bucket in run["by_source_words"]],
                [judged(run, bucket) for bucket in run["by_source_words"]],
            )
            for run in quality[rung.name]
        ]

    return curves


def _middle(words: str) -> float:
    first, _, last = words.rstrip("+").partition("–")
    return (float(first) + float(last or first)) / 2
