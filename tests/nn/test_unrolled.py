import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

from tolmach.nn.recurrence import UnrolledProduct

R, T, D, E = 2, 3, 5, 7


def chain(product: UnrolledProduct, back: Tensor) -> Tensor:
    """Let each step read what the one before gave, brought to the right size."""
    row, rows = torch.ones(R, D), []
    for _ in range(T):
        row = (product.next(row) @ back).tanh()
        rows.append(row)
    return torch.stack(rows, dim=1)  # [R, T, D]


def expected_chain(weight: Tensor, constant: Tensor, back: Tensor) -> Tensor:
    row, rows = torch.ones(R, D), []
    for step in range(T):
        row = ((row @ weight.t() + constant[:, step]) @ back).tanh()
        rows.append(row)
    return torch.stack(rows, dim=1)


@pytest.mark.parametrize("read", [slice(None), slice(0, 2)], ids=["all steps", "first steps"])
def test_outputs_and_gradients_are_those_of_a_loop(read: slice) -> None:
    torch.manual_seed(3)
    weight, constant = torch.randn(E, D, requires_grad=True), torch.randn(R, T, E)
    constant.requires_grad_()
    back = torch.randn(E, D)
    found = chain(UnrolledProduct(weight, constant), back)[:, read]
    expected = expected_chain(weight, constant, back)[:, read]
    assert_close(found, expected)
    weights = torch.randn_like(found)
    for ours, theirs in zip(
        torch.autograd.grad((found * weights).sum(), (weight, constant)),
        torch.autograd.grad((expected * weights).sum(), (weight, constant)),
        strict=True,
    ):
        assert_close(ours, theirs)


def test_a_linear_map_gets_the_gradient_of_its_bias() -> None:
    linear = nn.Linear(D, E)
    product = UnrolledProduct.of(linear, R, T)
    inputs = torch.randn(R, T, D)
    found = torch.stack([product.next(row) for row in inputs.unbind(1)], dim=1)
    assert_close(found, linear(inputs))
    ours = torch.autograd.grad(found.square().sum(), (linear.weight, linear.bias))
    theirs = torch.autograd.grad(linear(inputs).square().sum(), (linear.weight, linear.bias))
    for one, other in zip(ours, theirs, strict=True):
        assert_close(one, other)


def test_more_steps_than_announced_are_refused() -> None:
    product = UnrolledProduct.of(nn.Linear(D, E), R, 1)
    product.next(torch.ones(R, D))
    with pytest.raises(StopIteration):
        product.next(torch.ones(R, D))
