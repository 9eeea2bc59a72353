"""Dropout that costs little on a CPU (Srivastava et al. 2014)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_STEPS = 1 << 16


class Dropout(nn.Module):
    """Zero each entry with probability `rate` while training, and scale the others up.

    On a CPU the library draws one number an entry; here sixteen bits serve one entry, which is
    many times faster. The rate is thereby rounded to a multiple of 2^-16.
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
