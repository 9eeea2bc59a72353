"""The Transformer beside PyTorch's own layers, and what dropout spares where."""

import math
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

from tests.models.toy_models import B, S, T, drawn, source, target
from tests.models.variants import HYBRID, TRANSFORMER, changed, transformer_sizes
from tolmach.models.build import build_model
from tolmach.models.transformer import (
    DecoderLayer,
    EncoderLayer,
    EncoderLayers,
    Transformer,
    TransformerSizes,
)
from tolmach.nn.attention import HeadlessCrossAttention, HeadlessSelfAttention
from tolmach.nn.positions import LearnedPositions, SinusoidalPositions

D, H, INNER = 7 * 4, 2, 11
SIZES = transformer_sizes(23, size=D, heads=H, inner=INNER, dropout=0.0)
ALL = 1 - 2**-16  # the rate at which all but one in 65,536 entries are dropped
KEEP = torch.arange(S) < torch.tensor([[5], [2], [4]])


def give(theirs: Any, ours: Any) -> None:
    """Let PyTorch's layer have the weights of our own."""
    theirs.self_attn.in_proj_weight.data = ours.attention.query_key_value.weight.data
    theirs.self_attn.in_proj_bias.data = ours.attention.query_key_value.bias.data
    theirs.self_attn.out_proj.load_state_dict(ours.attention.out.state_dict())
    theirs.linear1.load_state_dict(ours.feed_forward.inner.state_dict())
    theirs.linear2.load_state_dict(ours.feed_forward.out.state_dict())
    theirs.norm1.load_state_dict(ours.attention_norm.state_dict())
    norm = theirs.norm3 if hasattr(theirs, "norm3") else theirs.norm2
    norm.load_state_dict(ours.feed_forward_norm.state_dict())


def give_cross(theirs: Any, ours: Any) -> None:
    cross = ours.cross
    theirs.multihead_attn.in_proj_weight.data = torch.cat(
        (cross.query.weight.data, cross.key_value.weight.data)
    )
    theirs.multihead_attn.in_proj_bias.data = torch.cat(
        (cross.query.bias.data, cross.key_value.bias.data)
    )
    theirs.multihead_attn.out_proj.load_state_dict(cross.out.state_dict())
    theirs.norm2.load_state_dict(ours.cross_norm.state_dict())


def shaken(layer: nn.Module) -> Any:
    torch.manual_seed(2)
    for parameter in layer.parameters():
        parameter.data += 0.3 * torch.randn_like(parameter)
    return layer


def theirs_of(kind: type, sizes: TransformerSizes) -> Any:
    return kind(
        D,
        H,
        INNER,
        dropout=0.0,
        activation=sizes.activation,
        norm_first=sizes.norm == "pre",
        batch_first=True,
    )


@pytest.mark.parametrize("norm", ["pre", "post"])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_an_encoder_layer_is_pytorchs(norm: Any, activation: Any) -> None:
    sizes = replace(SIZES, norm=norm, activation=activation)
    ours = shaken(EncoderLayer(sizes, 1))
    theirs = theirs_of(nn.TransformerEncoderLayer, sizes)
    give(theirs, ours)
    rows = torch.randn(B, S, D)
    expected = theirs(rows, src_key_padding_mask=~KEEP)
    assert_close(ours(rows, KEEP)[KEEP], expected[KEEP])
    assert_close(ours(rows, None), theirs(rows))


@pytest.mark.parametrize("norm", ["pre", "post"])
def test_a_decoder_layer_is_pytorchs(norm: Any) -> None:
    sizes = replace(SIZES, norm=norm)
    ours = shaken(DecoderLayer(sizes, 1))
    theirs = theirs_of(nn.TransformerDecoderLayer, sizes)
    give(theirs, ours)
    give_cross(theirs, ours)
    rows, memory = torch.randn(B, T, D), torch.randn(B, S, D)
    future = torch.ones(T, T, dtype=torch.bool).triu(1)
    expected = theirs(rows, memory, tgt_mask=future, memory_key_padding_mask=~KEEP)
    assert_close(ours(rows, ours.cross.remember(memory), KEEP), expected)


