"""Embeddings, feed-forward layers, and how linear maps begin."""

import math
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from tolmach.nn.embedding import PieceEmbedding
from tolmach.nn.feed_forward import FeedForward
from tolmach.nn.initialisation import draw_linear_maps

B, T, D, INNER, V = 2, 3, 7, 11, 1009


@pytest.mark.parametrize("deviation", [1.0, 0.1])
def test_a_vector_that_is_read_has_the_deviation_asked_for(deviation: float) -> None:
    torch.manual_seed(1)
    embedding = PieceEmbedding(V, D, deviation=deviation)
    assert embedding.weight.shape == (V, D)
    assert float(embedding.weight.detach().std()) == pytest.approx(D**-0.5, rel=0.03)
    read = embedding(torch.arange(V)[None])[0].detach()
    assert float(read.std()) == pytest.approx(deviation, rel=0.03)
    assert_close(read[5], embedding.weight[5].detach() * deviation * math.sqrt(D))


def test_unless_told_otherwise_vectors_have_unit_variance() -> None:
    assert PieceEmbedding(3, 16).scale == 4.0


@pytest.mark.parametrize("activation", ["relu", "gelu", "silu"])
def test_a_feed_forward_layer_is_two_maps_with_a_nonlinearity_between(activation: Any) -> None:
    layer = FeedForward(D, INNER, activation=activation, dropout=0.0)
    rows = torch.randn(B, T, D)
    inner = getattr(F, activation)(F.linear(rows, layer.inner.weight, layer.inner.bias))
    assert_close(layer(rows), F.linear(inner, layer.out.weight, layer.out.bias))


def test_dropout_stands_after_the_nonlinearity() -> None:
    torch.manual_seed(1)
    layer = FeedForward(D, INNER, activation="relu", dropout=1 - 2**-16)
    found = layer(torch.randn(B, T, D))
    assert_close(found, layer.out.bias.expand_as(found))


def test_linear_maps_are_drawn_within_the_bounds_of_glorot_and_bengio() -> None:
    torch.manual_seed(1)
    wide, narrow, norm = nn.Linear(31, 53), nn.Linear(53, 31, bias=False), nn.LayerNorm(31)
    maps = nn.Sequential(wide, narrow, norm)
    for parameter in maps.parameters():
        nn.init.constant_(parameter, 9.0)
    draw_linear_maps(maps)
    bound = math.sqrt(6 / (31 + 53))
    for linear in (wide, narrow):
        weight = linear.weight.detach()
        assert 0.99 * bound < float(weight.abs().max()) <= bound
        assert float(weight.var()) == pytest.approx(2 / (31 + 53), rel=0.1)
    assert not wide.bias.any()
    assert norm.weight.eq(9.0).all()
