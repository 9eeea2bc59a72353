"""Attention made by hand: sentences in which a head looks exactly where it is told."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.attention.site_view import SiteView, as_far_along

# the rarest piece is `▁Uhu`; `▁der` stands twice
PIECES = ("▁ob", "▁alte", "▁Hunde", "▁sehen", "▁der", "▁roten", ",", "▁Uhu", "▁der", ".")
RARITY = (7, 41, 23, 31, 5, 43, 3, 97, 5, 2)
END = len(PIECES)

Look = Callable[[int], int]  # from the place of a query to that of a key


def looking(*heads: Look, sure: float = 0.9) -> SiteView:
    """Return an encoder's view, in which each head gives `sure` to one key, the rest to all."""
    keys = (*PIECES, "</s>")
    return SiteView(
        _weights(heads, len(PIECES), len(keys), sure),
        PIECES,
        keys,
        np.array([*RARITY, -1]),
        np.arange(len(PIECES)),
    )


def looking_back(*heads: Look, sure: float = 0.9) -> SiteView:
    """Return a decoder's view; key 0 is `<s>`, and a query at place q sees keys up to q."""
    keys = ("<s>", *PIECES)
    own = np.arange(1, len(keys))
    weights = _weights([partial(_further, look) for look in heads], END, len(keys), sure)
    weights *= np.arange(len(keys)) <= own[:, None]
    weights /= weights.sum(2, keepdims=True)
    return SiteView(weights, PIECES, keys, np.array([-1, *RARITY]), own, causal=True)


def crossing(*heads: Look, sure: float = 0.9) -> SiteView:
    """Return a view of the same words on the source, said in the opposite order."""
    keys = (*PIECES, "</s>")
    return SiteView(
        _weights(heads, END, len(keys), sure),
        PIECES[::-1],
        keys,
        np.array([*RARITY, -1]),
        as_far_along(END, END),
        crossing=True,
    )


def even() -> SiteView:
    """Return an encoder's view in which one head looks everywhere alike."""
    return looking(lambda q: q, sure=0.0)


def _further(look: Look, query: int) -> int:
    return look(query + 1)


def _weights(heads: Sequence[Look], queries: int, keys: int, sure: float) -> NDArray[np.float32]:
    weights = np.full((len(heads), queries, keys), (1 - sure) / keys, np.float32)
    for head, look in enumerate(heads):
        for query in range(queries):
            weights[head, query, min(max(look(query), 0), keys - 1)] += sure
    return weights
