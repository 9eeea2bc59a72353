from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.models.variants import (
    CONVOLUTIONAL,
    HYBRID,
    RECURRENT,
    TRANSFORMER,
    VARIANTS,
    transformer_sizes,
)
from tolmach import Translator
from tolmach.analysis.relevance.propagation import (
    Relevance,
    likeliest,
    relevance,
    relevance_of_heads,
)
from tolmach.config.model import Model
from tolmach.config.model import TransformerSettings as Settings
from tolmach.data.batches import padded_batch
from tolmach.errors import TolmachError
from tolmach.inference.torch_engine import TorchEngine
from tolmach.models.build import build_model
from tolmach.models.ensemble import Ensemble
from tolmach.models.protocol import TranslationModel
from tolmach.models.transformer import Transformer
from tolmach.nn.attention import CrossAttention
from tolmach.nn.hooks import decoder_cross, gating
from tolmach.text.tokenizer import EOS_ID

V = 23
SOURCES, TARGETS = [[5, 7, 11], [4], [], [9] * 13], [[3], [9, 8, 7, 6], [13, 5], []]
TRANSFORMERS = {name: each for name, each in VARIANTS.items() if isinstance(each, Settings)}
every_transformer = pytest.mark.parametrize("settings", TRANSFORMERS.values(), ids=TRANSFORMERS)


def built(settings: Model) -> TranslationModel:
    torch.manual_seed(1)
    model = build_model(settings, V, V if getattr(settings, "tied", "") == "all" else V + 2).eval()
    for parameter in model.parameters():
        parameter.data += 0.3 * torch.randn_like(parameter)
    return model


def check(found: Relevance, source: int, target: int) -> None:
    assert found.source.shape == (target + 1, source + 1)
    assert found.prefix.shape == (target + 1, target + 1)
    np.testing.assert_allclose(found.total, 1, atol=1e-4)
    assert min(found.source.min(), found.prefix.min()) >= 0
    np.testing.assert_array_equal(found.prefix, np.tril(found.prefix))


@every_transformer
def test_relevance_is_conserved_never_negative_and_never_of_the_future(settings: Settings) -> None:
    found = relevance(built(settings), SOURCES, TARGETS)
    for source, target, each in zip(SOURCES, TARGETS, found, strict=True):
        check(each, len(source), len(target))
        assert each.explained == (*target, EOS_ID)
        assert np.all((each.source_share > 0) & (each.source_share < 1))


@every_transformer
def test_what_comes_from_the_source_came_through_heads_of_cross_attention(
    settings: Settings,
) -> None:
    model = built(settings)
    whole, heads = relevance(model, SOURCES, TARGETS), relevance_of_heads(model, SOURCES, TARGETS)
    for each, passed in zip(whole, heads, strict=True):
        through = sum(found.sum() for site, found in passed.items() if "cross" in site)
        np.testing.assert_allclose(through, each.source.sum(), rtol=1e-3, atol=1e-6)


@every_transformer
def test_a_pair_in_a_batch_is_explained_as_alone(settings: Settings) -> None:
    model = built(settings)
    together = relevance(model, SOURCES, TARGETS)
    for source, target, each in zip(SOURCES, TARGETS, together, strict=True):
        (alone,) = relevance(model, [source], [target])
        np.testing.assert_allclose(each.source, alone.source, atol=2e-4)
        np.testing.assert_allclose(each.prefix, alone.prefix, atol=2e-4)


@every_transformer
def test_heads_in_a_batch_pass_on_what_they_pass_on_alone(settings: Settings) -> None:
    model = built(settings)
    together = relevance_of_heads(model, SOURCES, TARGETS)
    for source, target, each in zip(SOURCES, TARGETS, together, strict=True):
        (alone,) = relevance_of_heads(model, [source], [target])
        assert list(each) == list(alone)
        for site, heads in each.items():
            np.testing.assert_allclose(heads, alone[site], atol=2e-3)


