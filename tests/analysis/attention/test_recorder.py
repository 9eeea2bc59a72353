from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.models.variants import VARIANTS, changed
from tolmach.analysis.attention.recorder import Recorder, record_pairs
from tolmach.config.model import ConvolutionalSettings, HybridSettings, Model, TransformerSettings
from tolmach.models.build import build_model
from tolmach.models.protocol import TranslationModel
from tolmach.text.tokenizer import BOS_ID, PAD_ID

B, S, T, V = 3, 5, 7, 23
every_variant = pytest.mark.parametrize("settings", list(VARIANTS.values()), ids=list(VARIANTS))


def built(settings: Model) -> TranslationModel:
    torch.manual_seed(1)
    model = build_model(settings, V, V if settings.tied == "all" else V + 2).eval()
    for parameter in model.parameters():
        parameter.data += 0.3 * torch.randn_like(parameter)
    return model


def batch() -> tuple[Tensor, Tensor, Tensor]:
    keep = torch.arange(S) < torch.tensor([[5], [2], [4]])
    ids = torch.randint(3, V, (B, S)).masked_fill(~keep, PAD_ID)
    target = torch.randint(3, V, (B, T))
    target[:, 0] = BOS_ID
    return ids, keep, target


def sites_of(settings: Model) -> list[str]:
    encoder = [f"encoder.self.{1 + n}" for n in range(settings.encoder_layers)]
    layers = range(1, 1 + settings.decoder_layers)
    match settings:
        case TransformerSettings():
            decoder = [f"decoder.{kind}.{n}" for n in layers for kind in ("self", "cross")]
            recurs = settings.decoder_self == "ssru"
            left = [site for site in decoder if not (recurs and "self" in site)]
            return [site for site in encoder + left if heads_of(settings, site)]
        case HybridSettings():
            return [*(site for site in encoder if heads_of(settings, site)), "decoder.cross.1"]
        case ConvolutionalSettings():
            return [f"decoder.cross.{n}" for n in layers if settings.link == "attention"]
    return ["decoder.cross.1"] if settings.link.startswith("attention") else []


def heads_of(settings: Model, site: str) -> int:
    side, layer = site.rsplit(".", 1)
    match settings:
        case TransformerSettings():
            left = {
                "encoder.self": settings.encoder_heads,
                "decoder.self": settings.decoder_heads,
                "decoder.cross": settings.cross_heads,
            }[side]
        case HybridSettings() if side == "encoder.self":
            left = settings.encoder_heads
        case _:
            return 1
    return settings.heads if left is None else left[int(layer) - 1]


@every_variant
def test_every_distribution_is_recorded_and_padding_gets_none_of_it(settings: Model) -> None:
    model, (ids, keep, target) = built(settings), batch()
    with torch.no_grad(), Recorder() as recorder:
        model.decode(model.encode(ids, keep), target)
    assert recorder.sites == sites_of(settings)
    for site in recorder.sites:
        weights, heads = recorder.weights(site), heads_of(settings, site)
        queries = S if "encoder" in site else T
        keys = T if "decoder.self" in site else S
        assert weights.shape == (B, heads, queries, keys)
        torch.testing.assert_close(weights.sum(-1), torch.ones(B, heads, queries))
        if keys == S:
            assert not weights.movedim(-1, 1)[~keep].any()
            assert weights.movedim(-1, 1)[keep].all()
        else:
            assert torch.equal(weights, weights.tril())


@every_variant
def test_recording_changes_no_bit(settings: Model) -> None:
    model, (ids, keep, target) = built(settings), batch()
    with torch.no_grad():
        before = model.decode(model.encode(ids, keep), target)
        with Recorder():
            during = model.decode(model.encode(ids, keep), target)
        after = model.decode(model.encode(ids, keep), target)
    assert torch.equal(before, during)
    assert torch.equal(before, after)


@every_variant
def test_step_by_step_the_same_is_recorded(settings: Model) -> None:
    model, (ids, keep, target) = built(settings), batch()
    with torch.no_grad():
        with Recorder() as at_once:
            model.decode(model.encode(ids, keep), target)
        with Recorder() as by_step:
            state: Any = model.start(model.encode(ids, keep))
            for piece in target.unbind(1):
                _, state = model.step(piece, state)
    assert by_step.sites == at_once.sites
    for site in at_once.sites:
        torch.testing.assert_close(
            by_step.weights(site), at_once.weights(site), atol=1e-4, rtol=1e-4
        )


@every_variant
def test_a_pair_in_a_batch_is_recorded_as_alone(settings: Model) -> None:
    model = built(settings)
    sources, targets = [[5, 7, 11], [4], []], [[3], [9, 8, 7, 6], [13, 5]]
    together = record_pairs(model, sources, targets)
    for source, target, found in zip(sources, targets, together, strict=True):
        alone = record_pairs(model, [source], [target])[0]
        assert (found.source, found.target) == ((*source, 2), (*target, 2))
        assert found.weights.keys() == set(sites_of(settings)) == alone.weights.keys()
        for site, weights in found.weights.items():
            assert weights.shape[-1] == len(target if "decoder.self" in site else source) + 1
            np.testing.assert_allclose(weights, alone.weights[site], atol=1e-4)


def test_the_last_step_of_a_recurrent_decoder_is_its_softmax_of_scores() -> None:
    settings = changed(VARIANTS["recurrent, attention before"], score="dot")
    model = built(settings)
    rows: dict[str, Any] = {}
    model.decoder.alignment.register_forward_hook(  # type: ignore[union-attr]
        lambda _, inputs, __: rows.update(query=inputs[0], source=inputs[1])
    )
    ids, keep, target = batch()
    with torch.no_grad(), Recorder() as recorder:
        model.decode(model.encode(ids, keep), target)
    scores = rows["query"] @ rows["source"].keys.transpose(1, 2)  # of the last step
    expected = scores.masked_fill(~keep[:, None], -torch.inf).softmax(-1)
    torch.testing.assert_close(recorder.weights("decoder.cross.1")[:, 0, -1:], expected)


def test_training_with_a_recorder_learns_the_same() -> None:
    model, (ids, keep, target) = built(VARIANTS["transformer, pre-norm"]).train(), batch()

    def gradients() -> list[Tensor]:
        model.zero_grad()
        model.decode(model.encode(ids, keep), target).square().sum().backward()
        return [
            parameter.grad.clone() for parameter in model.parameters() if parameter.grad is not None
        ]

    before = gradients()
    with Recorder() as recorder:
        during = gradients()
    assert all(map(torch.equal, before, during))
    assert not recorder.weights("encoder.self.1").requires_grad
