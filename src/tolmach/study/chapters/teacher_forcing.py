"""Teacher forcing, step by step on one sentence pair."""

import math
from collections.abc import Sequence
from typing import Any

from tolmach.files import read_json
from tolmach.render.svg import STYLE, plain, write_svg
from tolmach.study.chapters.comparison import best_on_dev, judge_of
from tolmach.study.chapters.parts import Chapter, Picture, Table, line_of
from tolmach.study.examples import borrowed_text
from tolmach.study.folder import Settings, StudyFolder, run_results
from tolmach.study.ladder import Rung

_NAME = "teacher-forcing"


def teaching_chapter(folder: StudyFolder, rungs: Sequence[Rung], settings: Settings) -> Chapter:
    """Show what the models expect at each step of a given translation."""
    found = read_json(folder.result("teaching"))
    runs = {rung.name: run_results(folder, rung.name, settings.seeds) for rung in rungs}
    best = best_on_dev(rungs, runs)
    _draw(found, rungs, folder)
    return Chapter(
        "Teacher forcing",
        "In training a model reads the true beginning of the translation at every step, whatever "
        "it would have said itself, and learns to make the piece that comes next likelier. So all "
        f"steps are judged at once. Here the source is “{found['source']}” and the translation "
        f"that is taught “{found['target']}”; ▁ is a space, and </s> ends the sentence."
        f"{borrowed_text(settings)}",
        [
            _steps(found["models"][best.name], best, judge_of(runs[best.name][0])),
            Picture(_NAME, "Probability of the piece that is true next, after its true beginning."),
            _models(found, rungs),
        ],
    )


def _steps(steps: Sequence[dict[str, Any]], rung: Rung, judge: str) -> Table:
    return Table(
        f"{rung.title}, the best by {judge} on dev: what it expects after each beginning.",
        ("true beginning", "next", "p", "likeliest"),
        [
            [
                step["beginning"] or "–",
                step["true"]["piece"],
                f"{step['true']['probability']:.3f}",
                " · ".join(map(_guess, step["likeliest"])),
            ]
            for step in steps
        ],
        words=True,
    )


def _models(found: dict[str, Any], rungs: Sequence[Rung]) -> Table:
    return Table(
        "The whole sentence: the geometric mean of p, and at how many steps the true piece was "
        "the likeliest.",
        ("model", "mean p", "likeliest"),
        [[rung.title, *_whole(found["models"][rung.name])] for rung in rungs],
    )


def _whole(steps: Sequence[dict[str, Any]]) -> list[str]:
    logs = [math.log(max(step["true"]["probability"], 1e-30)) for step in steps]
    hits = sum(step["true"]["piece"] == step["likeliest"][0]["piece"] for step in steps)
    return [f"{math.exp(sum(logs) / len(logs)):.3f}", f"{hits} of {len(steps)}"]


def _guess(guess: dict[str, Any]) -> str:
    return f"{guess['piece']} {guess['probability']:.2f}"


def _draw(found: dict[str, Any], rungs: Sequence[Rung], folder: StudyFolder) -> None:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    pieces = [step["true"]["piece"] for step in found["models"][rungs[0].name]]
    places = range(len(pieces))
    with rc_context(STYLE):
        figure = Figure(figsize=(8, 4.8), layout="constrained")
        axes = figure.subplots()
        for rung in rungs:
            steps = found["models"][rung.name]
            axes.plot(places, [step["true"]["probability"] for step in steps], **line_of(rung))
        axes.set_xticks(places, map(plain, pieces))
        axes.tick_params(axis="x", labelrotation=90)
        axes.set_ylabel("p of the true piece")
        axes.set_ylim(0, 1.03)
        figure.legend(loc="outside lower center", ncols=2)
        write_svg(figure, folder.figure(_NAME), "Teacher forcing")
