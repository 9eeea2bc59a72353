"""R-Drop: a loss that makes two passes over a batch, with dropout of their own, predict alike.

Liang et al. 2021, "R-Drop: Regularized Dropout for Neural Networks". Shapes: N target positions,
D model size, V vocabulary.
"""

from typing import NamedTuple

import torch
from torch import Tensor

_CHUNK = 128  # positions at a time, twice: [2, 128, V] float32 stays in cache


class PairedLoss(NamedTuple):
    """Sums over target positions: the objective, its cross-entropy, and the unsmoothed one."""

    total: Tensor
    smoothed: Tensor
    nll: Tensor


def paired_cross_entropy(
    rows: Tensor, weight: Tensor, bias: Tensor, target: Tensor, *, smoothing: float, alpha: float
) -> PairedLoss:
    """Return the summed loss of predicting `target` [N] twice, from both of `rows` [2, N, D].

    Half of Liang et al. 2021, eq. 3: the mean cross-entropy of both predictions p and q, and
    alpha / 4 (KL(p || q) + KL(q || p)), so that with two equal passes the loss is that of one.
    Smoothing and logits are those of `loss.output_cross_entropy`; each chunk's gradient is computed
    at once, as there.
    """
    total, smoothed, nll = _PairedCrossEntropy.apply(  # type: ignore[no-untyped-call]
        rows, weight, bias, target, smoothing, alpha
    )
    return PairedLoss(total, smoothed, nll)


class _PairedCrossEntropy(torch.autograd.Function):
    """With d = log p - log q, the gradient of KL(p || q) + KL(q || p) for the logits of p is

    p (d - KL(p || q)) + p - q, and that for the logits of q the same with p and q exchanged.
    """

    @staticmethod
    def forward(
        ctx: torch.autograd.function.FunctionCtx,
        rows: Tensor,
        weight: Tensor,
        bias: Tensor,
        target: Tensor,
        smoothing: float,
        alpha: float,
    ) -> tuple[Tensor, Tensor, Tensor]:
        rows_grad = torch.empty_like(rows)
        weight_grad = torch.zeros_like(weight, dtype=torch.float32)
        bias_grad = torch.zeros_like(bias, dtype=torch.float32)
        sums = rows.new_zeros(3, dtype=torch.float32)
        for chunk, goal, into in zip(
            rows.split(_CHUNK, 1), target.split(_CHUNK), rows_grad.split(_CHUNK, 1), strict=True
        ):
            logits = (chunk @ weight.t()).float().add_(bias)  # [2, n, V]
            logs = logits.log_softmax(-1)  # [2, n, V]
            shares = logs.exp()  # [2, n, V]
            gap = logs - logs.flip(0)  # [2, n, V]
            divergence = (shares * gap).sum(-1, keepdim=True)  # [2, n, 1]
            right = goal.expand(2, -1)[..., None]  # [2, n, 1]
            nll = -logs.gather(-1, right).sum() / 2
            smoothed = (1 - smoothing) * nll - smoothing * logs.mean(-1).sum() / 2
            sums += torch.stack([smoothed + alpha / 4 * divergence.sum(), smoothed, nll])
            grad = gap.sub_(divergence).add_(1).mul_(shares).sub_(shares.flip(0)).mul_(alpha / 4)
            grad.add_(shares, alpha=0.5).sub_(smoothing / 2 / len(bias))  # [2, n, V]
            grad.scatter_add_(-1, right, grad.new_full((), (smoothing - 1) / 2).expand_as(right))
            narrow = grad.to(rows.dtype)
            into.copy_(narrow @ weight)
            weight_grad += narrow.flatten(0, 1).t() @ chunk.flatten(0, 1)
            bias_grad += grad.sum((0, 1))
        ctx.save_for_backward(rows_grad, weight_grad.to(weight), bias_grad.to(bias))
        total, smoothed, nll = sums.unbind()
        ctx.mark_non_differentiable(smoothed, nll)
        return total, smoothed, nll

    @staticmethod
    def backward(
        ctx: torch.autograd.function.FunctionCtx, total: Tensor, _smoothed: Tensor, _nll: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, None, None, None]:
        rows, weight, bias = ctx.saved_tensors  # type: ignore[attr-defined]
        scale = total.to(rows)
        return rows * scale, weight * scale, bias * scale, None, None, None
