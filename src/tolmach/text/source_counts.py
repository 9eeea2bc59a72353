"""Counts of what a model read in training: characters, and words as they are usually written.

They tell what a model can read, and how it would rather have a word in capitals. In a model folder
the characters stand apart, since every text needs them, and the words, which are many, few texts.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from pathlib import Path

from tolmach.chunks import Reservoir
from tolmach.files import write_table
from tolmach.model_paths import COUNTS, WORDS, damaged_model, read_model_json

_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_COUNTED = 300_000  # sentences whose words are counted, of all as likely each; more tell little
_SEVERAL, _RARE = 2, 0.005  # occurrences of a word in its rarer case, and their share
_SMOOTHING = 3.0  # occurrences that are taken to be divided as all of the word are
_FEW = 3  # occurrences of a rare word, and the fewest of a clue
_TELLING = 10  # tenths of a logarithm of odds; what says less is not kept
_Clue = tuple[str, str]  # a word in lower case, and what is beside it
_SURE = 30  # tenths: how much a word says of its case that was always written alike
_BEGINNING, _ENDING = 4, 2  # letters, at least and at most, of words in several forms


@dataclass(frozen=True)
class WordCases:
    """Words as usually written inside sentences, where a capital is no matter of place.

    `clues` tell, for words that are written with and without a capital, how much each neighbour
    speaks for one, in tenths of the logarithm of the odds, and those of the empty word how much
    neighbours and endings do so for a word that was never read (naive Bayes; the neighbours are
    those of Yarowsky 1994). Of such a word its other forms tell, too.
    """

    words: frozenset[str] = frozenset()
    clues: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @cached_property
    def _by_fold(self) -> dict[str, str]:
        return {_fold(word): word for word in self.words}

    def usual(self, text: str) -> Iterator[tuple[str, bool]]:
        """Yield each word of a text as it is usually written there, and whether it is known."""
        around = _Neighbours.of(text)
        for place in range(len(around.words)):
            yield self._usual(around, place)

    def _usual(self, around: "_Neighbours", place: int) -> tuple[str, bool]:
        fold = around.folds[place]
        known = self._by_fold.get(fold)
        usual = known or around.words[place].lower()
        if known is not None and not _has_plain_case(known):
            return known, True
        if fold in self.clues:
            clues, says = self.clues[fold], 0
            found = around.clues(place)
        elif known is not None:
            clues, says = self._clues_of_unknown, _SURE if known[0].isupper() else -_SURE
            found = around.marks(place)
        else:
            clues, says = self._clues_of_unknown, self._say_of_other_forms(fold)
            found = around.clues_of_unknown(place)
        capital = says + sum(clues.get(clue, 0) for clue in found) > 0
        return _capitalised(usual) if capital else usual.lower(), known is not None

    def _say_of_other_forms(self, fold: str) -> int:
        """Return how much words that differ in their endings speak for a capital, in tenths."""
        beginning = fold[: max(_BEGINNING, len(fold) - _ENDING)]
        counts = [0, 0]
        first, last = (bisect_left(self._folds, beginning + end) for end in ("", "\U0010ffff"))
        for other in self._folds[first:last]:
            form = self._by_fold[other]
            if len(other) <= len(fold) + _ENDING and _has_plain_case(form):
                counts[form[0].isupper()] += 1
        return round(10 * log((counts[1] + 0.5) / (counts[0] + 0.5)))

    @cached_property
    def _folds(self) -> list[str]:
        return sorted(self._by_fold)

    @property
    def _clues_of_unknown(self) -> Mapping[str, int]:
        return self.clues.get("", {})

    def joined(self, other: "WordCases") -> "WordCases":
        """Return the words of both texts; where they write one in two ways, as `other` does."""
        later = {_fold(word) for word in other.words}
        kept = {word for word in self.words if _fold(word) not in later}
        return WordCases(frozenset(kept | other.words), {**self.clues, **other.clues})


@dataclass(frozen=True)
class _Neighbours:
    """The words of a text, in lower case too, and the signs, without spaces, before each."""

    words: list[str]
    folds: list[str]
    signs: list[str]

    @classmethod
    def of(cls, text: str) -> "_Neighbours":
        found = list(_LETTERS.finditer(text))
        words = [one[0] for one in found]
        ends = [0, *(one.end() for one in found)]
        signs = ["".join(text[a : b.start()].split()) for a, b in zip(ends, found, strict=False)]
        return cls(words, list(map(_fold, words)), signs)

    def clues(self, place: int) -> Iterator[str]:
        """Yield what may tell the case of a word: two neighbours on both sides, signs before it.

        The first, the empty one, tells how the word is mostly written.
        """
        at = self._at
        yield ""
        yield f"{at(place - 1)} _"
        yield f"_ {at(place + 1)}"
        yield f"{at(place - 2)} . _"
        yield f"_ . {at(place + 2)}"
        yield f"{at(place - 1)} _ {at(place + 1)}"
        yield from self.marks(place)

    def clues_of_unknown(self, place: int) -> Iterator[str]:
        """Yield what may tell the case of a word by what it is not itself, its ending aside."""
        yield ""
        yield f"{self._at(place - 1)} _"
        yield f"_ {self._at(place + 1)}"
        yield f"-{self.folds[place][-3:]}"
        yield from self.marks(place)

    def marks(self, place: int) -> Iterator[str]:
        """Yield the signs before a word, if there are any."""
        if self.signs[place]:
            yield f"{self.signs[place][-2:]}_"

    def _at(self, place: int) -> str:
        return self.folds[place] if 0 <= place < len(self.folds) else "|"


@dataclass(frozen=True)
class SourceCounts:
    """How often a model read each character in training, and words as they are usually written."""

    characters: Mapping[str, int]
    cases: WordCases = field(default_factory=WordCases)

    def joined(self, other: "SourceCounts") -> "SourceCounts":
        """Return the counts of both texts; where they write a word in two ways, as `other` does."""
        characters = Counter(self.characters) + Counter(other.characters)
        return SourceCounts(characters, self.cases.joined(other.cases))

    def save(self, folder: Path) -> None:
        """Write them into a model folder."""
        write_table(folder / COUNTS, {"characters": dict(self.characters)})
        clues = {
            word: dict(sorted(found.items())) for word, found in sorted(self.cases.clues.items())
        }
        write_table(folder / WORDS, {"words": sorted(self.cases.words), "clues": clues})


def read_characters(folder: Path) -> dict[str, int]:
    """Read how often each character occurred. Raises TolmachError where that file is damaged."""
    path = folder / COUNTS
    try:
        found = read_model_json(path)["characters"]
        return {str(sign): int(count) for sign, count in found.items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged_model(path, error) from error


def read_cases(folder: Path) -> WordCases:
    """Read words as usually written; older models have them in the file of the characters.

    Raises TolmachError where that file is damaged.
    """
    path = folder / (WORDS if (folder / WORDS).is_file() else COUNTS)
    try:
        content = read_model_json(path)
        clues = content.get("clues", {})  # which older models lack
        for each in clues.values():
            sum(each.values())  # all of them numbers
        return WordCases(frozenset(map(str, content["words"])), clues)
    except (KeyError, TypeError, AttributeError) as error:
        raise damaged_model(path, error) from error


class SourceCounter:
    """Counts the characters and words of sources, a chunk at a time."""

    def __init__(self) -> None:
        self._characters: Counter[str] = Counter()
        self._texts = Reservoir[str](_COUNTED)  # whose words are counted

    def add(self, texts: Sequence[str]) -> None:
        """Count normalised texts; of words those that are not in capitals throughout."""
        self._characters.update("".join(texts))
        self._texts.add(texts)

    def counts(self) -> SourceCounts:
        """Return what has been counted."""
        inside = Counter[str]()
        for around in self._read():
            inside.update(around.words[1:])
        usual: dict[str, str] = {}
        for word, _ in inside.most_common():
            usual.setdefault(_fold(word), word)
        characters = dict(sorted(self._characters.items()))
        clues = _weights(*self._clues(inside))
        return SourceCounts(characters, WordCases(frozenset(usual.values()), clues))

    def _read(self) -> Iterator["_Neighbours"]:
        return (_Neighbours.of(text) for text in self._texts.items if not text.isupper())

    def _clues(self, inside: Counter[str]) -> tuple[Counter[_Clue], Counter[_Clue]]:
        """Count the clues beside words in two cases, without a capital and with one.

        Rare words say what is to be expected of those that were never read.
        """
        found: tuple[Counter[_Clue], Counter[_Clue]] = Counter(), Counter()
        two_cases = {_fold(word) for word in inside if _has_two_cases(word, inside)}
        for around in self._read():
            for place in range(1, len(around.words)):
                word, fold = around.words[place], around.folds[place]
                seen = found[word[0].isupper()]
                if fold in two_cases and _has_plain_case(word):
                    seen.update((fold, clue) for clue in around.clues(place))
                elif inside[word] <= _FEW and _has_plain_case(word):
                    seen.update(("", clue) for clue in around.clues_of_unknown(place))
        return found


def _has_two_cases(word: str, counts: Counter[str]) -> bool:
    if not word[0].isupper() or not _has_plain_case(word):
        return False
    both = counts[word.lower()], counts[word]
    return min(both) >= max(_SEVERAL, _RARE * max(both))


def _weights(small: Counter[_Clue], capital: Counter[_Clue]) -> dict[str, dict[str, int]]:
    """Return the clues that tell something, by words."""
    found: dict[str, dict[str, int]] = {}
    for fold, clue in small.keys() | capital.keys():
        counts = small[fold, clue], capital[fold, clue]
        whole = small[fold, ""], capital[fold, ""]
        weight = _log_odds(counts, whole) if clue else _log_odds(whole, (1, 1))
        if not clue or (abs(weight) >= _TELLING and sum(counts) >= _FEW):
            found.setdefault(fold, {})[clue] = weight
    return found


def _log_odds(counts: tuple[int, int], whole: tuple[int, int]) -> int:
    """Return by how much counts of two cases raise the odds of the second, in tenths."""
    share = (whole[1] + 0.5) / (sum(whole) + 1)
    small, capital = counts[0] + _SMOOTHING * (1 - share), counts[1] + _SMOOTHING * share
    return round(10 * (log(capital / small) - log(share / (1 - share))))


def _has_plain_case(word: str) -> bool:
    """Say whether a word has no capital but perhaps the first letter."""
    return word[1:] == word[1:].lower()


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]


def _fold(word: str) -> str:
    return word.lower().replace("ß", "ss")
