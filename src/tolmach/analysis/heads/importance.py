"""Importance of each attention head of a translation model, by several measures.

A measure gives values [H] by site. Shapes: B pairs, H heads, T target length, V vocabulary.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from tolmach.analysis.relevance.attribution import model_and_pieces
from tolmach.analysis.relevance.propagation import relevance_of_heads
from tolmach.corpus.parallel import Pair
from tolmach.data.batches import Batch, padded_batch
from tolmach.errors import RequestError
from tolmach.inference.batching import batches_by_length
from tolmach.models.protocol import TranslationModel
from tolmach.nn.hooks import gating
from tolmach.text.tokenizer import PAD_ID
from tolmach.translation.translator import Translator

Values = NDArray[np.float64]
Importance = Mapping[str, Values]  # by site: one value for each head, [H]
Rows = Sequence[Sequence[int]]


def gradient_importance(
    model: TranslationModel, sources: Rows, targets: Rows, heads: Mapping[str, int], tokens: int
) -> Importance:
    """Return the expected size of the loss's gradient for each head's gate, by site.

    I = E |dL(x) / dg| at g = 1 (Michel et al. 2019, eq. 2), where L(x) is the mean negative
    log-likelihood of a pair's target pieces, `</s>` among them, and g multiplies the head's
    output. `heads` is their number by site; a site without gates, as a recurrent decoder's
    attention, is left out. Pairs come in ids, in batches of so many `tokens`.
    """
    lengths = [1 + max(map(len, pair)) for pair in zip(sources, targets, strict=True)]
    sums: dict[str, Values] = {}
    for rows in batches_by_length(lengths, tokens):
        batch = padded_batch([sources[row] for row in rows], [targets[row] for row in rows])
        for site, gradient in _gradients(model, batch, heads):
            sums[site] = sums.get(site, 0) + gradient.abs().sum(0).double().cpu().numpy()
    return {site: total / len(lengths) for site, total in sums.items()}


def head_relevance(translator: Translator, pairs: Sequence[Pair]) -> dict[str, Values]:
    """Return for each site, as `encoder.self.1`, the importance of its heads, [H], 0 to 1.

    It is the share of a prediction's relevance that passes through the head, the mean over all
    predictions in `pairs`; a head whose gate is 0 has 0. Voita et al. 2019, §4, divide by the sum
    over the heads of the layer (as Ding et al. 2017 measure it for units); here that is left to
    the reader, so that heads of different layers can be compared too. Raises TolmachError where
    there are no pairs or the model is no Transformer.
    """
    if not pairs:
        raise RequestError("There are no sentence pairs to measure heads' relevance on; give some.")
    model, source_ids, target_ids = model_and_pieces(
        translator, [pair.source for pair in pairs], [pair.target for pair in pairs]
    )
    found = relevance_of_heads(model, source_ids, target_ids)
    predictions = sum(1 + len(ids) for ids in target_ids)
    return {
        site: np.stack([each[site] for each in found]).sum(0, np.float64) / predictions
        for site in found[0]
    }


def rank_agreement(measures: Mapping[str, Importance]) -> dict[tuple[str, str], float]:
    """Return Spearman's rank correlation of each two measures over the heads that both know."""
    return {
        (one, other): _spearman(*_together(measures[one], measures[other]))
        for one, other in combinations(measures, 2)
    }


def _gradients(
    model: TranslationModel, batch: Batch, heads: Mapping[str, int]
) -> Iterator[tuple[str, Tensor]]:
    """Yield the gradients [B, H] of each pair's loss for gates of its own."""
    device = next(model.parameters()).device
    batch = batch.to(device)
    gates = {
        site: torch.ones(len(batch.source), count, device=device, requires_grad=True)
        for site, count in heads.items()
    }
    with torch.enable_grad(), gating(gates.get):
        loss = pair_losses(model, batch).sum()
    if not gates or not loss.requires_grad:  # a frozen model, and nothing of it has a gate
        return
    gradients = torch.autograd.grad(loss, list(gates.values()), allow_unused=True)
    for site, gradient in zip(gates, gradients, strict=True):
        if gradient is not None:
            yield site, gradient


def pair_losses(model: TranslationModel, batch: Batch) -> Tensor:
    """Return the mean negative log-likelihood of a target piece of each pair, [B]."""
    logits = model.decode(model.encode(batch.source, batch.source_keep), batch.target_in)
    losses = F.cross_entropy(
        logits.transpose(1, 2), batch.target_out, ignore_index=PAD_ID, reduction="none"
    )  # [B, T]
    return losses.sum(1) / (batch.target_out != PAD_ID).sum(1)


def _together(one: Importance, other: Importance) -> tuple[Values, Values]:
    shared = [site for site in one if site in other]
    if not shared:
        return np.empty(0), np.empty(0)
    return np.concatenate([one[s] for s in shared]), np.concatenate([other[s] for s in shared])


def _spearman(one: Values, other: Values) -> float:
    """Return the correlation of ranks; not-a-number where there is nothing to rank."""
    ranks = _ranks(one), _ranks(other)
    if len(one) < 2 or min(ranks[0].std(), ranks[1].std()) == 0:
        return float("nan")
    return float(np.corrcoef(*ranks)[0, 1])


def _ranks(values: Values) -> Values:
    """Return the rank of each value; equal ones share the mean of theirs."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = count.cumsum()
    return (last - (count - 1) / 2)[place]
