"""The papers' decoders, one step after the other in plain products, on the weights of our own.

Shapes: N sentences, S source length, T target length, P size of a piece's vector, D size of a
state, V vocabulary.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

Cell = tuple[Tensor, ...]
Score = Callable[[Tensor, Tensor], Tensor]  # of states [N, D] and rows [N, S, D], [N, S]


def lstm(layer: Any, read: Tensor, cell: Cell) -> Cell:
    """Hochreiter and Schmidhuber 1997, with a forget gate; h and c after reading."""
    h, c = cell
    sums = read @ layer.input.weight.T + layer.input.bias
    sums = sums + h @ layer.recurrent.weight.T + layer.recurrent.bias
    i, f, g, o = sums.chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def gru(layer: Any, read: Tensor, cell: Cell) -> Cell:
    """Cho et al. 2014, A.1, the reset gate applied after the matrix."""
    (h,) = cell
    r, z, new = (read @ layer.input.weight.T + layer.input.bias).chunk(3, 1)
    of_r, of_z, of_new = (h @ layer.recurrent.weight.T + layer.recurrent.bias).chunk(3, 1)
    r, z = torch.sigmoid(r + of_r), torch.sigmoid(z + of_z)
    return (z * h + (1 - z) * torch.tanh(new + r * of_new),)


@dataclass
class Equations:
    """A recurrent decoder of `model`, after the source that it has read."""

    model: Any
    memory: Any

    def __post_init__(self) -> None:
        self.decoder = self.model.decoder
        self.layers = [self.decoder.first, *self.decoder.upper.layers]

    def embedded(self, target: Tensor) -> Iterator[Tensor]:
        """The vector of each piece of [N, T] in turn, [N, P]."""
        table = self.decoder.embedding.weight
        return iter((table[target] * math.sqrt(table.shape[1])).unbind(1))

    def first_cells(self) -> list[Cell]:
        """tanh(W s) of the encoder's last states, the top layer of the one's top layer."""
        states, cells = list(self.memory.last), []
        for bridge in reversed(self.decoder.bridge):
            state = states.pop() if len(states) > 1 else states[0]
            start = torch.tanh(state @ bridge.weight.T + bridge.bias)
            cells.append(start.chunk(self.decoder.first.parts, 1))
        return cells[::-1]

    def step(self, read: Tensor, cells: Sequence[Cell]) -> tuple[Tensor, list[Cell]]:
        """The top state after all layers have read, and the cells."""
        after: list[Cell] = []
        for layer, cell in zip(self.layers, cells, strict=True):
            after.append((lstm if layer.parts == 2 else gru)(layer, read, cell))
            residual = len(after) > 1 and self.decoder.sizes.residual
            read = after[-1][0] + (read if residual else 0)
        return read, after

    def score(self, state: Tensor) -> Tensor:
        """How well states [N, D] fit each row of the source, [N, S]."""
        rows, score = self.memory.rows, self.decoder.alignment.score
        match type(score).__name__:
            case "DotScore":
                return torch.einsum("nd,nsd->ns", state, rows)
            case "BilinearScore":
                return torch.einsum("nd,de,nse->ns", state, score.key.weight, rows)
            case _:
                of_rows = rows @ score.key.weight.T + score.key.bias
                of_state = state @ score.query.weight.T
                return torch.tanh(of_rows + of_state[:, None]) @ score.out.weight[0]

    def context(self, state: Tensor) -> Tensor:
        """The source's rows weighted by softmax over those that are real, [N, D]."""
        scores = self.score(state).exp()
        if self.memory.keep is not None:
            scores = scores * self.memory.keep
        return torch.einsum("ns,nsd->nd", scores / scores.sum(1, keepdim=True), self.memory.rows)

    def read_out(self, *parts: Tensor) -> Tensor:
        """tanh(W [parts]), [N, P]."""
        readout = self.decoder.readout
        return torch.tanh(torch.cat(parts, 1) @ readout.weight.T + readout.bias)

    def logits(self, rows: Sequence[Tensor]) -> Tensor:
        """[N, T, V], given the readout of each step."""
        output = self.model.output
        return torch.stack(list(rows), 1) @ output.weight.T + output.bias
