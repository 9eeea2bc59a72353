"""The Transformer (Vaswani et al. 2017): attention in the encoder, the decoder and between them.

Shapes: B batch rows, S source length, T target length, D model size, V target vocabulary,
H heads, E head size, R hypotheses, N sentences in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, Self, cast

from torch import Tensor, nn

from tolmach.models.protocol import StepOutput, TranslationModel
from tolmach.models.shared_memory import chosen_sentences
from tolmach.nn.attention import (
    CrossAttention,
    HeadlessCrossAttention,
    HeadlessSelfAttention,
    SelfAttention,
)
from tolmach.nn.attention_site import decoder_cross, decoder_self, encoder_self
from tolmach.nn.layers import (
    Activation,
    Dropout,
    FeedForward,
    PieceEmbedding,
    draw_linear_maps,
    mean_rows,
)
from tolmach.nn.positions import LearnedPositions, Rotation, SinusoidalPositions

Past = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class TransformerSizes:
    """Everything that fixes the shape of a Transformer."""

    source_pieces: int
    target_pieces: int
    size: int = 256
    heads: int = 4
    inner: int = 1024
    encoder_layers: int = 3
    decoder_layers: int = 3
    norm: Literal["pre", "post"] = "pre"
    positions: Literal["sinusoidal", "learned", "rotary"] = "sinusoidal"
    longest: int = 512
    activation: Activation = "relu"
    tied: Literal["none", "target", "all"] = "all"
    dropout: float = 0.1
    attention_dropout: float = 0.0
    inner_dropout: float = 0.0
    encoder_heads: Sequence[int] | None = None
    decoder_heads: Sequence[int] | None = None
    cross_heads: Sequence[int] | None = None

    @property
    def head_size(self) -> int:
        """How many units a head has; it keeps them where others are pruned."""
        return self.size // self.heads


class TransformerMemory(NamedTuple):
    """The encoder's rows [N, S, D] and which of them are real, [N, S]; None: all of them."""

    rows: Tensor
    keep: Tensor | None


