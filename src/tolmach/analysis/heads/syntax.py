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


Offsets = tuple[int, int]  # a distance in words before a word, and one after it


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
    stands there. In `held_out` all trees are judged, each by the distances of the half that it is
    not in, as the relation that a head follows is chosen on that half.
    """

    whole: Agreement
    halves: tuple[Agreement, Agreement]
    held_out: Agreement
    offsets: Offsets


class _Case(NamedTuple):
    """A word that should attend along a relation: which heads do, and where wanted words are."""

    right: NDArray[np.bool_]  # [H]
    offsets: Sequence[int]
    half: int


class RelationCounts:
    """Counts, sentence by sentence, of how often the heads of one site follow each relation.

    A word follows one where the word it attends to most, `<s>` and `</s>` left out, stands in the
    relation to it. At a causal site only relations to earlier words count. Every other sentence is
    of the second half.
    """

    def __init__(self) -> None:
        self._cases: defaultdict[Direction, list[_Case]] = defaultdict(list)
        self._sentences = 0

    def add(self, sentence: Parsed) -> None:
        """Count one sentence."""
        top = word_tops(sentence.view, sentence.words, sentence.count)  # [H, J]
        half = self._sentences % 2
        self._sentences += 1
        for (direction, attending), wanted in _wanted(sentence).items():
            right = np.isin(top[:, attending], wanted)  # [H]
            offsets = [word - attending for word in wanted]
            self._cases[direction].append(_Case(right, offsets, half))

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
    first, second = ([case for case in cases if case.half == half] for half in range(2))
    one, other = _commonest_offsets(first), _commonest_offsets(second)
    offsets = _commonest_offsets(cases)
    heads = len(cases[0].right)
    return Accuracy(
        _agreement(cases, (offsets, offsets), heads),
        (_agreement(first, (one, one), heads), _agreement(second, (other, other), heads)),
        _agreement(cases, (other, one), heads),
        offsets,
    )


def _commonest_offsets(cases: Sequence[_Case]) -> Offsets:
    """Return the distance that is right most often before a word, and after it."""
    counts = Counter(offset for case in cases for offset in case.offsets)

    def commonest(side: Sequence[int]) -> int:
        return min(side, key=lambda offset: (-counts[offset], abs(offset)), default=0)

    return (
        commonest([offset for offset in counts if offset < 0]),
        commonest([offset for offset in counts if offset > 0]),
    )


def _agreement(cases: Sequence[_Case], distances: tuple[Offsets, Offsets], heads: int) -> Agreement:
    """Return how often heads are right, and the baseline with the distances for either half."""
    if not cases:
        return Agreement(0, np.zeros(heads), 0.0, np.ones(heads))
    right = np.stack([case.right for case in cases])  # [N, H]
    fixed = np.array([not set(distances[case.half]).isdisjoint(case.offsets) for case in cases])
    wins, losses = (right & ~fixed[:, None]).sum(0), (~right & fixed[:, None]).sum(0)  # [H]
    p = [sign_test_p(int(won), int(lost)) for won, lost in zip(wins, losses, strict=True)]
    return Agreement(len(cases), right.mean(0), float(fixed.mean()), np.array(p))
