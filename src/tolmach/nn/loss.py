"""Cross-entropy with label smoothing, computed from the rows before the output projection.

Shapes: N target positions, D model size, V vocabulary.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

_CHUNK = 512  # positions at a time: [512, V] float32 stays in cache for usual vocabularies


class Loss(NamedTuple):
    """Sums over target positions: what is minimised, and the plain negative log-likelihood."""

    smoothed: Tensor
    nll: Tensor


def output_cross_entropy(
    rows: Tensor, weight: Tensor, bias: Tensor, target: Tensor, smoothing: float
) -> Loss:
    """Return the summed loss of predicting `target` [N] from `rows` [N, D].

    Logits are rows @ weight^T + bias, weight [V, D] and bias [V]. The target distribution gives
    1 - smoothing to the right piece and spreads smoothing evenly over all V (Szegedy et al. 2016,
    §7). Logits are never kept: each chunk's gradient is taken while the chunk is in cache, which
    makes the loss several times cheaper in time and memory than the textbook composition, to
    which a test holds it equal.
    """
    smoothed, nll = _OutputCrossEntropy.apply(  # type: ignore[no-untyped-call]
        rows, weight, bias, target, smoothing
    )
    return Loss(smoothed, nll)


class _OutputCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: torch.autograd.function.FunctionCtx,
        rows: Tensor,
        weight: Tensor,
        bias: Tensor,
        target: Tensor,
        smoothing: float,
    ) -> tuple[Tensor, Tensor]:
        wanted = any(ctx.needs_input_grad[:3])  # type: ignore[attr-defined]
        rows_grad = torch.empty_like(rows)
        weight_grad = torch.zeros_like(weight, dtype=torch.float32)
        bias_grad = torch.zeros_like(bias, dtype=torch.float32)
        smoothed = rows.new_zeros((), dtype=torch.float32)
        nll = rows.new_zeros((), dtype=torch.float32)
        for chunk, goal, into in zip(
            rows.split(_CHUNK), target.split(_CHUNK), rows_grad.split(_CHUNK), strict=True
        ):
            logits = F.linear(chunk, weight, bias).float()  # [n, V]
            log_norm = logits.logsumexp(1)  # [n]
            right = logits.gather(1, goal[:, None]).squeeze(1)
            chunk_nll = (log_norm - right).sum()
            nll += chunk_nll
            smoothed += (1 - smoothing) * chunk_nll
            smoothed += smoothing * (log_norm.sum() - logits.mean(1).sum())
            if wanted:
                grad = logits.sub_(log_norm[:, None]).exp_()  # softmax
                grad -= smoothing / weight.shape[0]
                grad.scatter_add_(1, goal[:, None], grad.new_full((len(goal), 1), smoothing - 1))
                bias_grad += grad.sum(0)
                narrow = grad.to(rows.dtype)
                torch.mm(narrow, weight, out=into)
                weight_grad += narrow.t() @ chunk
        ctx.save_for_backward(rows_grad, weight_grad.to(weight), bias_grad.to(bias))
        ctx.mark_non_differentiable(nll)
        return smoothed, nll

    @staticmethod
    def backward(
        ctx: torch.autograd.function.FunctionCtx, smoothed: Tensor, _nll: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, None, None]:
        rows, weight, bias = ctx.saved_tensors  # type: ignore[attr-defined]
        scale = smoothed.to(rows)
        return rows * scale, weight * scale, bias * scale, None, None
