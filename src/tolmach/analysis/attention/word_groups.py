"""Groups of pieces that make a word, and attention between words instead of pieces.

Shapes: H heads, T target pieces, S source pieces, I source words, J target words; `</s>` counts
as a piece and as a word.
"""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tolmach.text.sentences import Span
from tolmach.text.tokenizer import EOS, EOS_ID, Tokenizer
from tolmach.text.words import word_spans

Weights = NDArray[np.float32]
Scalar = TypeVar("Scalar", bound=np.floating[Any])


@dataclass(frozen=True)
class PiecesAndWords:
    """A text in the pieces of a model, its words, and the word of each piece.

    Both end with `</s>`.
    """

    text: str
    pieces: tuple[str, ...]
    words: tuple[str, ...]
    groups: tuple[int, ...]  # the number of each piece's word

    @classmethod
    def of(cls, ids: Sequence[int], tokenizer: Tokenizer) -> "PiecesAndWords":
        """Return them for piece ids without special pieces, however these cut the text.

        Words that one piece spells together stay together, so that every word has a piece.
        """
        text, spans = _spelled(ids, tokenizer)
        whole = [(0, len(text))] if ids else []
        words, numbers = spelled_words(spans, word_spans(text) or whole)
        return cls(
            text.strip(),
            tuple(tokenizer.pieces([*ids, EOS_ID])),
            (*(text[start:end].strip() for start, end in words), EOS),
            (*numbers, len(words)),
        )


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


def spelled_words(pieces: Sequence[Span], words: Sequence[Span]) -> tuple[list[Span], list[int]]:
    """Return words that have a piece each, as spans, and the number of each piece's word.

    Words that one piece spells together stay together.
    """
    numbers = words_of_pieces(pieces, words)
    used = sorted(set(numbers))
    places = {number: place for place, number in enumerate(used)}
    ends = [words[number - 1][1] for number in [*used, len(words)][1:]]
    spans = [(words[number][0], end) for number, end in zip(used, ends, strict=True)]
    return spans, [places[number] for number in numbers]


def words_in(text: str, tokenizer: Tokenizer) -> tuple[tuple[Span, ...], list[int]]:
    """Return the words of a text as spans, and the number of each piece's word."""
    spans, numbers = spelled_words(tokenizer.encode_with_spans(text).spans, word_spans(text))
    return tuple(spans), numbers


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


def mean_shares(weights: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return weights [J, I], each divided by the root of what its source word gets in all.

    That orders them by the geometric mean of two shares: of what the target word gives, and of what
    the source word gets. So a comma to which every word gives a little draws no links from others.
    """
    total = weights.sum(0, keepdims=True)
    return weights / np.sqrt(np.maximum(total, np.finfo(weights.dtype).tiny))


def _membership(words: Sequence[int]) -> Weights:
    """Return a matrix [pieces, words] that is 1 where a piece belongs to a word."""
    count = 1 + max(words, default=-1)
    return (np.array(words)[:, None] == np.arange(count)).astype(np.float32)


def _spelled(ids: Sequence[int], tokenizer: Tokenizer) -> tuple[str, list[Span]]:
    """Return the text of pieces and the span of each; one that ends no character has none."""
    spelling = tokenizer.spelling()
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    parts = [decoder.decode(spelling[piece]) for piece in ids]
    ends = np.cumsum([0, *map(len, parts)]).tolist()
    return "".join([*parts, decoder.decode(b"", final=True)]), list(pairwise(ends))
