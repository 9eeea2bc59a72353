"""Ablations: one rung with another score, without input feeding, with another encoder."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from tolmach.study.chapters.comparison import (
    GroupComparison,
    answer,
    each_score,
    mean_score,
    spread_text,
)
from tolmach.study.chapters.parts import Chapter, Table
from tolmach.study.folder import StudyFolder, run_results
from tolmach.study.ladder import ABLATED, LADDER, Rung

_HEADS = ("chrF", "perplexity", "difference", "p", "against the ladder's")


def ablations_chapter(folder: StudyFolder, changes: Sequence[Rung], seeds: int) -> Chapter:
    """Compare one rung with each change of it, and the score functions with one another."""
    base = next(rung for rung in LADDER if rung.name == ABLATED)
    comparison = GroupComparison.read(folder, "ablations")
    titles = {ABLATED: "as on the ladder: bilinear score, input feeding, forwards"} | {
        change.name: change.title for change in changes
    }
    runs = {name: run_results(folder, name, seeds) for name in titles}
    spread = spread_text(seeds, {title: runs[name] for name, title in titles.items()})
    shown = {name: title for name, title in titles.items() if runs[name]}
    judge = comparison.judge
    return Chapter(
        "Score functions, input feeding and directions",
        f"The model of {base.paper} ({base.title.lower()}) with one change at a time, as in their "
        "tables 1 and 4, each with as many parameters, and with learning rate and dropout chosen "
        f"as for all others. {judge} on the test set: {spread}",
        [
            Table(
                "The ± of a difference is its standard error; p is corrected for all comparisons "
                "of the table below.",
                ("model", judge, "of each run", *_HEADS[:2], f"{judge} on dev", *_HEADS[2:]),
                [
                    [title, *_scores(runs[name]), *_change(comparison, name, shown)]
                    for name, title in shown.items()
                ],
            ),
            comparison.table(shown),
        ],
    )


def _scores(runs: Sequence[dict[str, Any]]) -> list[str]:
    return [
        mean_score(runs),
        each_score(runs),
        mean_score(runs, "chrF2"),
        f"{fmean(run['perplexity'] for run in runs):.2f}",
        f"{fmean(run['dev']['quality'] for run in runs):.1f}",
    ]


def _change(comparison: GroupComparison, name: str, shown: Mapping[str, str]) -> list[str]:
    if name == ABLATED or ABLATED not in shown:
        return ["–", "–", "–"]
    found = comparison.between(name, ABLATED)
    return answer(found, found["corrected"])
