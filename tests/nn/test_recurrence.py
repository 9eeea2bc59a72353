from typing import cast

import pytest
import torch
from torch import nn

from tolmach.config.architectures import CellKind
from tolmach.nn.recurrence import (
    Lstm,
    RecurrentLayer,
    StackSizes,
    UpperLayers,
    recurrent_layer,
)

B, T, E, D = 3, 5, 11, 7
KINDS: list[CellKind] = ["lstm", "gru"]


def drawn(kind: CellKind, inputs: int = E) -> RecurrentLayer:
    torch.manual_seed(2)
    layer = recurrent_layer(kind, inputs, D)
    for parameter in layer.parameters():
        parameter.data += 0.3 * torch.randn_like(parameter)
    return layer


def theirs(layer: RecurrentLayer, inputs: int = E) -> nn.RNNBase:
    kind = nn.LSTM if isinstance(layer, Lstm) else nn.GRU
    found = kind(inputs, D, batch_first=True)
    for name in ("weight", "bias"):
        getattr(found, f"{name}_ih_l0").data.copy_(getattr(layer.input, name))
        getattr(found, f"{name}_hh_l0").data.copy_(getattr(layer.recurrent, name))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_all_steps_equal_torch(kind: CellKind) -> None:
    layer, rows = drawn(kind), torch.randn(B, T, E)
    cell = tuple(torch.randn(B, D) for _ in range(layer.parts))
    started = tuple(part[None] for part in cell)
    expected, last = theirs(layer)(rows, started if layer.parts == 2 else started[0])
    states, after = layer(rows, cell)
    torch.testing.assert_close(states, expected)
    for ours, part in zip(after, last if layer.parts == 2 else (last,), strict=True):
        torch.testing.assert_close(ours, part[0])


@pytest.mark.parametrize("kind", KINDS)
def test_step_by_step_equals_all_steps(kind: CellKind) -> None:
    layer, rows = drawn(kind), torch.randn(B, T, E)
    cell = layer.zeros(rows)
    states, last = layer(rows, cell)
    for place in range(T):
        cell = layer.step(layer.input(rows[:, place]), cell)
        torch.testing.assert_close(cell[0], states[:, place])
    for ours, part in zip(cell, last, strict=True):
        torch.testing.assert_close(ours, part)


def test_an_lstm_worked_by_hand() -> None:
    layer = Lstm(1, 1)
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)
    layer.input.bias.data.copy_(torch.tensor([30.0, -30.0, 0.5, 30.0]))  # in, forget, new, out
    hidden, memory = layer.step(layer.input(torch.zeros(1, 1)), (torch.ones(1, 1),) * 2)
    torch.testing.assert_close(memory.item(), torch.tensor(0.5).tanh().item())
    torch.testing.assert_close(hidden, memory.tanh())


def test_an_lstm_begins_by_remembering() -> None:
    bias = Lstm(E, D).input.bias.view(4, D)
    assert bias[1].eq(1).all()
    assert not bias[[0, 2, 3]].any()


@pytest.mark.parametrize("kind", KINDS)
def test_recurrent_matrices_begin_orthogonal(kind: CellKind) -> None:
    for gate in recurrent_layer(kind, E, D).recurrent.weight.split(D):
        torch.testing.assert_close(gate @ gate.t(), torch.eye(D))


@pytest.mark.parametrize("residual", [False, True])
def test_layers_stand_one_on_the_other(residual: bool) -> None:
    stack = UpperLayers(StackSizes("gru", D, 2, residual, dropout=0.0))
    rows = torch.randn(B, T, D)
    layers = cast(list[RecurrentLayer], list(stack.layers))
    lower, upper = (theirs(layer, D) for layer in layers)
    middle = lower(rows)[0] + (rows if residual else 0)
    expected = upper(middle)[0] + (middle if residual else 0)
    found, after = stack(rows, [layer.zeros(rows) for layer in layers])
    torch.testing.assert_close(found, expected)
    assert [len(cell) for cell in after] == [1, 1]


def test_no_layer_is_no_change() -> None:
    rows = torch.randn(B, T, D)
    assert UpperLayers(StackSizes("gru", D, 0, True, dropout=0.5))(rows, []) == (rows, [])
