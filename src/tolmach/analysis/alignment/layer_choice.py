"""Where to look for an alignment, chosen without gold links.

Of two models of opposite directions those layers are taken whose links agree most (Chen et al.
2020, their layer selection). Of one model it is the layer whose links agree most with those of a
statistical aligner that learns from the same text. The moment is chosen with the layer, since a
model may have no layer that looks back at what it has read. Where there are pairs enough to tell,
single heads of any layers are then put together one by one, for as long as agreement grows.
"""

from collections.abc import Callable, Sequence
from itertools import product
from operator import itemgetter

from tolmach.analysis.alignment.links import Attended, AttentionSource, flipped
from tolmach.corpus.parallel import Pair
from tolmach.corpus.statistical_aligner import align_words
from tolmach.corpus.symmetrisation import Links
from tolmach.errors import TolmachError

FEWEST_FOR_HEADS = 100  # pairs

Allowed = Callable[[AttentionSource], bool]
AttentionSources = tuple[AttentionSource, ...]

_MOST_HEADS, _LEAST_GAIN = 8, 0.002


def likely_sources(
    found: Sequence[Attended], text: Sequence[Pair], allowed: Allowed | None = None
) -> AttentionSources:
    """Return the looks whose links are most like the statistical ones of `text`.

    `found` is what a model attends to in the first pairs of `text`.
    """
    reference = statistical_links(text)[: len(found)]

    def likeness(origins: AttentionSources) -> float:
        return agreement([pair.links(*origins) for pair in found], reference)

    layer = max(((origin,) for origin in _allowed(found, allowed)), key=likeness)
    return _with_heads(layer, found, likeness) if allowed is None else layer


def agreeing_sources(
    forward: Sequence[Attended], backward: Sequence[Attended], allowed: Allowed | None = None
) -> tuple[AttentionSources, AttentionSources]:
    """Return the looks of two models, shown the same pairs, whose links agree most."""
    ahead = {origin: _links(forward, (origin,)) for origin in _allowed(forward, allowed)}
    back = {origin: _links_back(backward, (origin,)) for origin in _allowed(backward, allowed)}
    one, other = max(product(ahead, back), key=lambda two: agreement(ahead[two[0]], back[two[1]]))
    if allowed is not None:
        return (one,), (other,)
    return (
        _with_heads(
            (one,), forward, lambda origins: agreement(_links(forward, origins), back[other])
        ),
        _with_heads(
            (other,),
            backward,
            lambda origins: agreement(ahead[one], _links_back(backward, origins)),
        ),
    )


def agreement(one: Sequence[Links], other: Sequence[Links]) -> float:
    """Return the share of links that two alignments of the same pairs have in common, 0 to 1."""
    common = sum(len(a & b) for a, b in zip(one, other, strict=True))
    return 2 * common / max(1, sum(map(len, one)) + sum(map(len, other)))


def statistical_links(pairs: Sequence[Pair]) -> list[Links]:
    """Return the links in which both directions of a statistical aligner agree.

    It compares words, split at spaces, in lower case and without the marks that stand at them.
    """
    sides = [[_folded(pair[side]) for pair in pairs] for side in (0, 1)]
    rows = [row for row in range(len(pairs)) if sides[0][row] and sides[1][row]]
    links: list[Links] = [frozenset()] * len(pairs)
    found = align_words(*([side[row] for row in rows] for side in sides))
    for row, alignment in zip(rows, found, strict=True):
        links[row] = alignment.both
    return links


def _with_heads(
    layer: AttentionSources, found: Sequence[Attended], judged: Callable[[AttentionSources], float]
) -> AttentionSources:
    """Return single heads put together, or the layer if that is judged no worse."""
    if len(found) < FEWEST_FOR_HEADS:
        return layer
    heads = [head for origin in found[0].origins for head in found[0].head_sources(origin)]
    chosen: AttentionSources = ()
    reached = 0.0
    while len(chosen) < _MOST_HEADS:
        tried = [(*chosen, head) for head in heads if head not in chosen]
        scored = ((judged(origins), origins) for origins in tried)
        score, best = max(scored, key=itemgetter(0), default=(0.0, chosen))
        if score < reached + _LEAST_GAIN:
            break
        chosen, reached = best, score
    return chosen if reached > judged(layer) else layer


def _allowed(found: Sequence[Attended], allowed: Allowed | None) -> list[AttentionSource]:
    origins = [origin for origin in found[0].origins if allowed is None or allowed(origin)]
    if not origins:
        raise TolmachError(
            f"There is no such decoder layer: give one from 1 to {max(found[0].layers)}."
        )
    return origins


def _links(found: Sequence[Attended], origins: AttentionSources) -> list[Links]:
    return [pair.links(*origins) for pair in found]


def _links_back(found: Sequence[Attended], origins: AttentionSources) -> list[Links]:
    return [flipped(pair.links(*origins)) for pair in found]


def _folded(text: str) -> list[str]:
    words = text.lower().split()
    return ["".join(filter(str.isalnum, word)) or word for word in words]
