"""Resegmentation of a batch by BPE-dropout, on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tolmach.data.bpe_dropout import BpeDropout
from tolmach.data.token_file import TokenCorpus
from tolmach.text.tokenizer_pair import TokenizerPair

Rows = Sequence[NDArray[np.int32]]

_MEASURED = 500  # sentences


@dataclass(frozen=True)
class Resegmentation:
    """A source of random segmentations that depend on a seed alone.

    Sentences grow by the factor `growth` on average. One that would exceed `longest` pieces stays
    as it is.
    """

    source: BpeDropout
    target: BpeDropout
    longest: int
    growth: float = 1.0

    @classmethod
    def of(
        cls, tokenizers: TokenizerPair, corpus: TokenCorpus, rate: float, *, longest: int
    ) -> Self:
        """Prepare dropout at `rate`, and measure the growth on some sentences of `corpus`."""
        source = BpeDropout(tokenizers.source, rate)
        target = source if tokenizers.joint else BpeDropout(tokenizers.target, rate)
        count = min(_MEASURED, len(corpus))
        rows = corpus.rows(np.linspace(0, len(corpus) - 1, count).astype(np.int64))
        drawn = cls(source, target, longest).draw(*rows, [0])
        return cls(source, target, longest, _pieces(*drawn) / _pieces(*rows))

    def draw(
        self, sources: Rows, targets: Rows, seed: Sequence[int]
    ) -> tuple[list[Sequence[int]], list[Sequence[int]]]:
        """Return both sides segmented anew, with random numbers that depend on `seed` alone."""
        rng = Random(int(np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]))
        return self._side(self.source, sources, rng), self._side(self.target, targets, rng)

    def _side(self, dropout: BpeDropout, rows: Rows, rng: Random) -> list[Sequence[int]]:
        before = [row.tolist() for row in rows]
        drawn = dropout.segment(before, rng)
        return [
            new if len(new) <= self.longest else old for old, new in zip(before, drawn, strict=True)
        ]


def _pieces(*sides: Sequence[Sequence[int]] | Rows) -> int:
    return sum(len(row) for side in sides for row in side)