def linear_model(cross: float) -> Transformer:
    """Every row is all ones; the decoder adds `cross` times the mean of the source's rows to it."""
    sizes = transformer_sizes(
        V, size=8, heads=2, inner=3, encoder_layers=1, decoder_layers=1, tied="none"
    )
    model = Transformer(replace(sizes, positions="rotary")).eval()
    for parameter in model.parameters():
        parameter.data.zero_()
    for name, value in {
        "source_embedding.weight": 8**-0.5,
        "target_embedding.weight": 8**-0.5,
        "encoder_norm.bias": 1,
        "decoder_norm.weight": 1,
        "decoder_norm.bias": 1,
        "output.weight": 1,
    }.items():
        model.get_parameter(name).data.fill_(value)
    (layer,) = model.decoder_layers()
    assert isinstance(layer.cross, CrossAttention)
    layer.cross.key_value.weight.data[8:] = torch.eye(8)
    layer.cross.out.weight.data = cross * torch.eye(8)
    return model


def test_a_linear_model_s_shares_are_those_of_its_terms() -> None:
    (found,) = relevance(linear_model(3), [[4, 5, 6]], [[7, 8]])
    np.testing.assert_allclose(found.source, np.full((3, 4), 3 / 4 / 4), rtol=1e-5)
    np.testing.assert_allclose(found.prefix, np.eye(3) / 4, rtol=1e-5)
    np.testing.assert_allclose(found.source_share, 3 / 4, rtol=1e-5)
    (heads,) = relevance_of_heads(linear_model(3), [[4, 5, 6]], [[7, 8]])
    assert list(heads) == ["encoder.self.1", "decoder.self.1", "decoder.cross.1"]
    np.testing.assert_allclose(heads["decoder.cross.1"], np.full(2, 3 * 3 / 8), rtol=1e-5)
    assert not heads["encoder.self.1"].any()


@every_transformer
def test_without_cross_attention_nothing_is_attributed_to_the_source(settings: Settings) -> None:
    model = built(settings)
    assert isinstance(model, Transformer)
    for layer in model.decoder_layers():
        if isinstance(layer.cross, CrossAttention):  # else no head is left
            for parameter in layer.cross.out.parameters():
                parameter.data.zero_()
    for each in relevance(model, SOURCES, TARGETS):
        assert not each.source.any()
        np.testing.assert_allclose(each.total, 1, atol=1e-4)


def test_a_head_that_is_cut_passes_nothing_on() -> None:
    model, site = built(TRANSFORMER), decoder_cross(2)
    with gating({site: torch.tensor([0.0, 1.0])}.get):
        (found,) = relevance(model, SOURCES[:1], TARGETS[:1])
        (heads,) = relevance_of_heads(model, SOURCES[:1], TARGETS[:1])
    assert heads[site][0] == 0
    assert heads[site][1] > 0
    np.testing.assert_allclose(found.total, 1, atol=1e-4)


def test_what_the_model_would_say_can_be_explained_under_any_target() -> None:
    model = built(TRANSFORMER)
    batch = padded_batch(SOURCES[:1], TARGETS[:1])
    with torch.no_grad():
        logits = model.decode(model.encode(batch.source, batch.source_keep), batch.target_in)
    (found,) = relevance(model, SOURCES[:1], TARGETS[:1], likeliest)
    assert found.explained == tuple(logits[0].argmax(-1).tolist())
    (given,) = relevance(model, SOURCES[:1], TARGETS[:1])
    assert found.explained != given.explained
    assert not np.allclose(found.source, given.source)


@pytest.mark.parametrize("settings", [RECURRENT, CONVOLUTIONAL, HYBRID])
def test_another_architecture_is_refused(settings: Model) -> None:
    with pytest.raises(TolmachError, match="through a single Transformer alone"):
        relevance(built(settings), SOURCES, TARGETS)


def test_an_ensemble_is_refused() -> None:
    with pytest.raises(TolmachError, match="take a Transformer"):
        relevance(Ensemble([built(TRANSFORMER)] * 2), SOURCES, TARGETS)


def test_the_shipped_model_conserves_on_sentences() -> None:
    translator = Translator.load(engine="torch")
    sources = ["Meine Schwester vergisst immer den Schlüssel.", "Warum?", "Er kommt um 17.30 Uhr."]
    targets = ["My sister always forgets the key.", "Why?", "A wholly different sentence."]
    tokenizers = translator.tokenizers
    ids = [tokenizers.source.encode(text) for text in sources]
    said = [tokenizers.target.encode(text) for text in targets]
    assert isinstance(translator.engine, TorchEngine)
    explained = relevance(translator.engine.model, ids, said)
    for source, target, found in zip(ids, said, explained, strict=True):
        check(found, len(source), len(target))
