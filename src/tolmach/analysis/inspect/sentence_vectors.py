"""What a model makes of a sentence as a whole: one vector, its neighbours, and a map of them.

Shapes: N sentences, D size of a vector, the model's own.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.attention.recorder import open_engine
from tolmach.inference.torch_engine import answers_by_length
from tolmach.search.sources import Sources
from tolmach.translation.translator import Translator

Vectors = NDArray[np.float32]


def sentence_vectors(translator: Translator, texts: Sequence[str]) -> Vectors:
    """Return the encoder's vector of each text, [N, D], each read whole.

    It is the vector that links encoder and decoder; where the decoder attends, the mean of the
    rows that it attends to.
    """
    engine = open_engine(translator, "Vectors are read")
    sources = translator.tokenizers.source.encode_batch(translator.cleaned(texts))

    def vectors(rows: list[int]) -> Vectors:
        batch = Sources.of([sources[row] for row in rows], device=engine.device)
        found = engine.model.sentence_vectors(engine.model.encode(batch.ids, batch.keep))
        return found.float().cpu().numpy()

    lengths = [1 + len(ids) for ids in sources]
    return np.stack(answers_by_length(lengths, engine.batch_tokens, vectors))


def principal_plane(vectors: Vectors) -> Vectors:
    """Return where the vectors lie, [N, 2], in the plane in which they differ most.

    (Principal components, Pearson 1901, by singular values.) A component's sign is free: the
    largest coordinate, by size, is made positive, so that the same vectors give the same map.
    """
    centred = vectors - vectors.mean(0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    plane = (left * sizes)[:, :2]  # [N, 1 or 2]
    plane = np.pad(plane, ((0, 0), (0, 2 - plane.shape[1])))
    largest = plane[np.abs(plane).argmax(0), [0, 1]]
    signs = np.where(largest < 0, -1, 1)
    return (plane * signs).astype(np.float32)


def cosines(vectors: Vectors) -> Vectors:
    """Return the cosine of every two vectors, [N, N]; that of a zero vector is 0."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = vectors / np.maximum(norms, np.finfo(np.float32).tiny)
    return units @ units.T


def nearest(similarity: Vectors) -> NDArray[np.bool_]:
    """Return [N, N], True where a column is the nearest other one of a row, or as near as it."""
    others = np.where(np.eye(len(similarity), dtype=bool), -np.inf, similarity)
    return np.isclose(others, others.max(1, keepdims=True), rtol=0, atol=1e-6)
