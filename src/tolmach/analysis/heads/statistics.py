"""What can be counted of attention heads without knowing the language: vectorised over heads.

Shapes: H heads, Q queries, K keys, O offsets.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import reduce
from operator import add
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.attention.site_view import Mask, SiteView

FARTHEST = 5
OFFSETS = np.arange(-FARTHEST, 1 + FARTHEST)  # [O]: pieces from the query's own place

_FEWEST = 3  # keys among which the rarest is worth naming

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    """A mean that grows: the sum of what was measured, [H] or [H, O], and how often it was."""

    total: Values
    times: Values

    def __add__(self, other: "Share") -> "Share":
        return Share(self.total + other.total, self.times + other.times)

    @property
    def value(self) -> Values:
        """The mean, or not-a-number where nothing was measured."""
        return np.divide(
            self.total,
            self.times,
            out=np.full(self.total.shape, np.nan),
            where=np.broadcast_to(self.times > 0, self.total.shape),
        )


@dataclass(frozen=True)
class HeadStatistics:
    """Means over the queries of a site, for each of its heads.

    Entropy is in nats. What a query looks at is its largest weight; for `offsets` of all,
    for `rarest`, `rare` and `copied` of all but `<s>` and `</s>`.
    """

    confidence: Share  # largest weight on anything but `<s>` and `</s>` (Voita et al. 2019, §4)
    entropy: Share  # of the whole distribution
    evenness: Share  # entropy, where 1 is that of equal weights
    offsets: Share  # [H, O]: looks so far away, where so far away is something
    separator: Share  # weight on `<s>`, `</s>` and marks
    rarest: Share  # looks at the rarest piece it sees (Voita et al. 2019, §5.3)
    rare: Share  # looks at one of the two rarest
    copied: Share  # looks at a piece spelled like itself, where there is another

    def __add__(self, other: Self) -> Self:
        names = [field.name for field in fields(self)]
        return type(self)(*(getattr(self, name) + getattr(other, name) for name in names))


def head_statistics(views: Iterable[SiteView]) -> HeadStatistics:
    """Return the statistics of one site over several pairs, at least one."""
    return reduce(add, map(_of_one, views))


def _of_one(view: SiteView) -> HeadStatistics:
    entropy = _entropy(view)  # [H, Q]
    most = np.log(view.visible.sum(1))  # [Q]
    seeing: Mask = np.any(view.visible & ~view.special, axis=1)  # [Q]
    twinned: Mask = np.any(view.twin, axis=1)  # [Q]
    return HeadStatistics(
        confidence=_mean(view.plain_weights.max(2, initial=0), seeing),
        entropy=_mean(entropy),
        evenness=_mean(entropy / np.maximum(most, 1e-9), most > 0),
        offsets=_offsets(view),
        separator=_mean(view.weights @ view.separator.astype(np.float32)),
        rarest=_looks_at(view, *_rarest(view, 1)),
        rare=_looks_at(view, *_rarest(view, 2)),
        copied=_looks_at(view, view.twin, twinned),
    )


def _mean(values: NDArray[Any], counted: Mask | None = None) -> Share:
    """Sum up values [H, Q] over the queries that are counted, [Q]; None: all."""
    weights = np.ones(values.shape[1]) if counted is None else counted.astype(np.float64)
    return Share(values.astype(np.float64) @ weights, np.asarray(weights.sum()))


def _looks_at(view: SiteView, wanted: Mask, counted: Mask) -> Share:
    """Count how often a wanted key [Q, K] is looked at."""
    hit = np.take_along_axis(wanted[None], view.plain_top[:, :, None], axis=2)[:, :, 0]  # [H, Q]
    return _mean(hit, counted)


def _rarest(view: SiteView, count: int) -> tuple[Mask, Mask]:
    """Return which keys are the rarest that a query sees, [Q, K], and where that says much, [Q]."""
    seen = view.visible & ~view.special  # [Q, K]
    rarity = np.where(seen, view.rarity, -1)
    least = np.sort(rarity, axis=1)[:, -min(count, rarity.shape[1]), None]  # [Q, 1]
    return seen & (rarity >= least), seen.sum(1) >= _FEWEST


def _entropy(view: SiteView) -> NDArray[np.float32]:
    weights = np.maximum(view.weights, np.finfo(np.float32).tiny)
    return -(view.weights * np.log(weights)).sum(2)


def _offsets(view: SiteView) -> Share:
    aims = view.own[:, None] + OFFSETS  # [Q, O]
    inside = (aims >= 0) & (aims < len(view.keys))
    aims = np.clip(aims, 0, len(view.keys) - 1)
    possible = inside & np.take_along_axis(view.visible, aims, axis=1)  # [Q, O]
    hit = (view.top[:, :, None] == aims) & possible  # [H, Q, O]
    return Share(hit.sum(1).astype(np.float64), possible.sum(0).astype(np.float64))
