"""The convolutional sequence-to-sequence model (Gehring et al. 2017), with and without attention.

Shapes: B batch rows, S source length, T target length, D model size, V target vocabulary,
K kernel width, L decoder layers, R hypotheses, N sentences in memory.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import torch
from torch import Tensor, nn

from tolmach.config.architectures import ConvolutionalLink, Tied
from tolmach.models.protocol import StepOutput, TrainableModel, chosen_sentences
from tolmach.nn.attention import attend, attention_parts
from tolmach.nn.convolution import GatedConvolution, centred
from tolmach.nn.hooks import decoder_cross, notify
from tolmach.nn.layers import Dropout, PieceEmbedding, mean_rows
from tolmach.nn.positions import LearnedPositions

_DEVIATION = 0.1  # of embeddings and positions when drawn (Gehring et al. 2017, §3.5)


@dataclass(frozen=True, kw_only=True)
class ConvolutionalSizes:
    """Everything that fixes the shape of a convolutional model; `config` has the defaults."""

    source_pieces: int
    target_pieces: int
    size: int
    kernel: int
    encoder_layers: int
    decoder_layers: int
    link: ConvolutionalLink
    longest: int
    tied: Tied
    dropout: float


@dataclass(frozen=True)
class AttentionMemory:
    """The source for attention: keys and values [N, S, D], and which are real, [N, S]."""

    keys: Tensor
    values: Tensor
    keep: Tensor | None  # None: all of them

    @classmethod
    def of(cls, rows: Tensor, embedded: Tensor, keep: Tensor | None) -> Self:
        """Remember encoder rows and source embeddings [N, S, D].

        Values are sums of both, and the mean that attention takes of M values is scaled up by
        M / sqrt(M), so that its variance is theirs (Gehring et al. 2017, eq. 2 and §3.4).
        """
        length = _lengths(rows, keep)  # [N, 1]
        # Scores are plain products in the paper; `attend` divides them by sqrt(D).
        return cls(
            keys=rows * math.sqrt(rows.shape[-1]),
            values=_sum(rows, embedded) * length.sqrt()[:, None],
            keep=keep,
        )

    def __len__(self) -> int:
        return len(self.keys)

    def select(self, sentences: Tensor) -> Self:
        """Return the memory of the given sentences."""
        keep = None if self.keep is None else self.keep[sentences]
        return replace(self, keys=self.keys[sentences], values=self.values[sentences], keep=keep)

    def sentence_vectors(self) -> Tensor:
        """Return the mean of the encoder's rows, [N, D]."""
        return mean_rows(self.keys, self.keep) / math.sqrt(self.keys.shape[-1])

    def context(self, query: Tensor, site: str) -> Tensor:
        """Return the contexts [R, T, D] of queries [R, T, D]; R / N adjacent rows share one."""
        together = query.view(len(self), 1, -1, query.shape[-1])  # [N, 1, R / N * T, D]
        keys = self.keys[:, None]  # [N, 1, S, D]
        values = self.values[:, None]
        notify(site, lambda: attention_parts(together, keys, values, keep=self.keep))
        found = attend(together, keys, values, keep=self.keep)
        return found.view_as(query)


@dataclass(frozen=True)
class VectorMemory:
    """The contribution of a sentence's one vector to each decoder layer, [N, L, 2D]."""

    conditions: Tensor

    def __len__(self) -> int:
        return len(self.conditions)

    def select(self, sentences: Tensor) -> Self:
        """Return the memory of the given sentences."""
        return replace(self, conditions=self.conditions[sentences])

    def sentence_vectors(self) -> Tensor:
        """Return all that reaches the decoder, [N, L * 2D]."""
        return self.conditions.flatten(1)


ConvolutionalMemory = AttentionMemory | VectorMemory


@dataclass(frozen=True)
class ConvolutionalState:
    """The last K - 1 inputs of each decoder layer; R / N adjacent rows share one of N sentences."""

    length: int
    past: list[Tensor]  # [R, K - 1, D]
    memory: ConvolutionalMemory

    def select(self, rows: Tensor) -> Self:
        """Return the state whose row r is this state's row `rows[r]`."""
        past = [inputs[rows] for inputs in self.past]
        sentences = chosen_sentences(rows, len(self.past[0]), len(self.memory))
        memory = self.memory if sentences is None else self.memory.select(sentences)
        return replace(self, past=past, memory=memory)


class ConvolutionalEncoder(nn.Module):
    """Gated convolutions, each with a residual connection."""

    def __init__(self, sizes: ConvolutionalSizes) -> None:
        super().__init__()
        self.kernel = sizes.kernel
        self.layers = _convolutions(sizes, sizes.encoder_layers)

    def forward(self, rows: Tensor, keep: Tensor | None) -> Tensor:
        """Map embeddings [B, S, D] to [B, S, D], zero where `keep` [B, S] is False."""
        rows = _kept(rows, keep)  # so that padding equals the zeros around a sentence
        for layer in self.layers:
            rows = _kept(_sum(layer(centred(rows, self.kernel)), rows), keep)
        return rows


