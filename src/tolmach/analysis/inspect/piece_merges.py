"""The merges by which the words of one text become pieces, one by one.

(Sennrich et al. 2016, alg. 1, applied.) A text begins as the bytes of its characters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tolmach.text.bpe import merge_numbers, segment
from tolmach.text.tokenizer import Tokenizer, readable


@dataclass(frozen=True)
class AppliedMerge:
    """A merge that applies to a word: its number in the order of learning, from 1, and the cut."""

    number: int
    pair: tuple[str, str]
    pieces: tuple[str, ...]  # the word after it


@dataclass(frozen=True)
class WordMerges:
    """A word as it is before any merge, and the merges that apply to it, in order."""

    bytes: tuple[str, ...]
    merges: tuple[AppliedMerge, ...]


def word_merges(tokenizer: Tokenizer, ids: Sequence[int]) -> list[WordMerges]:
    """Return how each word of a text that was cut into `ids` came to its pieces.

    Pieces are written as `Tokenizer.pieces` does.
    """
    symbols = tokenizer.symbols()
    numbers = merge_numbers(tokenizer.merges)
    (words,) = tokenizer.words([list(ids)])
    return [_of_word("".join(symbols[piece] for piece in word), numbers) for word in words]


def _of_word(word: str, numbers: dict[tuple[str, str], int]) -> WordMerges:
    merges = tuple(
        AppliedMerge(numbers[left, right], (readable(left), readable(right)), _readable(pieces))
        for (left, right), pieces in segment(word, numbers)
    )
    return WordMerges(_readable(tuple(word)), merges)


def _readable(pieces: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(readable, pieces))
