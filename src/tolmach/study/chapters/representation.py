"""Chapter on the encoder's representation: maps of sentences, and nearest neighbours."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tolmach.files import read_json
from tolmach.render.svg import (
    BLUE,
    GREEN,
    LIGHT,
    ORANGE,
    PURPLE,
    QUIET,
    SKY,
    STYLE,
    VERMILION,
    write_svg,
)
from tolmach.study.chapters.parts import Chapter, Picture, Table, percent
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import Rung

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

_COLOURS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
_SHAPES = "osD^v<>p"  # of forms
_ACROSS, _PANEL = 3, 2.9  # panels; inches
_NAME = "sentence-maps"


def representation_chapter(folder: StudyFolder, rungs: Sequence[Rung]) -> Chapter | None:
    """Show the families of sentences as each model's encoder sees them; None without families."""
    path = folder.result("representation")
    if not path.exists():
        return None
    found = read_json(path)
    _draw(found, rungs, folder)
    return Chapter(
        "What the encoder's state represents",
        "Does the vector of a sentence hold who does what to whom, or only the words and the form? "
        "Every meaning stands beside its opposite, made of the same words, and both in "
        f"{len(found['forms'])} forms: {', '.join(found['forms'])} (after Sutskever et al. 2014, "
        "figure 2). Where the form decides, a sentence's nearest neighbour is its opposite in the "
        "same form. So the table also sets the form aside: it compares a sentence with both "
        "meanings in one other form, and says how often its own is the nearer. Less than 50 % "
        "means that something else counts for more, such as who is named first. Where one vector "
        "links encoder and decoder, it is that one; where the decoder attends to rows, it is their "
        "mean. Nearest is by the cosine of whole vectors; the maps show the plane in which they "
        "differ most.",
        [_table(found, rungs), Picture(_NAME, _caption(found)), _neighbours(found, rungs)],
    )


def _table(found: dict[str, Any], rungs: Sequence[Rung]) -> Table:
    measured = [(rung.title, found["models"][rung.name]) for rung in rungs]
    rows = [[title, f"{figures['size']:,}", *_row(figures)] for title, figures in measured]
    first, *others = found["forms"]
    return Table(
        "Sentences whose nearest neighbour means the same, or the opposite; and how often the same "
        f"meaning is nearer than the opposite, between “{first}” and each other form. 50 % is "
        "chance.",
        (
            *("model", "size of the vector", "nearest means the same", "nearest is the opposite"),
            *(f"same nearer: {form}" for form in others),
        ),
        [*rows, ["Counts of pieces alone", "–", *_row(found["words_alone"])]],
    )


def _row(figures: dict[str, Any]) -> list[str]:
    there, back = figures["told_apart"][0], [row[0] for row in figures["told_apart"]]
    return [
        percent(figures["nearest_own"]),
        percent(figures["nearest_opposite"]),
        *(percent((one + other) / 2) for one, other in zip(there[1:], back[1:], strict=True)),
    ]


def _neighbours(found: dict[str, Any], rungs: Sequence[Rung]) -> Table:
    """Return the neighbours of each family's first sentence, by the first and the last model."""
    shown = [rungs[0], rungs[-1]]
    texts = [text for family in found["families"] for text in family["sentences"]]
    forms, rows = len(found["forms"]), []
    for row in range(0, len(texts), forms):
        near = [found["models"][rung.name]["nearest"][row] for rung in shown]
        rows.append([texts[row], *(_marked(texts[n], right=row <= n < row + forms) for n in near)])
    return Table(
        "The nearest neighbour of the first sentence of each family; ✓ means the same.",
        ("sentence", *(rung.title for rung in shown)),
        rows,
        words=True,
    )


def _marked(text: str, *, right: bool) -> str:
    return f"{'✓' if right else '✗'} {text}"


def _caption(found: dict[str, Any]) -> str:
    sentences = sum(len(family["sentences"]) for family in found["families"])
    return (
        f"{sentences} sentences of {len(found['families'])} meanings. A colour is a meaning "
        "(filled) and its opposite (hollow); a form is a shape."
    )


def _draw(found: dict[str, Any], rungs: Sequence[Rung], folder: StudyFolder) -> None:
    from matplotlib import rc_context

    with rc_context(STYLE):
        write_svg(_figure(found, rungs), folder.figure(_NAME), "Sentences as encoders see them")


def _figure(found: dict[str, Any], rungs: Sequence[Rung]) -> "Figure":
    from matplotlib.figure import Figure

    across = min(_ACROSS, len(rungs))
    down = math.ceil(len(rungs) / across)
    legend = 0.2 * math.ceil((len(found["families"]) + len(found["forms"])) / 3) + 0.2  # inches
    figure = Figure(figsize=(_PANEL * across, _PANEL * down + legend), layout="constrained")
    panels = figure.subplots(down, across, squeeze=False).ravel()
    for axes, rung in zip(panels, rungs, strict=False):
        _draw_map(axes, found["models"][rung.name]["plane"], len(found["forms"]))
        axes.set_title(rung.title.replace(", ", ",\n", 1), loc="left", fontsize=9)
    for axes in panels[len(rungs) :]:
        axes.set_axis_off()
    handles = [_key(number, family["meaning"]) for number, family in enumerate(found["families"])]
    shapes = [_shape(number, form) for number, form in enumerate(found["forms"])]
    figure.legend(handles=[*handles, *shapes], loc="outside lower center", ncols=3)
    return figure


def _draw_map(axes: "Axes", plane: Sequence[Sequence[float]], forms: int) -> None:
    for row, (across, up) in enumerate(plane):
        family, form = divmod(row, forms)
        axes.plot(across, up, **_point(family, form))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set(visible=True, color=LIGHT)
    axes.margins(0.08)


def _point(family: int, form: int) -> dict[str, Any]:
    colour = _COLOURS[family // 2 % len(_COLOURS)]
    return {
        "ls": "",
        "marker": _SHAPES[form % len(_SHAPES)],
        "markersize": 5.5,
        "markeredgecolor": colour,
        "markerfacecolor": "none" if family % 2 else colour,
    }


def _key(family: int, meaning: str) -> "Line2D":
    from matplotlib.lines import Line2D

    return Line2D([], [], label=meaning, **_point(family, 0))


def _shape(form: int, name: str) -> "Line2D":
    from matplotlib.lines import Line2D

    return Line2D([], [], label=name, **{**_point(1, form), "markeredgecolor": QUIET})
