"""Multi-head scaled dot-product attention (Vaswani et al. 2017, §3.2).

Shapes: B batch rows, T queries, S keys, D model size, H heads, E head size: D / H before pruning.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tolmach.nn.hooks import AttentionParts, gated, notify
from tolmach.nn.positions import Rotation


def attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    *,
    keep: Tensor | None = None,
    causal: bool = False,
    dropout: float = 0.0,
) -> Tensor:
    """Return softmax(QK^T / sqrt(E)) V for [B, H, T, E] queries and [B, H, S, E] keys and values.

    `keep` [B, S] is True at keys that may be attended to; None keeps all. `causal` hides keys
    after the query's own position. (Vaswani et al. 2017, eq. 1.)
    """
    if query.requires_grad and query.device.type == "cpu":
        weights = attention_weights(query, key, keep=keep, causal=causal)
        return F.dropout(weights, dropout) @ value if dropout else weights @ value
    mask = None if keep is None else keep[:, None, None, :]  # [B, 1, 1, S]
    return F.scaled_dot_product_attention(
        query, key, value, attn_mask=mask, is_causal=causal, dropout_p=dropout
    )


def attention_weights(
    query: Tensor, key: Tensor, *, keep: Tensor | None = None, causal: bool = False
) -> Tensor:
    """Return softmax(QK^T / sqrt(E)), [B, H, T, S], with masks as in `attend`.

    Training on a CPU also computes attention in this explicit form: the backward pass of the fused
    kernel is up to ten times slower there for sentences of usual length.
    """
    return attention_scores(query, key, keep=keep, causal=causal).softmax(-1)


def attention_parts(
    query: Tensor, key: Tensor, value: Tensor, *, keep: Tensor | None = None, causal: bool = False
) -> AttentionParts:
    """Return everything that `attend` computes with, for an observer."""
    scores = attention_scores(query, key, keep=keep, causal=causal)
    return AttentionParts(query, key, value, scores)


def attention_scores(
    query: Tensor, key: Tensor, *, keep: Tensor | None = None, causal: bool = False
) -> Tensor:
    """Return QK^T / sqrt(E), [B, H, T, S], and -inf where a key is hidden."""
    B, H, T, E = query.shape
    S = key.shape[2]
    hidden = query.new_zeros(1, 1, 1, S)
    if keep is not None:
        hidden = hidden.masked_fill(~keep[:, None, None, :], -torch.inf)  # [B, 1, 1, S]
    if causal:
        future = torch.ones(T, S, dtype=torch.bool, device=query.device).triu(1)
        hidden = hidden.masked_fill(future, -torch.inf)  # [B, 1, T, S]
    scores = torch.baddbmm(
        hidden.expand(B, H, T, S).reshape(B * H, T, S),
        query.reshape(B * H, T, E),
        key.reshape(B * H, S, E).transpose(1, 2),
        alpha=E**-0.5,
    )
    return scores.view(B, H, T, S)


def split_heads(rows: Tensor, heads: int) -> Tensor:
    """Return [.., H, T, E] for [.., T, H E]."""
    return rows.unflatten(-1, (heads, -1)).transpose(-3, -2)


def merge_heads(rows: Tensor) -> Tensor:
    """Return [.., T, H E] for [.., H, T, E]."""
    return rows.transpose(-3, -2).flatten(-2)


class SelfAttention(nn.Module):
    """Attention of a sequence to itself; one product makes queries, keys and values.

    Without a head size, the heads share the model's size among them.
    """

    def __init__(
        self,
        size: int,
        heads: int,
        *,
        site: str,
        dropout: float,
        rotation: Rotation | None,
        head_size: int | None = None,
    ) -> None:
        super().__init__()
        self.site = site
        self.heads = heads
        self.head_size = head_size or size // heads
        self.dropout = dropout
        self.rotation = rotation
        self.query_key_value = nn.Linear(size, 3 * heads * self.head_size)
        self.out = nn.Linear(heads * self.head_size, size)

    def forward(self, rows: Tensor, *, keep: Tensor | None = None, causal: bool = False) -> Tensor:
        """Map [B, T, D] to [B, T, D]."""
        query, key, value = self.project(rows)
        notify(self.site, lambda: attention_parts(query, key, value, keep=keep, causal=causal))
        dropout = self.dropout if self.training else 0.0
        attended = attend(query, key, value, keep=keep, causal=causal, dropout=dropout)
        return self.out(merge_heads(gated(self.site, attended)))

    def start(self, rows: Tensor) -> tuple[Tensor, ...]:
        """Return keys and values before the first step, one a row of `rows`."""
        nothing = rows.new_empty(len(rows), self.heads, 0, self.head_size)  # [R, H, 0, E]
        return nothing, nothing

    def step(self, row: Tensor, past: tuple[Tensor, ...]) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Attend from one position [R, 1, D] to itself and `past` keys and values [R, H, t, E]."""
        query, key, value = self.project(row, first=past[0].shape[2])
        keys = torch.cat((past[0], key), dim=2)  # [R, H, t + 1, E]
        values = torch.cat((past[1], value), dim=2)
        notify(self.site, lambda: attention_parts(query, keys, values))
        attended = gated(self.site, attend(query, keys, values))
        return self.out(merge_heads(attended)), (keys, values)

    def project(self, rows: Tensor, first: int = 0) -> tuple[Tensor, Tensor, Tensor]:
        """Return queries, keys and values [B, H, T, E]; the first row is at position `first`."""
        projected = split_heads(self.query_key_value(rows), 3 * self.heads)  # [B, 3H, T, E]
        query, key, value = projected.chunk(3, dim=1)
        if self.rotation is not None:
            query, key = self.rotation(query, first), self.rotation(key, first)
        return query, key, value


