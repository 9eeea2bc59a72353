"""Vocabulary shortlists: the target pieces that translations of a source's pieces consist of.

The output layer of a decoder computes every piece of the vocabulary at every step, of which a
sentence needs some hundreds. A shortlist, learnt from parallel text, has the pieces that a
statistical aligner links to each source piece most often, and those that are frequent anywhere
(Jean et al. 2015; L'Hostis et al. 2016). The native engine then computes those of its sentences.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from tolmach.corpus.parallel import Pair
from tolmach.corpus.statistical_aligner import align_words
from tolmach.errors import DataError, ModelError
from tolmach.files import whole_file
from tolmach.inference.engine import Pieces
from tolmach.model_paths import SHORTLIST, located_model
from tolmach.text.tokenizer_pair import TokenizerPair

MOST_PAIRS = 200_000  # more teach little, and take gigabytes
BEST, FREQUENT = 100, 500  # pieces for a source piece, and for all

_DAMAGE = (OSError, ValueError, KeyError, EOFError, RuntimeError, BadZipFile, zlib.error)

Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Shortlist:
    """Target pieces for every source: `frequent` ones, and those of each of its pieces.

    Source piece p has `pieces` from `starts[p]` to `starts[p + 1]`.
    """

    frequent: Numbers
    starts: Numbers  # one more than there are source pieces
    pieces: Numbers

    @classmethod
    def learn(cls, pairs: Iterable[Pair], tokenizers: TokenizerPair) -> Self:
        """Learn from normalised pairs, of which at most MOST_PAIRS are read.

        Raises TolmachError where there is none with words on both sides.
        """
        known = _encoded(list(islice(pairs, MOST_PAIRS)), tokenizers)
        frequent = Counter(piece for _, target in known for piece in target)
        links: list[Counter[int]] = [Counter() for _ in range(len(tokenizers.source))]
        for source, target in _linked(known):
            links[source][target] += 1
        best = [[piece for piece, _ in each.most_common(BEST)] for each in links]
        return cls(
            np.array(sorted(piece for piece, _ in frequent.most_common(FREQUENT)), np.int32),
            np.cumsum([0, *map(len, best)], dtype=np.int32),
            np.array([piece for row in best for piece in row], np.int32),
        )

    @classmethod
    def load(cls, folder: Path) -> Self | None:
        """Read the shortlist of a model folder, if it has one.

        Raises TolmachError where it is damaged.
        """
        path = located_model(folder) / SHORTLIST
        if not path.is_file():
            return None
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as content:
                lists = [_numbers(content[name]) for name in ("frequent", "starts", "pieces")]
        except _DAMAGE as error:
            raise ModelError(
                f"The shortlist {path} cannot be read ({error}); run `tolmach shortlist` again, or "
                "remove it."
            ) from error
        return cls(*lists)

    def save(self, folder: Path) -> Path:
        """Write it into a model folder, whole or not at all, and return where."""
        path = located_model(folder) / SHORTLIST
        with whole_file(path) as partial, partial.open("wb") as file:
            np.savez_compressed(
                file, frequent=self.frequent, starts=self.starts, pieces=self.pieces
            )
        return path

    def rows(self) -> Iterator[list[int]]:
        """Yield the target pieces of each source piece."""
        for first, end in zip(self.starts, self.starts[1:], strict=False):
            yield self.pieces[first:end].tolist()


def _encoded(pairs: Sequence[Pair], tokenizers: TokenizerPair) -> Sequence[tuple[Pieces, Pieces]]:
    sources = tokenizers.source.encode_batch([pair.source for pair in pairs])
    targets = tokenizers.target.encode_batch([pair.target for pair in pairs])
    known = [pair for pair in zip(sources, targets, strict=True) if all(pair)]
    if not known:
        raise DataError(
            "A shortlist is learnt from pairs with words on both sides, and there is none; name "
            "the text that the model learnt from."
        )
    return known


def _linked(pairs: Sequence[tuple[Pieces, Pieces]]) -> Iterator[tuple[int, int]]:
    """Yield the source and the target piece of every link between aligned pieces."""
    sides = ([list(map(str, pair[side])) for pair in pairs] for side in (0, 1))
    for (source, target), found in zip(pairs, align_words(*sides), strict=True):
        for i, j in found.either:
            yield source[i], target[j]


def _numbers(array: NDArray[np.generic]) -> Numbers:
    if array.ndim != 1 or array.dtype != np.int32:
        raise ValueError("a list of other than whole numbers")
    return np.ascontiguousarray(array, np.int32)
