"""Recurrent layers: the LSTM, the GRU, stacks of them, and padded sentences read both ways.

Each layer goes over all steps at once in the library's fused loop, or takes one step whose input
was projected beforehand, for decoders that must look at something between two steps.

Shapes: B batch rows, T length, I input size, D state size, G gates (LSTM 4, GRU 3).
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal, NamedTuple, Self

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable

from tolmach.nn.layers import Dropout


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


CellKind = Literal["lstm", "gru"]
Cell = tuple[Tensor, ...]  # the state h and, in an LSTM, its memory c; each [B, D]


class RecurrentLayer(nn.Module, ABC):
    """One layer in one direction. Its biases start at zero, its recurrent matrices orthogonal.

    (Bahdanau et al. 2015, B.1; the input's matrices are drawn as Glorot and Bengio 2010 do, who
    keep the scale of activations whatever the sizes, instead of from N(0, 0.01^2).)
    """

    parts: int  # tensors in a cell

    def __init__(self, inputs: int, size: int, gates: int) -> None:
        super().__init__()
        self.size = size
        self.input = nn.Linear(inputs, gates * size)
        self.recurrent = nn.Linear(size, gates * size)
        for gate in range(gates):
            rows = slice(gate * size, (gate + 1) * size)
            nn.init.xavier_uniform_(self.input.weight[rows])
            nn.init.orthogonal_(self.recurrent.weight[rows])
        nn.init.zeros_(self.input.bias)
        nn.init.zeros_(self.recurrent.bias)

    @abstractmethod
    def forward(self, rows: Tensor, cell: Cell) -> tuple[Tensor, Cell]:
        """Read rows [B, T, I] from `cell` on; return the states [B, T, D] and the last cell."""

    @abstractmethod
    def move(self, projected: Tensor, past: Tensor, cell: Cell) -> Cell:
        """Take one step, given `input` of what is read and `recurrent` of h, [B, G * D] each."""

    def step(self, projected: Tensor, cell: Cell) -> Cell:
        """Take one step, given `input` of what is read, [B, G * D]."""
        return self.move(projected, self.recurrent(cell[0]), cell)

    def zeros(self, rows: Tensor) -> Cell:
        """Return the cell before the first step over `rows` [B, T, I]."""
        nothing = rows.new_zeros(rows.shape[0], self.size)
        return (nothing,) * self.parts

    @property
    def _weights(self) -> list[Tensor]:
        return [self.input.weight, self.recurrent.weight, self.input.bias, self.recurrent.bias]


class Lstm(RecurrentLayer):
    """Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000).

    The forget gate's bias starts at 1 (Jozefowicz et al. 2015, §2.2).
    """

    parts = 2

    def __init__(self, inputs: int, size: int) -> None:
        super().__init__(inputs, size, gates=4)
        nn.init.ones_(self.input.bias[size : 2 * size])

    def forward(self, rows: Tensor, cell: Cell) -> tuple[Tensor, Cell]:
        """Read rows [B, T, I] from `cell` on; return the states [B, T, D] and the last cell."""
        states, hidden, memory = torch.lstm(
            rows, [part[None] for part in cell], self._weights, True, 1, 0.0, False, False, True
        )
        return states, (hidden[0], memory[0])

    def move(self, projected: Tensor, past: Tensor, cell: Cell) -> Cell:
        """Take one step, given `input` of what is read and `recurrent` of h, [B, 4D] each."""
        _, memory = cell
        enter, forget, new, out = (projected + past).chunk(4, dim=1)  # [B, D] each
        memory = torch.addcmul(forget.sigmoid() * memory, enter.sigmoid(), new.tanh())
        return out.sigmoid() * memory.tanh(), memory


class Gru(RecurrentLayer):
    """The gated recurrent unit (Cho et al. 2014, A.1), its reset gate applied after the matrix.

    That order is the library's; it lets one product serve all gates.
    """

    parts = 1

    def __init__(self, inputs: int, size: int) -> None:
        super().__init__(inputs, size, gates=3)

    def forward(self, rows: Tensor, cell: Cell) -> tuple[Tensor, Cell]:
        """Read rows [B, T, I] from `cell` on; return the states [B, T, D] and the last cell."""
        states, hidden = torch.gru(
            rows, cell[0][None], self._weights, True, 1, 0.0, False, False, True
        )
        return states, (hidden[0],)

    def move(self, projected: Tensor, past: Tensor, cell: Cell) -> Cell:
        """Take one step, given `input` of what is read and `recurrent` of h, [B, 3D] each."""
        (hidden,) = cell
        shape = (2 * self.size, self.size)
        gates_in, new_in = projected.split(shape, dim=1)  # [B, 2D], [B, D]
        gates_past, new_past = past.split(shape, dim=1)
        reset, keep = (gates_in + gates_past).sigmoid().chunk(2, dim=1)  # [B, D] each
        new = torch.addcmul(new_in, reset, new_past).tanh()
        return (torch.lerp(new, hidden, keep),)


def recurrent_layer(kind: CellKind, inputs: int, size: int) -> RecurrentLayer:
    """Return a layer of the given kind."""
    match kind:
        case "lstm":
            return Lstm(inputs, size)
        case "gru":
            return Gru(inputs, size)


class StackSizes(NamedTuple):
    """A stack of `layers` layers of one kind, each `size` wide."""

    kind: CellKind
    size: int
    layers: int
    residual: bool
    dropout: float


class UpperLayers(nn.Module):
    """Layers on top of a first one, as wide as it, in one direction, with dropout before each.

    With residual connections each adds its input to its output (Wu et al. 2016, eq. 6).
    """

    def __init__(self, sizes: StackSizes) -> None:
        super().__init__()
        self.residual = sizes.residual
        self.dropout = Dropout(sizes.dropout)
        self.layers = nn.ModuleList(
            recurrent_layer(sizes.kind, sizes.size, sizes.size) for _ in range(sizes.layers)
        )

    def forward(self, rows: Tensor, cells: list[Cell]) -> tuple[Tensor, list[Cell]]:
        """Map rows [B, T, D] to [B, T, D], from `cells` on; return the last cells, too."""
        after = []
        for layer, cell in zip(self.layers, cells, strict=True):
            states, cell = layer(self.dropout(rows), cell)
            rows = rows + states if self.residual else states
            after.append(cell)
        return rows, after


@dataclass(frozen=True)
class Extent:
    """Where the sentences of a batch end, and so how each of them is turned round.

    Padding stands after a sentence and stays there when it is turned.
    """

    last: Tensor  # [B], the place of each sentence's last piece
    turned: Tensor  # [B * S], at each place the one it is swapped with, all rows counted through

    @classmethod
    def of(cls, keep: Tensor) -> Self:
        """Take the sentences' lengths from their mask [B, S]."""
        B, S = keep.shape
        last = keep.sum(1) - 1  # [B]
        place = torch.arange(S, device=keep.device).expand(B, S)
        other = torch.where(keep, last[:, None] - place, place)  # [B, S]
        first = torch.arange(B, device=keep.device)[:, None] * S  # [B, 1]
        return cls(last, (first + other).flatten())

    def turn(self, rows: Tensor) -> Tensor:
        """Return rows [B, S, I] with every sentence in reverse."""
        return _Swapped.apply(rows, self.turned)  # type: ignore[no-untyped-call]

    def at_end(self, rows: Tensor) -> Tensor:
        """Return of rows [B, S, I] the one at each sentence's last piece, [B, I]."""
        return rows[torch.arange(len(rows), device=rows.device), self.last]


