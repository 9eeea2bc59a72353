"""Which pieces make which word, and attention between words instead of pieces.

Shapes: H heads, T target pieces, S source pieces, I source words, J target words; `</s>` counts
as a piece and as a word.
"""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tolmach.text.tokenizer import EOS, EOS_ID, Tokenizer
from tolmach.text.words import word_spans
from tolmach.translation import Span

Weights = NDArray[np.float32]


@dataclass(frozen=True)
class PiecesAndWords:
    """A text as a model has it: its pieces, its words, and the word of each piece.

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
        words = word_spans(text)
        numbers = words_of_pieces(spans, words) if words else [0] * len(ids)
        used = sorted(set(numbers))
        starts = [words[number][0] if words else 0 for number in used]
        places = {number: place for place, number in enumerate(used)}
        return cls(
            text.strip(),
            tuple(tokenizer.pieces([*ids, EOS_ID])),
            (*_texts(text, starts), EOS),
            (*(places[number] for number in numbers), len(used)),
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


def _spelled(ids: Sequence[int], tokenizer: Tokenizer) -> tuple[str, list[Span]]:
    """Return the text of pieces and the span of each; one that ends no character has none."""
    spelling = tokenizer.spelling()
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    parts = [decoder.decode(spelling[piece]) for piece in ids]
    ends = np.cumsum([0, *map(len, parts)]).tolist()
    return "".join([*parts, decoder.decode(b"", final=True)]), list(pairwise(ends))
