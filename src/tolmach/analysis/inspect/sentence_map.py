"""A map of sentences by the encoder's vectors, with each one's nearest neighbours.

Shapes: N sentences, D size of a vector.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tolmach.analysis.inspect.sentence_vectors import (
    Vectors,
    cosines,
    principal_plane,
    sentence_vectors,
)
from tolmach.render.svg import BLUE, LIGHT, plain, styled_text, write_figure
from tolmach.translation.translator import Translator
from tolmach.wording import excerpt

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Annotation

_NAMED = 40  # sentences whose text finds room on a map; more are numbered
_SHOWN_LETTERS = 48


@dataclass(frozen=True)
class SentenceMap:
    """Texts with their places in the plane in which their vectors differ most."""

    texts: tuple[str, ...]
    size: int  # units of a vector
    plane: Vectors  # [N, 2]
    similarity: Vectors  # [N, N], cosines

    def nearest(self, row: int, count: int) -> list[int]:
        """Return the rows of the `count` nearest other texts, the nearest first."""
        order = np.argsort(-self.similarity[row], kind="stable")
        return [int(other) for other in order if other != row][:count]

    def record(self, row: int, near: Sequence[int]) -> dict[str, Any]:
        """Return a text's place and its neighbours as plain values."""
        return {
            "sentence": row + 1,
            "text": self.texts[row],
            "place": [round(float(value), 5) for value in self.plane[row]],
            "nearest": [
                {
                    "sentence": other + 1,
                    "text": self.texts[other],
                    "cosine": round(float(self.similarity[row, other]), 5),
                }
                for other in near
            ],
        }


def sentence_map(translator: Translator, texts: Sequence[str]) -> SentenceMap:
    """Return the map of some texts, each read whole."""
    vectors = sentence_vectors(translator, texts)  # [N, D]
    return SentenceMap(tuple(texts), vectors.shape[1], principal_plane(vectors), cosines(vectors))


def write_map(found: SentenceMap, path: Path) -> None:
    """Draw the map into an .svg or .png file.

    A sentence whose text has no room, or of very many, is drawn by its number.
    """
    with styled_text():
        write_figure(_figure(found), path, "Sentences as the encoder sees them")


def _figure(found: SentenceMap) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 6.5), layout="constrained")
    axes = figure.subplots()
    axes.plot(*found.plane.T, "o", color=BLUE, markersize=5)
    labels = _labels(axes, found)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.margins(0.1)
    axes.spines[:].set(visible=True, color=LIGHT)
    axes.set_title(
        f"{len(found.texts)} sentences, vectors of {found.size:,} units", loc="left", fontsize=9.5
    )
    if len(found.texts) <= _NAMED:
        figure.draw_without_rendering()  # which finds the places of all
        _part(labels)
        _name(labels, found.texts)
    return figure


def _labels(axes: "Axes", found: SentenceMap) -> "list[Annotation]":
    """Write each sentence's number at its place, towards the middle."""
    middle = float(found.plane[:, 0].min() + found.plane[:, 0].max()) / 2
    return [
        axes.annotate(
            str(row + 1),
            place,
            xytext=(6 if place[0] <= middle else -6, 0),
            textcoords="offset points",
            ha="left" if place[0] <= middle else "right",
            va="center",
            fontsize=8,
        )
        for row, place in enumerate(found.plane.tolist())
    ]


def _part(labels: "Sequence[Annotation]") -> None:
    """Write numbers that would cover others' on the other side of their points."""
    for row, label in enumerate(labels):
        others = [each.get_window_extent() for each in labels[:row]]
        if label.get_window_extent().count_overlaps(others):
            across, up = label.get_position()
            label.set_position((-across, up))
            label.set_horizontalalignment("left" if across < 0 else "right")


def _name(labels: "Sequence[Annotation]", texts: Sequence[str]) -> None:
    """Write each text in place of its number, or behind it where others find no room."""
    named = [plain(excerpt(text, _SHOWN_LETTERS)) for text in texts]
    taken = [label.get_window_extent() for label in labels]
    for row, label in enumerate(labels):
        number = label.get_text()
        label.set_text(f"{number} {named[row]}")
        if label.get_window_extent().count_overlaps(taken[:row] + taken[row + 1 :]):
            label.set_text(number)
        taken[row] = label.get_window_extent()
    if all(label.get_text() != str(row + 1) for row, label in enumerate(labels)):
        for label, text in zip(labels, named, strict=True):
            label.set_text(text)
