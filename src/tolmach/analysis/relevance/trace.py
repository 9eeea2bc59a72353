"""A tap on a Transformer's forward pass: everything that relevance passes back through.

Hooks on the model's own sublayers keep what they read and what they add while it runs, so that
nothing of the pass is written out twice. Shapes: B sentences, S source length, T target length,
D model size, H heads, E head size, I inner size.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from threading import get_ident
from typing import Any, Self, TypeAlias

from torch import Tensor, nn

from tolmach.data.batches import Batch
from tolmach.models.transformer import Transformer
from tolmach.nn.attention import CrossAttention, SelfAttention
from tolmach.nn.hooks import listening
from tolmach.nn.layers import FeedForward
from tolmach.nn.ssru import Ssru


@dataclass(frozen=True)
class AttentionTrace:
    """One attention: `stream` [B, T, D] becomes `stream + added`."""

    site: str
    stream: Tensor
    read: Tensor  # [B, S, D], of which the values are made
    value: tuple[Tensor, Tensor]  # weight [H E, D] and bias [H E] that make them
    weights: Tensor  # [B, H, T, S]
    values: Tensor  # [B, H, S, E]
    attended: Tensor  # [B, T, H E], heads merged and gated
    out: nn.Linear
    added: Tensor  # [B, T, D]
    crossing: bool  # from the decoder to the encoder's rows


@dataclass(frozen=True)
class FeedForwardTrace:
    """One feed-forward sublayer: `stream` [B, T, D] becomes `stream + added`."""

    stream: Tensor
    read: Tensor  # [B, T, D]
    layer: FeedForward
    inner: Tensor  # [B, T, I], after the nonlinearity
    added: Tensor


@dataclass(frozen=True)
class RecurrenceTrace:
    """One recurrent unit of the decoder: `stream` [B, T, D] becomes `stream + added`.

    Its states before the ReLU are sums of `values` with `weights`, for each unit its own.
    """

    stream: Tensor
    read: Tensor  # [B, T, D]
    weight: Tensor  # [D, D], which makes values of what is read
    values: Tensor  # [B, T, D]
    weights: Tensor  # [B, D, T, T]
    added: Tensor


SublayerTrace: TypeAlias = AttentionTrace | FeedForwardTrace | RecurrenceTrace


@dataclass(frozen=True)
class TransformerTrace:
    """The sublayers of both stacks in the order of computation, and the rows of the logits.

    An attention without a head left is missing: it adds a bias, which no relevance goes to.
    """

    encoder: list[SublayerTrace]
    decoder: list[SublayerTrace]
    memory: Tensor  # [B, S, D]
    rows: Tensor  # [B, T, D]


def traced(model: Transformer, batch: Batch) -> TransformerTrace:
    """Run a batch, teacher-forced, and keep everything; the model must not be training."""
    with _Tap(model) as tap:
        memory = model.encode(batch.source, batch.source_keep)
        encoder = tap.taken()
        tap.memory = memory.rows
        rows = model.decode_rows(memory, batch.target_in)
    return TransformerTrace(encoder, tap.taken(), memory.rows, rows)


class _Tap:
    """A context manager whose hooks trace the sublayers that the model runs in this thread.

    Before a sublayer ends, its norm (where that comes first) and its output projection have run
    last of all, so that the inputs of those are the sublayer's own.
    """

    memory: Tensor  # [B, S, D], to be set before the decoder runs

    def __init__(self, model: Transformer) -> None:
        self._model = model
        self._pre_norm = model.sizes.norm == "pre"
        self._thread = get_ident()
        self._active = ExitStack()
        self._sublayers: list[SublayerTrace] = []
        self._weights: dict[str, Tensor] = {}  # by site
        self._normalised: Tensor  # the input of the last norm
        self._projected: Tensor  # the input of the last output projection

    def __enter__(self) -> Self:
        self._active.enter_context(listening(self._weights.__setitem__))
        for module in self._model.modules():
            match module:
                case nn.LayerNorm():
                    self._active.enter_context(module.register_forward_hook(self._keep_normalised))
                case SelfAttention() | CrossAttention() | FeedForward():
                    projection = module.out.register_forward_hook(self._keep_projected)
                    self._active.enter_context(projection)
                    self._active.enter_context(module.register_forward_hook(self._keep_sublayer))
                case Ssru():
                    self._active.enter_context(module.register_forward_hook(self._keep_sublayer))
        return self

    def __exit__(self, *_: object) -> None:
        self._active.close()

    def taken(self) -> list[SublayerTrace]:
        """Return the sublayers that ran since the last call."""
        taken, self._sublayers = self._sublayers, []
        return taken

    def _keep_normalised(self, _: nn.Module, inputs: tuple[Any, ...], __: Tensor) -> None:
        if get_ident() == self._thread:
            self._normalised = inputs[0]

    def _keep_projected(self, _: nn.Module, inputs: tuple[Any, ...], __: Tensor) -> None:
        if get_ident() == self._thread:
            self._projected = inputs[0]

    def _keep_sublayer(self, module: nn.Module, inputs: tuple[Any, ...], added: Tensor) -> None:
        if get_ident() != self._thread:
            return
        stream = self._normalised if self._pre_norm else inputs[0]
        match module:
            case FeedForward():
                trace = FeedForwardTrace(stream, inputs[0], module, self._projected, added)
                self._sublayers.append(trace)
            case Ssru():
                read = inputs[0]
                values, weights = module.new(read), module.weights(read)
                unit = RecurrenceTrace(stream, read, module.new.weight, values, weights, added)
                self._sublayers.append(unit)
            case SelfAttention():
                *_, values = module.project(inputs[0])
                linear = module.query_key_value
                self._keep_attention(module, stream, (inputs[0], linear, values), added)
            case CrossAttention():
                linear = module.key_value
                self._keep_attention(module, stream, (self.memory, linear, inputs[2]), added)

    def _keep_attention(
        self,
        attention: SelfAttention | CrossAttention,
        stream: Tensor,
        read: tuple[Tensor, nn.Linear, Tensor],
        added: Tensor,
    ) -> None:
        rows, linear, values = read
        count = attention.out.in_features  # values are made by the last outputs of `linear`
        trace = AttentionTrace(
            site=attention.site,
            stream=stream,
            read=rows,
            value=(linear.weight[-count:], linear.bias[-count:]),
            weights=self._weights[attention.site],
            values=values,
            attended=self._projected,
            out=attention.out,
            added=added,
            crossing=isinstance(attention, CrossAttention),
        )
        self._sublayers.append(trace)
