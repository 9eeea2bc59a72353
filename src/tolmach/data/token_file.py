"""Piece ids of a parallel corpus on disk, read through memory maps.

So a corpus may be larger than memory: only the pages that the operating system caches are resident,
and they belong to the file, not to the process.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from tolmach.chunks import chunks
from tolmach.corpus.parallel import Pair
from tolmach.errors import DataError
from tolmach.text.source_counts import SourceCounter
from tolmach.text.tokenizer import EOS_ID
from tolmach.text.tokenizer_pair import TokenizerPair

Ids = NDArray[np.int32]
_CHUNK = 10_000  # pairs encoded at a time
_COUNTED = 1_000_000  # pieces at a time, which take eight bytes each meanwhile


@dataclass(frozen=True)
class Side:
    """The sentences of one side: sentence i is ids[offsets[i]:offsets[i + 1]], without `</s>`."""

    ids: Ids
    offsets: NDArray[np.int64]

    @classmethod
    def open(cls, folder: Path, name: str) -> Self:
        """Map the two files that a `TokenWriter` wrote into `folder`."""
        ids = _mapped(folder / f"{name}.ids", np.dtype(np.int32))
        return cls(ids, _mapped(folder / f"{name}.offsets", np.dtype(np.int64)))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, sentence: int) -> Ids:
        return self.ids[self.offsets[sentence] : self.offsets[sentence + 1]]

    def lengths(self, sentences: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of pieces of each of `sentences`."""
        lengths: NDArray[np.int64] = self.offsets[sentences + 1] - self.offsets[sentences]
        return lengths

    @cached_property
    def piece_counts(self) -> NDArray[np.int64]:
        """How often each piece occurs, and `</s>`, once a sentence."""
        size = max([EOS_ID, *(int(part.max()) for part in self._parts())]) + 1
        counts = np.zeros(size, np.int64)
        for part in self._parts():
            counts += np.bincount(part, minlength=size)
        counts[EOS_ID] += len(self)
        return counts

    def _parts(self) -> Iterator[Ids]:
        """Yield the ids, many at a time."""
        for first in range(0, len(self.ids), _COUNTED):
            yield self.ids[first : first + _COUNTED]


@dataclass(frozen=True)
class TokenCorpus:
    """Both sides of a parallel corpus as piece ids."""

    source: Side
    target: Side

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the token files in `folder`."""
        return cls(Side.open(folder, "source"), Side.open(folder, "target"))

    def __len__(self) -> int:
        return len(self.source)

    def rows(self, sentences: NDArray[np.int64]) -> tuple[list[Ids], list[Ids]]:
        """Return the ids of both sides of the given sentences."""
        return [self.source[n] for n in sentences], [self.target[n] for n in sentences]


@dataclass
class Preparation:
    """Counts of the pairs that were kept, and of those left out."""

    kept: int = 0
    empty: int = 0
    too_long: int = 0


class TokenWriter:
    """Writes the token files of a folder, one corpus after the other, while it is open.

    Pairs are read, encoded and written a chunk at a time, so that memory does not grow. Empty ones
    and those over `longest` pieces on either side, a tag counted, are left out.
    """

    def __init__(self, tokenizers: TokenizerPair, folder: Path, longest: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.counts = Preparation()
        self.sources = SourceCounter()  # of all pairs that were given
        self._tokenizers = tokenizers
        self._longest = longest
        self._source = _SideWriter(folder, "source")
        self._target = _SideWriter(folder, "target")

    def write(self, pairs: Iterable[Pair], tag: str | None = None) -> int:
        """Write `pairs`, each source after the piece of `tag`; return how many were kept."""
        before = self.counts.kept
        start = [] if tag is None else [self._tokenizers.source.tags[tag]]
        for chunk in chunks(pairs, _CHUNK):
            sources = self._tokenizers.source.encode_batch([pair.source for pair in chunk])
            targets = self._tokenizers.target.encode_batch([pair.target for pair in chunk])
            self.sources.add([pair.source for pair in chunk])
            for left, right in zip(sources, targets, strict=True):
                self._write_pair(start, left, right)
        return self.counts.kept - before

    def _write_pair(self, start: list[int], source: list[int], target: list[int]) -> None:
        if not source or not target:
            self.counts.empty += 1
        elif max(len(start) + len(source), len(target)) > self._longest:
            self.counts.too_long += 1
        else:
            self.counts.kept += 1
            self._source.write(start + source)
            self._target.write(target)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._source.close()
        self._target.close()


class _SideWriter:
    def __init__(self, folder: Path, name: str) -> None:
        self._ids: BinaryIO = (folder / f"{name}.ids").open("wb")
        self._offsets: BinaryIO = (folder / f"{name}.offsets").open("wb")
        self._end = 0
        self._offsets.write(np.int64(0).tobytes())

    def write(self, ids: Sequence[int]) -> None:
        self._end += len(ids)
        self._ids.write(np.asarray(ids, dtype=np.int32).tobytes())
        self._offsets.write(np.int64(self._end).tobytes())

    def close(self) -> None:
        self._ids.close()
        self._offsets.close()


def _mapped(path: Path, kind: np.dtype[Any]) -> NDArray[Any]:
    try:
        if path.stat().st_size == 0:
            return np.empty(0, kind)
        return np.memmap(path, kind, mode="r")
    except (OSError, ValueError) as error:
        raise DataError(f"The token file {path} cannot be read: {error}.") from error
