"""A Transformer's forward pass with everything kept that relevance passes back through.

The modules are the model's own; only what they do in between is written out once more, and a test
says that the rows at the end are the same. Shapes: B sentences, S source length, T target length,
D model size, H heads, E head size, I inner size.
"""

from dataclasses import dataclass
from typing import cast

from torch import Tensor, nn

from tolmach.data.batches import Batch
from tolmach.models.transformer import DecoderLayer, EncoderLayer, Transformer
from tolmach.nn.attention import (
    CrossAttention,
    HeadlessCrossAttention,
    HeadlessSelfAttention,
    SelfAttention,
    attention_weights,
    merge_heads,
    split_heads,
)
from tolmach.nn.head_gates import gated
from tolmach.nn.layers import FeedForward, activate

_Attention = SelfAttention | CrossAttention | HeadlessSelfAttention | HeadlessCrossAttention


@dataclass(frozen=True)
class AttentionTrace:
    """One attention: `stream` [B, T, D] becomes `stream + brought`."""

    site: str
    stream: Tensor
    read: Tensor  # [B, S, D], of which the values are made
    value: tuple[Tensor, Tensor]  # weight [H E, D] and bias [H E] that make them
    weights: Tensor  # [B, H, T, S]
    values: Tensor  # [B, H, S, E]
    attended: Tensor  # [B, T, H E], heads merged and gated
    out: nn.Linear
    brought: Tensor  # [B, T, D]


@dataclass(frozen=True)
class FeedForwardTrace:
    """One feed-forward layer: `stream` [B, T, D] becomes `stream + brought`."""

    stream: Tensor
    read: Tensor  # [B, T, D]
    layer: FeedForward
    inner: Tensor  # [B, T, I], after the nonlinearity
    brought: Tensor


@dataclass(frozen=True)
class EncoderLayerTrace:
    """One layer of the encoder; an attention without a head left is None."""

    attention: AttentionTrace | None
    feed_forward: FeedForwardTrace


@dataclass(frozen=True)
class DecoderLayerTrace:
    """One layer of the decoder; an attention without a head left is None."""

    attention: AttentionTrace | None
    cross: AttentionTrace | None
    feed_forward: FeedForwardTrace


@dataclass(frozen=True)
class TransformerTrace:
    """Both stacks, the first layer first, and the rows that logits are made of."""

    encoder: list[EncoderLayerTrace]
    decoder: list[DecoderLayerTrace]
    memory: Tensor  # [B, S, D]
    rows: Tensor  # [B, T, D]


def traced(model: Transformer, batch: Batch) -> TransformerTrace:
    """Read a batch, teacher-forced, and keep everything; the model must not be training."""
    stream = model.source_positions(model.source_embedding(batch.source))  # [B, S, D]
    encoder = []
    for layer in cast(list[EncoderLayer], list(model.encoder)):
        trace, stream = _encoder_layer(layer, stream, batch.source_keep)
        encoder.append(trace)
    memory = model.encoder_norm(stream)
    stream = model.target_positions(model.target_embedding(batch.target_in))  # [B, T, D]
    decoder = []
    for decoder_layer in model.decoder_layers():
        step, stream = _decoder_layer(decoder_layer, stream, memory, batch.source_keep)
        decoder.append(step)
    return TransformerTrace(encoder, decoder, memory, model.decoder_norm(stream))


def _encoder_layer(
    layer: EncoderLayer, stream: Tensor, keep: Tensor
) -> tuple[EncoderLayerTrace, Tensor]:
    read = _read(stream, layer.attention_norm, pre=layer.pre)
    attention = _self_attention(layer.attention, stream, read, keep)
    brought = _brought(attention, layer.attention)
    stream = _joined(stream, brought, layer.attention_norm, pre=layer.pre)
    read = _read(stream, layer.feed_forward_norm, pre=layer.pre)
    feed_forward = _feed_forward(layer.feed_forward, stream, read)
    stream = _joined(stream, feed_forward.brought, layer.feed_forward_norm, pre=layer.pre)
    return EncoderLayerTrace(attention, feed_forward), stream


