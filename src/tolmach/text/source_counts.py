"""Counts of what a model read in training: characters, and words as they are usually written.

They tell what a model can read, and how it would rather have a word in capitals. In a model folder
the characters stand apart, since every text needs them, and the words, which are many, few texts.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from tolmach.errors import DataError, ModelError
from tolmach.files import read_json, write_table
from tolmach.model_paths import COUNTS, WORDS, damaged_model

_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OFTEN, _MOSTLY = 20, 0.7  # occurrences of a word, and the share that comes before a capital
_LEAST = 1  # occurrences of a word inside sentences, to tell its usual case
_SEVERAL, _LEAST_PAIRS = 5, 2  # occurrences in each of two cases, and beside a neighbour
_COUNTED = 300_000  # sentences whose words are counted; more tell little


@dataclass(frozen=True)
class WordCases:
    """Words as usually written inside sentences, where a capital is no matter of place.

    `heralds` are those, in lower case, that mostly come before a word with a capital, as articles
    do in German. `pairs` are words in the rarer of two cases with a neighbour, in lower case, that
    tells them apart: "sie>hat" and "weil<sie" where "Sie" is usual.
    """

    words: frozenset[str] = frozenset()
    heralds: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()

    @cached_property
    def _by_fold(self) -> dict[str, str]:
        return {_fold(word): word for word in self.words}

    def usual(self, word: str, before: str = "", after: str = "") -> str | None:
        """Return a word in its usual case between its neighbours, or None where it is unknown."""
        usual = self._by_fold.get(_fold(word))
        if usual is None or not self.pairs:
            return usual
        other = _other_case(usual)
        known = f"{other}>{after.lower()}", f"{before.lower()}<{other}"
        return usual if self.pairs.isdisjoint(known) else other

    def joined(self, other: "WordCases") -> "WordCases":
        """Return the words of both texts; where they write one in two ways, as `other` does."""
        later = {_fold(word) for word in other.words}
        kept = {word for word in self.words if _fold(word) not in later}
        return WordCases(
            frozenset(kept | other.words), self.heralds | other.heralds, self.pairs | other.pairs
        )


@dataclass(frozen=True)
class SourceCounts:
    """How often a model read each character in training, and words as they are usually written."""

    characters: Mapping[str, int]
    cases: WordCases = field(default=WordCases())

    def joined(self, other: "SourceCounts") -> "SourceCounts":
        """Return the counts of both texts; where they write a word in two ways, as `other` does."""
        characters = Counter(self.characters) + Counter(other.characters)
        return SourceCounts(characters, self.cases.joined(other.cases))

    def save(self, folder: Path) -> None:
        """Write them into a model folder."""
        write_table(folder / COUNTS, {"characters": dict(self.characters)})
        lists = {name: sorted(words) for name, words in vars(self.cases).items()}
        write_table(folder / WORDS, lists)


def read_characters(folder: Path) -> dict[str, int]:
    """Read how often each character occurred. Raises TolmachError where that file is damaged."""
    path = folder / COUNTS
    try:
        found = _read(path)["characters"]
        return {str(sign): int(count) for sign, count in found.items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged_model(path, error) from error


def read_cases(folder: Path) -> WordCases:
    """Read words as usually written; older models have them in the file of the characters.

    Raises TolmachError where that file is damaged.
    """
    path = folder / (WORDS if (folder / WORDS).is_file() else COUNTS)
    try:
        content = _read(path)
        return WordCases(*(frozenset(map(str, content[k])) for k in ("words", "heralds", "pairs")))
    except (KeyError, TypeError) as error:
        raise damaged_model(path, error) from error


def _read(path: Path) -> Any:
    try:
        return read_json(path, remedy="copy the model folder again")
    except DataError as error:
        raise ModelError(str(error)) from error


class SourceCounter:
    """Counts the characters and words of sources, a chunk at a time."""

    def __init__(self) -> None:
        self._characters: Counter[str] = Counter()
        self._forms: Counter[str] = Counter()
        self._before: Counter[str] = Counter()
        self._before_capitals: Counter[str] = Counter()
        self._pairs: Counter[str] = Counter()
        self._left = _COUNTED

    def add(self, texts: Sequence[str]) -> None:
        """Count normalised texts."""
        self._characters.update("".join(texts))
        for text in texts[: self._left]:
            words = _LETTERS.findall(text)
            self._forms.update(words[1:])
            for word, after in pairwise(words):
                self._before[word.lower()] += 1
                self._before_capitals[word.lower()] += after[0].isupper()
            for before, word, after in zip(words, words[1:], [*words[2:], ""], strict=False):
                if self._is_ambiguous(word):
                    self._pairs[f"{word}>{after.lower()}"] += 1
                    self._pairs[f"{before.lower()}<{word}"] += 1
        self._left = max(0, self._left - len(texts))

    def _is_ambiguous(self, word: str) -> bool:
        lower = word.lower()
        return self._forms[lower] >= _SEVERAL and self._forms[_capitalised(lower)] >= _SEVERAL

    def _telling(self, usual: Iterable[str]) -> Iterator[str]:
        """Yield pairs in which a word is mostly not in its usual case."""
        known = frozenset(usual)
        for pair, count in self._pairs.items():
            first, sign, second = re.split("([<>])", pair)
            word = first if sign == ">" else second
            other = _other_case(word)
            rival = f"{other}>{second}" if sign == ">" else f"{first}<{other}"
            if word not in known and count >= _LEAST_PAIRS and count > 2 * self._pairs[rival]:
                yield pair

    def counts(self) -> SourceCounts:
        """Return what has been counted."""
        usual: dict[str, str] = {}
        for word, count in self._forms.most_common():
            if count >= _LEAST:
                usual.setdefault(_fold(word), word)
        heralds = {
            word
            for word, count in self._before.items()
            if count >= _OFTEN and self._before_capitals[word] > _MOSTLY * count
        }
        words, pairs = frozenset(usual.values()), frozenset(self._telling(usual.values()))
        cases = WordCases(words, frozenset(heralds), pairs)
        return SourceCounts(dict(sorted(self._characters.items())), cases)


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]


def _other_case(word: str) -> str:
    return word.lower() if word[:1].isupper() else _capitalised(word)


def _fold(word: str) -> str:
    return word.lower().replace("ß", "ss")
