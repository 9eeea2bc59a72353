"""Translations split into the sentences that were translated alone, and joined again.

Shapes: J target words, I source words.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tolmach.corpus.parallel import Pair
from tolmach.errors import DataError
from tolmach.reading.span_map import SpanMap
from tolmach.text.sentences import Span
from tolmach.translation.result import Segment, Translation
from tolmach.translation.translator import Translator

Spans = tuple[Span, ...]


def sentence_pairs(translations: Sequence[Translation]) -> list[Pair]:
    """Return all sentences of translations, each with its own translation, as the model saw them.

    What was copied was not seen at all: it is a pair without words.
    """
    return [_seen(one, part) for one in translations for part in one.segments]


def readable_pairs(translator: Translator, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that a model can read whole. Raises TolmachError where there are none."""
    readable = list(filter(translator.reads, pairs))
    if pairs and not readable:
        raise DataError(
            f"{translator.description.name} reads no more than {translator.readable:,} pieces, "
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
        seen = _seen(whole, segment)
        source += _placed(source_words, seen.source, whole.source, segment.source_span)
        target += _placed(target_words, seen.target, whole.text, segment.target_span)
    return tuple(source), tuple(target)


def _seen(whole: Translation, segment: Segment) -> Pair:
    if segment.is_copied:
        return Pair("", "")
    source, target = (
        whole.source[slice(*segment.source_span)],
        whole.text[slice(*segment.target_span)],
    )
    return Pair(
        source if segment.read is None else segment.read,
        target if segment.wrote is None else segment.wrote,
    )


def side_by_side(matrices: Sequence[NDArray[np.floating[Any]]]) -> NDArray[np.float64]:
    """Return a block-diagonal matrix [J, I]: words of one sentence have no share in another's."""
    whole = np.zeros([sum(matrix.shape[side] for matrix in matrices) for side in (0, 1)])
    row = column = 0
    for matrix in matrices:
        rows, columns = matrix.shape
        whole[row : row + rows, column : column + columns] = matrix
        row, column = row + rows, column + columns
    return whole


def _placed(words: Sequence[Span], seen: str, whole: str, part: Span) -> Iterator[Span]:
    """Yield the spans in the whole of words that the model saw in one part of it."""
    places = SpanMap.between(seen, whole[slice(*part)])
    for start, end in (places.span(*word) for word in words):
        yield start + part[0], end + part[0]