def test_the_encoder_is_its_layers_one_on_the_other() -> None:
    ours = shaken(EncoderLayers(replace(SIZES, encoder_layers=3)))
    assert [layer.attention.site for layer in ours] == [f"encoder.self.{n}" for n in (1, 2, 3)]
    rows = torch.randn(B, S, D)
    assert_close(ours(rows, KEEP), ours[2](ours[1](ours[0](rows, KEEP), KEEP), KEEP))


@pytest.mark.parametrize("norm", ["pre", "post"])
def test_the_whole_is_embeddings_positions_layers_and_a_norm_before_the_output(norm: str) -> None:
    model: Any = drawn(changed(TRANSFORMER, norm=norm, tied="none"))
    (ids, keep), pieces = source(), target()

    def entry(table: Any, read: Tensor) -> Tensor:
        rows = table.weight[read] * math.sqrt(table.weight.shape[1])
        return rows + SinusoidalPositions(rows.shape[-1]).table[: rows.shape[1]]

    memory = model.encoder_norm(model.encoder(entry(model.source_embedding, ids), keep))
    assert_close(model.encode(ids, keep).rows, memory)
    rows = entry(model.target_embedding, pieces)
    for layer in model.decoder:
        rows = layer(rows, layer.cross.remember(memory), keep)
    expected = model.output(model.decoder_norm(rows))
    assert_close(model.decode(model.encode(ids, keep), pieces), expected)
    assert isinstance(model.encoder_norm, nn.LayerNorm) is (norm == "pre")


@pytest.mark.parametrize("norm", ["pre", "post"])
@pytest.mark.parametrize(
    ("kind", "sublayer"),
    [
        (EncoderLayer, "attention"),
        (EncoderLayer, "feed_forward"),
        (DecoderLayer, "attention"),
        (DecoderLayer, "cross"),
        (DecoderLayer, "feed_forward"),
    ],
)
def test_dropout_is_on_every_branch(kind: Any, sublayer: str, norm: Any) -> None:
    torch.manual_seed(3)
    layer = kind(replace(SIZES, norm=norm, dropout=ALL), 1).train()
    rows = torch.randn(B, S, D)
    loud = torch.arange(B * S * D).view(B, S, D) / 7
    getattr(layer, sublayer).register_forward_hook(lambda *_: loud)
    found = layer(rows, *([layer.cross.remember(rows)] if kind is DecoderLayer else []), None)
    # Norms after the sum remain, and change little of what one of them has normed.
    expected = rows if norm == "pre" else nn.functional.layer_norm(rows, (D,))
    assert_close(found, expected, atol=1e-4, rtol=1e-4)


def test_attention_dropout_is_in_every_attention() -> None:
    sizes = replace(SIZES, attention_dropout=1.0)
    encoder: Any = EncoderLayer(sizes, 1).train()
    decoder: Any = DecoderLayer(sizes, 1).train()
    rows, memory = torch.randn(B, T, D), torch.randn(B, S, D)
    for found, attention in (
        (encoder.attention(rows), encoder.attention),
        (decoder.attention(rows, causal=True), decoder.attention),
        (decoder.cross(rows, *decoder.cross.remember(memory)), decoder.cross),
    ):
        assert_close(found, attention.out.bias.expand_as(found))


def test_inner_dropout_is_in_every_feed_forward_layer() -> None:
    torch.manual_seed(3)
    sizes = replace(SIZES, inner_dropout=ALL)
    layers: list[Any] = [EncoderLayer(sizes, 1).train(), DecoderLayer(sizes, 1).train()]
    for layer in layers:
        found = layer.feed_forward(torch.randn(B, T, D))
        assert_close(found, layer.feed_forward.out.bias.expand_as(found))


def test_embeddings_are_dropped_on_both_sides() -> None:
    torch.manual_seed(1)
    model: Any = drawn(changed(TRANSFORMER, positions="learned"))
    model.dropout.rate = ALL
    model.train()
    seen: list[Tensor] = []
    for layers in (model.encoder, model.decoder):
        layers[0].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    model.decode_rows(model.encode(*source()), target())
    assert len(seen) == 2
    assert not any(rows.any() for rows in seen)


def test_without_padding_no_mask_is_kept() -> None:
    model: Any = drawn(TRANSFORMER)
    ids, keep = source()
    assert model.encode(ids, keep).keep is keep
    assert model.encode(ids, torch.ones_like(keep)).keep is None


