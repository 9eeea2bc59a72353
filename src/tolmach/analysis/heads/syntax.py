"""How often a head looks from word to word along a dependency relation (Voita et al. 2019, §5.2).

Shapes: H heads, Q query pieces, K key pieces, J query words, W words of the sentence.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tolmach.analysis.attention.site_view import Places, SiteView
from tolmach.analysis.attention.word_groups import merged
from tolmach.analysis.heads.statistics import Values
from tolmach.analysis.heads.treebank import Dependency

RELATIONS = ("nsubj", "obj", "amod", "advmod")  # those of the paper


class Direction(NamedTuple):
    """A relation and its end that looks: at the head of it, or at the dependent."""

    relation: str
    to_head: bool

    def __str__(self) -> str:
        return f"{self.relation}→head" if self.to_head else f"head→{self.relation}"


@dataclass(frozen=True)
class Parsed:
    """What the heads of a site look at in a sentence whose tree is known."""

    view: SiteView
    words: Sequence[int]  # [Q]: the word of each query
    count: int  # words
    dependencies: Sequence[Dependency]


@dataclass(frozen=True)
class Accuracy:
    """How often heads follow a relation, and how often the best fixed offset of words does."""

    times: int
    heads: Values  # [H]
    baseline: float
    offset: int


class RelationCounts:
    """Counts, sentence by sentence, how often the heads of one site follow each relation.

    A word follows one where the word it looks at most, `<s>` and `</s>` left out, stands in the
    relation to it. Where a site cannot see what comes later, only what came earlier is asked for.
    """

    def __init__(self) -> None:
        self._hits: dict[Direction, Values] = {}
        self._offsets: defaultdict[Direction, Counter[int]] = defaultdict(Counter)
        self._times: Counter[Direction] = Counter()

    def add(self, sentence: Parsed) -> None:
        """Count one sentence."""
        top = word_tops(sentence.view, sentence.words, sentence.count)  # [H, J]
        for (direction, looking), wanted in _wanted(sentence).items():
            right = np.isin(top[:, looking], wanted).astype(np.float64)  # [H]
            self._hits[direction] = self._hits.get(direction, np.zeros(len(top))) + right
            self._offsets[direction].update(word - looking for word in wanted)
            self._times[direction] += 1

    def accuracies(self) -> dict[Direction, Accuracy]:
        """Return what was counted of each relation that occurred, in both directions.

        The baseline is the distance in words that was right most often, in these very sentences.
        """
        return {
            direction: _accuracy(self._hits[direction], self._offsets[direction], times)
            for direction, times in sorted(self._times.items())
        }


def word_tops(view: SiteView, words: Sequence[int], count: int) -> Places:
    """Return the word that each word looks at most, [H, J], `<s>` and `</s>` left out."""
    beside = [count] if view.special[0] else []
    keys = [*beside, *words, *([] if beside else [count])]
    return merged(view.weights, keys, words)[:, :, :count].argmax(2)


def _wanted(sentence: Parsed) -> Mapping[tuple[Direction, int], list[int]]:
    """Return at which words each word must look to follow a relation."""
    spelled, causal = set(sentence.words), sentence.view.causal
    wanted: defaultdict[tuple[Direction, int], list[int]] = defaultdict(list)
    for dependent, head, relation in sentence.dependencies:
        if relation not in RELATIONS or not {dependent, head} <= spelled:
            continue
        for looking, word, to_head in ((dependent, head, True), (head, dependent, False)):
            if word < looking or not causal:
                wanted[Direction(relation, to_head), looking].append(word)
    return wanted


def _accuracy(hits: Values, offsets: Counter[int], times: int) -> Accuracy:
    offset, right = min(offsets.items(), key=lambda item: (-item[1], abs(item[0]), item[0]))
    return Accuracy(times, hits / times, right / times, offset)
