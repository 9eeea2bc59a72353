"""The Transformer (Vaswani et al. 2017), and its encoder alone for other decoders.

Shapes: B batch rows, S source length, T target length, D model size, V target vocabulary,
H heads, E head size, R hypotheses, N sentences in memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self, cast

from torch import Tensor, nn

from tolmach.config.architectures import Activation, DecoderSelf, Norm, Positions, Tied
from tolmach.models.encoder_decoder import Encoded, Encoder
from tolmach.models.protocol import StepOutput, TrainableModel, chosen_sentences
from tolmach.nn.attention import (
    CrossAttention,
    HeadlessCrossAttention,
    HeadlessSelfAttention,
    SelfAttention,
)
from tolmach.nn.hooks import decoder_cross, decoder_self, encoder_self
from tolmach.nn.layers import (
    Dropout,
    FeedForward,
    PieceEmbedding,
    Residual,
    draw_linear_maps,
    mean_rows,
)
from tolmach.nn.positions import LearnedPositions, Rotation, SinusoidalPositions
from tolmach.nn.ssru import Ssru

Past = tuple[Tensor, ...]  # keys and values, or a recurrent state
KeysAndValues = tuple[Tensor, Tensor]


@dataclass(frozen=True, kw_only=True)
class TransformerEncoderSizes:
    """Everything that fixes the shape of a Transformer's encoder; `config` has the defaults."""

    size: int
    heads: int
    inner: int
    encoder_layers: int
    norm: Norm
    positions: Positions
    longest: int
    activation: Activation
    dropout: float
    attention_dropout: float
    inner_dropout: float
    encoder_heads: Sequence[int] | None

    @property
    def head_size(self) -> int:
        """The number of units of a head; it stays the same where other heads are pruned."""
        return self.size // self.heads


@dataclass(frozen=True, kw_only=True)
class TransformerSizes(TransformerEncoderSizes):
    """Everything that fixes the shape of a whole Transformer."""

    source_pieces: int
    target_pieces: int
    decoder_layers: int
    decoder_self: DecoderSelf
    tied: Tied
    decoder_heads: Sequence[int] | None
    cross_heads: Sequence[int] | None


class TransformerMemory(NamedTuple):
    """The encoder's rows [N, S, D] and which of them are real, [N, S]; None: all of them."""

    rows: Tensor
    keep: Tensor | None


