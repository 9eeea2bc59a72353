"""Layers that several architectures share: dropout, embedding, residual, feed-forward, pooling.

Shapes: B batch rows, S length, D model size.
"""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tolmach.config.architectures import Activation, Norm

_STEPS = 1 << 16


class Dropout(nn.Module):
    """Zero each entry with probability `rate` while training, and scale the others up.

    (Srivastava et al. 2014.) On a CPU the library draws one number an entry; here sixteen bits
    serve one entry, which is many times faster. The rate is thereby rounded to a multiple of 2^-16.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, rows: Tensor) -> Tensor:
        """Return rows of the same shape."""
        if not self.training or self.rate == 0:
            return rows
        if rows.device.type != "cpu":
            return F.dropout(rows, self.rate)
        return rows * _scaled_mask(rows, round(self.rate * _STEPS))

    def extra_repr(self) -> str:
        """Show the rate in the module's printed form."""
        return f"rate={self.rate}"


def _scaled_mask(rows: Tensor, dropped: int) -> Tensor:
    """Return a mask like `rows` of 0 and 1 / (1 - rate), where rate is dropped / 2^16."""
    count = rows.numel()
    draws = torch.empty((count + 3) // 4, dtype=torch.int64).random_(-(2**63), None)
    kept = draws.view(torch.int16)[:count].view(rows.shape) >= dropped - _STEPS // 2
    return kept.to(rows.dtype).mul_(_STEPS / (_STEPS - dropped))


def draw_linear_maps(module: nn.Module) -> None:
    """Draw the matrices of all linear maps in `module` anew, and set their biases to zero.

    Matrices are uniform with the variance that keeps the scale of what goes through them, forth
    and back (Glorot and Bengio 2010, eq. 16).
    """
    for part in module.modules():
        if isinstance(part, nn.Linear):
            nn.init.xavier_uniform_(part.weight)
            if part.bias is not None:
                nn.init.zeros_(part.bias)


def mean_rows(rows: Tensor, keep: Tensor | None) -> Tensor:
    """Return the mean, [B, D], of those rows [B, S, D] that `keep` [B, S] marks; None: of all."""
    if keep is None:
        return rows.mean(1)
    real = keep[:, :, None].to(rows.dtype)  # [B, S, 1]
    return (rows * real).sum(1) / real.sum(1)


class PieceEmbedding(nn.Module):
    """A vector for each piece, scaled by sqrt(D) on reading (Vaswani et al. 2017, §3.4).

    The table is drawn with standard deviation D^-0.5, so that a read vector has unit variance,
    or else the given `deviation`, and the same table serves as output projection.
    """

    def __init__(self, pieces: int, size: int, *, deviation: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(nn.init.normal_(torch.empty(pieces, size), std=size**-0.5))
        self.scale = deviation * math.sqrt(size)

    def forward(self, ids: Tensor) -> Tensor:
        """Return vectors [B, T, D] of ids [B, T]."""
        return F.embedding(ids, self.weight) * self.scale


class Residual(nn.Module):
    """The residual connection of a sublayer f, with layer normalisation before or after it.

    "pre" gives x + f(norm(x)) (Xiong et al. 2020, fig. 1b), "post" gives norm(x + f(x)) (Vaswani et
    al. 2017, §3.1); dropout acts on what f returns. A layer keeps the normalisation of each of its
    sublayers under a name of its own and passes it in.
    """

    def __init__(self, norm: Norm, *, dropout: float) -> None:
        super().__init__()
        self.pre = norm == "pre"
        self.dropout = Dropout(dropout)

    def forward(
        self, rows: Tensor, norm: nn.Module, sublayer: Callable[[Tensor], Tensor]
    ) -> Tensor:
        """Map [B, T, D] to [B, T, D]."""
        return self.joined(rows, sublayer(self.read(rows, norm)), norm)

    def read(self, rows: Tensor, norm: nn.Module) -> Tensor:
        """Return what the sublayer reads of rows [B, T, D]."""
        return norm(rows) if self.pre else rows

    def joined(self, rows: Tensor, added: Tensor, norm: nn.Module) -> Tensor:
        """Add the sublayer's result to the rows that it was computed from, [B, T, D] each."""
        rows = rows + self.dropout(added)
        return rows if self.pre else norm(rows)


class FeedForward(nn.Module):
    """Two linear maps with a nonlinearity between: [.., D] to [.., D]."""

    def __init__(self, size: int, inner: int, *, activation: Activation, dropout: float) -> None:
        super().__init__()
        self.activation = activation
        self.inner = nn.Linear(size, inner)
        self.out = nn.Linear(inner, size)
        self.dropout = Dropout(dropout)

    def forward(self, rows: Tensor) -> Tensor:
        """Map [.., D] to [.., D]."""
        return self.out(self.dropout(activate(self.inner(rows), self.activation)))


def activate(rows: Tensor, activation: Activation) -> Tensor:
    """Apply the named nonlinearity."""
    match activation:
        case "relu":
            return F.relu(rows)
        case "gelu":
            return F.gelu(rows)
        case "silu":
            return F.silu(rows)
