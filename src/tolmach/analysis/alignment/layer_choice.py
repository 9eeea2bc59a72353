"""Choice of the attention that aligns best, without gold links.

Of two models of opposite directions those layers are taken whose links agree most (Chen et al.
2020, their layer selection). Of one model it is the layer whose links agree most with those of a
statistical aligner that learns from the same text. The moment is chosen with the layer, since a
model may have no layer that attends to the word it has just read. Where there are pairs enough to
judge by, single heads of any layers are then combined greedily, for as long as agreement grows.
"""

from collections.abc import Callable, Sequence
from itertools import product
from operator import itemgetter

from tolmach.analysis.alignment.links import (
    SPACED_WORDS,
    Attended,
    AttentionSource,
    Restriction,
    WordCut,
    flipped,
)
from tolmach.analysis.attention.attending_layers import check_layer
from tolmach.corpus.parallel import Pair
from tolmach.corpus.statistical_aligner import align_words
from tolmach.corpus.symmetrisation import Links

FEWEST_FOR_HEADS = 100  # pairs

AttentionSources = Sequence[AttentionSource]

_MOST_HEADS, _LEAST_GAIN = 8, 0.002


def likely_sources(
    found: Sequence[Attended],
    text: Sequence[Pair],
    restriction: Restriction | None = None,
    *,
    cut: WordCut = SPACED_WORDS,
) -> AttentionSources:
    """Return the attention sources whose links are most like the statistical ones of `text`.

    `found` is the model's attention in the first pairs of `text`, both by the same cut. Under a
    restriction it is one whole layer. Raises TolmachError where the restriction's layer does not
    attend.
    """
    reference = statistical_links(text, cut)[: len(found)]

    def likeness(origins: AttentionSources) -> float:
        return agreement([pair.links(*origins) for pair in found], reference)

    layer = max(((origin,) for origin in _admitted(found, restriction)), key=likeness)
    return _with_heads(layer, found, likeness) if restriction is None else layer


def agreeing_sources(
    forward: Sequence[Attended],
    backward: Sequence[Attended],
    restriction: Restriction | None = None,
) -> tuple[AttentionSources, AttentionSources]:
    """Return the attention sources of two models, given the same pairs, whose links agree most."""
    ahead = {origin: _links(forward, (origin,)) for origin in _admitted(forward, restriction)}
    back = {origin: _links_back(backward, (origin,)) for origin in _admitted(backward, restriction)}
    one, other = max(product(ahead, back), key=lambda two: agreement(ahead[two[0]], back[two[1]]))
    if restriction is not None:
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


def statistical_links(pairs: Sequence[Pair], cut: WordCut = SPACED_WORDS) -> list[Links]:
    """Return the links in which both directions of a statistical aligner agree.

    Words are compared in lower case and without the punctuation at their edges.
    """
    words = [cut.words(pair) for pair in pairs]
    sides = [[_folded(of_pair[side]) for of_pair in words] for side in (0, 1)]
    rows = [row for row in range(len(pairs)) if sides[0][row] and sides[1][row]]
    links: list[Links] = [frozenset()] * len(pairs)
    found = align_words(*([side[row] for row in rows] for side in sides))
    for row, alignment in zip(rows, found, strict=True):
        links[row] = alignment.both
    return links


def _with_heads(
    layer: AttentionSources, found: Sequence[Attended], judged: Callable[[AttentionSources], float]
) -> AttentionSources:
    """Return a greedy combination of single heads, or the layer if that is judged no worse."""
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


def _admitted(found: Sequence[Attended], restriction: Restriction | None) -> list[AttentionSource]:
    if restriction is None:
        return found[0].origins
    if restriction.layer is not None:
        check_layer(restriction.layer, found[0].layers)
    return list(filter(restriction.admits, found[0].origins))


def _links(found: Sequence[Attended], origins: AttentionSources) -> list[Links]:
    return [pair.links(*origins) for pair in found]


def _links_back(found: Sequence[Attended], origins: AttentionSources) -> list[Links]:
    return [flipped(pair.links(*origins)) for pair in found]


def _folded(words: Sequence[str]) -> list[str]:
    return ["".join(filter(str.isalnum, word.lower())) or word for word in words]
