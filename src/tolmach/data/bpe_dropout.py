"""BPE-dropout: a word cut anew each time it is seen (Provilkov et al. 2020, algorithm 1).

At every step each merge that could be made is dropped with some probability, and of those left
the one learnt first is made; when all are dropped, the word stays as it is. The `tokenizers`
library can do this too, but its randomness cannot be seeded.

On one CPU core at rate 0.1 it takes 45 ms for both sides of a batch of 2,500 target pieces, 3 % of
an update of the shipped model's size; a fast GPU may have to wait for it.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from random import Random

from tolmach.text.tokenizer import Tokenizer

Pieces = tuple[int, ...]

_CACHED = 1 << 16  # words, and as many ways in which words are cut on their way
# Pieces of a finished word and of one on its way; a text without spaces is one long word, which
# would only fill the memory because it never comes again.
_SHORT, _SHORT_ON_ITS_WAY = 6, 24


class BpeDropout:
    """Draws segmentations of texts that `tokenizer` has encoded; `rate` is from 0 to below 1.

    The result follows from the ids and the random numbers alone, and spells the same text. With
    rate 0 it is the tokenizer's own.
    """

    def __init__(self, tokenizer: Tokenizer, rate: float) -> None:
        self.rate = rate
        self._log_made = math.log1p(-rate)
        self._log_dropped = math.log(rate) if rate else -math.inf
        self._tokenizer = tokenizer
        self._tags = frozenset(tokenizer.tags.values())
        self._merges = tokenizer.merge_ids()
        self._spelling = tokenizer.byte_ids()
        self._known_options = lru_cache(_CACHED)(self._options)
        self._known_path = lru_cache(_CACHED)(self._path)

    def segment(self, rows: Sequence[Sequence[int]], rng: Random) -> list[list[int]]:
        """Return each row of ids cut anew; a tag before it stays."""
        if not self.rate:
            return [list(row) for row in rows]
        return [
            [*self._tag(row), *(piece for word in words for piece in self._draw(word, rng))]
            for row, words in zip(rows, self._tokenizer.words(rows), strict=True)
        ]

    def _tag(self, row: Sequence[int]) -> Sequence[int]:
        return row[:1] if row and row[0] in self._tags else ()

    def _draw(self, word: Pieces, rng: Random) -> Pieces:
        """Draw one word's pieces.

        The first merge of all is made at each step with probability 1 - rate; how often in a row
        takes one random number, and in most words that is all the way.
        """
        path = (self._known_path if len(word) <= _SHORT else self._path)(word)
        followed = _run(self._log_made, rng)
        if followed >= len(path) - 1:
            return path[-1]
        return self._walk(path[int(followed)], 1 + int(_run(self._log_dropped, rng)), rng)

    def _walk(self, pieces: Pieces, dropped: int, rng: Random) -> Pieces:
        """Go on from `pieces`, where the first `dropped` of the possible merges are dropped."""
        options = self._options_of(pieces)
        while dropped < len(options):
            pieces = options[dropped]
            options = self._options_of(pieces)
            dropped = int(_run(self._log_dropped, rng))
        return pieces

    def _options_of(self, pieces: Pieces) -> list[Pieces]:
        known = len(pieces) <= _SHORT_ON_ITS_WAY
        return (self._known_options if known else self._options)(pieces)

    def _options(self, pieces: Pieces) -> list[Pieces]:
        """Return what `pieces` become by each possible merge, the one learnt first first."""
        found = sorted(
            (*self._merges[pair], place)
            for place, pair in enumerate(pairwise(pieces))
            if pair in self._merges
        )
        return [(*pieces[:place], whole, *pieces[place + 2 :]) for _, whole, place in found]

    def _path(self, word: Pieces) -> list[Pieces]:
        """Return every way in which the word is cut, from bytes to the tokenizer's own."""
        path = [tuple(byte for piece in word for byte in self._spelling[piece])]
        while options := self._options_of(path[-1]):
            path.append(options[0])
        return path


def _run(log_probability: float, rng: Random) -> float:
    """Draw how often in a row something happens, not rounded down, given log p below 0."""
    return math.log(1 - rng.random()) / log_probability
