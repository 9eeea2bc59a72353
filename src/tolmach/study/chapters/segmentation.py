"""Byte-pair encoding: how pieces are learnt, and how many of them are best."""

from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Any

from tolmach.files import read_json
from tolmach.render.svg import BLUE, STYLE, write_svg
from tolmach.study.chapters.comparison import (
    GroupComparison,
    each_score,
    judge_of,
    mean_score,
    spread_text,
    values_of,
)
from tolmach.study.chapters.parts import Chapter, Picture, Table
from tolmach.study.folder import Settings, StudyFolder, run_results
from tolmach.study.ladder import TRANSFORMER
from tolmach.study.measurements.pieces import run_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def pieces_chapter(folder: StudyFolder, sizes: Sequence[int], settings: Settings) -> Chapter | None:
    """Show the first steps of learning, and quality against the size of the vocabulary.

    None where all runs diverged.
    """
    learnt = read_json(folder.result("steps"))
    models = [TRANSFORMER.name, *map(run_name, sizes)]
    every = [
        read_json(folder.result(f"pieces/{model}"))
        | {"model": model, "runs": run_results(folder, model, settings.seeds)}
        for model in models
    ]
    every.sort(key=lambda result: result["pieces"])
    found = [result for result in every if result["runs"]]
    if not found:
        return None
    spread = spread_text(settings.seeds, {_title(result): result["runs"] for result in every})
    _draw(folder, found)
    comparison = GroupComparison.read(folder, "vocabularies")
    judge = comparison.judge
    titles = {result["model"]: _title(result) for result in found}
    return Chapter(
        "Byte-pair encoding",
        "Learning begins with letters and makes one piece of the commonest pair of neighbours, "
        f"again and again (Sennrich et al. 2016). Here on {learnt['words']:,} words of "
        f"{learnt['pairs']:,} pairs of the corpus, both languages together; ▁ is the space before "
        "a word. The Transformer was trained anew with each size of vocabulary, with as many "
        "parameters, so that the network is the narrower the larger its table of pieces is, and "
        f"for as long: {_equal_text(settings)} Learning rate and dropout are those of the ladder's "
        "vocabulary.",
        [
            Table(
                "The first steps of learning, with the commonest words that each one changes.",
                ("step", "merge", "count", "words"),
                [_step(1 + place, step) for place, step in enumerate(learnt["steps"])],
                words=True,
            ),
            Picture("bleu-by-pieces", f"{judge} of the Transformer by size of vocabulary."),
            Table(
                f"The Transformer with each vocabulary: {spread}",
                ("pieces", judge, "of each run", "chrF", "pieces a word", "epochs", "parameters"),
                [_row(result) for result in found],
            ),
            comparison.table(titles),
            _cut(found),
        ],
    )


def _title(found: dict[str, Any]) -> str:
    return f"{found['pieces']:,} pieces"


def _equal_text(settings: Settings) -> str:
    if settings.equal == "time":
        return (
            "in as many updates of as many pieces, so that a text in fewer pieces is read more "
            "often."
        )
    if settings.patience:
        return "until its dev curve ends."
    return f"{settings.epochs:g} epochs."


def _step(number: int, step: dict[str, Any]) -> list[str]:
    words = " · ".join(f"{' '.join(cut)} ×{count:,}" for cut, count in step["words"])
    merge = f"{step['left']} + {step['right']} → {step['left']}{step['right']}"
    return [str(number), merge, f"{step['count']:,}", words]


def _row(found: dict[str, Any]) -> list[str]:
    runs = found["runs"]
    return [
        f"{found['pieces']:,}",
        mean_score(runs),
        each_score(runs),
        mean_score(runs, "chrF2"),
        f"{found['pieces_per_word']:.2f}",
        f"{fmean(run['epochs'] for run in runs):.1f}",
        f"{runs[0]['parameters'] / 1e6:.2f} M",
    ]


def _cut(found: Sequence[dict[str, Any]]) -> Table:
    words = found[0]["cut"]
    return Table(
        "Long words of the corpus, cut by each vocabulary.",
        ("word", *map(_title, found)),
        [[word, *(" ".join(result["cut"][word]) for result in found)] for word in words],
        words=True,
    )


def _draw(folder: StudyFolder, found: Sequence[dict[str, Any]]) -> None:
    from matplotlib import rc_context

    with rc_context(STYLE):
        title = f"{judge_of(found[0]['runs'][0])} by size of vocabulary"
        write_svg(_figure(found), folder.figure("bleu-by-pieces"), title)


def _figure(found: Sequence[dict[str, Any]]) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.2), layout="constrained")
    axes = figure.subplots()
    sizes = [result["pieces"] for result in found]
    scores = [values_of(result["runs"]) for result in found]
    axes.plot(sizes, list(map(fmean, scores)), color=BLUE)
    for size, each in zip(sizes, scores, strict=True):
        axes.plot([size] * len(each), each, "o", color=BLUE, markersize=4)
    axes.set_xscale("log", base=2)
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.set_xlabel("pieces")
    axes.set_ylabel(f"{judge_of(found[0]['runs'][0])}, a dot a run")
    return figure
