"""The position-wise feed-forward layer (Vaswani et al. 2017, §3.3)."""

from typing import Literal

import torch.nn.functional as F
from torch import Tensor, nn

from tolmach.nn.dropout import Dropout

Activation = Literal["relu", "gelu", "silu"]


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
