"""A translation model assembled from an encoder and a decoder, each of any kind.

An `Encoder` gives an `Encoded` source, from which any `Decoder` starts: a new decoder works with
every encoder, and a new encoder with every decoder.

Shapes: N sentences, S source length, R hypotheses, T target length, P size of a piece's vector,
D size of the source's rows, V target vocabulary.
"""

from abc import ABC, abstractmethod
from typing import Generic, NamedTuple

from torch import Tensor, nn

from tolmach.models.protocol import State, StepOutput, TrainableModel
from tolmach.nn.layers import PieceEmbedding, draw_linear_maps


class Encoded(NamedTuple):
    """An encoded source: its rows, which of them are real, and the last state of each layer."""

    rows: Tensor  # [N, S, D]
    keep: Tensor | None  # [N, S]; None: all of them
    last: list[Tensor]  # [N, D], the lowest layer first


class Encoder(nn.Module, ABC):
    """The contract of an encoder."""

    @abstractmethod
    def forward(self, source: Tensor, source_keep: Tensor) -> Encoded:
        """Read ids [N, S] with mask [N, S]; rows are in the order of the pieces."""


class Decoder(nn.Module, ABC, Generic[State]):
    """The contract of a decoder that reads any number of pieces at once; a step is one piece."""

    embedding: PieceEmbedding

    @abstractmethod
    def start(self, encoded: Encoded) -> State:
        """Return the state before the first piece, one row a source sentence."""

    @abstractmethod
    def sentence_vectors(self, encoded: Encoded) -> Tensor:
        """Return the vector of each sentence that the decoder depends on, [N, ..]."""

    @abstractmethod
    def forward(self, pieces: Tensor, state: State) -> tuple[Tensor, State]:
        """Read pieces [R, T]; return rows [R, T, P] and the state after them."""


class EncoderDecoder(TrainableModel[Encoded, State]):
    """An encoder, a decoder and the output projection.

    With `tied`, the output shares the decoder's table of pieces (Press and Wolf 2017).
    """

    def __init__(self, encoder: Encoder, decoder: Decoder[State], *, tied: bool) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder
        table = decoder.embedding.weight  # [V, P]
        self.output = nn.Linear(table.shape[1], table.shape[0])
        draw_linear_maps(self.output)
        if tied:
            self.output.weight = table

    def encode(self, source: Tensor, source_keep: Tensor) -> Encoded:
        """Encode source ids [N, S] with mask [N, S]."""
        return self.encoder(source, source_keep)

    def sentence_vectors(self, memory: Encoded) -> Tensor:
        """Return the vector of each sentence that the decoder depends on, [N, ..]."""
        return self.decoder.sentence_vectors(memory)

    def decode_rows(self, memory: Encoded, target_in: Tensor) -> Tensor:
        """Return the rows [N, T, P] that the output projection turns into logits."""
        rows, _ = self.decoder(target_in, self.decoder.start(memory))
        return rows

    def start(self, memory: Encoded) -> State:
        """Return the state before the first step, one row a source sentence."""
        return self.decoder.start(memory)

    def step(self, previous: Tensor, state: State) -> StepOutput[State]:
        """Read the previous pieces [R] and return logits [R, V]."""
        rows, state = self.decoder(previous[:, None], state)  # [R, 1, P]
        return StepOutput(self.output(rows.squeeze(1)), state)
