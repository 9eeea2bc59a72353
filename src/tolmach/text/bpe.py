"""Byte-pair encoding, learnt step by step so that it can be read (Sennrich et al. 2016, alg. 1).

The toolkit learns and applies with the `tokenizers` library; this learner finds the same merges
in the same order, tells what it did at every step, and is quick enough for ten thousand
sentences. Departure from the paper: no end-of-word mark, because a word of ours carries the space
before it.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tolmach.errors import DataError
from tolmach.files import named, read_lines
from tolmach.text.normalize import normalize

Pair = tuple[str, str]
Pieces = tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One step of learning: the commonest pair of neighbours becomes one piece."""

    pair: Pair
    count: int  # occurrences of the pair in all words, each word as often as it was counted
    words: dict[str, Pieces]  # every word that the step changed, as it is cut now

    @property
    def symbol(self) -> str:
        """The piece that the pair becomes."""
        return "".join(self.pair)


def alphabet(words: Iterable[str]) -> list[str]:
    """Return the characters of `words` in order: the vocabulary before the first step."""
    return sorted(set().union(*words))


def learn(words: Mapping[str, int], *, least: int = 2) -> Iterator[Step]:
    """Yield the steps of learning on words and their counts, until no pair occurs `least` times.

    The pair with the highest count goes first; among equals, the one whose pieces joined the
    vocabulary first (left piece, then right piece), as in the `tokenizers` library.
    """
    learner = _Learner(words)
    while (best := learner.commonest()) and best[1] >= least:
        pair, count = best
        yield Step(pair, count, learner.merge(pair))


@dataclass(frozen=True)
class Stage:
    """The vocabulary V and the corpus C after a step, the words in the order in which they came."""

    step: Step
    vocabulary: tuple[str, ...]  # the characters, then the pieces in the order of learning
    corpus: dict[str, Pieces]


def stages(words: Mapping[str, int], steps: Iterable[Step]) -> Iterator[Stage]:
    """Yield vocabulary and corpus after each of the `steps` that `learn` took on `words`."""
    vocabulary = dict.fromkeys(alphabet(words))
    corpus = {word: tuple(word) for word in words}
    for step in steps:
        vocabulary |= {step.symbol: None}
        corpus = corpus | step.words
        yield Stage(step, tuple(vocabulary), corpus)


def merge_numbers(merges: Sequence[Pair]) -> dict[Pair, int]:
    """Return the number of each merge in the order of learning, from 1."""
    return {pair: number for number, pair in reversed(list(enumerate(merges, start=1)))}


def segment(word: str, rank: Mapping[Pair, int]) -> Iterator[tuple[Pair, Pieces]]:
    """Yield each merge that applies to `word`, and how the word is cut after it.

    At each step the merge of the lowest rank, which was learnt first, goes first, wherever it
    stands in the word.
    """
    pieces: Pieces = tuple(word)
    while known := [pair for pair in pairwise(pieces) if pair in rank]:
        pair = min(known, key=rank.__getitem__)
        pieces = joined(pieces, pair)
        yield pair, pieces


def joined(pieces: Pieces, pair: Pair) -> Pieces:
    """Return `pieces` with every occurrence of `pair`, from the left, made into one piece."""
    result: list[str] = []
    place = 0
    while place < len(pieces):
        width = 2 if pieces[place : place + 2] == pair else 1
        result.append("".join(pieces[place : place + width]))
        place += width
    return tuple(result)


class _Learner:
    """Counts of all pairs, kept up to date merge by merge instead of counted anew."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._count_of = dict(words)
        self._pieces: dict[str, Pieces] = {word: tuple(word) for word in words}
        self._counts: Counter[Pair] = Counter()
        self._words_with: defaultdict[Pair, set[str]] = defaultdict(set)
        self._age = {symbol: age for age, symbol in enumerate(alphabet(words))}
        for word in words:
            self._add(word)
        self._queue = [self._entry(pair) for pair in self._counts]
        heapq.heapify(self._queue)

    def commonest(self) -> tuple[Pair, int] | None:
        """Return the pair that goes next and its count; None when no word has two pieces."""
        while self._queue:
            count, _, _, pair = self._queue[0]
            if -count == self._counts[pair] > 0:
                return pair, -count
            heapq.heappop(self._queue)  # it was true when it was queued; a newer entry is there
        return None

    def merge(self, pair: Pair) -> dict[str, Pieces]:
        """Make `pair` one piece everywhere and return the words that this changed."""
        self._age.setdefault("".join(pair), len(self._age))
        changed = sorted(self._words_with[pair])
        touched: set[Pair] = set()
        for word in changed:
            touched.update(self._remove(word))
            self._pieces[word] = joined(self._pieces[word], pair)
            touched.update(self._add(word))
        for each in touched:
            heapq.heappush(self._queue, self._entry(each))
        return {word: self._pieces[word] for word in changed}

    def _add(self, word: str) -> list[Pair]:
        pairs = list(pairwise(self._pieces[word]))
        for pair in pairs:
            self._counts[pair] += self._count_of[word]
            self._words_with[pair].add(word)
        return pairs

    def _remove(self, word: str) -> list[Pair]:
        pairs = list(pairwise(self._pieces[word]))
        for pair in pairs:
            self._counts[pair] -= self._count_of[word]
            self._words_with[pair].discard(word)
        return pairs

    def _entry(self, pair: Pair) -> tuple[int, int, int, Pair]:
        left, right = pair
        return -self._counts[pair], self._age[left], self._age[right], pair


def read_word_counts(path: Path) -> dict[str, int]:
    """Return the words of a list and their counts, in the list's order; `-` is standard input.

    Empty lines are skipped, and a word that comes again adds up. Raises TolmachError, naming the
    line, where a line is not one word and a whole number above zero.
    """
    counts: dict[str, int] = {}
    for number, line in enumerate(read_lines(path), start=1):
        if text := normalize(line):
            word, count = _word_and_count(text, f"{named(path)}, line {number}")
            counts[word] = counts.get(word, 0) + count
    if not counts:
        raise DataError(f"{named(path)} holds no word; write `word count` on each line.")
    return counts


def _word_and_count(text: str, place: str) -> tuple[str, int]:
    match text.split(" "):
        case [word, count] if count.isascii() and count.isdigit() and len(count) <= 18:
            if int(count) > 0:
                return word, int(count)
    raise DataError(f"{place}: {text[:60]!r} is not `word count`, for example `hug 10`.")
