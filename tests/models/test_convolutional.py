import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from tests.models.variants import convolutional_sizes
from tolmach.errors import TolmachError
from tolmach.models.convolutional import (
    AttentionMemory,
    Convolutional,
    ConvolutionalVectorDecoder,
)

S, T, D, V = 5, 3, 7, 23
SIZES = convolutional_sizes(V, size=D, encoder_layers=2, decoder_layers=3, dropout=0.0)


def test_attention_by_hand() -> None:
    rows, embedded, query = torch.randn(1, S, D), torch.randn(1, S, D), torch.randn(1, T, D)
    keep = torch.tensor([[True, True, False, True, False]])
    found = AttentionMemory.of(rows, embedded, keep).context(query, "x")[0]
    real, summed = rows[0, keep[0]], ((rows + embedded) * math.sqrt(0.5))[0, keep[0]]
    for place in range(T):
        weights = (real @ query[0, place]).softmax(0)
        expected = (weights[:, None] * summed).sum(0) * 3 * math.sqrt(1 / 3)
        torch.testing.assert_close(found[place], expected)


def test_hypotheses_of_one_sentence_ask_it_in_turn() -> None:
    memory = AttentionMemory.of(torch.randn(2, S, D), torch.randn(2, S, D), None)
    query = torch.randn(6, 1, D)
    copied = memory.select(torch.tensor([0, 0, 0, 1, 1, 1]))
    torch.testing.assert_close(memory.context(query, "x"), copied.context(query, "x"))


def test_the_vector_is_what_even_attention_finds() -> None:
    rows, embedded = torch.randn(1, S, D), torch.randn(1, S, D)
    keep = torch.tensor([[True, True, False, True, False]])
    decoder = ConvolutionalVectorDecoder(replace(SIZES, link="every_step"))
    vector = AttentionMemory.of(rows, embedded, keep).context(torch.zeros(1, 1, D), "x")[0, 0]
    conditions = decoder.remember(rows, embedded, keep).conditions[0]  # [L, 2D]
    torch.testing.assert_close(conditions.flatten(), decoder.condition(vector))


def test_a_layer_sees_its_kernel_and_no_more() -> None:
    model = Convolutional(replace(SIZES, encoder_layers=1)).eval()
    rows = torch.randn(1, S, D, requires_grad=True)
    model.encoder(rows, None)[0, 2].sum().backward()
    assert isinstance(rows.grad, Tensor)
    assert rows.grad[0].abs().sum(1).gt(0).tolist() == [False, True, True, True, False]


def test_variance_stays_from_embeddings_to_encoder_rows() -> None:
    torch.manual_seed(3)
    sizes = convolutional_sizes(V, size=61, encoder_layers=11, dropout=0.2, tied="none")
    encoder = Convolutional(sizes).encoder
    found = encoder(0.1 * torch.randn(29, 37, 61), None)
    assert 0.08 < float(found.detach().std()) < 0.12


def test_too_long_a_text_is_refused() -> None:
    model = Convolutional(replace(SIZES, longest=4)).eval()
    with pytest.raises(TolmachError, match="5 pieces is longer than the 4 positions"):
        model.encode(torch.ones(1, 5, dtype=torch.long), torch.ones(1, 5, dtype=torch.bool))