def _decoder_layer(
    layer: DecoderLayer, stream: Tensor, memory: Tensor, keep: Tensor
) -> tuple[DecoderLayerTrace, Tensor]:
    read = _read(stream, layer.attention_norm, pre=layer.pre)
    attention = _self_attention(layer.attention, stream, read, None)
    brought = _brought(attention, layer.attention)
    stream = _joined(stream, brought, layer.attention_norm, pre=layer.pre)
    read = _read(stream, layer.cross_norm, pre=layer.pre)
    cross = _cross_attention(layer.cross, stream, read, memory, keep)
    brought = _brought(cross, layer.cross)
    stream = _joined(stream, brought, layer.cross_norm, pre=layer.pre)
    read = _read(stream, layer.feed_forward_norm, pre=layer.pre)
    feed_forward = _feed_forward(layer.feed_forward, stream, read)
    stream = _joined(stream, feed_forward.brought, layer.feed_forward_norm, pre=layer.pre)
    return DecoderLayerTrace(attention, cross, feed_forward), stream


def _read(stream: Tensor, norm: nn.Module, *, pre: bool) -> Tensor:
    return norm(stream) if pre else stream


def _joined(stream: Tensor, brought: Tensor, norm: nn.Module, *, pre: bool) -> Tensor:
    rows = stream + brought
    return rows if pre else norm(rows)


def _brought(trace: AttentionTrace | None, attention: _Attention) -> Tensor:
    """Return what an attention adds, [B, T, D]; without a head it is a bias alone, [D]."""
    if trace is not None:
        return trace.brought
    assert isinstance(attention, HeadlessSelfAttention | HeadlessCrossAttention)
    return attention.bias


def _self_attention(
    attention: SelfAttention | HeadlessSelfAttention,
    stream: Tensor,
    read: Tensor,
    keep: Tensor | None,
) -> AttentionTrace | None:
    """Attend to all rows of `keep`; without it, as the decoder does, to no later ones."""
    if isinstance(attention, HeadlessSelfAttention):
        return None
    query, key, values = attention.project(read)
    weights = attention_weights(query, key, keep=keep, causal=keep is None)
    value = _last_rows(attention.query_key_value, attention.out.in_features)
    return _attention(attention, (stream, read), value, weights, values)


def _cross_attention(
    attention: CrossAttention | HeadlessCrossAttention,
    stream: Tensor,
    read: Tensor,
    memory: Tensor,
    keep: Tensor,
) -> AttentionTrace | None:
    if isinstance(attention, HeadlessCrossAttention):
        return None
    key, values = attention.remember(memory)
    query = split_heads(attention.query(read), attention.heads)
    weights = attention_weights(query, key, keep=keep)
    value = _last_rows(attention.key_value, attention.out.in_features)
    return _attention(attention, (stream, memory), value, weights, values)


def _attention(
    attention: SelfAttention | CrossAttention,
    rows: tuple[Tensor, Tensor],
    value: tuple[Tensor, Tensor],
    weights: Tensor,
    values: Tensor,
) -> AttentionTrace:
    stream, read = rows
    attended = merge_heads(gated(attention.site, weights @ values))
    return AttentionTrace(
        site=attention.site,
        stream=stream,
        read=read,
        value=value,
        weights=weights,
        values=values,
        attended=attended,
        out=attention.out,
        brought=attention.out(attended),
    )


def _last_rows(linear: nn.Linear, count: int) -> tuple[Tensor, Tensor]:
    """Return weight and bias of the last outputs of a map: the values, after queries and keys."""
    return linear.weight[-count:], linear.bias[-count:]


def _feed_forward(layer: FeedForward, stream: Tensor, read: Tensor) -> FeedForwardTrace:
    inner = activate(layer.inner(read), layer.activation)
    return FeedForwardTrace(stream, read, layer, inner, layer.out(inner))
