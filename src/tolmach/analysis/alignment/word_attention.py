"""How much each word of a translation owes to each word of its source, by attention.

Shapes: J target words, I source words, T target pieces, S source pieces.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.alignment.links import AttentionSource, weights_at
from tolmach.analysis.attention.matrix import cross_layers
from tolmach.analysis.attention.recorder import Recording, record_texts
from tolmach.analysis.attention.sentence_pairs import sentence_pairs, side_by_side, words_of_whole
from tolmach.analysis.attention.word_groups import merged, words_in
from tolmach.corpus.parallel import Pair
from tolmach.text.words import word_spans
from tolmach.translation.result import Span, Translation
from tolmach.translation.translator import Translator

Floats = NDArray[np.float64]

_ROUNDS = 3  # of balancing; more change nothing


@dataclass(frozen=True)
class WordAttention:
    """Words and marks of a source and of its translation, as spans, and shares [J, I].

    A row says to which source words a target word is owed, and sums to 1. Words of one sentence
    owe nothing to another's.
    """

    source: str
    target: str
    source_words: tuple[Span, ...]
    target_words: tuple[Span, ...]
    shares: Floats

    @property
    def texts(self) -> tuple[list[str], list[str]]:
        """The words of both sides as they are written."""
        return (
            [self.source[start:end] for start, end in self.source_words],
            [self.target[start:end] for start, end in self.target_words],
        )

    def enclosed(self, start: int, end: int) -> Span:
        """Return which source words, first and behind the last, touch a stretch of characters."""
        return (
            sum(last <= start for _, last in self.source_words),
            sum(first < end for first, _ in self.source_words),
        )


def word_attention(
    translator: Translator, translations: Sequence[Translation], origins: Sequence[AttentionSource]
) -> list[WordAttention]:
    """Let the model read translations again, sentence by sentence, and look where `looks` say."""
    pairs = sentence_pairs(translations)
    recordings = record_texts(translator, *([pair[side] for pair in pairs] for side in (0, 1)))
    found = iter(
        _of_pair(translator, pair, recording, origins)
        for pair, recording in zip(pairs, recordings, strict=True)
    )
    return [_joined(one, [next(found) for _ in one.segments]) for one in translations]


def balanced(weights: Floats) -> Floats:
    """Return shares [J, I] of attention in which all source words count alike, in the end.

    What all words attend to tells little of any of them, so that each source word's attention is
    divided by all that it gets, and each target word's shares by their sum, in turn (Sinkhorn and
    Knopp 1967).
    """
    for _ in range(_ROUNDS):
        weights = weights / np.maximum(weights.sum(0), np.finfo(float).tiny)
        weights = weights / np.maximum(weights.sum(1), np.finfo(float).tiny)[:, None]
    return weights


def _of_pair(
    translator: Translator, pair: Pair, recording: Recording, origins: Sequence[AttentionSource]
) -> WordAttention:
    source_units, source_numbers = words_in(pair.source, translator.tokenizers.source)
    target_units, target_numbers = words_in(pair.target, translator.tokenizers.target)
    layers = cross_layers(recording, translator.description.name)
    pieces = weights_at(layers, origins)[:, :-1]  # [T, S], without `</s>`
    shares = balanced(merged(pieces, source_numbers, target_numbers).astype(float))
    source, target = tuple(word_spans(pair.source)), tuple(word_spans(pair.target))
    rows, columns = _units(target, target_units), _units(source, source_units)
    apart = shares[np.ix_(rows, columns)] / np.bincount(columns)[columns]  # [J, I]
    return WordAttention(*pair, source, target, apart)


def _units(words: Sequence[Span], units: Sequence[Span]) -> NDArray[np.intp]:
    """Return the number of each word's unit: words that one piece spells together are one."""
    ends = [end for _, end in units]
    return np.searchsorted(ends, [end for _, end in words])


def _joined(whole: Translation, parts: Sequence[WordAttention]) -> WordAttention:
    words = words_of_whole(whole, [(part.source_words, part.target_words) for part in parts])
    shares = side_by_side([part.shares for part in parts])
    return WordAttention(whole.source, whole.text, *words, shares)
