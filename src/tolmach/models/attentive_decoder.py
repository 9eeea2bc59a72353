"""Recurrent decoders that attend to the source, before each step or after it.

Where a step depends on what the one before attended to, the layers concerned are unrolled; their
input is projected for all steps at once beforehand, what lies above them goes over all steps at
once, and so does the gradient of their matrices.

Shapes: R hypotheses, N sentences, T pieces read at once, S source length, P size of a piece's
vector, D size of a state and of the source's rows, G gates.
"""

from dataclasses import dataclass, replace
from typing import Self

import torch
import torch.nn.functional as F
from torch import Tensor

from tolmach.models.recurrent_decoder import DecoderSizes, Encoded, RecurrentDecoder, RecurrentState
from tolmach.models.shared_memory import chosen_sentences
from tolmach.nn.attention_scores import Remembered, ScoredAttention, ScoreKind
from tolmach.nn.layers import PieceEmbedding, mean_rows
from tolmach.nn.recurrence import UnrolledProduct


@dataclass(frozen=True)
class AttentiveState(RecurrentState):
    """A state with what R rows attend to: that of N sentences, which they share."""

    source: Remembered

    def select(self, rows: Tensor) -> Self:
        """Return the state whose row r is this state's row `rows[r]`."""
        selected = super().select(rows)
        sentences = chosen_sentences(rows, len(self.beside), len(self.source.keys))
        if sentences is None:
            return selected
        return replace(selected, source=self.source.of(sentences))


class AttentiveDecoder(RecurrentDecoder):
    """What all of them share: the alignment, and the state before the first piece."""

    def __init__(
        self,
        embedding: PieceEmbedding,
        sizes: DecoderSizes,
        score: ScoreKind,
        *,
        beside: int,
        readout: int,
    ) -> None:
        super().__init__(embedding, sizes, beside=beside, readout=readout)
        self.alignment = ScoredAttention(score, sizes.size, sizes.size)

    def start(self, encoded: Encoded) -> AttentiveState:
        """Return the state before the first piece, one row a source sentence."""
        rows = encoded.rows
        return AttentiveState(
            self._first_cells(encoded),
            rows.new_zeros(len(rows), self.width_beside),
            self.alignment.remember(rows, encoded.keep),
        )

    def sentence_vectors(self, encoded: Encoded) -> Tensor:
        """Return the mean of the encoder's rows, [N, D]."""
        return mean_rows(encoded.rows, encoded.keep)

    def _reading(self, embedded: Tensor) -> UnrolledProduct:
        """Return the first layer's input as far as it comes of pieces [R, T, P].

        What is read beside a piece is to follow step by step.
        """
        of_pieces, beside = self.first.input.weight.tensor_split((self.sizes.embedding,), dim=1)
        return UnrolledProduct(beside, F.linear(embedded, of_pieces, self.first.input.bias))

    def _past(self, pieces: Tensor) -> UnrolledProduct:
        """Return the first layer's product with its state, for pieces [R, T]."""
        return UnrolledProduct.of(self.first.recurrent, *pieces.shape)


class AttentionBefore(AttentiveDecoder):
    """The state before a step is compared with the source; the step reads what is found.

    (Bahdanau et al. 2015, A.1.2 and A.2.2, with tanh instead of maxout, and with the state after
    the step instead of before it in the readout.) Of several layers the first attends, as in Wu
    et al. 2016, §3, though the context goes to it and to the readout alone.
    """

    def __init__(self, embedding: PieceEmbedding, sizes: DecoderSizes, score: ScoreKind) -> None:
        readout = 2 * sizes.size + sizes.embedding
        super().__init__(embedding, sizes, score, beside=sizes.size, readout=readout)

    def forward(self, pieces: Tensor, state: AttentiveState) -> tuple[Tensor, AttentiveState]:
        """Read pieces [R, T]; return rows [R, T, P] and the state after them."""
        embedded, (cell, *above) = self._embed(pieces), state.cells
        states, contexts = [], []
        reading, past = self._reading(embedded), self._past(pieces)
        for _ in range(pieces.shape[1]):
            context = self.alignment(cell[0][:, None], state.source).squeeze(1)  # [R, D]
            cell = self.first.move(reading.next(context), past.next(cell[0]), cell)
            states.append(cell[0])
            contexts.append(context)
        top, above = self.upper(torch.stack(states, dim=1), above)  # [R, T, D]
        rows = self._read_out(top, torch.stack(contexts, dim=1), embedded)
        return self.dropout(rows), replace(state, cells=[cell, *above])


class AttentionAfter(AttentiveDecoder):
    """The top state after a step is compared with the source (Luong et al. 2015, §3.1)."""

    def __init__(self, embedding: PieceEmbedding, sizes: DecoderSizes, score: ScoreKind) -> None:
        super().__init__(embedding, sizes, score, beside=0, readout=2 * sizes.size)

    def forward(self, pieces: Tensor, state: AttentiveState) -> tuple[Tensor, AttentiveState]:
        """Read pieces [R, T]; return rows [R, T, P] and the state after them."""
        states, cells = self._all_layers(self._embed(pieces), state.cells)  # [R, T, D]
        rows = self._read_out(states, self.alignment(states, state.source))
        return self.dropout(rows), replace(state, cells=cells)


class InputFeeding(AttentiveDecoder):
    """Attention after the step, whose readout the next step reads (Luong et al. 2015, §3.3)."""

    def __init__(self, embedding: PieceEmbedding, sizes: DecoderSizes, score: ScoreKind) -> None:
        beside, readout = sizes.embedding, 2 * sizes.size
        super().__init__(embedding, sizes, score, beside=beside, readout=readout)

    def forward(self, pieces: Tensor, state: AttentiveState) -> tuple[Tensor, AttentiveState]:
        """Read pieces [R, T]; return rows [R, T, P] and the state after them."""
        (cell, *above), row = state.cells, state.beside  # row: [R, P]
        rows = []
        reading, past = self._reading(self._embed(pieces)), self._past(pieces)
        readout = UnrolledProduct.of(self.readout, *pieces.shape)
        for _ in range(pieces.shape[1]):
            cell = self.first.move(reading.next(row), past.next(cell[0]), cell)
            top, above = self.upper(cell[0][:, None], above)  # [R, 1, D]
            found = torch.cat((top, self.alignment(top, state.source)), dim=2).squeeze(1)
            row = readout.next(found).tanh()
            rows.append(row)
        after = replace(state, cells=[cell, *above], beside=row)
        return self.dropout(torch.stack(rows, dim=1)), after
