"""Cross-entropy with label smoothing, computed from the rows before the output projection.

Shapes: N target positions, D model size, V vocabulary.
"""

from typing import NamedTuple

import torch
from torch import Tensor

_CHUNK = 256  # positions at a time: [256, V] float32 stays in cache for usual vocabularies


class Loss(NamedTuple):
    """Sums over target positions: the objective, and the plain negative log-likelihood."""

    smoothed: Tensor
    nll: Tensor


def output_cross_entropy(
    rows: Tensor, weight: Tensor, bias: Tensor, target: Tensor, smoothing: float
) -> Loss:
    """Return the summed loss of predicting `target` [N] from `rows` [N, D].

    Logits are rows @ weight^T + bias, weight [V, D] and bias [V]. The target distribution gives
    1 - smoothing to the right piece and spreads smoothing evenly over all V (Szegedy et al. 2016,
    §7). Logits are never kept: each chunk's gradient is computed while the chunk is in cache, which
    makes the loss several times cheaper in time and memory than the textbook composition; a test
    compares the two.
    """
    smoothed, nll = _OutputCrossEntropy.apply(  # type: ignore[no-untyped-call]
        rows, weight, bias, target, smoothing
    )
    return Loss(smoothed, nll)


class _OutputCrossEntropy(torch.autograd.Function):
    """With z = sum_v exp(l_v - max), the gradient for the logits of a position is

        exp(l - max) / z - (1 - smoothing) onehot(target) - smoothing / V.

    Only exp(l - max) is ever written out over all V; the division by z and the other two terms
    are applied where a product has brought the V columns down to D.
    """

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
        hit = 1 - smoothing
        mean_weight, mean_bias = weight.float().mean(0), bias.float().mean()  # [D], []
        rows_grad = torch.empty_like(rows)
        weight_grad = torch.zeros_like(weight, dtype=torch.float32)
        bias_grad = torch.zeros_like(bias, dtype=torch.float32)
        smoothed = rows.new_zeros((), dtype=torch.float32)
        nll = rows.new_zeros((), dtype=torch.float32)
        for chunk, goal, into in zip(
            rows.split(_CHUNK), target.split(_CHUNK), rows_grad.split(_CHUNK), strict=True
        ):
            logits = torch.mm(chunk, weight.t()).float().add_(bias)  # [n, V]
            right = logits.gather(1, goal[:, None]).squeeze(1)  # [n]
            top = logits.amax(1, keepdim=True)  # [n, 1]
            raised = logits.sub_(top).exp_()  # [n, V]
            mass = raised.sum(1)  # [n]
            log_norm = mass.log().add_(top.squeeze(1))  # [n]
            chunk_nll = (log_norm - right).sum()
            mean_logits = chunk.float() @ mean_weight + mean_bias  # [n]
            nll += chunk_nll
            smoothed += hit * chunk_nll + smoothing * (log_norm - mean_logits).sum()
            if wanted:
                share = mass.reciprocal()[:, None]  # [n, 1]
                narrow = raised.to(rows.dtype)
                flat = hit * weight[goal] + smoothing * mean_weight  # [n, D]
                into.copy_((narrow @ weight) * share - flat)
                weight_grad += narrow.t() @ (chunk * share).to(rows.dtype)
                weight_grad.index_add_(0, goal, chunk.float(), alpha=-hit)
                bias_grad += (share.t() @ raised).squeeze(0)
                bias_grad.index_add_(0, goal, torch.ones_like(right), alpha=-hit)
        weight_grad -= rows.float().sum(0) * (smoothing / len(bias))
        bias_grad -= len(rows) * (smoothing / len(bias))
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
