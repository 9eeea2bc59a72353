"""The sentences of one search: padded source ids and the target prefixes asked for.

Shapes: B sentences, S source length, P prefix length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from tolmach.data.batches import padded
from tolmach.search.guard import Guard
from tolmach.text.tokenizer import EOS_ID, PAD_ID


@dataclass(frozen=True)
class Sources:
    """A batch of sentences, on the model's device.

    `pieces` are the source ids without `</s>`; `ids` [B, S] and `keep` [B, S] have `</s>` and
    padding, as the model was trained. A prefix is the beginning that the translation must have.
    """

    pieces: Sequence[Sequence[int]]
    prefixes: Sequence[Sequence[int]]
    ids: Tensor
    keep: Tensor

    @classmethod
    def of(
        cls,
        pieces: Sequence[Sequence[int]],
        prefixes: Sequence[Sequence[int]] | None = None,
        *,
        device: torch.device | None = None,
    ) -> Self:
        """Pad the sentences and move them to `device`."""
        ids = padded(pieces, last=EOS_ID).to(device)  # [B, S]
        return cls(pieces, prefixes or [()] * len(pieces), ids, ids != PAD_ID)

    def __len__(self) -> int:
        return len(self.pieces)

    def limits(self, guard: Guard) -> Tensor:
        """Return the most pieces each translation may have, [B]; a prefix always fits."""
        rows = zip(self.pieces, self.prefixes, strict=True)
        limits = [max(guard.limit(len(row)), len(prefix)) for row, prefix in rows]
        return torch.tensor(limits, device=self.ids.device)
