"""The sentences of one search: padded source ids, prefixes and phrase constraints.

Shapes: B sentences, S source length, P prefix length.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from tolmach.data.batches import padded
from tolmach.search.guard import Guard
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.text.tokenizer import EOS_ID, PAD_ID


@dataclass(frozen=True)
class Sources:
    """A batch of sentences, on the model's device.

    `pieces` are the source ids without `</s>`; `ids` [B, S] and `keep` [B, S] have `</s>` and
    padding, as in training. A prefix is the beginning that the translation must have, a phrase
    constraint names the phrases that it must and must not contain.
    """

    pieces: Sequence[Sequence[int]]
    prefixes: Sequence[Sequence[int]]
    phrase_constraints: Sequence[PhraseConstraints]
    ids: Tensor
    keep: Tensor

    @classmethod
    def of(
        cls,
        pieces: Sequence[Sequence[int]],
        prefixes: Sequence[Sequence[int]] | None = None,
        phrase_constraints: Sequence[PhraseConstraints] | None = None,
        *,
        device: torch.device | None = None,
    ) -> Self:
        """Pad the sentences and move them to `device`."""
        ids = padded(pieces, last=EOS_ID).to(device)  # [B, S]
        prefixes = prefixes or [()] * len(pieces)
        return cls(
            pieces,
            prefixes,
            phrase_constraints or [PhraseConstraints()] * len(pieces),
            ids,
            ids != PAD_ID,
        )

    def __len__(self) -> int:
        return len(self.pieces)

    def alone(self) -> Iterator[Self]:
        """Yield every sentence as a batch of its own, without padding."""
        for row in range(len(self)):
            yield self.select([row])

    def select(self, rows: Sequence[int]) -> Self:
        """Return some of the sentences, by number, as a batch of their own."""
        return self.of(
            [self.pieces[row] for row in rows],
            [self.prefixes[row] for row in rows],
            [self.phrase_constraints[row] for row in rows],
            device=self.ids.device,
        )

    def limits(self, guard: Guard) -> Tensor:
        """Return the most pieces of each translation, [B]; what must be in it fits.

        Raises TolmachError where the guard's own maximum leaves no room for that.
        """
        rows = zip(self.pieces, self.prefixes, self.phrase_constraints, strict=True)
        limits = [
            guard.limit(len(row), needed=len(prefix) + words.opened + words.pieces)
            for row, prefix, words in rows
        ]
        return torch.tensor(limits, device=self.ids.device)