class ConvolutionalDecoder(nn.Module, ABC):
    """Causal gated convolutions, linked to the source in a way of their own."""

    @abstractmethod
    def remember(self, rows: Tensor, embedded: Tensor, keep: Tensor | None) -> ConvolutionalMemory:
        """Return what `forward` needs of encoder rows and source embeddings [N, S, D]."""

    @abstractmethod
    def rows_of_layers(
        self, embedded: Tensor, past: list[Tensor], memory: Any
    ) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield the rows [R, T, D] after each layer, and its inputs with the past ones."""

    def forward(
        self, embedded: Tensor, past: list[Tensor], memory: ConvolutionalMemory
    ) -> tuple[Tensor, list[Tensor]]:
        """Map embeddings [R, T, D] to [R, T, D], and extend the past inputs of each layer."""
        rows, extended = embedded, []
        for rows, inputs in self.rows_of_layers(embedded, past, memory):
            extended.append(inputs[:, rows.shape[1] :])
        return rows, extended


class ConvolutionalAttentiveDecoder(ConvolutionalDecoder):
    """Causal gated convolutions, each followed by attention to the source.

    As in the authors' own code, and not in the paper's equations, one residual connection spans
    the convolution and its attention, and the query's sum is scaled like the others.
    """

    def __init__(self, sizes: ConvolutionalSizes) -> None:
        super().__init__()
        self.layers = _convolutions(sizes, sizes.decoder_layers)
        self.queries = nn.ModuleList(_linear(sizes.size, sizes.size) for _ in self.layers)
        self.sites = [decoder_cross(1 + layer) for layer in range(sizes.decoder_layers)]

    def remember(self, rows: Tensor, embedded: Tensor, keep: Tensor | None) -> AttentionMemory:
        """Return what `forward` needs of encoder rows and source embeddings [N, S, D]."""
        return AttentionMemory.of(rows, embedded, keep)

    def rows_of_layers(
        self, embedded: Tensor, past: list[Tensor], memory: AttentionMemory
    ) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield the rows [R, T, D] after each layer, and its inputs with the past ones."""
        rows = embedded
        parts = zip(self.layers, self.queries, self.sites, past, strict=True)
        for layer, query, site, before in parts:
            inputs = torch.cat((before, rows), dim=1)  # [R, K - 1 + T, D]
            gated = layer(inputs)  # [R, T, D]
            context = memory.context(_sum(query(gated), embedded), site)
            rows = _sum(_sum(gated, context), rows)
            yield rows, inputs


