"""Roles of attention heads, assigned to their statistics by stated thresholds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from tolmach.analysis.heads.statistics import OFFSETS, HeadStatistics, Share
from tolmach.analysis.heads.syntax import Accuracy, Agreement, Direction

Role = Literal["positional", "diagonal", "syntactic", "copy", "rare", "separator", "diffuse"]


class Bounds(NamedTuple):
    """The share from which on a head has a role, and that from which on it leans towards it."""

    clear: float
    leaning: float


THRESHOLDS: Mapping[Role, Bounds] = {
    "positional": Bounds(0.9, 0.5),  # Voita et al. 2019, §5.1: 90 %
    "diagonal": Bounds(0.9, 0.5),
    "syntactic": Bounds(0.1, 0.1),  # Voita et al. 2019, §5.2.1: above the baseline, by points
    "copy": Bounds(0.8, 0.5),
    "rare": Bounds(0.5, 0.5),  # Voita et al. 2019, §5.3: one head, 66 % of the time
    "separator": Bounds(0.5, 0.5),  # Clark et al. 2019, §3.2: more than half of the attention
    "diffuse": Bounds(0.9, 0.75),
}
FEWEST_TIMES = 200  # below which a share is not judged
LEVEL = 0.05  # of the corrected p-value of a syntactic head


@dataclass(frozen=True)
class HeadRole:
    """A role of a head: its strength, in the measure of its threshold, and in short its manner.

    A head that only leans towards the role has `clear` False.
    """

    role: Role
    strength: float
    clear: bool
    how: str


def head_roles(
    statistics: HeadStatistics,
    syntax: Mapping[Direction, Accuracy] | None = None,
    tried: int = 1,
) -> list[list[HeadRole]]:
    """Return the roles of each head of a site, the most specific first; a head may have none.

    `tried` is the number of comparisons of a head with a relation in the whole survey, for which
    p-values are corrected (Bonferroni).
    """
    heads = range(len(statistics.confidence.total))
    found = [[*_plain(statistics, head), *_syntactic(syntax or {}, head, tried)] for head in heads]
    order = list(THRESHOLDS)
    return [sorted(roles, key=lambda each: order.index(each.role)) for roles in found]


def strongest_offset(statistics: HeadStatistics, head: int, fewest: int = 1) -> tuple[int, float]:
    """Return the distance, not 0, at which a head attends most often, and how often it does.

    Gives 0 and 0.0 where no distance was possible `fewest` times.
    """
    offsets = statistics.offsets
    shares = np.where((offsets.times >= fewest) & (OFFSETS != 0), offsets.value[head], -1)
    best = int(shares.argmax())
    return (int(OFFSETS[best]), float(shares[best])) if shares[best] > 0 else (0, 0.0)


def judged_relations(syntax: Mapping[Direction, Accuracy]) -> dict[Direction, Accuracy]:
    """Return the relations that occur often enough to be judged, in either half of the trees."""
    return {
        direction: found
        for direction, found in syntax.items()
        if min(half.times for half in found.halves) >= FEWEST_TIMES
    }


def best_relation(
    syntax: Mapping[Direction, Accuracy], head: int
) -> tuple[Direction, float] | None:
    """Return the relation that a head follows best, and its points above the baseline.

    The relation is chosen on each half of the trees, and the points are those on the other half,
    in the mean of both. None where the halves choose differently, as of a head that follows none,
    or where every relation occurs too seldom.
    """
    judged = judged_relations(syntax)

    def choice(half: int) -> Direction | None:
        gains = {way: _points(found.halves[half], head) for way, found in judged.items()}
        return max(gains, key=lambda way: (gains[way], way), default=None)

    best = choice(0)
    if best is None or best != choice(1):
        return None
    return best, _points(syntax[best].held_out, head)


def _points(found: Agreement, head: int) -> float:
    return float(found.heads[head] - found.baseline)


def _plain(statistics: HeadStatistics, head: int) -> Iterator[HeadRole]:
    offset, share = strongest_offset(statistics, head, FEWEST_TIMES)
    shares: Mapping[Role, tuple[Share, str]] = {
        "copy": (statistics.copied, "its own spelling"),
        "rare": (statistics.rarest, "the rarest piece"),
        "separator": (statistics.separator, "marks and ends"),
        "diffuse": (statistics.evenness, "everywhere"),
    }
    own = _at_own_position(statistics, head)
    yield from _role("positional", share, f"{offset:+d}")
    yield from _role("diagonal", own, "its own place")
    for role, (measured, how) in shares.items():
        if measured.times >= FEWEST_TIMES:
            yield from _role(role, float(measured.value[head]), how)


def _at_own_position(statistics: HeadStatistics, head: int) -> float:
    place = int(np.flatnonzero(OFFSETS == 0)[0])
    often = statistics.offsets.times[place] >= FEWEST_TIMES
    return float(statistics.offsets.value[head, place]) if often else 0.0


def _syntactic(syntax: Mapping[Direction, Accuracy], head: int, tried: int) -> Iterator[HeadRole]:
    best = best_relation(syntax, head)
    if best is not None and syntax[best[0]].held_out.p[head] * tried < LEVEL:
        yield from _role("syntactic", best[1], str(best[0]))


def _role(role: Role, strength: float, how: str) -> Iterator[HeadRole]:
    bounds = THRESHOLDS[role]
    if strength >= bounds.leaning:
        yield HeadRole(role, strength, strength >= bounds.clear, how)
