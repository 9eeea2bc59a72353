"""The table of architectures, and which differences are more than chance."""

from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Any

from tolmach.files import read_json
from tolmach.metrics.paired_tests import holm
from tolmach.render.svg import BLUE, STYLE, VERMILION, write_svg
from tolmach.study.chapters.comparison import (
    GroupComparison,
    answer,
    best_on_dev,
    judge_of,
    judged,
    mean_score,
    spread_text,
    values_of,
)
from tolmach.study.chapters.parts import Chapter, Picture, Table
from tolmach.study.folder import StudyFolder, run_results
from tolmach.study.ladder import Rung

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLUMNS = (
    *("model", "BLEU", "chrF", "perplexity", "parameters", "epochs"),
    *("training, pieces/s", "greedy, sentences/s", "beam 5, sentences/s"),
)


def ladder_chapter(folder: StudyFolder, rungs: Sequence[Rung], seeds: int) -> Chapter:
    """Compare what all models reach on the test set, but for those whose runs all diverged."""
    runs = {rung.name: run_results(folder, rung.name, seeds) for rung in rungs}
    spread = spread_text(seeds, {rung.title: runs[rung.name] for rung in rungs})
    rungs = [rung for rung in rungs if runs[rung.name]]
    speed = read_json(folder.result("speed"))["sentences_per_second"]
    comparison = GroupComparison.read(folder, "ladder")
    _draw(rungs, runs, folder)
    some = runs[rungs[0].name][0]
    judge, signature = judge_of(some), judged(some, some["scores"])["signature"]
    return Chapter(
        "The table of architectures",
        "Every model learnt from the same text, cut into the same pieces, and has as many "
        "parameters as the others, within a tenth. Scores are those of the test set, translated "
        f"with beam 5: {spread} {judge} is {signature}. Perplexity is that of a piece. "
        "Training ran on one thread beside other jobs, translation on one thread alone.",
        [
            Table(
                "", _COLUMNS, [_row(rung, runs[rung.name], speed.get(rung.name)) for rung in rungs]
            ),
            Picture("bleu", f"{judge} of each model{', a dot a run' if seeds > 1 else ''}."),
            *_questions(rungs, runs, comparison),
            comparison.table({rung.name: rung.title for rung in rungs}),
        ],
    )


def _row(rung: Rung, runs: Sequence[dict[str, Any]], speed: dict[str, float] | None) -> list[str]:
    first = runs[0]
    return [
        f"{rung.title} ({rung.paper})",
        mean_score(runs, "BLEU"),
        mean_score(runs, "chrF2"),
        f"{fmean(run['perplexity'] for run in runs):.2f}",
        f"{first['parameters'] / 1e6:.2f} M",
        f"{fmean(run['epochs'] for run in runs):.1f}",
        f"{first['training_tokens_per_second']:,.0f}",
        *(f"{speed[search]:,.1f}" if speed else "–" for search in ("greedy", "beam 5")),
    ]


def _questions(
    rungs: Sequence[Rung], runs: dict[str, list[dict[str, Any]]], comparison: GroupComparison
) -> list[Table]:
    """Answer the questions that the ladder was built for, by the best of each kind on dev.

    There is no table where the rungs ask none.
    """
    asked = [
        (question, best_on_dev(ones, runs), best_on_dev(others, runs))
        for question, ones, others in _sides(rungs)
        if ones and others
    ]
    found = [comparison.between(one.name, other.name) for _, one, other in asked]
    corrected = holm([each["p"] for each in found])
    rows = [
        [
            question,
            f"{one.title}, against {other.title}",
            *answer(difference, p, "the first is better", "the second is better"),
        ]
        for (question, one, other), difference, p in zip(asked, found, corrected, strict=True)
    ]
    caption = (
        "What the ladder was built to ask, answered by the model of each kind with the best "
        f"{comparison.judge} on dev: difference with its standard error. p-values are corrected "
        "for as many questions."
    )
    columns = ("question", "compared", f"difference in {comparison.judge}", "p", "answer")
    return [Table(caption, columns, rows, words=True)] if rows else []


def _sides(rungs: Sequence[Rung]) -> list[tuple[str, list[Rung], list[Rung]]]:
    def of(family: str, link: str = "attention") -> list[Rung]:
        return [rung for rung in rungs if (rung.family, rung.link) == (family, link)]

    recurrent, convolutional = of("recurrent"), of("convolutional")
    return [
        ("attention or one vector, recurrent", recurrent, of("recurrent", "vector")),
        ("attention or one vector, convolutional", convolutional, of("convolutional", "vector")),
        ("Transformer or recurrent with attention", of("transformer"), recurrent),
        ("Transformer or convolutional with attention", of("transformer"), convolutional),
    ]


def _draw(
    rungs: Sequence[Rung], runs: dict[str, list[dict[str, Any]]], folder: StudyFolder
) -> None:
    from matplotlib import rc_context

    with rc_context(STYLE):
        judge = judge_of(runs[rungs[0].name][0])
        write_svg(_figure(rungs, runs), folder.figure("bleu"), f"{judge} by architecture")


def _figure(rungs: Sequence[Rung], runs: dict[str, list[dict[str, Any]]]) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 0.8 + 0.38 * len(rungs)), layout="constrained")
    axes = figure.subplots()
    rows = range(len(rungs))
    colours = [BLUE if rung.link == "attention" else VERMILION for rung in rungs]
    scores = [values_of(runs[rung.name]) for rung in rungs]
    axes.barh(rows, list(map(fmean, scores)), color=colours, height=0.62)
    for row, each in enumerate(scores):
        if len(each) > 1:
            axes.plot(each, [row] * len(each), "o", color="white", mec="#202020", ms=4.5)
    axes.set_yticks(rows, [rung.title for rung in rungs])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    judge = judge_of(runs[rungs[0].name][0])
    axes.set_xlabel(f"{judge} (blue: attention, red: one vector)")
    return figure
