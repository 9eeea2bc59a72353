"""Translations taken apart into the sentences that were translated alone, and put together again.

Shapes: J target words, I source words.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tolmach.corpus.parallel import Pair
from tolmach.translation.result import Span, Translation

Spans = tuple[Span, ...]


def sentence_pairs(translations: Sequence[Translation]) -> list[Pair]:
    """Return all sentences of translations, each as it was read and said."""
    return [
        Pair(one.source[slice(*part.source_span)], one.text[slice(*part.target_span)])
        for one in translations
        for part in one.segments
    ]


def words_of_whole(
    whole: Translation, parts: Sequence[tuple[Sequence[Span], Sequence[Span]]]
) -> tuple[Spans, Spans]:
    """Return where words of sentences, of the source and the target, stand in the whole."""
    source: list[Span] = []
    target: list[Span] = []
    for segment, (source_words, target_words) in zip(whole.segments, parts, strict=True):
        source += _moved(source_words, segment.source_span[0])
        target += _moved(target_words, segment.target_span[0])
    return tuple(source), tuple(target)


def side_by_side(matrices: Sequence[NDArray[np.floating[Any]]]) -> NDArray[np.float64]:
    """Return one matrix [J, I] in which the words of one sentence give nothing to another's."""
    whole = np.zeros([sum(matrix.shape[side] for matrix in matrices) for side in (0, 1)])
    row = column = 0
    for matrix in matrices:
        rows, columns = matrix.shape
        whole[row : row + rows, column : column + columns] = matrix
        row, column = row + rows, column + columns
    return whole


def _moved(spans: Sequence[Span], by: int) -> list[Span]:
    return [(start + by, end + by) for start, end in spans]
