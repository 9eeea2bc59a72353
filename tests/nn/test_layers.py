"""Embeddings, feed-forward layers, dropout, the mean of rows, and how linear maps begin."""

import math
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from tolmach.nn.layers import (
    Dropout,
    FeedForward,
    PieceEmbedding,
    draw_linear_maps,
    mean_rows,
)

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


@pytest.mark.parametrize("rate", [0.1, 0.3])
def test_share_dropped_and_mean_kept(rate: float) -> None:
    torch.manual_seed(1)
    rows = torch.ones(101, 997)
    dropped = Dropout(rate)(rows)
    assert abs(float((dropped == 0).float().mean()) - rate) < 0.01
    assert abs(float(dropped.mean()) - 1) < 0.01


def test_gradient_passes_only_what_was_kept() -> None:
    rows = torch.randn(5, 7, requires_grad=True)
    dropped = Dropout(0.5)(rows)
    dropped.sum().backward()
    assert rows.grad is not None
    torch.testing.assert_close(rows.grad, (dropped != 0).float() * 2)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7])
def test_any_number_of_entries_is_served(count: int) -> None:
    assert Dropout(0.5)(torch.ones(count)).shape == (count,)


def test_nothing_is_dropped_at_rate_0_and_nearly_all_just_below_1() -> None:
    rows = torch.ones(997)
    assert Dropout(0.0)(rows) is rows
    torch.manual_seed(1)
    assert not Dropout(1 - 2**-16)(rows).any()


def test_entries_are_dropped_one_by_one() -> None:
    torch.manual_seed(1)
    dropped = Dropout(0.5)(torch.ones(997, 101)) == 0
    for one, other in ((dropped[1:], dropped[:-1]), (dropped[:, 1:], dropped[:, :-1])):
        assert float((one == other).float().mean()) == pytest.approx(0.5, abs=0.01)


def test_its_printed_form_shows_the_rate() -> None:
    assert str(Dropout(0.25)) == "Dropout(rate=0.25)"


def test_evaluation_changes_nothing() -> None:
    rows = torch.randn(3, 5)
    assert Dropout(0.9).eval()(rows) is rows


def test_only_real_rows_count() -> None:
    rows = torch.tensor([[[1.0, 2.0], [3.0, 8.0], [7.0, 7.0]], [[1.0, 5.0]] * 3])
    keep = torch.tensor([[True, True, False], [True, True, True]])
    torch.testing.assert_close(mean_rows(rows, keep), torch.tensor([[2.0, 5.0], [1.0, 5.0]]))
    torch.testing.assert_close(mean_rows(rows[1:], None), torch.tensor([[1.0, 5.0]]))
