"""Accuracy of heads in attending along dependency relations (Voita et al. 2019, §5.2).

Shapes: H heads, Q query pieces, K key pieces, J query words, W words of the sentence.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.attention.site_view import Places, SiteView
from tolmach.analysis.attention.word_groups import merged
from tolmach.analysis.heads.statistics import Values
from tolmach.analysis.heads.treebank import Dependency
from tolmach.metrics.paired_tests import sign_test_p

RELATIONS = ("nsubj", "obj", "amod", "advmod")  # those of the paper


class Direction(NamedTuple):
    """A relation and the direction of attention: to its head, or to its dependent."""

    relation: str
    to_head: bool

    def __str__(self) -> str:
        return f"{self.relation}→head" if self.to_head else f"head→{self.relation}"


@dataclass(frozen=True)
class Parsed:
    """Attention of a site in a sentence whose tree is known."""

    view: SiteView
    words: Sequence[int]  # [Q]: the word of each query
    count: int  # words
    dependencies: Sequence[Dependency]


@dataclass(frozen=True)
class Agreement:
    """Shares in which heads, and the baseline, follow a relation on some trees.

    `p` is two-sided, of a sign test of each head against the baseline, word by word.
    """

    times: int
    heads: Values  # [H]
    baseline: float
    p: Values  # [H]


@dataclass(frozen=True)
class Accuracy:
    """Agreement with a relation on all trees, and on the two halves of them.

    The baseline knows for each word on which side of it the wanted one stands, and takes the
    distance in words that is commonest on that side: `offsets`, before and after, 0 where none
    stands there. For the half held out, distances are those of the half to choose by.
    """

    whole: Agreement
    choosing: Agreement
    held_out: Agreement
    offsets: tuple[int, int]


class _Case(NamedTuple):
    """A word that should attend along a relation: which heads do, and where wanted words are."""

    right: NDArray[np.bool_]  # [H]
    offsets: Sequence[int]
    held_out: bool


class RelationCounts:
    """Counts, sentence by sentence, of how often the heads of one site follow each relation.

    A word follows one where the word it attends to most, `<s>` and `</s>` left out, stands in the
    relation to it. At a causal site only relations to earlier words count. Every other sentence is
    held out.
    """

    def __init__(self) -> None:
        self._cases: defaultdict[Direction, list[_Case]] = defaultdict(list)
        self._sentences = 0

    def add(self, sentence: Parsed) -> None:
        """Count one sentence."""
        top = word_tops(sentence.view, sentence.words, sentence.count)  # [H, J]
        held_out = self._sentences % 2 == 1
        self._sentences += 1
        for (direction, attending), wanted in _wanted(sentence).items():
            right = np.isin(top[:, attending], wanted)  # [H]
            offsets = [word - attending for word in wanted]
            self._cases[direction].append(_Case(right, offsets, held_out))

    def accuracies(self) -> dict[Direction, Accuracy]:
        """Return the accuracy on each relation that occurred, in both directions."""
        return {direction: _accuracy(cases) for direction, cases in sorted(self._cases.items())}


def word_tops(view: SiteView, words: Sequence[int], count: int) -> Places:
    """Return the word that each word attends to most, [H, J], `<s>` and `</s>` left out."""
    beside = [count] if view.special[0] else []
    keys = [*beside, *words, *([] if beside else [count])]
    return merged(view.weights, keys, words)[:, :, :count].argmax(2)


def _wanted(sentence: Parsed) -> Mapping[tuple[Direction, int], list[int]]:
    """Return the words that each word must attend to in order to follow a relation."""
    spelled, causal = set(sentence.words), sentence.view.causal
    wanted: defaultdict[tuple[Direction, int], list[int]] = defaultdict(list)
    for dependent, head, relation in sentence.dependencies:
        if relation not in RELATIONS or not {dependent, head} <= spelled:
            continue
        for attending, word, to_head in ((dependent, head, True), (head, dependent, False)):
            if word < attending or not causal:
                wanted[Direction(relation, to_head), attending].append(word)
    return wanted


def _accuracy(cases: Sequence[_Case]) -> Accuracy:
    choosing = [case for case in cases if not case.held_out]
    held_out = [case for case in cases if case.held_out]
    offsets = _commonest_offsets(cases)
    chosen = _commonest_offsets(choosing)
    heads = len(cases[0].right)
    return Accuracy(
        _agreement(cases, offsets, heads),
        _agreement(choosing, chosen, heads),
        _agreement(held_out, chosen, heads),
        offsets,
    )


def _commonest_offsets(cases: Sequence[_Case]) -> tuple[int, int]:
    """Return the distance that is right most often before a word, and after it."""
    counts = Counter(offset for case in cases for offset in case.offsets)

    def commonest(side: Sequence[int]) -> int:
        return min(side, key=lambda offset: (-counts[offset], abs(offset)), default=0)

    return (
        commonest([offset for offset in counts if offset < 0]),
        commonest([offset for offset in counts if offset > 0]),
    )


def _agreement(cases: Sequence[_Case], offsets: tuple[int, int], heads: int) -> Agreement:
    if not cases:
        return Agreement(0, np.zeros(heads), 0.0, np.ones(heads))
    right = np.stack([case.right for case in cases])  # [N, H]
    fixed = np.array([not set(offsets).isdisjoint(case.offsets) for case in cases])  # [N]
    wins, losses = (right & ~fixed[:, None]).sum(0), (~right & fixed[:, None]).sum(0)  # [H]
    p = [sign_test_p(int(won), int(lost)) for won, lost in zip(wins, losses, strict=True)]
    return Agreement(len(cases), right.mean(0), float(fixed.mean()), np.array(p))
