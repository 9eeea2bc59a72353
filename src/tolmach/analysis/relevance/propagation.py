"""Layer-wise relevance propagation through the Transformer (Ding et al. 2017; Voita et al. 2021).

It attributes each prediction to every piece of the source and of the target before it: a relevance
of 1 is put on one logit and passed back, operation by operation (`rules`), to the input pieces.
Layer norm passes every entry's relevance to the same entry, its mean and deviation counting as
constants (Achtibat et al. 2024, prop. 3.4), and so does the nonlinearity; a piece and its position
are one input.

Shapes: B sentences, P predictions (as many as T), S source length, T target length, D model size,
H heads, E head size; `</s>` counts on both sides.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tolmach.analysis.relevance.rules import (
    of_logits,
    through_attention,
    through_linear,
    through_sum,
)
from tolmach.analysis.relevance.trace import (
    AttentionTrace,
    FeedForwardTrace,
    RecurrenceTrace,
    SublayerTrace,
    TransformerTrace,
    traced,
)
from tolmach.data.batches import Batch, padded_batch
from tolmach.errors import RequestError
from tolmach.inference.batching import answers_by_length
from tolmach.models.protocol import TranslationModel
from tolmach.models.transformer import Transformer
from tolmach.nn.attention import merge_heads, split_heads
from tolmach.text.tokenizer import EOS_ID, PAD_ID

Shares = NDArray[np.float32]
Explained = Callable[[Tensor, Batch], Tensor]  # logits [B, T, V] to the pieces [B, T] to explain

_BUDGET = 2048  # predictions times the longer side, in all sentences that are explained at once


@dataclass(frozen=True)
class Relevance:
    """The attribution of the predictions of one pair, in shares of 1.

    Prediction t has read the source, `<s>` and the first t target pieces: row t of `prefix` is 0
    from column t + 1 on.
    """

    target: tuple[int, ...]  # T ids, `</s>` last
    explained: tuple[int, ...]  # T ids: whose logits are explained
    source: Shares  # [T, S]
    prefix: Shares  # [T, T]; column 0 is `<s>`

    @property
    def total(self) -> Shares:
        """The sum over all input pieces, [T]; what is missing from 1 is rounding."""
        return self.source.sum(1) + self.prefix.sum(1)

    @property
    def source_share(self) -> Shares:
        """The source's part of the sum, [T]; the rest is the prefix's."""
        return self.source.sum(1) / self.total


def said(logits: Tensor, batch: Batch) -> Tensor:  # noqa: ARG001
    """Explain the pieces of the target themselves."""
    return batch.target_out


def likeliest(logits: Tensor, batch: Batch) -> Tensor:  # noqa: ARG001
    """Explain the pieces that the model would say next, whatever the target goes on with."""
    return logits.argmax(-1)


def relevance(
    model: TranslationModel,
    sources: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
    explained: Explained = said,
) -> list[Relevance]:
    """Explain every prediction in pairs of ids, which come without special pieces.

    Raises TolmachError where the model is no Transformer.
    """
    transformer = _transformer(model)

    def explain(rows: list[int]) -> Iterator[Relevance]:
        chosen = [sources[row] for row in rows], [targets[row] for row in rows]
        return _of_batch(transformer, *chosen, explained)

    lengths = [length * length for length in _longer(sources, targets)]
    return answers_by_length(lengths, _BUDGET, explain)


def relevance_of_heads(
    model: TranslationModel, sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
) -> list[dict[str, Shares]]:
    """Return for each pair of ids, by site, what passes through each head in all, [H].

    It is the sum over all predictions, of which each puts 1 on its own piece; what passes through
    several heads counts in each. What a rule passes back grows in proportion to what it gets, so
    that one pass serves all predictions, at a fraction of the cost of `relevance`.

    Raises TolmachError where the model is no Transformer.
    """
    transformer = _transformer(model)

    def explain(rows: list[int]) -> Iterator[dict[str, Shares]]:
        batch = padded_batch([sources[row] for row in rows], [targets[row] for row in rows])
        passed = _through_heads(transformer, batch.to(transformer.output.weight.device))
        for row in range(len(rows)):
            yield {site: heads[row].cpu().numpy() for site, heads in passed.items()}

    return answers_by_length(_longer(sources, targets), _BUDGET, explain)


def _transformer(model: TranslationModel) -> Transformer:
    if not isinstance(model, Transformer):  # the propagation goes through its every part
        raise RequestError(
            "Relevance is propagated through a single Transformer alone, and this model is "
            "another; take a Transformer."
        )
    return model


def _longer(sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]) -> list[int]:
    """Return the length of the longer side of each pair, `</s>` included."""
    return [1 + max(map(len, pair)) for pair in zip(sources, targets, strict=True)]


def _through_heads(model: Transformer, batch: Batch) -> dict[str, Tensor]:
    """Return by site what passes through each head from all predictions together, [B, H]."""
    trace = traced(model, batch)
    rows = of_logits(trace.rows, model.output.weight[batch.target_out])  # [B, T, D]
    rows = rows * (batch.target_out != PAD_ID)[..., None]
    backward = _Backward(trace)
    backward.back(rows[:, None])  # one prediction, of them all
    return {site: heads[:, 0] for site, heads in reversed(backward.heads.items())}


def _of_batch(
    model: Transformer,
    sources: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
    explained: Explained,
) -> Iterator[Relevance]:
    batch = padded_batch(sources, targets).to(model.output.weight.device)
    with torch.inference_mode():
        trace = traced(model, batch)
        pieces = explained(model.output(trace.rows), batch)  # [B, P]
        attributed = _attributed(trace, of_logits(trace.rows, model.output.weight[pieces]))
    for row, (source_ids, target_ids) in enumerate(zip(sources, targets, strict=True)):
        S, T = len(source_ids) + 1, len(target_ids) + 1
        yield Relevance(
            (*target_ids, EOS_ID),
            tuple(pieces[row, :T].tolist()),
            attributed.source[row, :T, :S].cpu().numpy(),
            attributed.prefix[row, :T, :T].cpu().numpy(),
        )


class _Attributed(NamedTuple):
    """The attribution of some predictions."""

    source: Tensor  # [B, P, S]
    prefix: Tensor  # [B, P, T]


def _attributed(trace: TransformerTrace, rows: Tensor) -> _Attributed:
    """Pass back the relevance [B, T, D] of the last rows, some predictions at a time."""
    B, T, _ = rows.shape
    count = max(1, _BUDGET // (B * max(T, trace.memory.shape[1])))
    parts = [_Backward(trace).back(_apart(rows, first, count)) for first in range(0, T, count)]
    return _Attributed(
        torch.cat([part.source for part in parts], dim=1),
        torch.cat([part.prefix for part in parts], dim=1),
    )


def _apart(rows: Tensor, first: int, count: int) -> Tensor:
    """Put the row [B, D] of each of some predictions at its place, alone, [B, P, T, D]."""
    B, T, D = rows.shape
    places = torch.arange(first, min(first + count, T), device=rows.device)
    apart = rows.new_zeros(B, len(places), T, D)
    apart[:, places - first, places] = rows[:, places]
    return apart


class _Backward:
    """One pass from the last rows back to the pieces."""

    def __init__(self, trace: TransformerTrace) -> None:
        self._trace = trace
        self.heads: dict[str, Tensor] = {}  # by site, the last first: what passed, [B, P, H]

    def back(self, target: Tensor) -> _Attributed:
        """Explain predictions from the relevance [B, P, T, D] of the last rows."""
        B, P, _, D = target.shape
        source = target.new_zeros(B, P, self._trace.memory.shape[1], D)  # [B, P, S, D]
        for sublayer in reversed(self._trace.decoder):
            if isinstance(sublayer, AttentionTrace) and sublayer.crossing:
                target, part = self._split(sublayer, target)  # [B, P, T, D], [B, P, S, D]
                source = source + part
            else:
                target = self._through(sublayer, target)
        for sublayer in reversed(self._trace.encoder):
            source = self._through(sublayer, source)
        return _Attributed(source.sum(-1), target.sum(-1))

    def _split(self, trace: AttentionTrace, relevance: Tensor) -> tuple[Tensor, Tensor]:
        """Share relevance between the stream and the rows that were attended to."""
        stream, added = through_sum(relevance, *_per_prediction(trace.stream, trace.added))
        attended, read, weights, values = _per_prediction(
            trace.attended, trace.read, trace.weights, trace.values
        )
        merged = through_linear(added, attended, trace.out.weight, trace.out.bias)
        heads = split_heads(merged, weights.shape[2])  # [B, P, H, T, E]
        self.heads[trace.site] = heads.sum((-2, -1))
        valued = through_attention(heads, weights, values)  # [B, P, H, S, E]
        return stream, through_linear(merge_heads(valued), read, *trace.value)

    def _through(self, sublayer: SublayerTrace, relevance: Tensor) -> Tensor:
        """Pass the relevance of one sequence's rows back through one of its sublayers."""
        if isinstance(sublayer, FeedForwardTrace):
            return self._feed_forward(sublayer, relevance)
        if isinstance(sublayer, RecurrenceTrace):
            return self._recurrence(sublayer, relevance)
        stream, read = self._split(sublayer, relevance)
        return stream + read

    def _feed_forward(self, trace: FeedForwardTrace, relevance: Tensor) -> Tensor:
        stream, added = through_sum(relevance, *_per_prediction(trace.stream, trace.added))
        read, inner = _per_prediction(trace.read, trace.inner)
        layer = trace.layer
        units = through_linear(added, inner, layer.out.weight, layer.out.bias)  # [B, P, T, I]
        return stream + through_linear(units, read, layer.inner.weight, layer.inner.bias)

    def _recurrence(self, trace: RecurrenceTrace, relevance: Tensor) -> Tensor:
        """Pass relevance on as through attention whose heads are single units.

        Predictions take the place of a head's units there, so that they share the weights.
        """
        stream, added = through_sum(relevance, *_per_prediction(trace.stream, trace.added))
        values = trace.values.transpose(1, 2)[..., None]  # [B, D, T, 1]
        units = through_attention(added.permute(0, 3, 2, 1), trace.weights, values)  # [B, D, T, P]
        (read,) = _per_prediction(trace.read)
        return stream + through_linear(units.permute(0, 3, 2, 1), read, trace.weight)


def _per_prediction(*tensors: Tensor) -> list[Tensor]:
    """Give each tensor [B, ..] an axis for the predictions, which share it."""
    return [tensor[:, None] for tensor in tensors]
