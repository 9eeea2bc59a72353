"""Attribution of each word of a translation to the words of its source, by attention and erasure.

Shapes: J target words, I source words, T target pieces, S source pieces.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.alignment.links import WANTED, AttentionSource, weights_at
from tolmach.analysis.attention.attending_layers import Layers, needed, read_layers
from tolmach.analysis.attention.sentence_pairs import sentence_pairs, side_by_side, words_of_whole
from tolmach.analysis.attention.word_groups import merged, spelled_words
from tolmach.corpus.parallel import Pair
from tolmach.reading.marks.erasure import attributions
from tolmach.reading.marks.span_attribution import WordAttention, balanced
from tolmach.text.sentences import Span
from tolmach.text.word_segmentation import WordSegmenter
from tolmach.translation.result import Translation
from tolmach.translation.translator import Translator

_MOST_ERASURES = 40  # of words, or of runs of words, in a sentence


def word_attention(
    translator: Translator, translations: Sequence[Translation], origins: Sequence[AttentionSource]
) -> list[WordAttention]:
    """Read translations again, sentence by sentence, and return the attention at `origins`."""
    found = iter(_of_pairs(translator, sentence_pairs(translations), origins))
    return [_joined(one, [next(found) for _ in one.segments]) for one in translations]


def word_shares(
    translator: Translator,
    translations: Sequence[Translation],
    origins: Sequence[AttentionSource],
    by_erasure: Sequence[bool],
) -> list[WordAttention]:
    """Return what attention at `origins` attributes, or the mean of that and of erasure.

    `by_erasure` says of which translations: each errs at other words, and erasure, which costs
    more, at fewer.
    """
    attended = _of_pairs(translator, sentence_pairs(translations), origins)
    asked = [also for one, also in zip(translations, by_erasure, strict=True) for _ in one.segments]
    wanted = [one for one, also in zip(attended, asked, strict=True) if also]
    erased = iter(
        attributions(
            [(one.source, one.target) for one in wanted],
            translator.log_probabilities,
            translator.tokenizers.target,
            [1 + len(one.source_words) // _MOST_ERASURES for one in wanted],
            [(one.source_words, one.target_words) for one in wanted],
        )
    )
    found = iter(
        replace(one, shares=(one.shares + next(erased).shares) / 2) if also else one
        for one, also in zip(attended, asked, strict=True)
    )
    return [_joined(one, [next(found) for _ in one.segments]) for one in translations]


def _of_pairs(
    translator: Translator, pairs: Sequence[Pair], origins: Sequence[AttentionSource]
) -> list[WordAttention]:
    segmenters = _segmenters(translator, pairs)
    read = read_layers(translator, *([pair[side] for pair in pairs] for side in (0, 1)))
    return [
        _of_pair(translator, pair, layers, origins, segmenters)
        for pair, layers in zip(pairs, read, strict=True)
    ]


def _segmenters(
    translator: Translator, pairs: Sequence[Pair]
) -> tuple[WordSegmenter, WordSegmenter]:
    """Return what cuts sources and targets into words, by these pairs and the self-test."""
    model, known = translator.description, [*translator.selftest.pairs, *pairs]
    return (
        WordSegmenter(model.source_language, (source for source, _ in known)),
        WordSegmenter(model.target_language, (target for _, target in known)),
    )


def _of_pair(
    translator: Translator,
    pair: Pair,
    layers: Layers,
    origins: Sequence[AttentionSource],
    segmenters: tuple[WordSegmenter, WordSegmenter],
) -> WordAttention:
    source, target = (cut.spans(text) for cut, text in zip(segmenters, pair, strict=True))
    read = translator.tokenizers.source.encode_with_spans(pair.source).spans
    said = translator.tokenizers.target.encode_with_spans(pair.target).spans
    source_units, source_numbers = spelled_words(read, source)
    target_units, target_numbers = spelled_words(said, target)
    known = needed(layers, translator.description, WANTED)
    pieces = weights_at(known, origins)[:, :-1]  # [T, S], without `</s>`
    shares = balanced(merged(pieces, source_numbers, target_numbers).astype(float))
    rows, columns = _units(target, target_units), _units(source, source_units)
    apart = shares[np.ix_(rows, columns)] / np.bincount(columns)[columns]  # [J, I]
    return WordAttention(*pair, tuple(source), tuple(target), apart)


def _units(words: Sequence[Span], units: Sequence[Span]) -> NDArray[np.intp]:
    """Return the number of each word's unit: words that one piece spells together are one."""
    ends = [end for _, end in units]
    return np.searchsorted(ends, [end for _, end in words])


def _joined(whole: Translation, parts: Sequence[WordAttention]) -> WordAttention:
    words = words_of_whole(whole, [(part.source_words, part.target_words) for part in parts])
    shares = side_by_side([part.shares for part in parts])
    return WordAttention(whole.source, whole.text, *words, shares)
