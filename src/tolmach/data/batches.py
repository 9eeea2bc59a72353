"""Batches of sentence pairs of like length, by token budget, in an order fixed by a seed.

Shapes: B rows, S source length, T target length, `</s>` included on both sides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tolmach.data.mixture import Mixture
from tolmach.data.order import RandomOrder
from tolmach.data.resegmentation import Resegmentation
from tolmach.data.token_file import TokenCorpus
from tolmach.text.tokenizer import BOS_ID, EOS_ID, PAD_ID

Rows = Sequence[NDArray[np.int32] | Sequence[int]]

_POOL = 1 << 17  # sentences sorted by length at a time


class Position(NamedTuple):
    """Where in the endless stream of batches a run stands.

    `batches` is how many the pool holds; 0 at the very beginning, where nobody has counted them.
    """

    epoch: int = 0
    pool: int = 0
    batch: int = 0
    batches: int = 0


class Batch(NamedTuple):
    """Padded ids. Targets appear shifted: `target_in` begins with `<s>`, `target_out` ends with
    `</s>`, both [B, T]."""

    source: Tensor  # [B, S], ends with </s>
    source_keep: Tensor  # [B, S]
    target_in: Tensor
    target_out: Tensor

    @property
    def target_tokens(self) -> int:
        """Real target pieces, `</s>` included."""
        return int((self.target_out != PAD_ID).sum())

    def to(self, device: torch.device) -> "Batch":
        """Return the batch on `device`."""
        return Batch(*(part.to(device, non_blocking=True) for part in self))

    def repeated(self, times: int) -> "Batch":
        """Return the batch so many times over, one whole after the other, [times * B, ...]."""
        return Batch(*(part.repeat(times, 1) for part in self))


class Place(NamedTuple):
    """One batch in the stream: where it stands, which sentences it holds, and what comes next."""

    position: Position
    sentences: NDArray[np.int64]
    following: Position


@dataclass(frozen=True)
class BatchStream:
    """The endless, seeded stream of training batches; a batch follows from its position alone.

    An epoch is one random order of the corpus, taken in pools of 131,072 sentences; a pool is
    sorted by length, cut into batches of at most `tokens` padded pieces on the longer side, and
    the batches are shuffled. Memory depends on the pool, not on the corpus. With a `mixture` an
    epoch reads each part of the corpus as often as that says.

    With `resegmentation` the sentences of a batch are cut anew. They grow by that, on average by
    `resegmentation.growth`; the budget is divided by it, so that `tokens` holds on average.
    """

    corpus: TokenCorpus
    tokens: int
    seed: int
    resegmentation: Resegmentation | None = None
    mixture: Mixture | None = None

    @property
    def epoch_length(self) -> int:
        """How many sentences an epoch reads."""
        return len(self.mixture or self.corpus)

    def places_from(self, position: Position) -> Iterator[Place]:
        """Yield the batches from `position` on, not made yet."""
        epoch, pool, done, _ = position
        while True:
            plan = self._pool_batches(epoch, pool)
            for index in range(done, len(plan)):
                here = Position(epoch, pool, index, len(plan))
                yield Place(here, plan[index], here._replace(batch=index + 1))
            last = (pool + 1) * _POOL >= self.epoch_length
            epoch, pool, done = (epoch + 1, 0, 0) if last else (epoch, pool + 1, 0)

    def batch(self, place: Place) -> Batch:
        """Make the batch of a place."""
        if self.resegmentation is None:
            return make_batch(self.corpus, place.sentences)
        rows, (epoch, pool, index, _) = self.corpus.rows(place.sentences), place.position
        return padded_batch(*self.resegmentation.draw(*rows, [self.seed, epoch, pool, index]))

    def fraction(self, position: Position) -> float:
        """Return how many epochs have passed at `position`."""
        first = position.pool * _POOL
        inside = min(_POOL, self.epoch_length - first)
        done = position.batch / position.batches if position.batches else 0.0
        return position.epoch + (first + inside * done) / self.epoch_length

    def _pool_batches(self, epoch: int, pool: int) -> list[NDArray[np.int64]]:
        places = np.arange(pool * _POOL, min((pool + 1) * _POOL, self.epoch_length))
        epoch_seed = int(np.random.SeedSequence([self.seed, epoch]).generate_state(1)[0])
        sentences = RandomOrder(self.epoch_length, epoch_seed)[places]
        if self.mixture:
            sentences = self.mixture.sentences(epoch, sentences, self.seed)
        growth = self.resegmentation.growth if self.resegmentation else 1.0
        batches = length_batches(self.corpus, sentences, int(self.tokens / growth))
        shuffled = np.random.default_rng([self.seed, epoch, pool]).permutation(len(batches))
        return [batches[index] for index in shuffled]


def length_batches(
    corpus: TokenCorpus, sentences: NDArray[np.int64], tokens: int
) -> list[NDArray[np.int64]]:
    """Sort `sentences` by target and source length and cut them into batches.

    A batch holds at most `tokens` pieces on either side, padding and `</s>` counted, and at least
    one sentence.
    """
    source = corpus.source.lengths(sentences) + 1
    target = corpus.target.lengths(sentences) + 1
    by_length = np.lexsort((source, target))
    longer = np.maximum(source, target)[by_length]
    cuts = [0]
    longest = 0
    for place, length in enumerate(longer.tolist()):
        longest = max(longest, length)
        if (place + 1 - cuts[-1]) * longest > tokens and place > cuts[-1]:
            cuts.append(place)
            longest = length
    return np.split(sentences[by_length], cuts[1:])


def make_batch(corpus: TokenCorpus, sentences: NDArray[np.int64]) -> Batch:
    """Return the padded batch of the given sentences."""
    return padded_batch(*corpus.rows(sentences))


def padded_batch(sources: Rows, targets: Rows) -> Batch:
    """Return the batch of these rows of ids, which come without special pieces."""
    source = padded(sources, last=EOS_ID)
    target_in, target_out = padded(targets, first=BOS_ID), padded(targets, last=EOS_ID)
    return Batch(source, source != PAD_ID, target_in, target_out)


def padded(
    rows: Rows,
    *,
    first: int | None = None,
    last: int | None = None,
) -> Tensor:
    """Return rows of ids as one padded [B, T] tensor, with `first` before and `last` after each."""
    start = 0 if first is None else 1
    extra = start + (0 if last is None else 1)
    grid = np.full((len(rows), max(map(len, rows), default=0) + extra), PAD_ID, dtype=np.int64)
    if first is not None:
        grid[:, 0] = first
    for line, ids in zip(grid, rows, strict=True):
        line[start : start + len(ids)] = ids
        if last is not None:
            line[start + len(ids)] = last
    return torch.from_numpy(grid)