@dataclass(frozen=True)
class TransformerState:
    """Keys and values of the past, by decoder layer; R rows that share N sentences.

    Hypotheses of one sentence stand next to each other and read one copy of its keys and values.
    `select` keeps it so where the choice of rows allows (`models/shared_memory.py`).
    """

    length: int
    past: list[Past]  # [R, H, length, E]
    memory: list[Past]  # [N, H, S, E]
    keep: Tensor | None  # [N, S]

    def select(self, rows: Tensor) -> Self:
        """Return the state whose row r is this state's row `rows[r]`."""
        past, memory = self.past[0][0], self.memory[0][0]
        sentences = chosen_sentences(rows, len(past), len(memory))
        selected = replace(self, past=[(key[rows], value[rows]) for key, value in self.past])
        if sentences is None:
            return selected
        return replace(
            selected,
            memory=[(key[sentences], value[sentences]) for key, value in self.memory],
            keep=None if self.keep is None else self.keep[sentences],
        )


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward, each with a residual connection and normalisation."""

    def __init__(self, sizes: TransformerSizes, place: int) -> None:
        super().__init__()
        self.pre = sizes.norm == "pre"
        heads = _heads(sizes, sizes.encoder_heads, place)
        self.attention = _self_attention(sizes, heads, encoder_self(place))
        self.attention_norm = _norm(sizes, heads)
        self.feed_forward = _feed_forward(sizes)
        self.feed_forward_norm = nn.LayerNorm(sizes.size)
        self.dropout = Dropout(sizes.dropout)

    def forward(self, rows: Tensor, keep: Tensor | None) -> Tensor:
        """Map [B, S, D] to [B, S, D]."""
        if self.pre:
            rows = rows + self.dropout(self.attention(self.attention_norm(rows), keep=keep))
            return rows + self.dropout(self.feed_forward(self.feed_forward_norm(rows)))
        rows = self.attention_norm(rows + self.dropout(self.attention(rows, keep=keep)))
        return self.feed_forward_norm(rows + self.dropout(self.feed_forward(rows)))


class EncoderLayers(nn.ModuleList):
    """The layers of an encoder, one on the other."""

    def __init__(self, sizes: TransformerSizes) -> None:
        super().__init__(EncoderLayer(sizes, 1 + n) for n in range(sizes.encoder_layers))

    def forward(self, rows: Tensor, keep: Tensor | None) -> Tensor:
        """Map [B, S, D] to [B, S, D]."""
        for layer in self:
            rows = layer(rows, keep)
        return rows


class DecoderLayer(nn.Module):
    """Masked self-attention, attention to the source, and feed-forward."""

    def __init__(self, sizes: TransformerSizes, place: int) -> None:
        super().__init__()
        self.pre = sizes.norm == "pre"
        heads = _heads(sizes, sizes.decoder_heads, place)
        self.attention = _self_attention(sizes, heads, decoder_self(place))
        self.attention_norm = _norm(sizes, heads)
        heads = _heads(sizes, sizes.cross_heads, place)
        self.cross = _cross_attention(sizes, heads, decoder_cross(place))
        self.cross_norm = _norm(sizes, heads)
        self.feed_forward = _feed_forward(sizes)
        self.feed_forward_norm = nn.LayerNorm(sizes.size)
        self.dropout = Dropout(sizes.dropout)

    def forward(self, rows: Tensor, memory: Past, keep: Tensor | None) -> Tensor:
        """Map [B, T, D] to [B, T, D], all positions at once."""
        if self.pre:
            rows = rows + self.dropout(self.attention(self.attention_norm(rows), causal=True))
        else:
            rows = self.attention_norm(rows + self.dropout(self.attention(rows, causal=True)))
        return self._after_self_attention(rows, memory, keep)

    def step(
        self, row: Tensor, past: Past, memory: Past, keep: Tensor | None
    ) -> tuple[Tensor, Past]:
        """Map one position [R, 1, D]; R hypotheses share the memory of N sentences."""
        if self.pre:
            attended, past = self.attention.step(self.attention_norm(row), past)
            row = row + attended
        else:
            attended, past = self.attention.step(row, past)
            row = self.attention_norm(row + attended)
        together = row.view(memory[0].shape[0], -1, row.shape[-1])  # [N, R / N, D]
        return self._after_self_attention(together, memory, keep).view_as(row), past

    def _after_self_attention(self, rows: Tensor, memory: Past, keep: Tensor | None) -> Tensor:
        if self.pre:
            rows = rows + self.dropout(self.cross(self.cross_norm(rows), *memory, keep=keep))
            return rows + self.dropout(self.feed_forward(self.feed_forward_norm(rows)))
        rows = self.cross_norm(rows + self.dropout(self.cross(rows, *memory, keep=keep)))
        return self.feed_forward_norm(rows + self.dropout(self.feed_forward(rows)))


class Transformer(TranslationModel):
    """Encoder and decoder of any depth each, pre- or post-norm."""

    def __init__(self, sizes: TransformerSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.source_embedding = PieceEmbedding(sizes.source_pieces, sizes.size)
        self.target_embedding = (
            self.source_embedding
            if sizes.tied == "all"
            else PieceEmbedding(sizes.target_pieces, sizes.size)
        )
        self.source_positions = piece_positions(sizes)
        self.target_positions = piece_positions(sizes)
        self.dropout = Dropout(sizes.dropout)
        self.encoder = EncoderLayers(sizes)
        self.decoder = nn.ModuleList(
            DecoderLayer(sizes, 1 + n) for n in range(sizes.decoder_layers)
        )
        final = nn.LayerNorm if sizes.norm == "pre" else nn.Identity
        self.encoder_norm = final(sizes.size)
        self.decoder_norm = final(sizes.size)
        self.output = nn.Linear(sizes.size, sizes.target_pieces)
        self._initialise()

    def encode(self, source: Tensor, source_keep: Tensor) -> TransformerMemory:
        """Encode source ids [B, S] with mask [B, S]."""
        keep = None if bool(source_keep.all()) else source_keep
        rows = self.dropout(self.source_positions(self.source_embedding(source)))  # [B, S, D]
        return TransformerMemory(self.encoder_norm(self.encoder(rows, keep)), keep)

    def sentence_vectors(self, memory: TransformerMemory) -> Tensor:
        """Return the mean of the encoder's rows, [N, D]."""
        return mean_rows(memory.rows, memory.keep)

    def decode_rows(self, memory: TransformerMemory, target_in: Tensor) -> Tensor:
        """Return the rows [B, T, D] that the output projection turns into logits."""
        rows = self.dropout(self.target_positions(self.target_embedding(target_in)))  # [B, T, D]
        for layer in self.decoder_layers():
            rows = layer(rows, layer.cross.remember(memory.rows), memory.keep)
        return self.decoder_norm(rows)

    def start(self, memory: TransformerMemory) -> TransformerState:
        """Return the state before the first step, one row a source sentence."""
        layers, count = self.decoder_layers(), memory.rows.shape[0]
        nothing = [
            memory.rows.new_empty(count, layer.attention.heads, 0, self.sizes.head_size)
            for layer in layers
        ]
        return TransformerState(
            length=0,
            past=[(each, each) for each in nothing],
            memory=[layer.cross.remember(memory.rows) for layer in layers],
            keep=memory.keep,
        )

    def step(self, previous: Tensor, state: TransformerState) -> StepOutput:
        """Read the previous pieces [R] and return logits [R, V]."""
        embedded = self.target_embedding(previous[:, None])
        row = self.dropout(self.target_positions(embedded, state.length))  # [R, 1, D]
        past = []
        for layer, layer_past, memory in zip(
            self.decoder_layers(), state.past, state.memory, strict=True
        ):
            row, extended = layer.step(row, layer_past, memory, state.keep)
            past.append(extended)
        logits = self.output(self.decoder_norm(row)).squeeze(1)  # [R, V]
        return StepOutput(logits, replace(state, length=state.length + 1, past=past))

    def decoder_layers(self) -> list[DecoderLayer]:
        """Return the decoder's layers, the first one first."""
        return cast(list[DecoderLayer], list(self.decoder))

    def _initialise(self) -> None:
        draw_linear_maps(self)
        if self.sizes.tied != "none":
            self.output.weight = self.target_embedding.weight


