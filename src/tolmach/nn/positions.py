"""Positions of tokens: sinusoidal, learned and rotary.

Shapes: B batch rows, T length, D model size, H heads, E head size.
"""

import math

import torch
from torch import Tensor, nn

from tolmach.errors import RequestError


class SinusoidalPositions(nn.Module):
    """Fixed sines and cosines of geometrically spaced wavelengths (Vaswani et al. 2017, §3.5).

    As in the authors' own code, wavelengths run from 2 pi to 10,000 * 2 pi with both ends
    included, and sines fill the first half of the vector, cosines the second; the paper's formula
    stops one step short of the end and interleaves the two.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        self.register_buffer("table", _sinusoids(256, size), persistent=False)
        self.table: Tensor

    def forward(self, rows: Tensor, first: int = 0) -> Tensor:
        """Add positions first, first + 1, … to rows [B, T, D]."""
        end, table = first + rows.shape[1], self.table
        if end > len(table):  # another thread may put a shorter one there meanwhile
            self.table = table = _sinusoids(2 * end, self.size).to(table)
        return rows + table[first:end]


class LearnedPositions(nn.Module):
    """A trained vector for each position, up to a fixed length (Gehring et al. 2017, §3.1)."""

    def __init__(self, size: int, longest: int, *, deviation: float = 0.02) -> None:
        super().__init__()
        self.longest = longest
        self.embedding = nn.Embedding(longest, size)
        nn.init.normal_(self.embedding.weight, std=deviation)

    def forward(self, rows: Tensor, first: int = 0) -> Tensor:
        """Add positions first, first + 1, … to rows [B, T, D]."""
        end = first + rows.shape[1]
        if end > self.longest:
            raise RequestError(
                f"A text of {end} pieces is longer than the {self.longest} positions that this "
                "model learnt; split it into sentences."
            )
        return rows + self.embedding.weight[first:end]


class Rotation(nn.Module):
    """Rotary positions: queries and keys are rotated by their position (Su et al. 2021, eq. 34).

    Dimension i is paired with dimension i + E/2, as in GPT-NeoX, not with its neighbour.
    """

    def __init__(self, head_size: int) -> None:
        super().__init__()
        # Not the frequencies: whole numbers stay what they are in a model in bfloat16.
        self.register_buffer(
            "dimensions", torch.arange(0, head_size, 2), persistent=False
        )  # [E / 2]
        self.dimensions: Tensor

    def forward(self, rows: Tensor, first: int = 0) -> Tensor:
        """Rotate rows [B, H, T, E] at positions first, first + 1, …"""
        place = torch.arange(first, first + rows.shape[2], device=rows.device)
        frequency = 10_000.0 ** (-self.dimensions / (2 * self.dimensions.shape[0]))
        angle = place[:, None].float() * frequency  # [T, E / 2]
        cosine, sine = angle.cos().to(rows.dtype), angle.sin().to(rows.dtype)
        left, right = rows.chunk(2, dim=-1)  # [B, H, T, E / 2]
        return torch.cat((left * cosine - right * sine, right * cosine + left * sine), dim=-1)


def _sinusoids(length: int, size: int) -> Tensor:
    half = (size + 1) // 2
    wavelength = torch.exp(torch.arange(half) * (-math.log(10_000.0) / max(half - 1, 1)))
    angle = torch.arange(length)[:, None] * wavelength  # [length, half]
    return torch.cat((angle.sin(), angle.cos()), dim=1)[:, :size]
