"""Punctuation at the edges of a pair: inside where the source has it inside.

Attention is no evidence of its place, the source is: in `„<b>Komm her!</b>“` the exclamation mark
is inside and the quotation marks are not.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tolmach.reading.marks import Mark
from tolmach.reading.span_attribution import WordAttention
from tolmach.text.sentences import END_MARKS, Span
from tolmach.text.words import is_word

_QUOTES = "\"'„“”‚‘’«»‹›「」"


def with_marks_as_in(pair: Mark, words: WordAttention, span: Span, free: NDArray[np.bool_]) -> Span:
    """Return a span of target words with such punctuation at its edges as the pair encloses.

    Only words that are `free`, [J], are added. A span of punctuation alone stays as it is.
    """
    source, target = words.texts
    worded = [place for place in range(*span) if is_word(target[place])]
    first, last = words.enclosed(pair.start, pair.end)
    if not worded or not any(map(is_word, source[first:last])):
        return span
    left, right = worded[0], worded[-1] + 1
    before = [word if free[place] else " " for place, word in enumerate(target[:left])]
    after = [word if free[right + place] else " " for place, word in enumerate(target[right:])]
    return (
        left - _inside(source[first:last], source[:first][::-1], before[::-1]),
        right + _inside(source[first:last][::-1], source[last:], after),
    )


def _inside(within: Sequence[str], beyond: Sequence[str], run: Sequence[str]) -> int:
    """Return how many marks at the beginning of `run` belong inside an edge.

    In the source, looked at from the edge, `within` lies on one side of it and `beyond` on the
    other.
    """
    inner, outer, marks = (_kinds(each) for each in (within, beyond, run))
    return max(
        range(len(marks) + 1),
        key=lambda cut: (
            _common(inner, marks[:cut]) + _common(outer, marks[cut:]),
            -abs(len(inner) - cut),
            cut,
        ),
    )


def _kinds(words: Sequence[str]) -> list[str]:
    """Return the kinds of the marks with which `words` begin."""
    found: list[str] = []
    for word in words:
        if word.isspace() or is_word(word):
            break
        found.append("end" if word in END_MARKS else "quote" if word in _QUOTES else word)
    return found


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    return (Counter(one) & Counter(other)).total()