def _norm(sizes: TransformerSizes, heads: int) -> nn.Module:
    """Return the normalisation of attention; before one without heads it would be for nothing."""
    return nn.LayerNorm(sizes.size) if heads or sizes.norm == "post" else nn.Identity()


def _heads(sizes: TransformerSizes, left: Sequence[int] | None, place: int) -> int:
    return sizes.heads if left is None else left[place - 1]


def _self_attention(
    sizes: TransformerSizes, heads: int, site: str
) -> SelfAttention | HeadlessSelfAttention:
    if not heads:
        return HeadlessSelfAttention(sizes.size, site=site)
    return SelfAttention(
        sizes.size,
        heads,
        site=site,
        dropout=sizes.attention_dropout,
        rotation=Rotation(sizes.head_size) if sizes.positions == "rotary" else None,
        head_size=sizes.head_size,
    )


def _cross_attention(
    sizes: TransformerSizes, heads: int, site: str
) -> CrossAttention | HeadlessCrossAttention:
    if not heads:
        return HeadlessCrossAttention(sizes.size, site=site)
    return CrossAttention(
        sizes.size,
        heads,
        site=site,
        dropout=sizes.attention_dropout,
        head_size=sizes.head_size,
    )


def _feed_forward(sizes: TransformerSizes) -> FeedForward:
    return FeedForward(
        sizes.size, sizes.inner, activation=sizes.activation, dropout=sizes.inner_dropout
    )


def piece_positions(sizes: TransformerSizes) -> nn.Module:
    """Return what adds positions to pieces."""
    match sizes.positions:
        case "sinusoidal":
            return SinusoidalPositions(sizes.size)
        case "learned":
            return LearnedPositions(sizes.size, sizes.longest)
        case "rotary":
            return _NoPositions()


class _NoPositions(nn.Module):
    """Nothing added to the embeddings: rotary positions act inside attention."""

    def forward(self, rows: Tensor, first: int = 0) -> Tensor:  # noqa: ARG002
        return rows