class OneWay(nn.Module):
    """A recurrent layer that reads forwards."""

    def __init__(self, kind: CellKind, inputs: int, size: int) -> None:
        super().__init__()
        self.forwards = recurrent_layer(kind, inputs, size)

    def forward(self, rows: Tensor, extent: Extent) -> tuple[Tensor, Tensor]:
        """Map rows [B, S, I] to states [B, S, D]; return each sentence's last one, [B, D], too."""
        states = _states(self.forwards, rows)
        return states, extent.at_end(states)


class BothWays(nn.Module):
    """Two recurrent layers, half as wide each, of which one reads backwards.

    (Schuster and Paliwal 1997.) It begins with each sentence's own last piece, not with padding.
    """

    def __init__(self, kind: CellKind, inputs: int, size: int) -> None:
        super().__init__()
        self.forwards = recurrent_layer(kind, inputs, size // 2)
        self.backwards = recurrent_layer(kind, inputs, size // 2)

    def forward(self, rows: Tensor, extent: Extent) -> tuple[Tensor, Tensor]:
        """Map rows [B, S, I] to states [B, S, D]; return both last ones, [B, D], too."""
        there = _states(self.forwards, rows)  # [B, S, D / 2]
        back = _states(self.backwards, extent.turn(rows))
        last = torch.cat((extent.at_end(there), extent.at_end(back)), dim=1)  # [B, D]
        return torch.cat((there, extent.turn(back)), dim=2), last


def _states(layer: RecurrentLayer, rows: Tensor) -> Tensor:
    return layer(rows, layer.zeros(rows))[0]


class _Swapped(torch.autograd.Function):
    """Rows in another order that is its own inverse, so that gradients go the same way."""

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, rows: Tensor, order: Tensor) -> Tensor:
        ctx.save_for_backward(order)
        return _ordered(rows, order)

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, gradient: Tensor) -> tuple[Tensor, None]:
        (order,) = ctx.saved_tensors  # type: ignore[attr-defined]
        return _ordered(gradient, order), None


def _ordered(rows: Tensor, order: Tensor) -> Tensor:
    return rows.reshape(-1, rows.shape[-1]).index_select(0, order).view(rows.shape)
