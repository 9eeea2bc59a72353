"""One matrix applied step after step, where each step waits for the one before.

Shapes: R rows, T steps, I input size, O output size.
"""

from typing import Self

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable


class UnrolledProduct:
    """W x_t + b_t for x_t [R, I] that come one by one; W is [O, I], all b_t are [R, T, O].

    The gradient of W is taken for all steps in one product, when the last of theirs is there.
    Left to itself, each step would make one as large as W, and they would be added one by one, in
    bfloat16 with a rounding each time.
    """

    def __init__(self, weight: Tensor, constant: Tensor) -> None:
        self._inputs: list[Tensor] = []
        marked: Tensor = _LateGradient.apply(constant, weight, self._inputs)  # type: ignore[no-untyped-call]
        self._constants = iter(marked.unbind(1))
        self._weight = weight.detach().t()  # [I, O]

    @classmethod
    def of(cls, linear: nn.Linear, rows: int, steps: int) -> Self:
        """Make the product of a linear map with a bias, for so many rows and steps."""
        return cls(linear.weight, linear.bias.expand(rows, steps, -1))

    def next(self, inputs: Tensor) -> Tensor:
        """Return W x_t + b_t, [R, O], of the next step's inputs [R, I]."""
        self._inputs.append(inputs.detach())
        return torch.addmm(next(self._constants), inputs, self._weight)


class _LateGradient(torch.autograd.Function):
    """Changes nothing forwards. What is added to W x_t has the gradient of the sum, so that all
    steps' gradients [R, T, O] meet here, and W's follows from them and from the inputs."""

    @staticmethod
    def forward(ctx: FunctionCtx, constant: Tensor, _: Tensor, inputs: list[Tensor]) -> Tensor:
        ctx.inputs = inputs  # type: ignore[attr-defined]
        return constant.view_as(constant)

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, gradient: Tensor) -> tuple[Tensor, Tensor, None]:
        inputs = torch.stack(ctx.inputs, dim=1)  # type: ignore[attr-defined]  # [R, T, I]
        return gradient, gradient.flatten(0, 1).t() @ inputs.flatten(0, 1), None
