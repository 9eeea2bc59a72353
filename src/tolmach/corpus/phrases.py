"""Words and short phrases with their translations, read off word-aligned sentences.

Phrase pairs after Koehn et al. 2003, §3.1, of the strict kind: the words at the edges are linked
in both directions, and no link of either direction leads out of the pair.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tolmach.corpus.parallel import Pair
from tolmach.corpus.statistical_aligner import align_words
from tolmach.corpus.symmetrisation import WordAlignment
from tolmach.text.words import cased_as_inside, is_word, spelling, words_of

_LONGEST = 4  # words a side
_FEWEST, _LEAST_SHARE = 2, 0.2  # how often a pair occurs, and of all the phrase's translations


class Phrase(NamedTuple):
    """A phrase, one of its translations, and how many times the two were found together."""

    source: str
    target: str
    times: int


def phrases(pairs: Sequence[Pair]) -> list[Phrase]:
    """Return the phrases of a corpus and their usual translations, the most frequent first.

    Words that open a sentence are written as they are elsewhere. A phrase that only ever has one
    sentence to show for it is left out, and so is a translation that is rare for its phrase.
    """
    sides = [[words_of(pair[side]) for pair in pairs] for side in (0, 1)]
    rows = [row for row in range(len(pairs)) if sides[0][row] and sides[1][row]]
    sources, targets = ([side[row] for row in rows] for side in sides)
    folded = ([[word.lower() for word in line] for line in side] for side in (sources, targets))
    alignments = align_words(*folded)
    counts: Counter[tuple[str, str]] = Counter()
    lines = zip(cased_as_inside(sources), cased_as_inside(targets), alignments, strict=True)
    for source, target, alignment in lines:
        counts.update(_pairs(source, target, alignment))
    return _usual(counts)


def _usual(counts: Counter[tuple[str, str]]) -> list[Phrase]:
    of_source: Counter[str] = Counter()
    of_target: Counter[str] = Counter()
    for (source, target), count in counts.items():
        of_source[source] += count
        of_target[target] += count
    return [
        Phrase(source, target, count)
        for (source, target), count in counts.most_common()
        if count >= _FEWEST
        and count >= _LEAST_SHARE * of_source[source]
        and count >= _LEAST_SHARE / 4 * of_target[target]
    ]


def _pairs(
    source: Sequence[str], target: Sequence[str], alignment: WordAlignment
) -> Iterator[tuple[str, str]]:
    for first in range(len(source)):
        for last in range(first, min(first + _LONGEST, len(source))):
            if not is_word(source[last]):
                break
            span = _translation(first, last, alignment)
            if span is None or span[1] - span[0] >= _LONGEST:
                continue
            translation = target[span[0] : span[1] + 1]
            if all(map(is_word, translation)):
                yield spelling(source[first : last + 1]), spelling(translation)


def _translation(first: int, last: int, alignment: WordAlignment) -> tuple[int, int] | None:
    """Return the first and last place of what translates source words `first` to `last`."""
    linked = {i: j for i, j in alignment.both if first <= i <= last}
    if first not in linked or last not in linked:
        return None
    start, end = min(linked.values()), max(linked.values())
    inside = ((first <= i <= last) == (start <= j <= end) for i, j in alignment.either)
    return (start, end) if all(inside) else None
