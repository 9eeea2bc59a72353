"""Pieces as vectors."""

import math

from torch import Tensor, nn


class PieceEmbedding(nn.Module):
    """A vector for each piece, scaled by sqrt(D) on reading (Vaswani et al. 2017, §3.4).

    The table is drawn with standard deviation D^-0.5, so that a read vector has unit variance,
    or else the given `deviation`, and the same table serves as output projection.
    """

    def __init__(self, pieces: int, size: int, *, deviation: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(nn.init.normal_(Tensor(pieces, size), std=size**-0.5))
        self.scale = deviation * math.sqrt(size)

    def forward(self, ids: Tensor) -> Tensor:
        """Return vectors [B, T, D] of ids [B, T]."""
        return nn.functional.embedding(ids, self.weight) * self.scale
