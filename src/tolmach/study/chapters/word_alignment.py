"""Attention learns alignment: matrices of the same sentences, and how far they are right."""

from collections.abc import Sequence
from typing import Any

from tolmach.files import read_json
from tolmach.study.chapters.parts import Chapter, Picture, Table
from tolmach.study.examples import borrowed_text
from tolmach.study.folder import Settings, StudyFolder
from tolmach.study.ladder import Rung
from tolmach.study.measurements.alignment import attentive


def alignment_chapter(
    folder: StudyFolder, rungs: Sequence[Rung], settings: Settings
) -> Chapter | None:
    """Show what the models with attention attend to; None where there is no such model."""
    path = folder.result("alignment")
    if not (path.exists() and attentive(rungs)):
        return None
    found = read_json(path)
    numbers = range(len(found["examples"]))
    pictures = [_picture(number, found, attentive(rungs), folder) for number in numbers]
    return Chapter(
        "Attention learns alignment",
        "Nobody told these models which word translates which; attention is what was left to look "
        "it up with. Every target word stands in a row, and the darker a field, the more it takes "
        "of the source word above while it is being said. All models are taught the same "
        "translation. Shown is the mean over the heads of one decoder layer: that whose links, "
        "each target word with one of the source, agree best with those of a statistical aligner. "
        "A link goes where a word takes most, for what all words take together: a source word of "
        f"which each takes a little draws none.{borrowed_text(settings)}",
        [*pictures, _table(found, attentive(rungs))],
    )


def _picture(
    number: int, found: dict[str, Any], rungs: Sequence[Rung], folder: StudyFolder
) -> Picture:
    import numpy as np

    from tolmach.analysis.attention.figure import write_attention_figure
    from tolmach.analysis.attention.matrix import AttentionMatrix

    panels = {}
    for rung in rungs:
        model = found["models"][rung.name]
        matrix = model["matrices"][number]
        panels[_title(rung, model)] = AttentionMatrix(
            tuple(matrix["source_words"]),
            tuple(matrix["target_words"]),
            np.array(matrix["weights"], np.float32),
            matrix["site"],
        )
    name = f"attention-{number + 1}"
    write_attention_figure(panels, folder.figure(name))
    return Picture(name, " → ".join(found["examples"][number]))


def _title(rung: Rung, found: dict[str, Any]) -> str:
    title = rung.title.replace(", ", ",\n", 1)
    return f"{title}\n{_layer(found)}" if found["layers"] > 1 else title


def _layer(found: dict[str, Any]) -> str:
    return f"layer {found['layer']} of {found['layers']}"


def _table(found: dict[str, Any], rungs: Sequence[Rung]) -> Table:
    return Table(
        f"Agreement with a statistical aligner on {found['judged']:,} pairs of the dev set, which "
        f"learnt from {found['learnt']:,} pairs: the share of links in common, twice their number "
        "over the links of both. It is no gold standard.",
        ("model", "shown", "agreement", "best look", "agreement there"),
        [[rung.title, *_row(found["models"][rung.name])] for rung in rungs],
    )


def _row(found: dict[str, Any]) -> list[str]:
    origins = found["agreement"]
    shown = next(
        origin
        for origin in origins
        if origin["moment"] == "said" and origin["layer"] == found["layer"]
    )
    best = max(origins, key=lambda origin: float(origin["agreement"]))
    return [
        f"{_layer(found)}, when said",
        f"{shown['agreement']:.2f}",
        f"layer {best['layer']}, when {best['moment']}",
        f"{best['agreement']:.2f}",
    ]