@dataclass(frozen=True)
class TransformerState:
    """The past and the source's keys and values, by decoder layer; R rows share N sentences.

    Hypotheses of one sentence are adjacent and read one copy of its keys and values.
    `select` keeps it so where the choice of rows allows (`chosen_sentences`).
    """

    length: int
    past: list[Past]  # [R, H, length, E] each, or [R, D]
    memory: list[KeysAndValues]  # [N, H, S, E]
    keep: Tensor | None  # [N, S]

    def select(self, rows: Tensor) -> Self:
        """Return the state whose row r is this state's row `rows[r]`."""
        count, sources = len(self.past[0][0]), len(self.memory[0][0])
        sentences = chosen_sentences(rows, count, sources)
        selected = replace(self, past=[tuple(part[rows] for part in past) for past in self.past])
        if sentences is None:
            return selected
        return replace(
            selected,
            memory=[(key[sentences], value[sentences]) for key, value in self.memory],
            keep=None if self.keep is None else self.keep[sentences],
        )


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward, each with a residual connection and normalisation."""

    def __init__(self, sizes: TransformerEncoderSizes, place: int) -> None:
        super().__init__()
        heads = _heads(sizes, sizes.encoder_heads, place)
        self.attention = _self_attention(sizes, heads, encoder_self(place))
        self.attention_norm = _norm(sizes, heads)
        self.feed_forward = _feed_forward(sizes)
        self.feed_forward_norm = nn.LayerNorm(sizes.size)
        self.residual = Residual(sizes.norm, dropout=sizes.dropout)

    def forward(self, rows: Tensor, keep: Tensor | None) -> Tensor:
        """Map [B, S, D] to [B, S, D]."""
        rows = self.residual(rows, self.attention_norm, lambda x: self.attention(x, keep=keep))
        return self.residual(rows, self.feed_forward_norm, self.feed_forward)


class EncoderLayers(nn.ModuleList):
    """The layers of an encoder, from the lowest to the highest."""

    def __init__(self, sizes: TransformerEncoderSizes) -> None:
        super().__init__(EncoderLayer(sizes, 1 + n) for n in range(sizes.encoder_layers))

    def forward(self, rows: Tensor, keep: Tensor | None) -> Tensor:
        """Map [B, S, D] to [B, S, D]."""
        for layer in self:
            rows = layer(rows, keep)
        return rows


class TransformerEncoder(Encoder):
    """A Transformer's encoder for a decoder of another kind (Chen et al. 2018, §4).

    It has no last state, so the mean of its rows takes that place where a decoder starts.
    """

    def __init__(self, embedding: PieceEmbedding, sizes: TransformerEncoderSizes) -> None:
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


class DecoderLayer(nn.Module):
    """Masked self-attention, attention to the source, and feed-forward.

    A recurrent unit may stand in for self-attention; its weights have the same place in names.
    """

    def __init__(self, sizes: TransformerSizes, place: int) -> None:
        super().__init__()
        heads = _heads(sizes, sizes.decoder_heads, place)
        self.attention = _decoder_self(sizes, heads, decoder_self(place))
        self.attention_norm = _norm(sizes, heads)
        heads = _heads(sizes, sizes.cross_heads, place)
        self.cross = _cross_attention(sizes, heads, decoder_cross(place))
        self.cross_norm = _norm(sizes, heads)
        self.feed_forward = _feed_forward(sizes)
        self.feed_forward_norm = nn.LayerNorm(sizes.size)
        self.residual = Residual(sizes.norm, dropout=sizes.dropout)

    def forward(self, rows: Tensor, memory: KeysAndValues, keep: Tensor | None) -> Tensor:
        """Map [B, T, D] to [B, T, D], all positions at once."""
        rows = self.residual(rows, self.attention_norm, lambda x: self.attention(x, causal=True))
        return self._after_past(rows, memory, keep)

    def step(
        self, row: Tensor, past: Past, memory: KeysAndValues, keep: Tensor | None
    ) -> tuple[Tensor, Past]:
        """Map one position [R, 1, D]; R hypotheses share the memory of N sentences."""
        read = self.residual.read(row, self.attention_norm)
        attended, past = self.attention.step(read, past)
        row = self.residual.joined(row, attended, self.attention_norm)
        together = row.view(memory[0].shape[0], -1, row.shape[-1])  # [N, R / N, D]
        return self._after_past(together, memory, keep).view_as(row), past

    def _after_past(self, rows: Tensor, memory: KeysAndValues, keep: Tensor | None) -> Tensor:
        rows = self.residual(rows, self.cross_norm, lambda x: self.cross(x, *memory, keep=keep))
        return self.residual(rows, self.feed_forward_norm, self.feed_forward)


class Transformer(TrainableModel[TransformerMemory, TransformerState]):
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
        *_, rows = self._rows_of_layers(memory, target_in)
        return self.decoder_norm(rows)

    def decode_layers(self, memory: TransformerMemory, target_in: Tensor) -> list[Tensor]:
        """Return the rows [B, T, D] after each layer, normalised as the last ones are."""
        return [self.decoder_norm(rows) for rows in self._rows_of_layers(memory, target_in)]

    def start(self, memory: TransformerMemory) -> TransformerState:
        """Return the state before the first step, one row a source sentence."""
        layers = self.decoder_layers()
        return TransformerState(
            length=0,
            past=[layer.attention.start(memory.rows) for layer in layers],
            memory=[layer.cross.remember(memory.rows) for layer in layers],
            keep=memory.keep,
        )

    def step(self, previous: Tensor, state: TransformerState) -> StepOutput[TransformerState]:
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

    def _rows_of_layers(self, memory: TransformerMemory, target_in: Tensor) -> Iterator[Tensor]:
        """Yield the rows [B, T, D] after each decoder layer."""
        rows = self.dropout(self.target_positions(self.target_embedding(target_in)))  # [B, T, D]
        for layer in self.decoder_layers():
            rows = layer(rows, layer.cross.remember(memory.rows), memory.keep)
            yield rows

    def decoder_layers(self) -> list[DecoderLayer]:
        """Return the decoder's layers, the first one first."""
        return cast(list[DecoderLayer], list(self.decoder))

    def _initialise(self) -> None:
        draw_linear_maps(self)
        if self.sizes.tied != "none":
            self.output.weight = self.target_embedding.weight


def _norm(sizes: TransformerEncoderSizes, heads: int) -> nn.Module:
    """Return the normalisation of attention; before one without heads it would have no effect."""
    return nn.LayerNorm(sizes.size) if heads or sizes.norm == "post" else nn.Identity()


def _heads(sizes: TransformerEncoderSizes, left: Sequence[int] | None, place: int) -> int:
    return sizes.heads if left is None else left[place - 1]


def _self_attention(
    sizes: TransformerEncoderSizes, heads: int, site: str
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


def _decoder_self(
    sizes: TransformerSizes, heads: int, site: str
) -> SelfAttention | HeadlessSelfAttention | Ssru:
    match sizes.decoder_self:
        case "attention":
            return _self_attention(sizes, heads, site)
        case "ssru":
            return Ssru(sizes.size)


def _cross_attention(
    sizes: TransformerEncoderSizes, heads: int, site: str
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


def _feed_forward(sizes: TransformerEncoderSizes) -> FeedForward:
    return FeedForward(
        sizes.size, sizes.inner, activation=sizes.activation, dropout=sizes.inner_dropout
    )


def piece_positions(sizes: TransformerEncoderSizes) -> nn.Module:
    """Return the layer that adds positions to the vectors of pieces."""
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
