"""Probes of the encoder's vector of a sentence: its meaning, or only its words and form.

(After Sutskever et al. 2014, figure 2.) Shapes: F families in twos, K forms, N = F * K sentences.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tolmach.study.folder import Settings, StudyFolder
from tolmach.study.measurements.families import Families, families

if TYPE_CHECKING:
    from tolmach.analysis.inspect.sentence_vectors import Vectors
    from tolmach.translation.translator import Translator


def measure(folder: StudyFolder, settings: Settings, rungs: Sequence[str]) -> dict[str, Any]:
    """Return each model's map of the sentences, their neighbours, and how many are right.

    `words_alone` is what counting the pieces of each sentence comes to.
    """
    from tolmach.analysis.inspect.sentence_vectors import principal_plane, sentence_vectors
    from tolmach.translation.translator import Translator

    chosen = families(settings.languages[0], settings.families)
    assert chosen is not None  # the plan has no such job without
    models = {}
    for rung in rungs:
        translator = Translator.load(folder.run(rung))
        vectors = sentence_vectors(translator, chosen.texts)
        models[rung] = {
            "size": vectors.shape[1],
            "plane": principal_plane(vectors).tolist(),
            **judged(vectors, len(chosen.families)),
        }
    return {
        **chosen.model_dump(),
        "words_alone": judged(_piece_counts(translator, chosen), len(chosen.families)),
        "models": models,
    }


def judged(vectors: "Vectors", families: int) -> dict[str, Any]:
    """Return the distinctions in vectors [N, D] of sentences, family after family.

    `nearest_own` and `nearest_opposite` are shares of sentences by the family of their nearest
    neighbour; several that are equally near count for a part each. `told_apart`, [K, K], compares
    a sentence in one form with both meanings in another: how often its own is the nearer one, a
    draw counting for half, so that 0.5 is chance.
    """
    from tolmach.analysis.inspect.sentence_vectors import cosines, nearest

    similarity = cosines(vectors)
    near = nearest(similarity)
    by_family = similarity.reshape(families, -1, families, len(vectors) // families)
    every = np.arange(families)
    own = by_family[every, :, every]  # [F, K, K]
    opposite = by_family[every, :, every ^ 1]
    return {
        "nearest_own": _share(near, families, every),
        "nearest_opposite": _share(near, families, every ^ 1),
        "told_apart": _wins(own - opposite).mean(0).tolist(),
        "nearest": near.argmax(1).tolist(),
    }


def _share(near: NDArray[np.bool_], families: int, wanted: NDArray[np.int64]) -> float:
    """Return which part of the nearest neighbours, [N, N], are of the `wanted` family of each."""
    parts = near / near.sum(1, keepdims=True)
    by_family = parts.reshape(families, -1, families, len(near) // families).sum(3)  # [F, K, F]
    return float(by_family[np.arange(families), :, wanted].mean())


def _wins(gaps: "Vectors") -> NDArray[np.float64]:
    return np.where(np.isclose(gaps, 0, atol=1e-6), 0.5, gaps > 0)


def _piece_counts(translator: "Translator", chosen: Families) -> "Vectors":
    tokenizer = translator.tokenizers.source
    texts = translator.cleaned(chosen.texts)
    counts = np.zeros((len(texts), len(tokenizer)), np.float32)
    for row, ids in zip(counts, tokenizer.encode_batch(texts), strict=True):
        np.add.at(row, ids, 1)
    return counts
