"""Recurrent layers: the LSTM, the GRU, and stacks of them.

Each layer goes over all steps at once in the library's fused loop, or takes one step whose input
was projected beforehand, for decoders that must look at something between two steps.

Shapes: B batch rows, T length, I input size, D state size, G gates (LSTM 4, GRU 3).
"""

from abc import ABC, abstractmethod
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn

from tolmach.nn.dropout import Dropout

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
