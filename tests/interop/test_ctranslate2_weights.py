"""Arrays under CTranslate2's names: positions, precision, and heads that are padded."""

import numpy as np
import pytest
import torch

from tests.models.variants import TRANSFORMER, changed, stored_weights
from tolmach.config.model import TransformerSettings
from tolmach.interop.ctranslate2_weights import sinusoids, variables
from tolmach.models.build import build_model, weights_of
from tolmach.nn.positions import SinusoidalPositions


@pytest.mark.parametrize("size", [2, 7, 28])
def test_sinusoids_are_those_of_the_layer(size: int) -> None:
    wanted = SinusoidalPositions(size)(torch.zeros(1, 300, size))[0]
    assert sinusoids(size)[:300] == pytest.approx(wanted.numpy(), abs=1e-4)


def test_pruned_heads_are_zero_and_the_others_in_front() -> None:
    settings = changed(TRANSFORMER, encoder_heads=[1, 0], positions="learned")
    assert isinstance(settings, TransformerSettings)
    weights = stored_weights(build_model(settings, 13, 13))
    arrays = variables(settings, weights).arrays
    padded = arrays["encoder/layer_0/self_attention/linear_0/weight"].reshape(3, 2, 14, 28)
    ours = weights["encoder.0.attention.query_key_value.weight"].array().reshape(3, 14, 28)
    assert (padded[:, 0] == ours).all()
    assert not padded[:, 1].any()
    assert not arrays["encoder/layer_1/self_attention/linear_1/weight"].any()
    bias = arrays["encoder/layer_1/self_attention/linear_1/bias"]
    assert (bias == weights["encoder.1.attention.bias"].array()).all()
    assert arrays["decoder/position_encodings/encodings"].shape == (512, 28)


def test_bfloat16_is_read_bit_by_bit() -> None:
    model = build_model(TRANSFORMER, 13, 13)
    halved = weights_of(model, torch.bfloat16)
    assert isinstance(TRANSFORMER, TransformerSettings)
    table = variables(TRANSFORMER, stored_weights(model, torch.bfloat16)).arrays[
        "decoder/embeddings/weight"
    ]
    assert table.dtype == np.float32
    assert (table == halved["source_embedding.weight"].float().numpy()).all()
