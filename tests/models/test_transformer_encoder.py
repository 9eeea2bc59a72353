"""The Transformer's encoder under a recurrent decoder."""

import math
from typing import Any

import torch
from torch.testing import assert_close

from tests.models.toy_models import drawn, source
from tests.models.variants import HYBRID, changed
from tolmach.models.build import build_model
from tolmach.nn.positions import SinusoidalPositions


def test_it_is_embeddings_positions_layers_and_a_norm_and_their_mean_is_its_last_state() -> None:
    model: Any = drawn(HYBRID)
    encoder, (ids, keep) = model.encoder, source()
    table = encoder.embedding.weight
    rows = SinusoidalPositions(28)(table[ids] * math.sqrt(28))
    expected = encoder.norm(encoder.layers(rows, keep))
    found = model.encode(ids, keep)
    assert_close(found.rows, expected)
    assert found.keep is keep
    means = [each[real].mean(0) for each, real in zip(expected, keep, strict=True)]
    [last] = found.last
    assert_close(last, torch.stack(means))


def test_without_padding_no_mask_is_kept() -> None:
    model: Any = drawn(HYBRID)
    ids, keep = source()
    assert model.encode(ids, torch.ones_like(keep)).keep is None


def test_embeddings_are_dropped() -> None:
    torch.manual_seed(1)
    model: Any = drawn(changed(HYBRID, dropout=1 - 2**-16))
    encoder, read = model.encoder.train(), []
    encoder.layers.register_forward_pre_hook(lambda _, inputs: read.append(inputs[0]))
    encoder(*source())
    assert not read[0].any()


def test_its_linear_maps_begin_within_the_bounds_of_glorot_and_bengio() -> None:
    model: Any = build_model(HYBRID, 23, 23)
    inner = model.encoder.layers[0].feed_forward.inner  # 28 to 11
    bound = math.sqrt(6 / (28 + 11))
    assert 0.95 * bound < float(inner.weight.detach().abs().max()) <= bound
    assert not inner.bias.any()
