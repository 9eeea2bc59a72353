"""Translations split into the sentences that were translated alone, and joined again.

Shapes: J target words, I source words.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tolmach.corpus.parallel import Pair
from tolmach.errors import DataError
from tolmach.translation.result import Span, Translation
from tolmach.translation.translator import Translator

Spans = tuple[Span, ...]


def sentence_pairs(translations: Sequence[Translation]) -> list[Pair]:
    """Return all sentences of translations, each with its own translation."""
    return [
        Pair(one.source[slice(*part.source_span)], one.text[slice(*part.target_span)])
        for one in translations
        for part in one.segments
    ]


def readable_pairs(translator: Translator, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that a model can read whole. Raises TolmachError where there are none."""
    readable = list(filter(translator.reads, pairs))
    if pairs and not readable:
        raise DataError(
            f"{translator.description.name} reads no more than {translator.engine.longest} pieces, "
            "and every pair is longer; split them into sentences."
        )
    return readable


def words_of_whole(
    whole: Translation, parts: Sequence[tuple[Sequence[Span], Sequence[Span]]]
) -> tuple[Spans, Spans]:
    """Return the spans in the whole of the words of sentences, of source and target."""
    source: list[Span] = []
    target: list[Span] = []
    for segment, (source_words, target_words) in zip(whole.segments, parts, strict=True):
        source += _moved(source_words, segment.source_span[0])
        target += _moved(target_words, segment.target_span[0])
    return tuple(source), tuple(target)


def side_by_side(matrices: Sequence[NDArray[np.floating[Any]]]) -> NDArray[np.float64]:
    """Return a block-diagonal matrix [J, I]: words of one sentence have no share in another's."""
    whole = np.zeros([sum(matrix.shape[side] for matrix in matrices) for side in (0, 1)])
    row = column = 0
    for matrix in matrices:
        rows, columns = matrix.shape
        whole[row : row + rows, column : column + columns] = matrix
        row, column = row + rows, column + columns
    return whole


def _moved(spans: Sequence[Span], by: int) -> list[Span]:
    return [(start + by, end + by) for start, end in spans]
