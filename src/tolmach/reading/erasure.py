"""Erasure: what a translation loses without each source word, and attribution of words by it.

A target word belongs to the source word without which it loses most of its log-probability (Li et
al. 2016, "Understanding Neural Networks through Representation Erasure"). Every engine and every
architecture can tell; attention, not all have.

Shapes: T target pieces, J target words, I source words.
"""

from collections.abc import Callable, Sequence

import numpy as np

from tolmach.reading.span_attribution import Floats, WordAttention, balanced
from tolmach.text.sentences import Span
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.words import word_spans

_LEAST = 0.01  # nats: so little each word owes to each, so that there is always a division

# The log-probabilities of the pieces of targets, `</s>` last, given their sources.
Score = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]


def attributions(
    pairs: Sequence[tuple[str, str]], score: Score, tokenizer: Tokenizer
) -> list[WordAttention]:
    """Return the attribution of each target to its source; `tokenizer` is the target's.

    Costs a forward pass for each word of a source.
    """
    words = [word_spans(source) for source, _ in pairs]
    losses = piece_losses(pairs, words, score)
    return [
        _attribution(pair, spans, np.maximum(lost[:-1], 0), tokenizer)
        for pair, spans, lost in zip(pairs, words, losses, strict=True)
    ]


def piece_losses(
    pairs: Sequence[tuple[str, str]], words: Sequence[Sequence[Span]], score: Score
) -> list[Floats]:
    """Return by how much each target piece, `</s>` last, is less probable without each word.

    In nats, [T + 1, I] a pair; below 0 where it is more probable. `words` are those of the sources,
    each of which is cut out in turn; all are scored at once.
    """
    if not pairs:
        return []
    asked = [
        (text, target)
        for (source, target), spans in zip(pairs, words, strict=True)
        for text in (source, *(source[:start] + source[end:] for start, end in spans))
    ]
    sources, targets = zip(*asked, strict=True)
    found = iter(score(sources, targets))
    scores = [np.array([next(found) for _ in range(1 + len(spans))]) for spans in words]
    return [(values[0] - values[1:]).T for values in scores]


def _attribution(
    pair: tuple[str, str], source_words: Sequence[Span], losses: Floats, tokenizer: Tokenizer
) -> WordAttention:
    source, target = pair
    target_words = word_spans(target)
    whole = np.full((len(target_words), len(source_words)), _LEAST)  # [J, I]
    for (start, end), row in zip(tokenizer.encode_with_spans(target).spans, losses, strict=True):
        for number, (first, last) in enumerate(target_words):
            if first < end and start < last:
                whole[number] += row
    shares: Floats = balanced(whole) if whole.size else whole
    return WordAttention(source, target, tuple(source_words), tuple(target_words), shares)
