from threading import Thread

import pytest
import torch

from tests.analysis.relevance.test_propagation import SOURCES, TARGETS, built, every_transformer
from tests.models.variants import TRANSFORMER
from tolmach.analysis.relevance.trace import (
    AttentionTrace,
    FeedForwardTrace,
    RecurrenceTrace,
    TransformerTrace,
    traced,
)
from tolmach.config.model import TransformerSettings as Settings
from tolmach.data.batches import Batch, padded_batch
from tolmach.models.transformer import Transformer
from tolmach.nn.attention import merge_heads
from tolmach.nn.hooks import decoder_cross, decoder_self, encoder_self

BATCH = padded_batch(SOURCES, TARGETS)


def made(settings: Settings) -> Transformer:
    model = built(settings)
    assert isinstance(model, Transformer)
    return model


def traced_without_gradient(model: Transformer, batch: Batch) -> TransformerTrace:
    with torch.no_grad():
        return traced(model, batch)


def sites(settings: Settings) -> tuple[list[str], list[str]]:
    """Return the names of all sublayers of the encoder and of the decoder, in order."""

    def left(heads: object, layer: int) -> bool:
        return not isinstance(heads, list) or bool(heads[layer - 1])

    encoder, decoder = [], []
    for layer in range(1, 1 + settings.encoder_layers):
        encoder += [encoder_self(layer)] if left(settings.encoder_heads, layer) else []
        encoder.append("feed-forward")
    for layer in range(1, 1 + settings.decoder_layers):
        attends = settings.decoder_self == "attention"
        itself = decoder_self(layer) if attends else "recurrence"
        decoder += [itself] if left(settings.decoder_heads, layer) else []
        decoder += [decoder_cross(layer)] if left(settings.cross_heads, layer) else []
        decoder.append("feed-forward")
    return encoder, decoder


@every_transformer
def test_sublayers_come_in_the_order_of_computation(settings: Settings) -> None:
    trace = traced_without_gradient(made(settings), BATCH)
    kinds = {FeedForwardTrace: "feed-forward", RecurrenceTrace: "recurrence"}
    named = [
        [kinds.get(type(each)) or getattr(each, "site", "") for each in stack]
        for stack in (trace.encoder, trace.decoder)
    ]
    assert named == list(sites(settings))


@every_transformer
def test_what_was_kept_computes_what_each_sublayer_adds(settings: Settings) -> None:
    trace = traced_without_gradient(made(settings), BATCH)
    for each in (*trace.encoder, *trace.decoder):
        if isinstance(each, FeedForwardTrace):
            torch.testing.assert_close(each.layer(each.read), each.added)
            torch.testing.assert_close(each.layer.out(each.inner), each.added)
            continue
        if isinstance(each, RecurrenceTrace):
            torch.testing.assert_close(each.read @ each.weight.T, each.values)
            states = torch.einsum("bdts,bsd->btd", each.weights, each.values)
            torch.testing.assert_close(states.relu(), each.added)
            continue
        torch.testing.assert_close(merge_heads(each.weights @ each.values), each.attended)
        torch.testing.assert_close(each.out(each.attended), each.added)
        weight, bias = each.value
        torch.testing.assert_close(each.read @ weight.T + bias, merge_heads(each.values))
        assert each.crossing == each.site.startswith("decoder.cross")
        assert each.crossing == (each.read is trace.memory)


@every_transformer
def test_streams_and_what_is_added_make_the_model_s_own_rows(settings: Settings) -> None:
    model = made(settings)
    with torch.no_grad():
        memory = model.encode(BATCH.source, BATCH.source_keep)
        rows = model.decode_rows(memory, BATCH.target_in)
        trace = traced(model, BATCH)
        assert torch.equal(trace.memory, memory.rows)
        assert torch.equal(trace.rows, rows)
        ends = [(trace.encoder[-1], memory.rows), (trace.decoder[-1], rows)]
        final = (
            [model.encoder_norm, model.decoder_norm]
            if settings.norm == "pre"
            else [
                model.get_submodule(f"{stack}.{layers - 1}.feed_forward_norm")
                for stack, layers in (
                    ("encoder", settings.encoder_layers),
                    ("decoder", settings.decoder_layers),
                )
            ]
        )
        for (last, expected), norm in zip(ends, final, strict=True):
            torch.testing.assert_close(norm(last.stream + last.added), expected)


def test_a_tapped_model_runs_on_as_before() -> None:
    model = made(TRANSFORMER)
    hooks = [len(module._forward_hooks) for module in model.modules()]
    traced_without_gradient(model, BATCH)
    assert [len(module._forward_hooks) for module in model.modules()] == hooks
    with pytest.raises(IndexError), torch.no_grad():
        traced(model, padded_batch([[10_000]], [[3]]))  # no such piece
    assert [len(module._forward_hooks) for module in model.modules()] == hooks


def test_another_thread_that_uses_the_model_leaves_no_trace() -> None:
    model, other = made(TRANSFORMER), padded_batch([[4, 4]], [[5, 5, 5]])

    def elsewhere() -> None:
        with torch.no_grad():
            model.decode(model.encode(other.source, other.source_keep), other.target_in)

    def run_elsewhere(*_: object) -> None:
        handle.remove()
        thread = Thread(target=elsewhere)
        thread.start()
        thread.join()

    alone = traced_without_gradient(model, BATCH)
    handle = model.decoder_layers()[0].feed_forward.inner.register_forward_hook(run_elsewhere)
    during = traced_without_gradient(model, BATCH)
    assert len(during.decoder) == len(alone.decoder)
    for one, two in zip(during.decoder, alone.decoder, strict=True):
        assert torch.equal(one.stream, two.stream)
        assert torch.equal(one.added, two.added)
    assert isinstance(during.decoder[0], AttentionTrace)
