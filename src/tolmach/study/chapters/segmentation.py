"""Byte-pair encoding: how pieces are learnt, and how many of them are best."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tolmach.files import read_json
from tolmach.render.svg import BLUE, STYLE, write_svg
from tolmach.study.chapters.chapter import Chapter, Picture, Table
from tolmach.study.ladder import TRANSFORMER
from tolmach.study.measurements.pieces import run_name
from tolmach.study.study_folder import StudyFolder

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def pieces_chapter(folder: StudyFolder, sizes: Sequence[int]) -> Chapter:
    """Show the first steps of learning, and quality against the size of the vocabulary."""
    learnt = read_json(folder.result("steps"))
    runs = [TRANSFORMER.name, *map(run_name, sizes)]
    found = [
        read_json(folder.result(f"quality/{run}")) | read_json(folder.result(f"pieces/{run}"))
        for run in runs
    ]
    found.sort(key=lambda result: result["pieces"])
    _draw(folder, found)
    return Chapter(
        "Byte-pair encoding",
        "Learning begins with letters and makes one piece of the commonest pair of neighbours, "
        f"again and again (Sennrich et al. 2016). Here on {learnt['words']:,} words of "
        f"{learnt['pairs']:,} pairs of the corpus, both languages together; ▁ is the space before "
        "a word. The Transformer was trained once more with each size of vocabulary, as wide and "
        "as deep as on the ladder, so that its table of pieces grows with the vocabulary, and in "
        "as many updates of as many pieces, in which it reads the text the more often the fewer "
        "pieces a word is cut into.",
        [
            Table(
                "The first steps of learning, with the commonest words that each one changes.",
                ("step", "merge", "count", "words"),
                [_step(1 + place, step) for place, step in enumerate(learnt["steps"])],
                words=True,
            ),
            Picture("bleu-by-pieces", "BLEU of the Transformer by size of vocabulary."),
            Table(
                "The same Transformer with other vocabularies.",
                ("pieces", "BLEU", "chrF", "pieces a word", "epochs", "parameters"),
                [_row(result) for result in found],
            ),
            _cut(found),
        ],
    )


def _step(number: int, step: dict[str, Any]) -> list[str]:
    words = " · ".join(f"{' '.join(cut)} ×{count:,}" for cut, count in step["words"])
    merge = f"{step['left']} + {step['right']} → {step['left']}{step['right']}"
    return [str(number), merge, f"{step['count']:,}", words]


def _row(found: dict[str, Any]) -> list[str]:
    bleu, chrf = found["scores"]["BLEU"], found["scores"]["chrF2"]
    return [
        f"{found['pieces']:,}",
        f"{bleu['value']:.1f} ± {bleu['margin']:.1f}",
        f"{chrf['value']:.1f} ± {chrf['margin']:.1f}",
        f"{found['pieces_per_word']:.2f}",
        f"{found['epochs']:.1f}",
        f"{found['parameters'] / 1e6:.2f} M",
    ]


def _cut(found: Sequence[dict[str, Any]]) -> Table:
    words = found[0]["cut"]
    return Table(
        "Long words of the corpus, cut by each vocabulary.",
        ("word", *(f"{result['pieces']:,} pieces" for result in found)),
        [[word, *(" ".join(result["cut"][word]) for result in found)] for word in words],
        words=True,
    )


def _draw(folder: StudyFolder, found: Sequence[dict[str, Any]]) -> None:
    from matplotlib import rc_context

    with rc_context(STYLE):
        write_svg(_figure(found), folder.figure("bleu-by-pieces"), "BLEU by size of vocabulary")


def _figure(found: Sequence[dict[str, Any]]) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.2), layout="constrained")
    axes = figure.subplots()
    sizes = [result["pieces"] for result in found]
    scores = [result["scores"]["BLEU"] for result in found]
    axes.errorbar(
        sizes,
        [score["value"] for score in scores],
        yerr=[score["margin"] for score in scores],
        color=BLUE,
        marker="o",
        markersize=4,
        capsize=3,
    )
    axes.set_xscale("log", base=2)
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.set_xlabel("pieces")
    axes.set_ylabel("BLEU, 95 % interval")
    return figure
