from typing import Any

import pytest
import torch
from torch import Tensor

from tests.models.variants import HYBRID, TRANSFORMER, changed
from tolmach.config.model import HybridSettings, Model, TransformerSettings
from tolmach.models.build import build_model
from tolmach.models.protocol import TrainableModel
from tolmach.nn.hooks import gating
from tolmach.pruning.head_removal import heads_of, remove_heads
from tolmach.text.tokenizer import BOS_ID, PAD_ID

B, S, T, V = 3, 5, 7, 23
CUT, HALF = torch.tensor([0.0, 0.0]), torch.tensor([0.5, 0.0])
GATES = {
    "encoder.self.1": CUT,
    "encoder.self.2": torch.tensor([0.0, 1.0]),
    "decoder.self.2": CUT,
    "decoder.self.3": HALF,
    "decoder.cross.1": HALF,
    "decoder.cross.3": CUT,
}
SHAPES = {
    "pre-norm": TRANSFORMER,
    "post-norm": changed(TRANSFORMER, norm="post"),
    "rotary, untied": changed(TRANSFORMER, positions="rotary", tied="none"),
}


def built(settings: Model) -> TrainableModel:
    torch.manual_seed(1)
    model = build_model(settings, V, V if settings.tied == "all" else V + 2).eval()
    for parameter in model.parameters():  # so that biases and norms take part
        parameter.data += 0.1 * torch.randn_like(parameter)
    return model


def pruned(
    model: TrainableModel,
    settings: TransformerSettings | HybridSettings,
    gates: dict[str, Tensor],
) -> tuple[TransformerSettings | HybridSettings, TrainableModel]:
    smaller, weights = remove_heads(model, settings, gates)
    found = build_model(smaller, V, len(model.output.bias)).eval()
    parameters = dict(found.named_parameters())
    assert parameters.keys() == weights.keys()
    for name, parameter in parameters.items():
        assert parameter.shape == weights[name].shape
        parameter.data = weights[name]
    return smaller, found


def batch() -> tuple[Tensor, Tensor, Tensor]:
    keep = torch.arange(S) < torch.tensor([[5], [2], [4]])
    target = torch.randint(3, V, (B, T))
    target[:, 0] = BOS_ID
    return torch.randint(3, V, (B, S)).masked_fill(~keep, PAD_ID), keep, target


@pytest.mark.parametrize("settings", list(SHAPES.values()), ids=list(SHAPES))
def test_a_pruned_model_computes_what_the_gated_one_does(settings: TransformerSettings) -> None:
    model, (ids, keep, target) = built(settings), batch()
    smaller, found = pruned(model, settings, GATES)
    assert isinstance(smaller, TransformerSettings)
    assert smaller.encoder_heads == [0, 1]
    assert smaller.decoder_heads == [2, 0, 1]
    assert smaller.cross_heads == [1, 2, 0]
    with gating(GATES.get):
        expected = model.decode(model.encode(ids, keep), target)
    memory = found.encode(ids, keep)
    torch.testing.assert_close(found.decode(memory, target), expected, atol=1e-4, rtol=1e-4)
    state: Any = found.start(memory)
    for place in range(T):
        logits, state = found.step(target[:, place], state)
        torch.testing.assert_close(logits, expected[:, place], atol=1e-4, rtol=1e-4)


def test_what_is_pruned_can_be_pruned_again() -> None:
    model, (ids, keep, target) = built(TRANSFORMER), batch()
    first, once = pruned(model, TRANSFORMER, {"encoder.self.2": torch.tensor([0.0, 1.0])})
    gates = {"encoder.self.2": torch.tensor([0.0]), "encoder.self.1": torch.tensor([1.0, 0.0])}
    last, twice = pruned(once, first, gates)
    assert heads_of(last) == heads_of(TRANSFORMER) | {"encoder.self.1": 1, "encoder.self.2": 0}
    both = {"encoder.self.2": CUT, "encoder.self.1": gates["encoder.self.1"]}
    with gating(both.get):
        expected = model.decode(model.encode(ids, keep), target)
    found = twice.decode(twice.encode(ids, keep), target)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)
    assert last.encoder_heads == [1, 0]


def test_the_encoder_of_a_hybrid_can_be_pruned() -> None:
    model, (ids, keep, target) = built(HYBRID), batch()
    assert heads_of(HYBRID) == {"encoder.self.1": 2, "encoder.self.2": 2}
    gates = {"encoder.self.1": CUT, "encoder.self.2": HALF}
    smaller, found = pruned(model, HYBRID, gates)
    assert smaller.encoder_heads == [0, 1]
    with gating(gates.get):
        expected = model.decode(model.encode(ids, keep), target)
    result = found.decode(found.encode(ids, keep), target)
    torch.testing.assert_close(result, expected, atol=1e-4, rtol=1e-4)


def test_a_decoder_of_recurrent_units_has_no_heads_of_its_own_and_keeps_the_units() -> None:
    settings = changed(TRANSFORMER, decoder_self="ssru")
    model, (ids, keep, target) = built(settings), batch()
    assert isinstance(settings, TransformerSettings)
    assert not [site for site in heads_of(settings) if site.startswith("decoder.self")]
    gates = {"encoder.self.1": CUT, "decoder.cross.3": HALF}
    smaller, found = pruned(model, settings, gates)
    assert (smaller.encoder_heads, getattr(smaller, "cross_heads", None)) == ([0, 2], [2, 2, 1])
    assert getattr(smaller, "decoder_heads", []) is None
    with gating(gates.get):
        expected = model.decode(model.encode(ids, keep), target)
    result = found.decode(found.encode(ids, keep), target)
    torch.testing.assert_close(result, expected, atol=1e-4, rtol=1e-4)


def test_where_no_gate_is_closed_nothing_changes() -> None:
    model = built(TRANSFORMER)
    smaller, weights = remove_heads(model, TRANSFORMER, {"encoder.self.1": torch.ones(2)})
    assert smaller == TRANSFORMER
    for name, parameter in model.named_parameters():
        assert torch.equal(weights[name], parameter)
