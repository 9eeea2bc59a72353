"""What stays of an attention all of whose heads were pruned: the bias of its output.

It stands in the attention's place and attends to nothing, so it tells no distribution either.
Shapes: B batch rows, T queries, S keys, D model size, R hypotheses.
"""

import torch
from torch import Tensor, nn


class HeadlessSelfAttention(nn.Module):
    """In place of a `SelfAttention` without a head left."""

    heads = 0
    head_size = 0

    def __init__(self, size: int, *, site: str) -> None:
        super().__init__()
        self.site = site
        self.bias = nn.Parameter(torch.zeros(size))

    def forward(self, rows: Tensor, *, keep: Tensor | None = None, causal: bool = False) -> Tensor:  # noqa: ARG002
        """Map [B, T, D] to [B, T, D], the same at every place."""
        return self.bias.expand_as(rows)

    def step(
        self, row: Tensor, past: tuple[Tensor, Tensor]
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Map one position [R, 1, D]; there is nothing to be remembered of it."""
        return self.bias.expand_as(row), past


class HeadlessCrossAttention(nn.Module):
    """In place of a `CrossAttention` without a head left."""

    heads = 0
    head_size = 0

    def __init__(self, size: int, *, site: str) -> None:
        super().__init__()
        self.site = site
        self.bias = nn.Parameter(torch.zeros(size))

    def forward(
        self,
        rows: Tensor,
        keys: Tensor,  # noqa: ARG002
        values: Tensor,  # noqa: ARG002
        *,
        keep: Tensor | None = None,  # noqa: ARG002
    ) -> Tensor:
        """Map [B, T, D] to [B, T, D], whatever the source."""
        return self.bias.expand_as(rows)

    def remember(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return keys and values [B, 0, S, 0] of encoder rows [B, S, D]."""
        nothing = rows.new_empty(*rows.shape[:1], 0, rows.shape[1], 0)
        return nothing, nothing
