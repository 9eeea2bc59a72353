"""One vector for many rows.

Shapes: B batch rows, S length, D size.
"""

from torch import Tensor


def mean_rows(rows: Tensor, keep: Tensor | None) -> Tensor:
    """Return the mean, [B, D], of those rows [B, S, D] that `keep` [B, S] marks; None: of all."""
    if keep is None:
        return rows.mean(1)
    real = keep[:, :, None].to(rows.dtype)  # [B, S, 1]
    return (rows * real).sum(1) / real.sum(1)
