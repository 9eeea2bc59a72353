"""The Transformer's encoder, to be read by a decoder of another kind.

Shapes: N sentences, S source length, D model size.
"""

from torch import Tensor, nn

from tolmach.models.recurrent_decoder import Encoded
from tolmach.models.transformer import EncoderLayers, TransformerSizes, piece_positions
from tolmach.nn.layers import Dropout, PieceEmbedding, draw_linear_maps, mean_rows


class TransformerEncoder(nn.Module):
    """Pieces with their positions, through layers of self-attention (Chen et al. 2018, §4).

    It has no last state, so the mean of its rows stands for the sentence where a decoder starts.
    """

    def __init__(self, embedding: PieceEmbedding, sizes: TransformerSizes) -> None:
        super().__init__()
        self.embedding = embedding
        self.positions = piece_positions(sizes)
        self.dropout = Dropout(sizes.dropout)
        self.layers = EncoderLayers(sizes)
        self.norm = nn.LayerNorm(sizes.size)
        draw_linear_maps(self)

    def forward(self, source: Tensor, source_keep: Tensor) -> Encoded:
        """Read ids [N, S] with mask [N, S]."""
        keep = None if bool(source_keep.all()) else source_keep
        rows = self.dropout(self.positions(self.embedding(source)))  # [N, S, D]
        rows = self.norm(self.layers(rows, keep))
        return Encoded(rows, keep, [mean_rows(rows, keep)])
