"""Which pieces make which word, and attention between words instead of pieces.

Shapes: H heads, T target pieces, S source pieces, I source words, J target words; `</s>` counts
as a piece and as a word.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tolmach.text.tokenizer import EOS, Tokenizer
from tolmach.text.words import word_spans
from tolmach.translation import Span

Weights = NDArray[np.float32]


def words_of_pieces(pieces: Sequence[Span], words: Sequence[Span]) -> list[int]:
    """Return for each piece the number of its word, both given as spans of one text, in order.

    A piece that reaches into several words belongs to the first; one between two words (a space
    of its own) to the second, and one after the last to the last.
    """
    numbers, word = [], 0
    for start, _ in pieces:
        while word < len(words) - 1 and words[word][1] <= start:
            word += 1
        numbers.append(word)
    return numbers


def grouped_words(text: str, tokenizer: Tokenizer) -> tuple[tuple[str, ...], list[int]]:
    """Return the words of a text, and the word of each of its pieces; both end with `</s>`.

    Words that one piece spells together stay together, so that every word has a piece.
    """
    spans = word_spans(text)
    numbers = words_of_pieces(tokenizer.encode_with_spans(text).spans, spans)
    used = sorted(set(numbers))
    words = _texts(text, [spans[number][0] for number in used])
    places = {number: place for place, number in enumerate(used)}
    return (*words, EOS), [*(places[number] for number in numbers), len(used)]


def merged(weights: Weights, source: Sequence[int], target: Sequence[int]) -> Weights:
    """Return attention of words to words, [.., J, I], of pieces to pieces, [.., T, S].

    `source` and `target` number the word of each piece. A word gets the sum of what its pieces
    get and gives the mean of what they give, so that a word's weights still sum to 1. A number
    that no piece has gives and gets nothing.
    """
    to_source = _membership(source)  # [S, I]
    to_target = _membership(target)  # [T, J]
    mean = to_target / np.maximum(1, to_target.sum(0))
    return mean.T @ weights @ to_source


def _texts(text: str, starts: Sequence[int]) -> list[str]:
    ends = [*starts, len(text)][1:]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _membership(words: Sequence[int]) -> Weights:
    """Return a matrix [pieces, words] that is 1 where a piece belongs to a word."""
    count = 1 + max(words, default=-1)
    return (np.array(words)[:, None] == np.arange(count)).astype(np.float32)
