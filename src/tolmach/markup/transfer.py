"""Where the marks of a source belong in its translation, by which words owe to which.

A pair goes around the stretch of words that owes most to what it encloses. A mark alone stays with
the word that it touches; between two, or between none, it goes where it best divides what comes
before it from what comes after. What is inside a pair stays inside, and neighbours do not overlap.

Shapes: J target words, I source words. A gap is counted by the words before it, 0 to J.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tolmach.analysis.alignment.span_attribution import SpanAttribution
from tolmach.analysis.alignment.word_attention import Floats, WordAttention
from tolmach.markup.edges import with_marks_as_in
from tolmach.markup.marks import Mark
from tolmach.translation.result import Span


def transferred(marks: Sequence[Mark], words: WordAttention) -> tuple[Mark, ...]:
    """Return marks of a source at their places in its translation, nested as they were."""
    return _level(marks, words, (0, len(words.target_words)))


@dataclass(frozen=True)
class _Placed:
    mark: Mark
    words: Span  # of the target; empty where the mark is alone


def _level(marks: Sequence[Mark], words: WordAttention, within: Span) -> tuple[Mark, ...]:
    """Place marks of one level into a stretch of target words."""
    around = _stretches([mark for mark in marks if mark.closing], words, within)
    taken = list(around.values())
    placed = [
        _pair(mark, words, around[mark]) if mark in around else _alone(mark, words, within, taken)
        for mark in marks
    ]
    return tuple(one.mark for one in sorted(placed, key=lambda one: one.words))


def _stretches(pairs: Sequence[Mark], words: WordAttention, within: Span) -> dict[Mark, Span]:
    """Return the words that pairs go around; where none are owed to it, a pair has none."""
    free = np.zeros(len(words.target_words), bool)  # [J]
    free[slice(*within)] = True
    attributions = {pair: SpanAttribution.of(words, pair.start, pair.end) for pair in pairs}
    found: dict[Mark, Span] = {}
    for pair in sorted(pairs, key=lambda pair: -attributions[pair].stretch(free)[0]):
        stretch = attributions[pair].best(free)
        if stretch is not None:
            found[pair] = with_marks_as_in(pair, words, stretch, free)
            free[slice(*found[pair])] = False
    return found


def _pair(mark: Mark, words: WordAttention, stretch: Span) -> _Placed:
    start, end = words.target_words[stretch[0]][0], words.target_words[stretch[1] - 1][1]
    inside = _level(mark.inside, words, stretch)
    return _Placed(replace(mark, start=start, end=end, inside=inside), stretch)


def _alone(mark: Mark, words: WordAttention, within: Span, taken: Sequence[Span]) -> _Placed:
    allowed = [
        gap
        for gap in range(within[0], within[1] + 1)
        if not any(first < gap < last for first, last in taken)
    ]
    wanted = _touched(mark, words)
    if wanted is not None and within[0] <= wanted <= within[1]:
        gap = min(allowed, key=lambda gap: abs(gap - wanted))
    else:
        gap = max(allowed, key=_division(mark, words).__getitem__)
    return _Placed(mark.alone(_place(gap, mark, words)), (gap, gap))


def _touched(mark: Mark, words: WordAttention) -> int | None:
    """Return the gap at the translation of the one word that a mark touches, if there is one."""
    before = sum(start < mark.start for start, _ in words.source_words)
    side = None
    if mark.gap == (False, True) and before:
        side, number = 1, before - 1
    elif mark.gap == (True, False) and before < len(words.source_words):
        side, number = 0, before
    if side is None or not words.target_words:
        return None
    return SpanAttribution.of(words, *words.source_words[number]).stretch()[1][side]


def _division(mark: Mark, words: WordAttention) -> Floats:
    """Return how well each gap divides what comes before a mark from what comes after, [J + 1]."""
    before = np.array([start < mark.start for start, _ in words.source_words], bool)  # [I]
    left = words.shares[:, before].sum(1)  # [J]
    right = words.shares[:, ~before].sum(1)  # [J]
    return np.r_[0.0, np.cumsum(left)] + np.r_[np.cumsum(right[::-1])[::-1], 0.0]


def _place(gap: int, mark: Mark, words: WordAttention) -> int:
    """Return the character at a gap: at the next word, unless the mark clings to the last one."""
    spans = words.target_words
    if gap == 0 or (mark.gap[0] and gap < len(spans)):
        return spans[gap][0] if gap else 0
    return spans[gap - 1][1]
