"""A decoder that the package does not have, under each of its encoders."""

from dataclasses import dataclass, replace
from typing import Self

import pytest
import torch
from torch import Tensor, nn

from tests.models.variants import HYBRID, RECURRENT
from tests.search.searching import assert_same
from tolmach.inference.torch_engine import TorchEngine
from tolmach.models.build import sizes_of
from tolmach.models.encoder_decoder import Decoder, Encoded, Encoder, EncoderDecoder
from tolmach.models.recurrent_encoder import EncoderSizes, RecurrentEncoder
from tolmach.models.transformer import TransformerEncoder, TransformerEncoderSizes
from tolmach.nn.layers import PieceEmbedding
from tolmach.search.options import SearchOptions

PIECES, SOURCES = 11, [[3, 4, 5], [6], [5, 3, 3, 7]]


@dataclass(frozen=True)
class LinearState:
    """The state of a linear recurrence, [R, D]."""

    rows: Tensor

    def select(self, rows: Tensor) -> Self:
        return replace(self, rows=self.rows[rows])


class StateSpaceDecoder(Decoder[LinearState]):
    """h_t = a * h_{t-1} + B x_t: the simplest state-space layer; its rows are tanh(C h_t)."""

    def __init__(self, source_size: int, size: int) -> None:
        super().__init__()
        self.embedding = PieceEmbedding(PIECES, size)
        self.decay = nn.Parameter(torch.linspace(0.1, 0.9, size))
        self.bridge, self.read = nn.Linear(source_size, size), nn.Linear(size, size)
        self.out = nn.Linear(size, size)

    def start(self, encoded: Encoded) -> LinearState:
        return LinearState(self.bridge(encoded.last[-1]))

    def sentence_vectors(self, encoded: Encoded) -> Tensor:
        return encoded.last[-1]

    def forward(self, pieces: Tensor, state: LinearState) -> tuple[Tensor, LinearState]:
        hidden, rows = state.rows, []
        for piece in self.read(self.embedding(pieces)).unbind(1):
            hidden = self.decay * hidden + piece
            rows.append(self.out(hidden).tanh())
        return torch.stack(rows, dim=1), LinearState(hidden)


def recurrent_encoder() -> Encoder:
    sizes = sizes_of(EncoderSizes, RECURRENT, layers=RECURRENT.encoder_layers)
    return RecurrentEncoder(PieceEmbedding(PIECES, sizes.embedding), sizes)


def transformer_encoder() -> Encoder:
    sizes = sizes_of(TransformerEncoderSizes, HYBRID)
    return TransformerEncoder(PieceEmbedding(PIECES, sizes.size), sizes)


@pytest.fixture(params=[(recurrent_encoder, 14), (transformer_encoder, 28)], ids=["rnn", "hybrid"])
def model(request: pytest.FixtureRequest) -> EncoderDecoder[LinearState]:
    torch.manual_seed(1)
    encoder, size = request.param
    return EncoderDecoder(encoder(), StateSpaceDecoder(size, 7), tied=True).eval()


def test_it_learns_with_every_encoder(model: EncoderDecoder[LinearState]) -> None:
    source = torch.tensor([[3, 4, 2], [5, 2, 0]])
    logits = model.decode(model.encode(source, source != 0), torch.tensor([[1, 3], [1, 4]]))
    logits.square().sum().backward()
    assert all(each.grad is not None and each.grad.any() for each in model.parameters())


def test_search_and_scores_agree(model: EncoderDecoder[LinearState]) -> None:
    engine = TorchEngine(model)
    together = engine.translate(SOURCES, SearchOptions(beam=3))
    for source, found in zip(SOURCES, together, strict=True):
        assert_same(found, engine.translate([source], SearchOptions(beam=3))[0])
        (scores,) = engine.score([source], [found[0].ids])
        known = found[0].log_probabilities
        assert scores[: len(known)] == pytest.approx(list(known), abs=1e-4)