class ConvolutionalVectorDecoder(ConvolutionalDecoder):
    """Causal gated convolutions, conditioned at every step and in every layer on one source vector.

    The vector is the context of uniform attention. A linear map of it is added before each gate,
    as Kalchbrenner and Blunsom (2013, eq. 5) add one to every hidden state. They shrink the source
    to a vector by convolutions without gates alone, and their decoder is recurrent.
    """

    def __init__(self, sizes: ConvolutionalSizes) -> None:
        super().__init__()
        self.layers = _convolutions(sizes, sizes.decoder_layers)
        self.condition = _linear(sizes.size, sizes.decoder_layers * 2 * sizes.size, bias=False)

    def remember(self, rows: Tensor, embedded: Tensor, keep: Tensor | None) -> VectorMemory:
        """Return what `forward` needs of encoder rows and source embeddings [N, S, D]."""
        real = _kept(_sum(rows, embedded), keep)
        vector = real.sum(1) / _lengths(rows, keep).sqrt()  # [N, D]
        return VectorMemory(self.condition(vector).unflatten(-1, (len(self.layers), -1)))

    def rows_of_layers(
        self, embedded: Tensor, past: list[Tensor], memory: VectorMemory
    ) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield the rows [R, T, D] after each layer, and its inputs with the past ones."""
        rows = embedded
        conditions = memory.conditions.unbind(1)  # [N, 2D] each
        for layer, condition, before in zip(self.layers, conditions, past, strict=True):
            inputs = torch.cat((before, rows), dim=1)  # [R, K - 1 + T, D]
            rows = _sum(layer(inputs, condition), rows)
            yield rows, inputs


class Convolutional(TrainableModel[ConvolutionalMemory, ConvolutionalState]):
    """Convolutions in encoder and decoder, linked by attention or by one vector a sentence.

    The paper lets embeddings and layers differ in size, and maps between them; here one size
    serves all. It also divides the encoder's gradient by the number of attentions, which Adam's
    steps make needless.
    """

    def __init__(self, sizes: ConvolutionalSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.source_embedding = _embedding(sizes, sizes.source_pieces)
        self.target_embedding = (
            self.source_embedding if sizes.tied == "all" else _embedding(sizes, sizes.target_pieces)
        )
        self.source_positions = _positions(sizes)
        self.target_positions = _positions(sizes)
        self.dropout = Dropout(sizes.dropout)
        self.encoder = ConvolutionalEncoder(sizes)
        self.decoder = _decoder(sizes)
        self.output = _linear(sizes.size, sizes.target_pieces, kept=1 - sizes.dropout)
        if sizes.tied != "none":
            self.output.weight = self.target_embedding.weight

    def encode(self, source: Tensor, source_keep: Tensor) -> ConvolutionalMemory:
        """Encode source ids [B, S] with mask [B, S]."""
        keep = None if bool(source_keep.all()) else source_keep
        embedded = self.dropout(self.source_positions(self.source_embedding(source)))  # [B, S, D]
        return self.decoder.remember(self.encoder(embedded, keep), embedded, keep)

    def sentence_vectors(self, memory: ConvolutionalMemory) -> Tensor:
        """Return the mean of the encoder's rows, or what the one vector gives the decoder."""
        return memory.sentence_vectors()

    def decode_rows(self, memory: ConvolutionalMemory, target_in: Tensor) -> Tensor:
        """Return the rows [B, T, D] that the output projection turns into logits."""
        rows, _ = self._advance(target_in, self.start(memory))
        return rows

    def decode_layers(self, memory: ConvolutionalMemory, target_in: Tensor) -> list[Tensor]:
        """Return the rows [B, T, D] after each layer."""
        state = self.start(memory)
        embedded = self.dropout(self.target_positions(self.target_embedding(target_in)))
        found = self.decoder.rows_of_layers(embedded, state.past, state.memory)
        return [self.dropout(rows) for rows, _ in found]

    def start(self, memory: ConvolutionalMemory) -> ConvolutionalState:
        """Return the state before the first step, one row a source sentence."""
        weight = self.output.weight
        nothing = weight.new_zeros(len(memory), self.sizes.kernel - 1, self.sizes.size)
        return ConvolutionalState(
            length=0, past=[nothing] * self.sizes.decoder_layers, memory=memory
        )

    def step(self, previous: Tensor, state: ConvolutionalState) -> StepOutput[ConvolutionalState]:
        """Read the previous pieces [R] and return logits [R, V]."""
        rows, state = self._advance(previous[:, None], state)
        return StepOutput(self.output(rows.squeeze(1)), state)

    def _advance(
        self, target_in: Tensor, state: ConvolutionalState
    ) -> tuple[Tensor, ConvolutionalState]:
        """Read pieces [R, T] after those that `state` has seen; return rows [R, T, D]."""
        embedded = self.target_positions(self.target_embedding(target_in), state.length)
        rows, past = self.decoder(self.dropout(embedded), state.past, state.memory)
        length = state.length + target_in.shape[1]
        return self.dropout(rows), replace(state, length=length, past=past)


def _convolutions(sizes: ConvolutionalSizes, count: int) -> nn.ModuleList:
    return nn.ModuleList(
        GatedConvolution(sizes.size, sizes.kernel, dropout=sizes.dropout) for _ in range(count)
    )


def _decoder(sizes: ConvolutionalSizes) -> ConvolutionalDecoder:
    match sizes.link:
        case "attention":
            return ConvolutionalAttentiveDecoder(sizes)
        case "every_step":
            return ConvolutionalVectorDecoder(sizes)


def _embedding(sizes: ConvolutionalSizes, pieces: int) -> PieceEmbedding:
    return PieceEmbedding(pieces, sizes.size, deviation=_DEVIATION)


def _positions(sizes: ConvolutionalSizes) -> LearnedPositions:
    return LearnedPositions(sizes.size, sizes.longest, deviation=_DEVIATION)


def _linear(size: int, out: int, *, kept: float = 1.0, bias: bool = True) -> nn.Linear:
    """Return a map that keeps variance, of inputs that dropout spares with probability `kept`."""
    linear = nn.Linear(size, out, bias=bias)
    nn.init.normal_(linear.weight, std=math.sqrt(kept / size))
    if bias:
        nn.init.zeros_(linear.bias)
    return linear


def _sum(one: Tensor, other: Tensor) -> Tensor:
    """Return a sum with the variance of its parts (Gehring et al. 2017, §3.4)."""
    return (one + other) * math.sqrt(0.5)


def _kept(rows: Tensor, keep: Tensor | None) -> Tensor:
    return rows if keep is None else rows * keep[:, :, None]


def _lengths(rows: Tensor, keep: Tensor | None) -> Tensor:
    """Return the number of real places of each sentence, [N, 1], in the precision of `rows`."""
    if keep is None:
        return rows.new_full((len(rows), 1), rows.shape[1])
    return keep.sum(1, keepdim=True).to(rows.dtype)
