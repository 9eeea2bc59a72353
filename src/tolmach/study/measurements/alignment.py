"""Attention as an alignment that nobody taught: matrices, and agreement with a statistical aligner.

Shown is the mean of the heads of that decoder layer whose links, when a word is said, agree most
with those of the statistical aligner; the last layer where none agrees at all.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tolmach.corpus.parallel import Pair
from tolmach.corpus.symmetrisation import Links
from tolmach.study.division import part
from tolmach.study.examples import examples
from tolmach.study.folder import Settings, StudyFolder
from tolmach.study.ladder import Rung

if TYPE_CHECKING:
    from tolmach.analysis.alignment.links import AttentionSource
    from tolmach.analysis.attention.matrix import AttentionMatrix
    from tolmach.translation.translator import Translator

_JUDGED = 200  # pairs of the dev set, at most
_LEARNT = 10_000  # pairs that the statistical aligner learns from, these among them


def attentive(rungs: Sequence[Rung]) -> list[Rung]:
    """Return the models whose decoders attend to the source."""
    return [rung for rung in rungs if rung.link == "attention"]


def measure(folder: StudyFolder, settings: Settings, rungs: Sequence[Rung]) -> dict[str, Any]:
    """Return for each model with attention how well each layer aligns, and what it shows."""
    from tolmach.analysis.alignment.layer_choice import statistical_links
    from tolmach.translation.translator import Translator

    dev = part(folder, "dev")
    pairs, judged = [*dev, *part(folder, "train")][:_LEARNT], dev[:_JUDGED]
    links = statistical_links(pairs)[: len(judged)]
    shown = examples(folder, settings)
    models = {}
    for rung in attentive(rungs):
        translator = Translator.load(folder.run(rung.name))
        models[rung.name] = alignment_of(translator, judged, links, shown)
    return {"judged": len(judged), "learnt": len(pairs), "examples": shown, "models": models}


def alignment_of(
    translator: "Translator", judged: Sequence[Pair], links: Sequence[Links], shown: Sequence[Pair]
) -> dict[str, Any]:
    """Return how far each layer agrees with `links`, those of `judged`, and `shown` at the best."""
    from tolmach.analysis.attention.matrix import Head, attention_matrix

    agreements = _agreements(translator, judged, links)
    said = {origin: value for origin, value in agreements.items() if origin.moment == "said"}
    layer = max(said, key=said.__getitem__).layer  # the last one stands first
    matrices = [attention_matrix(translator, *pair, Head(layer)) for pair in shown]
    return {
        "layer": layer,
        "layers": len(said),
        "agreement": [
            {"layer": origin.layer, "moment": origin.moment, "agreement": value}
            for origin, value in agreements.items()
        ],
        "matrices": list(map(_written, matrices)),
    }


def _agreements(
    translator: "Translator", judged: Sequence[Pair], links: Sequence[Links]
) -> dict["AttentionSource", float]:
    from tolmach.analysis.alignment.layer_choice import agreement
    from tolmach.analysis.alignment.links import attended

    found = attended(translator, judged)
    return {
        origin: agreement([pair.links(origin) for pair in found], links)
        for origin in found[0].origins
    }


def _written(matrix: "AttentionMatrix") -> dict[str, Any]:
    return {
        "source_words": list(matrix.source_words),
        "target_words": list(matrix.target_words),
        "weights": np.round(matrix.weights.astype(float), 5).tolist(),
        "site": matrix.site,
    }
