"""Erasure: what a translation loses without each source word, and attribution of words by it.

A target word belongs to the source word without which it loses most of its log-probability (Li et
al. 2016, "Understanding Neural Networks through Representation Erasure"). Every engine and every
architecture can tell; attention, not all have.

Shapes: T target pieces, J target words, I source words.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat

import numpy as np

from tolmach.reading.marks.span_attribution import Floats, WordAttention, balanced
from tolmach.text.sentences import Span
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.words import word_spans

_LEAST = 0.01  # nats: so little each word owes to each, so that there is always a division

# The log-probabilities of the pieces of targets, `</s>` last, given their sources.
Score = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]


def attributions(
    pairs: Sequence[tuple[str, str]],
    score: Score,
    tokenizer: Tokenizer,
    sizes: Iterable[int] = repeat(1),
    words: Sequence[tuple[Sequence[Span], Sequence[Span]]] | None = None,
) -> list[WordAttention]:
    """Return the attribution of each target to its source; `tokenizer` is the target's.

    Costs a forward pass for each word of a source, or for each run of as many words as `sizes` says
    of its pair. `words` are those of both sides, if they are known.
    """
    if words is None:
        words = [(word_spans(source), word_spans(target)) for source, target in pairs]
    runs = [_runs(spans, size) for (spans, _), size in zip(words, sizes, strict=False)]
    losses = piece_losses(pairs, [[run for run, _ in some] for some in runs], score)
    return [
        _attribution(pair, spans, _spread(_of_words(pair[1], spans[1], lost, tokenizer), some))
        for pair, spans, some, lost in zip(pairs, words, runs, losses, strict=True)
    ]


def _runs(words: Sequence[Span], size: int) -> list[tuple[Span, int]]:
    """Return the spans of runs of so many words, and how many words each has."""
    cut = (words[first : first + size] for first in range(0, len(words), size))
    return [((some[0][0], some[-1][1]), len(some)) for some in cut]


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


def _of_words(target: str, words: Sequence[Span], losses: Floats, tokenizer: Tokenizer) -> Floats:
    """Return the losses of a target's words, [J, I], from those of its pieces; none is below 0."""
    whole = np.full((len(words), losses.shape[1]), _LEAST)  # [J, I]
    gains = np.maximum(losses[:-1], 0)  # [T, I]
    for (start, end), row in zip(tokenizer.encode_with_spans(target).spans, gains, strict=True):
        for number, (first, last) in enumerate(words):
            if first < end and start < last:
                whole[number] += row
    return whole


def _spread(losses: Floats, runs: Sequence[tuple[Span, int]]) -> Floats:
    """Return the losses without each word, [J, I], given those without each run.

    Of the target words that owe to a run, in their order, the first ones owe to its first words.
    """
    counts = [count for _, count in runs]
    if max(counts, default=1) == 1:
        return losses
    places = (losses.cumsum(0) - losses / 2) / losses.sum(0)  # within the run, 0 to 1
    size = np.repeat(counts, counts)  # [I]
    own = np.concatenate([np.arange(count) + 0.5 for count in counts])  # [I]
    apart = np.abs(np.repeat(places, counts, axis=1) * size - own)  # words, [J, I]
    spread: Floats = np.repeat(losses, counts, axis=1) / (1 + apart)
    return spread


def _attribution(
    pair: tuple[str, str], words: tuple[Sequence[Span], Sequence[Span]], losses: Floats
) -> WordAttention:
    shares: Floats = balanced(losses) if losses.size else losses
    return WordAttention(*pair, tuple(words[0]), tuple(words[1]), shares)
