"""The simpler simple recurrent unit, which stands in for a decoder's self-attention.

Shapes: B batch rows, T length, R hypotheses, D model size.
"""

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable

Gates = tuple[Tensor, Tensor]


class Ssru(nn.Module):
    """f_t = σ(W_f x_t + b_f); c_t = f_t ⊙ c_{t-1} + (1 - f_t) ⊙ W x_t; o_t = ReLU(c_t), c_0 = 0.

    (Kim et al. 2019.) No product depends on the step before, so that all steps share two of them,
    and a state of D numbers is all that is left of the past. It is kept in float32: where f_t is
    almost 1, half precision would add nothing to it.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.forget = nn.Linear(size, size)
        self.new = nn.Linear(size, size, bias=False)

    def forward(self, rows: Tensor, *, causal: bool = True) -> Tensor:  # noqa: ARG002
        """Map [B, T, D] to [B, T, D]; no other way than the causal one is known to it."""
        kept, added = self.gated(rows)
        return recurrence(kept, added).relu().to(rows.dtype)

    def start(self, rows: Tensor) -> tuple[Tensor, ...]:
        """Return the state [R, D] before the first step, one a row of `rows`."""
        return (rows.new_zeros(len(rows), self.forget.out_features, dtype=torch.float32),)

    def step(self, row: Tensor, past: tuple[Tensor, ...]) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Read one position [R, 1, D] after the state [R, D] of those before it."""
        kept, added = self.gated(row)
        state = torch.addcmul(added.squeeze(1), kept.squeeze(1), past[0])  # [R, D]
        return state[:, None].relu().to(row.dtype), (state,)

    def gated(self, rows: Tensor) -> Gates:
        """Return the share of the state a position keeps, and what it adds, [B, T, D] each."""
        kept = self.forget(rows).float().sigmoid()
        return kept, (1 - kept) * self.new(rows)

    def weights(self, rows: Tensor) -> Tensor:
        """Return how much of W x_s is in c_t, [B, D, T, S], s and t in one sequence."""
        kept, _ = self.gated(rows)
        B, T, D = kept.shape
        entered = torch.diag_embed((1 - kept).transpose(1, 2))  # [B, D, T, S]
        alone = entered.permute(0, 3, 2, 1).reshape(B * T, T, D)  # as if one position added 1
        found = recurrence(kept.repeat_interleave(T, 0), alone)  # [B * S, T, D]
        return found.view(B, T, T, D).permute(0, 3, 2, 1)


def recurrence(kept: Tensor, added: Tensor) -> Tensor:
    """Return c_t = kept_t ⊙ c_{t-1} + added_t for all t, c_0 being 0; [B, T, D] each."""
    return _Recurrence.apply(kept, added)  # type: ignore[no-untyped-call]


class _Recurrence(torch.autograd.Function):
    """The gradient is the same recurrence from the end, so that no step's own graph is kept."""

    @staticmethod
    def forward(ctx: FunctionCtx, kept: Tensor, added: Tensor) -> Tensor:
        states = _scanned(kept, added)
        ctx.save_for_backward(kept, states)
        return states

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, gradient: Tensor) -> tuple[Tensor, Tensor]:
        kept, states = ctx.saved_tensors  # type: ignore[attr-defined]
        nothing = torch.zeros_like(kept[:, :1])
        passed = torch.cat((kept[:, 1:], nothing), dim=1)  # on to the next position
        whole = _scanned(passed.flip(1), gradient.flip(1)).flip(1)
        return whole * torch.cat((nothing, states[:, :-1]), dim=1), whole


def _scanned(kept: Tensor, added: Tensor) -> Tensor:
    states = torch.empty_like(added)
    states[:, 0] = added[:, 0]
    for place in range(1, added.shape[1]):
        past, now = states[:, place - 1], states[:, place]
        torch.addcmul(added[:, place], kept[:, place], past, out=now)
    return states
