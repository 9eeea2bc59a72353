"""Attribution of a translation's words to the words, and to a span, of its source.

Shapes: J target words, I source words.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tolmach.text.sentences import Span
from tolmach.text.words import is_word, word_spans

Floats = NDArray[np.float64]

_ROUNDS = 3  # of balancing; more change little
_ENOUGH = 0.4  # share of a target word from which on it counts for a span


@dataclass(frozen=True)
class WordAttention:
    """Words and marks of a source and of its translation, as spans, and shares [J, I].

    A row is the distribution of a target word over the source words. Words of one sentence have
    no share in another's.
    """

    source: str
    target: str
    source_words: tuple[Span, ...]
    target_words: tuple[Span, ...]
    shares: Floats

    @cached_property
    def texts(self) -> tuple[list[str], list[str]]:
        """The words of both sides as they are written."""
        return (
            [self.source[start:end] for start, end in self.source_words],
            [self.target[start:end] for start, end in self.target_words],
        )

    @cached_property
    def target_is_word(self) -> NDArray[np.bool_]:
        """Whether each target word is a word, and no mark, [J]."""
        return np.array([is_word(word) for word in self.texts[1]], bool)

    def before(self, place: int) -> int:
        """Count the source words that begin before a character."""
        return bisect_left(self.source_words, place, key=itemgetter(0))

    def enclosed(self, start: int, end: int) -> Span:
        """Return the span of source words that touch a span of characters."""
        return bisect_right(self.source_words, start, key=itemgetter(1)), self.before(end)

    def anchored(self, anchors: Iterable[tuple[Span, Span]]) -> Self:
        """Return the same with spans of the target known to translate spans of the source.

        Both become words of which each owes all to the other, and nothing else owes anything to
        them.
        """
        columns = _Axis.of(self.source_words, self.source)
        rows = _Axis.of(self.target_words, self.target)
        count = 0
        for count, (source, target) in enumerate(anchors, start=1):
            columns.put(source, -count)
            rows.put(target, -count)
        return self._rearranged(rows, columns) if count else self

    def with_copies(self, parts: Iterable[tuple[Span, Span]]) -> Self:
        """Return the same with words that stand in both sides of a part, and that no model saw."""
        return self.anchored([anchor for part in parts for anchor in self._copies(*part)])

    def parted(self, place: int, count: int) -> Self:
        """Return the same with a target word in so many parts, if it has as many letters."""
        start, end = self.target_words[place]
        count = max(1, min(count, end - start))
        rows = np.insert(np.arange(len(self.target_words)), place, [place] * (count - 1))
        parts = equal_parts((start, end), count)
        words = *self.target_words[:place], *parts, *self.target_words[place + 1 :]
        return replace(self, target_words=words, shares=self.shares[rows])

    def _rearranged(self, rows: "_Axis", columns: "_Axis") -> Self:
        """Return the shares of words that are still there; those put alike share all."""
        shares = np.zeros((len(rows.words), len(columns.words)))
        (there, row), (here, column) = rows.kept(), columns.kept()
        shares[np.ix_(there, here)] = self.shares[np.ix_(row, column)]
        places = {number: place for place, number in enumerate(columns.numbers) if number < 0}
        for place, number in enumerate(rows.numbers):
            if number in places:
                shares[place, places[number]] = 1
        return replace(
            self,
            source_words=tuple(columns.words),
            target_words=tuple(rows.words),
            shares=shares,
        )

    def _copies(self, source: Span, target: Span) -> Iterator[tuple[Span, Span]]:
        here = _uncovered(self.source, source, self.source_words)
        there = _uncovered(self.target, target, self.target_words)
        if here and there:
            ours = [self.source[slice(*span)] for span in here]
            theirs = [self.target[slice(*span)] for span in there]
            matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
            for one, other, size in matcher.get_matching_blocks():
                yield from zip(here[one : one + size], there[other : other + size], strict=True)


@dataclass(frozen=True)
class _Axis:
    """The words of one side, and their places at first; those put since have numbers below 0."""

    words: list[Span]
    numbers: list[int]
    text: str

    @classmethod
    def of(cls, words: Sequence[Span], text: str) -> "_Axis":
        """Return the side as it is at first, the words of a text."""
        return cls(list(words), list(range(len(words))), text)

    def put(self, span: Span, number: int) -> None:
        """Put a word in place of all that touch a span; marks at the edges of first ones stay."""
        first = bisect_right(self.words, span[0], key=itemgetter(1))
        last = max(first, bisect_left(self.words, span[1], key=itemgetter(0)))
        touched = list(zip(self.words[first:last], self.numbers[first:last], strict=True))
        starts, ends = zip(span, *(word for word, _ in touched), strict=True)
        left, right = (min(starts), span[0]), (span[1], max(ends))
        before, after = (
            [(rest, owner) for _, owner in edge if owner >= 0 and self._is_mark(rest)]
            for rest, edge in ((left, touched[:1]), (right, touched[-1:]))
        )
        whole = span[0] if before else left[0], span[1] if after else right[1]
        put = [*before, (whole, number), *after]
        self.words[first:last] = [word for word, _ in put]
        self.numbers[first:last] = [each for _, each in put]

    def _is_mark(self, span: Span) -> bool:
        """Say whether a span holds marks, and nothing of a word."""
        text = self.text[slice(*span)]
        return bool(text.strip()) and not is_word(text)

    def kept(self) -> tuple[list[int], list[int]]:
        """Return the places, now and at first, of the words that were there at first."""
        places = [place for place, number in enumerate(self.numbers) if number >= 0]
        return places, [self.numbers[place] for place in places]


def _uncovered(text: str, part: Span, words: Sequence[Span]) -> list[Span]:
    """Return the words of `text[start:end]` that none of those given touches."""
    start, end = part
    spans = [(start + a, start + b) for a, b in word_spans(text[start:end])]
    ends = [b for _, b in words]
    first = (bisect_right(ends, a) for a, _ in spans)
    return [
        span
        for span, number in zip(spans, first, strict=True)
        if number == len(words) or words[number][0] >= span[1]
    ]


def balanced(weights: Floats) -> Floats:
    """Return shares [J, I] of attention in which all source words come to count alike.

    A source word that every target word attends to identifies none of them. So the columns and
    the rows are each divided by their sums, in turn (Sinkhorn and Knopp 1967).
    """
    for _ in range(_ROUNDS):
        weights = weights / np.maximum(weights.sum(0), np.finfo(float).tiny)
        weights = weights / np.maximum(weights.sum(1), np.finfo(float).tiny)[:, None]
    return weights


@dataclass(frozen=True)
class SpanAttribution:
    """The share of each target word that is attributed to a span of the source, [J].

    Punctuation is no evidence for or against a span of words; `counts` marks what is evidence.
    """

    shares: Floats
    counts: NDArray[np.bool_]
    even: float  # an even share

    @classmethod
    def of(cls, words: WordAttention, start: int, end: int) -> "SpanAttribution":
        """Return the attribution to the words that `source[start:end]` touches."""
        first, last = words.enclosed(start, end)
        source = words.texts[0]
        worded = any(map(is_word, source[first:last]))
        counts = words.target_is_word if worded else np.ones(len(words.target_words), bool)
        shares = words.shares[:, first:last].sum(1)
        return cls(shares, counts, 1 / max(1, len(source)))

    def best(self, free: NDArray[np.bool_] | None = None) -> Span | None:
        """Return the span of target words, of those that are `free`, that is attributed most.

        Where no word reaches a large enough share, it is the one word that has most, if that is
        more than an even share; None where it is not.
        """
        gain, span = self.span(free)
        if gain > 0:
            return span
        gain, word = self._single_word(free)
        return word if gain > 0 else None

    def span(self, free: NDArray[np.bool_] | None = None) -> tuple[float, Span]:
        """Return by how much a span's shares exceed the threshold at most, and that span."""
        gains = np.where(self.counts, self.shares - _ENOUGH, 0.0)
        return _best_span(gains if free is None else np.where(free, gains, -np.inf))

    def _single_word(self, free: NDArray[np.bool_] | None) -> tuple[float, Span]:
        allowed = self.counts if free is None else free & self.counts
        gains = np.where(allowed, self.shares - self.even, -np.inf)
        best = int(gains.argmax()) if len(gains) else 0
        return float(gains[best]) if len(gains) else -np.inf, (best, best + 1)


def _best_span(gains: Floats) -> tuple[float, Span]:
    """Return the highest sum of neighbouring gains, one at least, and their span (Bentley 1984)."""
    best, span, total, first = -np.inf, (0, 0), -np.inf, 0
    for place, gain in enumerate(gains.tolist()):
        if total <= 0:
            total, first = 0.0, place
        total += gain
        if total > best:
            best, span = total, (first, place + 1)
    return best, span


def equal_parts(span: Span, count: int) -> list[Span]:
    """Return a span in so many parts, in order, as equal as may be."""
    first, last = span
    return list(pairwise(first + (last - first) * number // count for number in range(count + 1)))
