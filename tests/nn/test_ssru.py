import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from tolmach.nn.ssru import Ssru, recurrence

B, T, D = 3, 5, 7


def drawn(seed: int = 1) -> Ssru:
    torch.manual_seed(seed)
    unit = Ssru(D)
    for parameter in unit.parameters():
        parameter.data = torch.randn_like(parameter)
    return unit


def equations(unit: Ssru, rows: Tensor) -> Tensor:
    """Kim et al. 2019, one step after the other."""
    c, outputs = torch.zeros(len(rows), D), []
    for x in rows.unbind(1):
        f = torch.sigmoid(x @ unit.forget.weight.T + unit.forget.bias)
        c = f * c + (1 - f) * (x @ unit.new.weight.T)
        outputs.append(torch.relu(c))
    return torch.stack(outputs, 1)


def test_it_is_the_paper_s() -> None:
    unit, rows = drawn(), torch.randn(B, T, D)
    torch.testing.assert_close(unit(rows), equations(unit, rows))


def test_steps_keep_one_state_and_give_what_all_at_once_gives() -> None:
    unit, rows = drawn(), torch.randn(B, T, D)
    past = unit.start(rows)
    for place in range(T):
        row, past = unit.step(rows[:, place : place + 1], past)
        torch.testing.assert_close(row[:, 0], unit(rows)[:, place])
        assert [part.shape for part in past] == [(B, D)]


@pytest.mark.parametrize("length", [1, 2, T])
def test_its_gradient_is_that_of_the_equations(length: int) -> None:
    unit = drawn()
    rows = torch.randn(B, length, D, requires_grad=True)
    ours, theirs = (
        torch.autograd.grad(found.square().sum(), [rows, *unit.parameters()])
        for found in (unit(rows), equations(unit, rows))
    )
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)
    parts = [torch.rand(2, length, 3, dtype=torch.double, requires_grad=True) for _ in range(2)]
    assert torch.autograd.gradcheck(recurrence, parts)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 4), st.integers(1, 40), st.integers(0, 99))
def test_no_length_is_special_and_nothing_leaks_from_the_future(
    batch: int, length: int, seed: int
) -> None:
    unit = drawn(seed)
    rows = torch.randn(batch, length, D)
    found = unit(rows)
    torch.testing.assert_close(found, equations(unit, rows), rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(unit(rows[:, : length // 2 + 1]), found[:, : length // 2 + 1])


def test_the_state_is_the_weighted_sum_of_what_entered() -> None:
    unit, rows = drawn(), torch.randn(B, T, D)
    weights = unit.weights(rows)  # [B, D, T, S]
    assert torch.equal(weights, weights.tril())
    entered = unit.new(rows).transpose(1, 2)[..., None]  # [B, D, S, 1]
    states = (weights @ entered)[..., 0].transpose(1, 2)
    torch.testing.assert_close(states.relu(), unit(rows))


def test_in_half_precision_the_state_still_counts_in_single() -> None:
    unit = drawn().bfloat16()
    rows = torch.randn(B, T, D, dtype=torch.bfloat16)
    row, (state,) = unit.step(rows[:, :1], unit.start(rows))
    assert (row.dtype, state.dtype) == (torch.bfloat16, torch.float32)
    assert unit(rows).dtype == torch.bfloat16
    torch.testing.assert_close(unit(rows)[:, :1], row, atol=1e-2, rtol=1e-2)
