"""Transfer of marks from a source to their places in its translation, by word attribution.

A pair goes around the span of words that are attributed most to the words that it encloses. A mark
alone stays with the word that it touches; between two, or between none, it goes where it best
divides the translation of the text before it from that of the text after it. The content of a pair
stays inside, and neighbours do not overlap. Pairs within one word, `<b>Haus</b><i>tür</i>`, share
the words that translate it, in order, or the letters of one where these are fewer. Of punctuation
at its edges attention is no evidence, the source is: in `„<b>Komm her!</b>“` the exclamation mark
is inside and the quotation marks are not.

Shapes: J target words, I source words. A gap is counted by the words before it, 0 to J.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from tolmach.reading.marks.mark import Mark
from tolmach.reading.marks.span_attribution import (
    Floats,
    SpanAttribution,
    WordAttention,
    equal_parts,
)
from tolmach.text.sentences import END_MARKS, Span
from tolmach.text.words import is_word

_ENDS = re.compile(f"[{END_MARKS}]+")
_MOST_IN_WORD = 10  # pairs that share it
_QUOTES = "\"'„“”‚‘’«»‹›「」"


def transferred(marks: Sequence[Mark], words: WordAttention) -> tuple[Mark, ...]:
    """Return marks of a source at their places in its translation, nested as they were."""
    return _level(marks, words, (0, len(words.target_words)))


@dataclass(frozen=True)
class _Placed:
    mark: Mark
    words: Span  # of the target; empty where the mark is alone


def _level(marks: Sequence[Mark], words: WordAttention, within: Span) -> tuple[Mark, ...]:
    """Place marks of one level into a span of target words."""
    words, within = _with_parts(marks, words, within)
    around = _spans([mark for mark in marks if mark.closing], words, within)
    taken = list(around.values())
    gaps = [
        gap
        for gap in range(within[0], within[1] + 1)
        if not any(first < gap < last for first, last in taken)
    ]
    placed, spaced = [], set[int]()
    for mark in marks:
        one = _pair(mark, words, around[mark]) if mark in around else None
        if one is None and mark.accelerator:
            one = _accelerator(mark, words, within, taken)
        if one is None:
            one = _alone(mark, words, within, gaps, spaced)
            spaced |= {one.words[0]} if mark.space else set()
        placed.append(one)
    return tuple(one.mark for one in sorted(placed, key=lambda one: one.words))


def _spans(pairs: Sequence[Mark], words: WordAttention, within: Span) -> dict[Mark, Span]:
    """Return the words that pairs go around; a pair to which none are attributed has none."""
    free = _only(within, words)
    groups = [
        (SpanAttribution.of(words, group[0].start, group[0].end), group)
        for group in _by_words(pairs, words)
    ]
    found: dict[Mark, Span] = {}
    for attribution, group in sorted(groups, key=lambda one: -one[0].span(free)[0]):
        span = attribution.best(free)
        if span is None:
            continue
        if len(group) == 1:
            span = with_marks_as_in(group[0], words, span, free)
        shares = zip(group, equal_parts(span, len(group)), strict=True)
        found |= {pair: share for pair, share in shares if share[0] < share[1]}
        free[slice(*span)] = False
    return found


def _only(within: Span, words: WordAttention) -> NDArray[np.bool_]:
    """Return which target words are within a span, [J]."""
    free = np.zeros(len(words.target_words), bool)
    free[slice(*within)] = True
    return free


def _by_words(pairs: Sequence[Mark], words: WordAttention) -> Iterator[list[Mark]]:
    """Yield the pairs, in order, those together that enclose parts of the same word."""
    for (first, last), same in groupby(pairs, lambda pair: words.enclosed(pair.start, pair.end)):
        group = list(same)
        if last - first == 1 and len(group) <= _MOST_IN_WORD:
            yield group
        else:
            yield from ([pair] for pair in group)


def _with_parts(
    marks: Sequence[Mark], words: WordAttention, within: Span
) -> tuple[WordAttention, Span]:
    """Return the same words, and their span, but a word in parts that pairs have to share."""
    for group in _by_words([mark for mark in marks if mark.closing], words):
        attribution = SpanAttribution.of(words, group[0].start, group[0].end)
        span = attribution.best(_only(within, words)) if len(group) > 1 else None
        if span is not None:
            size = len(words.target_words)
            words = words.parted(span[0], 1 + len(group) - (span[1] - span[0]))
            within = within[0], within[1] + len(words.target_words) - size
    return words, within


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


def _pair(mark: Mark, words: WordAttention, span: Span) -> _Placed:
    start, end = words.target_words[span[0]][0], words.target_words[span[1] - 1][1]
    inside = _level(mark.inside, words, span)
    return _Placed(replace(mark, start=start, end=end, inside=inside), span)


def _alone(
    mark: Mark,
    words: WordAttention,
    within: Span,
    gaps: Sequence[int],
    spaced: Collection[int],
) -> _Placed:
    """Place a mark alone into one of the `gaps` that no pair of its level has taken.

    Those that are `spaced` have a space that is a mark already, and get no second one for choice.
    """
    allowed = gaps
    if mark.space:
        before = words.before(mark.start)
        allowed = [gap for gap in gaps if _takes_space(gap, before, words)] or gaps
        allowed = [gap for gap in allowed if gap not in spaced] or allowed
    wanted = _touched(mark, words)
    if wanted is not None and within[0] <= wanted <= within[1]:
        gap = min(allowed, key=lambda gap: abs(gap - wanted))
    else:
        gap = max(allowed, key=_division(mark, words).__getitem__)
    return _Placed(mark.alone(_place(gap, mark, words)), (gap, gap))


def _accelerator(
    mark: Mark, words: WordAttention, within: Span, taken: Sequence[Span]
) -> _Placed | None:
    """Place the sign of an accelerator at the word that translates its own, most of all.

    It stands there before the first letter, or before the same one if that is within its word.
    """
    here = (n for n, (start, end) in enumerate(words.source_words) if start <= mark.start < end)
    number, texts = next(here, None), words.texts[1]
    free = [
        n
        for n in range(*within)
        if is_word(texts[n]) and not any(first <= n < last for first, last in taken)
    ]
    if number is None or not free:
        return None
    own = [n for n in range(*_translation(number, words)) if n in free] or free
    place = max(own, key=lambda n: float(words.shares[n, number]))
    begins = mark.start == words.source_words[number][0]
    letter = words.source[mark.start].lower()
    offset = 0 if begins else max(0, texts[place].lower().find(letter))
    start = words.target_words[place][0] + offset
    return _Placed(replace(mark, start=start, end=start), (place, place + 1))


def _takes_space(gap: int, before: int, words: WordAttention) -> bool:
    """Say whether white space is in a gap between words; at an edge, what is at one in the source.

    `before` it are so many words of the source. Space at an edge of that goes nowhere else.
    """
    spans = words.target_words
    if before in (0, len(words.source_words)):
        return gap == (len(spans) if before else 0)
    if not 0 < gap < len(spans):
        return False
    return spans[gap - 1][1] < spans[gap][0] or _parts_share(gap, before, words)


def _parts_share(gap: int, before: int, words: WordAttention) -> bool:
    """Say whether a number and its sign, which a space parts in the source, adjoin at a gap: 5%."""
    source, target = words.texts
    sign = source[before]
    number = source[before - 1][-1:].isdecimal() and target[gap - 1][-1:].isdecimal()
    return number and sign == target[gap] and not is_word(sign) and not _ENDS.fullmatch(sign)


def _touched(mark: Mark, words: WordAttention) -> int | None:
    """Return the gap at the translation of the one word that a mark touches, if there is one.

    What ends the source ends the translation, too.
    """
    before = words.before(mark.start)
    if before == len(words.source_words) and _ENDS.fullmatch(mark.opening):
        return len(words.target_words)
    after_it = _touched_side(mark, before, words)
    if after_it is None or not words.target_words:
        return None
    number = before - 1 if after_it else before
    return _translation(number, words)[after_it]


def _touched_side(mark: Mark, before: int, words: WordAttention) -> bool | None:
    """Say whether a mark stays behind the word before it, or before the one behind; None: neither.

    A sign, a placeholder or a space between two stays with a number.
    """
    there = before > 0, before < len(words.source_words)
    touches = (not mark.gap[0], not mark.gap[1]) if any(mark.gap) else mark.glued
    if touches[0] != touches[1]:
        return touches[0] if there[touches[1]] else None
    source = words.texts[0]
    numbers = [there[n] and source[before - 1 + n].isdecimal() for n in (0, 1)]
    if any(numbers) and (mark.fixed or mark.space):
        return numbers[0] if mark.space else not numbers[1]
    return True if mark.space and there[0] else None


def _translation(number: int, words: WordAttention) -> Span:
    """Return the span of words that translate one: the same word where it comes once."""
    source, target = words.texts
    if target.count(source[number]) == source.count(source[number]) == 1:
        place = target.index(source[number])
        return place, place + 1
    return SpanAttribution.of(words, *words.source_words[number]).span()[1]


def _division(mark: Mark, words: WordAttention) -> Floats:
    """Return how well each gap divides the text before a mark from that after it, [J + 1]."""
    before = np.array([start < mark.start for start, _ in words.source_words], bool)  # [I]
    left = words.shares[:, before].sum(1)  # [J]
    right = words.shares[:, ~before].sum(1)  # [J]
    return np.r_[0.0, np.cumsum(left)] + np.r_[np.cumsum(right[::-1])[::-1], 0.0]


def _place(gap: int, mark: Mark, words: WordAttention) -> int:
    """Return the character at a gap: at the next word, unless the mark adjoins the last one."""
    spans = words.target_words
    before_word = mark.gap[0] or (mark.glued[1] and not mark.glued[0])
    if gap == 0 or (before_word and gap < len(spans)):
        return spans[gap][0] if gap else 0
    return spans[gap - 1][1]
