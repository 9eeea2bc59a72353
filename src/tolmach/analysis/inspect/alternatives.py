"""How a translation would go on if it said something else at one place."""

from collections.abc import Mapping, Sequence
from heapq import nlargest

from tolmach.analysis.inspect.next_pieces import NextPieces
from tolmach.inference.engine import Engine
from tolmach.search.guard import Guard
from tolmach.search.options import SearchOptions
from tolmach.text.tokenizer import BOS_ID, EOS_ID, PAD_ID

_LIKELY = 0.02  # what is less probable shows what a model does not think
_EACH = 4  # alternatives of one place
_LONGER = 20  # pieces that another translation may have more than this one
_PIECES = 3000  # of all alternatives together: each is a search as long as the translation

Alternative = tuple[int, int]  # a place, and the rank, from 0, of what is said there instead


def alternatives(
    engine: Engine, source: Sequence[int], places: Sequence[NextPieces]
) -> Mapping[Alternative, tuple[int, ...]]:
    """Return, for the most probable other pieces of each place, the whole translation with them.

    What comes before the place stays, what comes after is found by greedy search. Ids come and
    go without special pieces.
    """
    said = [place.said for place in places]
    chosen = _likely(places)
    prefixes = [
        [*said[:at], *([] if piece == EOS_ID else [piece])]
        for at, rank in chosen
        for piece, _ in [places[at].best[rank]]
    ]
    ending = [places[at].best[rank][0] == EOS_ID for at, rank in chosen]
    going = [prefix for prefix, ends in zip(prefixes, ending, strict=True) if not ends]
    greedy = SearchOptions(beam=1, guard=Guard(max_length=len(places) + _LONGER))
    found = iter(engine.translate([source] * len(going), greedy, prefixes=going))
    return {
        key: tuple(prefix) if ends else next(found)[0].ids
        for key, prefix, ends in zip(chosen, prefixes, ending, strict=True)
    }


def _likely(places: Sequence[NextPieces]) -> list[Alternative]:
    others = [
        (probability, at, rank)
        for at, place in enumerate(places)
        for rank, (piece, probability) in _others(place)
        if probability >= _LIKELY
    ]
    return sorted((at, rank) for _, at, rank in nlargest(_PIECES // len(places), others))


def _others(place: NextPieces) -> list[tuple[int, tuple[int, float]]]:
    never = place.said, PAD_ID, BOS_ID
    return [(rank, one) for rank, one in enumerate(place.best) if one[0] not in never][:_EACH]
