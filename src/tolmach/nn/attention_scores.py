"""Attention of a recurrent decoder: scores of its state against each row of the source.

Shapes: N sentences, Q queries of each, S source length, D query size, M size of the source's rows,
A size of the keys.
"""

from abc import ABC, abstractmethod
from typing import NamedTuple, Self

import torch
from torch import Tensor, nn

from tolmach.config.architectures import ScoreKind
from tolmach.nn.hooks import AttentionParts, decoder_cross, notify
from tolmach.nn.layers import draw_linear_maps

_SITE = decoder_cross(1)  # a recurrent decoder attends once a step


class Remembered(NamedTuple):
    """The source for attention: keys [N, S, A], values [N, S, M], and which are real, [N, S]."""

    keys: Tensor
    values: Tensor
    keep: Tensor | None

    def of(self, sentences: Tensor) -> Self:
        """Return the part that belongs to the given `sentences`."""
        keep = None if self.keep is None else self.keep[sentences]
        return self._replace(keys=self.keys[sentences], values=self.values[sentences], keep=keep)


class AttentionScore(nn.Module, ABC):
    """A function that scores queries against keys."""

    @abstractmethod
    def keys(self, rows: Tensor) -> Tensor:
        """Return keys [N, S, A] of the source's rows [N, S, M]."""

    @abstractmethod
    def forward(self, queries: Tensor, keys: Tensor) -> Tensor:
        """Return scores [N, Q, S] of queries [N, Q, D]."""


class DotScore(AttentionScore):
    """s^T h, for states and rows of one size (Luong et al. 2015, eq. 8, "dot")."""

    def keys(self, rows: Tensor) -> Tensor:
        """Return the rows themselves."""
        return rows

    def forward(self, queries: Tensor, keys: Tensor) -> Tensor:
        """Return scores [N, Q, S]."""
        return queries @ keys.transpose(1, 2)


class BilinearScore(AttentionScore):
    """s^T W h (Luong et al. 2015, eq. 8, "general")."""

    def __init__(self, query_size: int, memory_size: int) -> None:
        super().__init__()
        self.key = nn.Linear(memory_size, query_size, bias=False)

    def keys(self, rows: Tensor) -> Tensor:
        """Return W h, [N, S, D], for all queries at once."""
        return self.key(rows)

    def forward(self, queries: Tensor, keys: Tensor) -> Tensor:
        """Return scores [N, Q, S]."""
        return queries @ keys.transpose(1, 2)


class MlpScore(AttentionScore):
    """w2^T tanh(W1 [h, s] + b), W1 cut into a part for each (Bahdanau et al. 2015, A.1.2)."""

    def __init__(self, query_size: int, memory_size: int) -> None:
        super().__init__()
        self.key = nn.Linear(memory_size, query_size)
        self.query = nn.Linear(query_size, query_size, bias=False)
        self.out = nn.Linear(query_size, 1, bias=False)

    def keys(self, rows: Tensor) -> Tensor:
        """Return the part of W1 [h, s] + b that depends on h, [N, S, D]."""
        return self.key(rows)

    def forward(self, queries: Tensor, keys: Tensor) -> Tensor:
        """Return scores [N, Q, S]."""
        inner = self.query(queries)[:, :, None] + keys[:, None]  # [N, Q, S, D]
        return self.out(inner.tanh()).squeeze(-1)


class ScoredAttention(nn.Module):
    """The source's rows, weighted by scores against a state (Bahdanau et al. 2015, eq. 5-6)."""

    def __init__(self, kind: ScoreKind, query_size: int, memory_size: int) -> None:
        super().__init__()
        self.score = _score(kind, query_size, memory_size)
        draw_linear_maps(self.score)

    def remember(self, rows: Tensor, keep: Tensor | None) -> Remembered:
        """Compute everything that depends on the source's rows [N, S, M] alone."""
        return Remembered(self.score.keys(rows), rows, keep)

    def forward(self, queries: Tensor, source: Remembered) -> Tensor:
        """Return contexts [R, T, M] of queries [R, T, D].

        R rows share N sentences: those of one are adjacent.
        """
        together = queries.reshape(len(source.keys), -1, queries.shape[-1])  # [N, R / N * T, D]
        scores = self.scores(together, source)  # [N, R / N * T, S]
        notify(_SITE, lambda: _parts(together, source, scores))
        contexts = scores.softmax(-1) @ source.values  # [N, R / N * T, M]
        return contexts.view(*queries.shape[:2], -1)

    def scores(self, queries: Tensor, source: Remembered) -> Tensor:
        """Return scores [N, Q, S] of queries [N, Q, D]; a query's softmax is its alignment."""
        scores = self.score(queries, source.keys)  # [N, Q, S]
        if source.keep is not None:
            scores = scores.masked_fill(~source.keep[:, None], -torch.inf)
        return scores


def _parts(queries: Tensor, source: Remembered, scores: Tensor) -> AttentionParts:
    one_head = (queries[:, None], source.keys[:, None], source.values[:, None], scores[:, None])
    return AttentionParts(*one_head)


def _score(kind: ScoreKind, query_size: int, memory_size: int) -> AttentionScore:
    match kind:
        case "dot":
            return DotScore()
        case "bilinear":
            return BilinearScore(query_size, memory_size)
        case "mlp":
            return MlpScore(query_size, memory_size)
