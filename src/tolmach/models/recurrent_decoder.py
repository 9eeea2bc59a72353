"""Recurrent decoders, and those that know the source by a vector of fixed size.

A decoder reads any number of pieces and gives rows that the output projection turns into logits,
so that a step is a reading of one piece.

Shapes: R hypotheses, N sentences, T pieces read at once, S source length, P size of a piece's
vector, D size of a state and of the source's rows.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

import torch
from torch import Tensor, nn

from tolmach.nn.layers import Dropout, PieceEmbedding, draw_linear_maps
from tolmach.nn.recurrence import Cell, CellKind, StackSizes, UpperLayers, recurrent_layer


@dataclass(frozen=True)
class DecoderSizes:
    """Everything that fixes the shape of a decoder, beside its table of pieces."""

    embedding: int
    size: int
    layers: int
    cell: CellKind
    residual: bool
    dropout: float


class Encoded(NamedTuple):
    """A source that has been read: its rows, which are real, and what each layer ended with."""

    rows: Tensor  # [N, S, D]
    keep: Tensor | None  # [N, S]; None: all of them
    last: list[Tensor]  # [N, D], the lowest layer first


@dataclass(frozen=True)
class RecurrentState:
    """Where each layer stands, and the vector that is read together with the next piece."""

    cells: list[Cell]  # by layer, each part [R, D]
    beside: Tensor  # [R, ..], of no width where nothing is read beside the piece

    def select(self, rows: Tensor) -> Self:
        """Return the state whose row r is this state's row `rows[r]`."""
        cells = [tuple(part[rows] for part in cell) for cell in self.cells]
        return replace(self, cells=cells, beside=self.beside[rows])


class RecurrentDecoder(nn.Module, ABC):
    """A first layer, layers on top of it, and a readout: t = tanh(W [what it is made of]).

    The first cells are tanh(W s) of the encoder's last states, layer by layer from the top down
    (Bahdanau et al. 2015, A.2.2, has one layer and the backward state alone). The readout is as
    wide as a piece's vector, so that the output may share the table of pieces; Luong et al. 2015
    (eq. 5) have it, Bahdanau et al. a maxout layer, and Sutskever et al. 2014 none.
    """

    def __init__(
        self, embedding: PieceEmbedding, sizes: DecoderSizes, *, beside: int, readout: int
    ) -> None:
        super().__init__()
        self.sizes = sizes
        self.width_beside = beside
        self.embedding = embedding
        self.dropout = Dropout(sizes.dropout)
        self.first = recurrent_layer(sizes.cell, sizes.embedding + beside, sizes.size)
        upper = sizes.layers - 1
        self.upper = UpperLayers(
            StackSizes(sizes.cell, sizes.size, upper, sizes.residual, sizes.dropout)
        )
        self.bridge = nn.ModuleList(
            nn.Linear(sizes.size, self.first.parts * sizes.size) for _ in range(sizes.layers)
        )
        self.readout = nn.Linear(readout, sizes.embedding)
        draw_linear_maps(self.bridge)
        draw_linear_maps(self.readout)

    @abstractmethod
    def start(self, encoded: Encoded) -> RecurrentState:
        """Return the state before the first piece, one row a source sentence."""

    def sentence_vectors(self, encoded: Encoded) -> Tensor:
        """Return the encoder's last states of which the first ones here are made, [N, layers * D].

        Nothing else of the source reaches a decoder that does not attend.
        """
        return torch.cat(encoded.last[-len(self.bridge) :], dim=1)

    @abstractmethod
    def forward(self, pieces: Tensor, state: Any) -> tuple[Tensor, RecurrentState]:
        """Read pieces [R, T]; return rows [R, T, P] and the state after them."""

    def _first_cells(self, encoded: Encoded) -> list[Cell]:
        below = len(encoded.last) - len(self.bridge)
        return [
            bridge(encoded.last[max(0, below + layer)]).tanh().chunk(self.first.parts, dim=1)
            for layer, bridge in enumerate(self.bridge)
        ]

    def _embed(self, pieces: Tensor) -> Tensor:
        return self.dropout(self.embedding(pieces))  # [R, T, P]

    def _all_layers(self, rows: Tensor, cells: list[Cell]) -> tuple[Tensor, list[Cell]]:
        states, first = self.first(rows, cells[0])  # [R, T, D]
        states, upper = self.upper(states, cells[1:])
        return states, [first, *upper]

    def _read_out(self, *parts: Tensor) -> Tensor:
        return self.readout(torch.cat(parts, dim=-1)).tanh()


class InitialVectorDecoder(RecurrentDecoder):
    """It knows the source by the state in which it starts (Sutskever et al. 2014).

    An LSTM starts with both its parts made of the encoder's states, whose memory ends there.
    """

    def __init__(self, embedding: PieceEmbedding, sizes: DecoderSizes) -> None:
        super().__init__(embedding, sizes, beside=0, readout=sizes.size)

    def start(self, encoded: Encoded) -> RecurrentState:
        """Return the state before the first piece, one row a source sentence."""
        return RecurrentState(self._first_cells(encoded), encoded.last[-1][:, :0])

    def forward(self, pieces: Tensor, state: RecurrentState) -> tuple[Tensor, RecurrentState]:
        """Read pieces [R, T]; return rows [R, T, P] and the state after them."""
        states, cells = self._all_layers(self._embed(pieces), state.cells)
        return self.dropout(self._read_out(states)), replace(state, cells=cells)


class EveryStepVectorDecoder(RecurrentDecoder):
    """It reads one vector of the source with every piece (Cho et al. 2014, A.1.2).

    The readout sees state, piece and vector, as there, through tanh instead of maxout.
    """

    def __init__(self, embedding: PieceEmbedding, sizes: DecoderSizes) -> None:
        readout = 2 * sizes.size + sizes.embedding
        super().__init__(embedding, sizes, beside=sizes.size, readout=readout)
        self.vector = nn.Linear(sizes.size, sizes.size)
        draw_linear_maps(self.vector)

    def start(self, encoded: Encoded) -> RecurrentState:
        """Return the state before the first piece, one row a source sentence."""
        return RecurrentState(self._first_cells(encoded), self.vector(encoded.last[-1]).tanh())

    def forward(self, pieces: Tensor, state: RecurrentState) -> tuple[Tensor, RecurrentState]:
        """Read pieces [R, T]; return rows [R, T, P] and the state after them."""
        embedded = self._embed(pieces)
        vector = state.beside[:, None].expand(-1, embedded.shape[1], -1)  # [R, T, D]
        read = torch.cat((embedded, vector), dim=2)
        states, cells = self._all_layers(read, state.cells)
        return self.dropout(self._read_out(states, read)), replace(state, cells=cells)
