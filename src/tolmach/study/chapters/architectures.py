"""The table of architectures, and which differences are more than chance."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tolmach.files import read_json
from tolmach.render.svg import BLUE, STYLE, VERMILION, write_svg
from tolmach.study.chapters.chapter import Chapter, Picture, Table
from tolmach.study.ladder import Rung
from tolmach.study.study_folder import StudyFolder

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEVEL = 0.01
_COLUMNS = (
    *("model", "BLEU", "chrF", "perplexity", "parameters", "epochs"),
    *("training, pieces/s", "greedy, sentences/s", "beam 5, sentences/s"),
)


def ladder_chapter(folder: StudyFolder, rungs: Sequence[Rung]) -> Chapter:
    """Compare what all models reach on the test set."""
    quality = {rung.name: read_json(folder.result(f"quality/{rung.name}")) for rung in rungs}
    speed = read_json(folder.result("speed"))["sentences_per_second"]
    p = read_json(folder.result("significance"))["p"]
    _draw(rungs, quality, folder)
    signature = quality[rungs[0].name]["scores"]["BLEU"]["signature"]
    return Chapter(
        "The table of architectures",
        "Every model learnt from the same text, cut into the same pieces, and has as many "
        "parameters as the others, within a tenth. Scores are those of the test set, translated "
        f"with beam 5; ± is half of the 95 % bootstrap interval. BLEU is {signature}. Perplexity "
        "is that of a piece. Training ran on one thread beside other jobs, translation on one "
        "thread alone.",
        [
            Table(
                "", _COLUMNS, [_row(rung, quality[rung.name], speed[rung.name]) for rung in rungs]
            ),
            Picture("bleu", "BLEU of each model with its 95 % interval."),
            _differences(rungs, quality, p),
        ],
    )


def _row(rung: Rung, quality: dict[str, Any], speed: dict[str, float]) -> list[str]:
    bleu, chrf = quality["scores"]["BLEU"], quality["scores"]["chrF2"]
    return [
        f"{rung.title} ({rung.paper})",
        f"{bleu['value']:.1f} ± {bleu['margin']:.1f}",
        f"{chrf['value']:.1f} ± {chrf['margin']:.1f}",
        f"{quality['perplexity']:.2f}",
        f"{quality['parameters'] / 1e6:.2f} M",
        f"{quality['epochs']:.1f}",
        f"{quality['training_tokens_per_second']:,.0f}",
        f"{speed['greedy']:,.1f}",
        f"{speed['beam 5']:,.1f}",
    ]


def _differences(
    rungs: Sequence[Rung], quality: dict[str, Any], p: dict[str, dict[str, float]]
) -> Table:
    best_first = sorted(rungs, key=lambda rung: -_bleu(quality[rung.name]))
    rows = []
    for place, rung in enumerate(best_first):
        beaten = [other for other in best_first[place + 1 :] if p[rung.name][other.name] < LEVEL]
        level = [other for other in best_first[place + 1 :] if p[rung.name][other.name] >= LEVEL]
        rows.append([rung.title, _titles(beaten), _titles(level)])
    return Table(
        f"Better by more than chance, p < {LEVEL} by paired bootstrap; the best model first.",
        ("model", "is better than", "is not surely better than"),
        rows,
        words=True,
    )


def _titles(rungs: Sequence[Rung]) -> str:
    return "; ".join(rung.title for rung in rungs) or "–"


def _bleu(quality: dict[str, Any]) -> float:
    return float(quality["scores"]["BLEU"]["value"])


def _draw(rungs: Sequence[Rung], quality: dict[str, Any], folder: StudyFolder) -> None:
    from matplotlib import rc_context

    with rc_context(STYLE):
        write_svg(_figure(rungs, quality), folder.figure("bleu"), "BLEU by architecture")


def _figure(rungs: Sequence[Rung], quality: dict[str, Any]) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 0.8 + 0.38 * len(rungs)), layout="constrained")
    axes = figure.subplots()
    rows = range(len(rungs))
    scores = [quality[rung.name]["scores"]["BLEU"] for rung in rungs]
    axes.barh(
        rows,
        [score["value"] for score in scores],
        xerr=[score["margin"] for score in scores],
        color=[BLUE if rung.link == "attention" else VERMILION for rung in rungs],
        height=0.62,
        error_kw={"lw": 1, "capsize": 2},
    )
    axes.set_yticks(rows, [rung.title for rung in rungs])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("BLEU (blue: attention, red: one vector)")
    return figure
