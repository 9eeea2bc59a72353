"""How alike texts are, each to each: sentence chrF and BLEU, every text's n-grams counted once.

The numbers are sacreBLEU's own for single sentences, with its default settings (for BLEU with
effective order, as it advises); for a hundred texts they come some 80 times as fast.

Shapes: N texts; [N, N] holds a row for each as translation, a column for each as reference.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]

_CHRF_ORDER, _CHRF_BETA = 6, 2
_BLEU_ORDER = 4


def pairwise_chrf(texts: Sequence[str]) -> Table:
    """Return chrF of each text against each, 0 to 100, [N, N] (Popović 2015)."""
    letters = ["".join(text.split()) for text in texts]
    precision, recall, orders = (np.zeros((len(texts),) * 2) for _ in range(3))
    for order in range(1, _CHRF_ORDER + 1):
        shared = _shared(letters, order)
        both = (shared.own > 0) & (shared.others > 0)  # [N, N]
        precision += _quotient(shared.matches, shared.own, both)
        recall += _quotient(shared.matches, shared.others, both)
        orders += both
    precision, recall = (_quotient(each, orders, orders > 0) for each in (precision, recall))
    factor = _CHRF_BETA**2
    weighted = factor * precision + recall
    return 100 * _quotient((1 + factor) * precision * recall, weighted, weighted > 0)


def pairwise_bleu(texts: Sequence[str]) -> Table:
    """Return BLEU of each text against each, 0 to 100, [N, N] (Papineni et al. 2002).

    Smoothed by the method "exp" (Chen and Cherry 2014, method 3).
    """
    from sacrebleu.metrics.bleu import BLEU

    cut = BLEU(effective_order=True).tokenizer
    words = [tuple(cut(text.rstrip()).split()) for text in texts]
    logarithms, orders, misses = (np.zeros((len(texts),) * 2) for _ in range(3))
    for order in range(1, _BLEU_ORDER + 1):
        shared = _shared(words, order)
        there = np.broadcast_to(shared.own > 0, logarithms.shape)
        misses += there & (shared.matches == 0)
        smoothed = np.where(shared.matches > 0, shared.matches, 0.5**misses)
        precision = _quotient(smoothed, shared.own, there)
        logarithms += np.log(precision, out=np.zeros_like(precision), where=there)
        orders += there
    mean = np.exp(_quotient(logarithms, orders, orders > 0))
    matched = _shared(words, 1).matches > 0
    return np.where(matched, 100 * _brevity(np.array([len(row) for row in words])) * mean, 0.0)


class _Shared(NamedTuple):
    """How many n-grams of one order texts have, and have in common."""

    matches: NDArray[np.int64]  # [N, N]
    own: NDArray[np.int64]  # [N, 1]
    others: NDArray[np.int64]  # [1, N]


def _shared(texts: Sequence[Sequence[Hashable]], order: int) -> _Shared:
    grams = [Counter(zip(*(row[place:] for place in range(order)), strict=False)) for row in texts]
    columns = {gram: column for column, gram in enumerate(set().union(*grams))}
    table = np.zeros((len(texts), len(columns)), np.int64)
    for line, counted in zip(table, grams, strict=True):
        line[[columns[gram] for gram in counted]] = list(counted.values())
    matches = [np.minimum(table[:, line > 0], line[line > 0]).sum(1) for line in table]
    total = table.sum(1)
    return _Shared(np.stack(matches), total[:, None], total[None])


def _brevity(lengths: NDArray[np.int64]) -> Table:
    """Return the brevity penalty of each text against each, [N, N]."""
    ratio = _quotient(lengths[None], lengths[:, None], lengths[:, None] > 0)
    return np.where(lengths[:, None] < lengths[None], np.exp(1 - ratio), 1.0)


def _quotient(above: NDArray[Any], below: NDArray[Any], where: NDArray[np.bool_]) -> Table:
    """Return above / below where that is asked for, and 0 elsewhere."""
    shape = np.broadcast_shapes(np.shape(above), np.shape(below))
    return np.divide(above, below, out=np.zeros(shape), where=where)