@pytest.mark.parametrize(
    ("tied", "shared"), [("all", (True, True)), ("target", (False, True)), ("none", (False, False))]
)
def test_tying_shares_tables(tied: str, shared: tuple[bool, bool]) -> None:
    model = build_model(changed(TRANSFORMER, tied=tied), 23, 23)
    assert isinstance(model, Transformer)
    found = (
        model.source_embedding.weight is model.target_embedding.weight,
        model.output.weight is model.target_embedding.weight,
    )
    assert found == shared


def test_heads_that_are_left_are_those_of_their_own_layer() -> None:
    model: Any = build_model(
        changed(TRANSFORMER, encoder_heads=[1, 0], decoder_heads=[2, 0, 1], cross_heads=[0, 2, 1]),
        23,
        23,
    )
    assert [layer.attention.heads for layer in model.encoder] == [1, 0]
    assert [layer.attention.heads for layer in model.decoder] == [2, 0, 1]
    assert [layer.cross.heads for layer in model.decoder] == [0, 2, 1]
    kept = [layer.attention for layer in (*model.encoder, *model.decoder)]
    kept += [layer.cross for layer in model.decoder]
    assert {each.head_size for each in kept if each.heads} == {14}  # 28 units shared by two
    assert isinstance(model.encoder[1].attention, HeadlessSelfAttention)
    assert isinstance(model.encoder[1].attention_norm, nn.Identity)
    assert isinstance(model.decoder[0].cross, HeadlessCrossAttention)
    assert [layer.cross.site for layer in model.decoder] == [
        f"decoder.cross.{n}" for n in (1, 2, 3)
    ]
    assert [layer.attention.site for layer in model.decoder] == [
        f"decoder.self.{n}" for n in (1, 2, 3)
    ]


def test_positions_are_what_they_are_called() -> None:
    sinusoidal, learned, rotary = (
        build_model(changed(TRANSFORMER, positions=kind, longest=99), 23, 23)
        for kind in ("sinusoidal", "learned", "rotary")
    )
    found: list[Any] = [sinusoidal, learned, rotary]
    assert isinstance(found[0].source_positions, SinusoidalPositions)
    assert isinstance(found[1].target_positions, LearnedPositions)
    assert found[1].target_positions.longest == 99
    rows = torch.randn(1, T, 28)
    assert found[2].source_positions(rows, 3) is rows
    rotations = [layer.attention.rotation for layer in (*found[2].encoder, *found[2].decoder)]
    assert all(rotation.dimensions.shape == (7,) for rotation in rotations)
    assert found[0].encoder[0].attention.rotation is None


def test_steps_count_their_positions() -> None:
    model: Any = drawn(TRANSFORMER)
    state = model.start(model.encode(*source()))
    lengths = [state.length]
    for piece in target()[:, :3].unbind(1):
        _, state = model.step(piece, state)
        lengths.append(state.length)
        assert [key.shape[2] for key, _ in state.past] == [lengths[-1]] * 3
    assert lengths == [0, 1, 2, 3]


def test_what_is_attended_to_follows_the_sentences_that_are_left() -> None:
    model: Any = drawn(TRANSFORMER)
    ids, keep = source()
    state = model.start(model.encode(ids, keep))
    assert state.select(torch.tensor([0, 0, 1, 1, 2, 2])).memory is state.memory
    fewer = state.select(torch.tensor([2, 2]))
    assert torch.equal(fewer.keep, keep[[2]])
    for ours, theirs in zip(fewer.memory, state.memory, strict=True):
        assert torch.equal(ours[0], theirs[0][[2]])
        assert torch.equal(ours[1], theirs[1][[2]])
    assert [key.shape[0] for key, _ in fewer.past] == [2] * 3
    whole = model.start(model.encode(ids, torch.ones_like(keep)))
    assert whole.select(torch.tensor([2])).keep is None


def test_linear_maps_are_drawn_evenly_and_biases_begin_at_zero() -> None:
    model: Any = build_model(TRANSFORMER, 23, 23)
    weight = model.encoder[0].feed_forward.inner.weight.detach()  # [11, 28]
    assert float(weight.abs().max()) <= math.sqrt(6 / (11 + 28))
    assert float(weight.abs().max()) > 0.9 * math.sqrt(6 / (11 + 28))
    assert not model.encoder[0].feed_forward.inner.bias.any()
    assert not model.output.bias.any()


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


def test_without_padding_the_encoder_alone_keeps_no_mask() -> None:
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
