"""Convolution along a sentence, through gated linear units (Gehring et al. 2017, §3.2).

Shapes: B batch rows, T length, D model size, K kernel width, N sentences that share B rows.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tolmach.nn.layers import Dropout


class GatedConvolution(nn.Module):
    """A linear map of K rows at a time, half of it a gate for the other: A * sigmoid(B).

    Nothing is padded here: whoever calls says what stands before and after a sentence. The map
    is one matrix product over copied windows, which on a CPU is no slower than the library's
    convolution and for 256 units an eighth faster, forward and backward.

    Weights are drawn from N(0, 4p / n), where p is the share that dropout spares of the n inputs,
    so that the variance of rows stays as it is (Gehring et al. 2017, §3.5). The paper also
    normalises weights (Salimans and Kingma 2016), for plain gradient descent; here Adam sets the
    step of each weight.
    """

    def __init__(self, size: int, kernel: int, *, dropout: float) -> None:
        super().__init__()
        self.kernel = kernel
        self.dropout = Dropout(dropout)
        self.linear = nn.Linear(kernel * size, 2 * size)
        nn.init.normal_(self.linear.weight, std=math.sqrt(4 * (1 - dropout) / (kernel * size)))
        nn.init.zeros_(self.linear.bias)

    def forward(self, rows: Tensor, condition: Tensor | None = None) -> Tensor:
        """Map [B, T + K - 1, D] to [B, T, D].

        A `condition` [N, 2D] is added before the gate at every place of its sentence, whose B / N
        rows stand next to each other.
        """
        mapped = self.linear(windows(self.dropout(rows), self.kernel))  # [B, T, 2D]
        if condition is not None:
            together = mapped.view(len(condition), -1, mapped.shape[-1])  # [N, B / N * T, 2D]
            mapped = (together + condition[:, None]).view_as(mapped)
        return F.glu(mapped, -1)


def windows(rows: Tensor, kernel: int) -> Tensor:
    """Return [B, T, K * D], every K neighbours of [B, T + K - 1, D] side by side."""
    length = rows.shape[1] - kernel + 1
    return torch.cat([rows[:, first : first + length] for first in range(kernel)], dim=-1)


def centred(rows: Tensor, kernel: int) -> Tensor:
    """Return [B, T + K - 1, D]: zeros around [B, T, D], so that each window has its row amidst.

    Where K is even, one row more follows than precedes.
    """
    before = (kernel - 1) // 2
    return F.pad(rows, (0, 0, before, kernel - 1 - before))