class CrossAttention(nn.Module):
    """Attention of the decoder to the encoder's rows; head size as in `SelfAttention`."""

    def __init__(
        self, size: int, heads: int, *, site: str, dropout: float, head_size: int | None = None
    ) -> None:
        super().__init__()
        self.site = site
        self.heads = heads
        self.head_size = head_size or size // heads
        self.dropout = dropout
        self.query = nn.Linear(size, heads * self.head_size)
        self.key_value = nn.Linear(size, 2 * heads * self.head_size)
        self.out = nn.Linear(heads * self.head_size, size)

    def forward(
        self, rows: Tensor, keys: Tensor, values: Tensor, *, keep: Tensor | None = None
    ) -> Tensor:
        """Map [B, T, D] to [B, T, D], given keys and values [B, H, S, E] from `remember`."""
        query = split_heads(self.query(rows), self.heads)
        notify(self.site, lambda: attention_parts(query, keys, values, keep=keep))
        dropout = self.dropout if self.training else 0.0
        attended = attend(query, keys, values, keep=keep, dropout=dropout)
        return self.out(merge_heads(gated(self.site, attended)))

    def remember(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return keys and values [B, H, S, E] of encoder rows [B, S, D]."""
        key, value = split_heads(self.key_value(rows), 2 * self.heads).chunk(2, dim=1)
        return key, value


class HeadlessSelfAttention(nn.Module):
    """The rest of a `SelfAttention` of which all heads are pruned: a bias."""

    heads = 0
    head_size = 0

    def __init__(self, size: int, *, site: str) -> None:
        super().__init__()
        self.site = site
        self.bias = nn.Parameter(torch.zeros(size))

    def forward(self, rows: Tensor, *, keep: Tensor | None = None, causal: bool = False) -> Tensor:  # noqa: ARG002
        """Map [B, T, D] to [B, T, D], the same at every position."""
        return self.bias.expand_as(rows)

    def start(self, rows: Tensor) -> tuple[Tensor, ...]:
        """Return keys and values of no heads, one a row of `rows`."""
        nothing = rows.new_empty(len(rows), 0, 0, 0)
        return nothing, nothing

    def step(self, row: Tensor, past: tuple[Tensor, ...]) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Map one position [R, 1, D]; it has no keys and values to keep."""
        return self.bias.expand_as(row), past


class HeadlessCrossAttention(nn.Module):
    """The rest of a `CrossAttention` of which all heads are pruned: a bias."""

    heads = 0
    head_size = 0

    def __init__(self, size: int, *, site: str) -> None:
        super().__init__()
        self.site = site
        self.bias = nn.Parameter(torch.zeros(size))

    def forward(
        self,
        rows: Tensor,
        keys: Tensor,  # noqa: ARG002
        values: Tensor,  # noqa: ARG002
        *,
        keep: Tensor | None = None,  # noqa: ARG002
    ) -> Tensor:
        """Map [B, T, D] to [B, T, D], whatever the source."""
        return self.bias.expand_as(rows)

    def remember(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return keys and values [B, 0, S, 0] of encoder rows [B, S, D]."""
        nothing = rows.new_empty(*rows.shape[:1], 0, rows.shape[1], 0)
        return nothing, nothing
