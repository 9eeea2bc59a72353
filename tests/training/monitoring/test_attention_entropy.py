"""Entropy of the encoder's self-attention: 1 where it is even, 0 where it looks at one piece."""

import math
from typing import Any

import pytest
import torch

from tolmach.config.model import HybridSettings, RecurrentSettings, TransformerSettings
from tolmach.models.build import build_model
from tolmach.models.protocol import TranslationModel
from tolmach.nn.attention import SelfAttention
from tolmach.nn.hooks import AttentionParts, notify
from tolmach.training.monitoring.attention_entropy import encoder_entropies

SOURCES = [[5, 6, 7], [8, 9, 10, 11, 12, 5, 6], [], [7]]
SIZES = {"size": 14, "inner": 11, "encoder_layers": 2}


def encoder_attention(model: TranslationModel) -> list[SelfAttention]:
    modules = [each for each in model.modules() if isinstance(each, SelfAttention)]
    return [each for each in modules if each.site.startswith("encoder")]


def sharpened(by: float) -> TranslationModel:
    """Return a Transformer whose queries and keys are `by` times as long."""
    torch.manual_seed(3)
    model = build_model(TransformerSettings(**SIZES, heads=1, decoder_layers=1), 17, 17).eval()
    with torch.no_grad():
        for attention in encoder_attention(model):
            attention.query_key_value.weight[:28] *= by
            attention.query_key_value.bias[:28] *= by
    return model


def test_even_attention_has_one_and_attention_to_one_piece_none() -> None:
    assert encoder_entropies(sharpened(0), SOURCES) == pytest.approx([1, 1])
    assert encoder_entropies(sharpened(1e4), SOURCES) == pytest.approx([0, 0], abs=0.02)
    between = encoder_entropies(sharpened(3), SOURCES)
    assert all(0.02 < layer < 0.99 for layer in between)


def test_it_is_the_mean_over_real_queries_and_heads_by_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two of three keys alike for a sentence of three pieces, `</s>` counted; all of two."""
    model = sharpened(1)

    def told(source: torch.Tensor, _: torch.Tensor) -> None:
        assert source.shape == (2, 3)
        weights = torch.tensor([[0.5, 0.5, 0.0]] * 3).expand(2, 7, 3, 3)
        nothing = torch.zeros(2, 7, 3, 1)
        notify("encoder.self.1", lambda: AttentionParts(nothing, nothing, nothing, weights.log()))

    monkeypatch.setattr(model, "encode", told)
    (found,) = encoder_entropies(model, [[5, 6], [7]])
    assert found == pytest.approx((3 * math.log(2) / math.log(3) + 2) / 5)


def test_one_long_sentence_is_read_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores of all sentences, each as long as the longest, would not fit into memory."""
    model, read = sharpened(1), list[tuple[int, ...]]()
    encode = model.encode

    def noted(source: torch.Tensor, keep: torch.Tensor) -> Any:
        read.append(tuple(source.shape))
        return encode(source, keep)

    monkeypatch.setattr(model, "encode", noted)
    encoder_entropies(model, [[5, 6], [7] * 1_500, [8, 9]])
    assert read == [(1, 1_501), (2, 3)]


def test_padding_changes_nothing() -> None:
    model = sharpened(2)
    alone = [encoder_entropies(model, [source]) for source in SOURCES[:2]]
    sizes = [len(source) + 1 for source in SOURCES[:2]]
    weighted = [
        sum(size * layers[layer] for size, layers in zip(sizes, alone, strict=True)) / sum(sizes)
        for layer in range(2)
    ]
    assert encoder_entropies(model, SOURCES[:2]) == pytest.approx(weighted)


def test_other_attention_is_not_counted_and_without_any_there_is_nothing() -> None:
    torch.manual_seed(3)
    hybrid = build_model(HybridSettings(**SIZES, heads=7), 17, 17).eval()
    assert len(encoder_entropies(hybrid, SOURCES)) == 2
    recurrent = build_model(RecurrentSettings(embedding=7, size=14), 17, 17).eval()
    assert encoder_entropies(recurrent, SOURCES) == []
    assert encoder_entropies(sharpened(1), [[], []]) == []
