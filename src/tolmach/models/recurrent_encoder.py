"""A recurrent encoder: layers that read the source forwards, or both ways.

Shapes: N sentences, S source length, D size of a state, both directions together.
"""

from dataclasses import dataclass

from torch import Tensor, nn

from tolmach.models.recurrent_decoder import Encoded
from tolmach.nn.layers import Dropout, PieceEmbedding
from tolmach.nn.recurrence import BothWays, CellKind, Extent, OneWay


@dataclass(frozen=True)
class EncoderSizes:
    """Everything that fixes the shape of an encoder, beside its table of pieces."""

    embedding: int
    size: int
    layers: int
    cell: CellKind
    bidirectional: bool
    residual: bool
    reverse_source: bool
    dropout: float


class RecurrentEncoder(nn.Module):
    """Layers one on the other, each both ways or all forwards.

    Asked to, it reads every sentence from its end on, which brings the first words of source and
    target near to each other (Sutskever et al. 2014, §3.3); `</s>` is then read first.
    """

    def __init__(self, embedding: PieceEmbedding, sizes: EncoderSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.embedding = embedding
        self.dropout = Dropout(sizes.dropout)
        kind = BothWays if sizes.bidirectional else OneWay
        self.layers = nn.ModuleList(
            kind(sizes.cell, sizes.size if layer else sizes.embedding, sizes.size)
            for layer in range(sizes.layers)
        )

    def forward(self, source: Tensor, source_keep: Tensor) -> Encoded:
        """Read ids [N, S] with mask [N, S]; rows come back in the order of the pieces."""
        extent = Extent.of(source_keep)
        rows = self.dropout(self.embedding(source))
        if self.sizes.reverse_source:
            rows = extent.turn(rows)
        rows, last = self._all_layers(rows, extent)
        if self.sizes.reverse_source:
            rows = extent.turn(rows)
        keep = None if bool(source_keep.all()) else source_keep
        return Encoded(self.dropout(rows), keep, last)

    def _all_layers(self, rows: Tensor, extent: Extent) -> tuple[Tensor, list[Tensor]]:
        last = []
        for place, layer in enumerate(self.layers):
            states, end = layer(self.dropout(rows) if place else rows, extent)  # [N, S, D], [N, D]
            rows = rows + states if place and self.sizes.residual else states
            last.append(end)
        return rows, last
