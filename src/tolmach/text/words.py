"""Running text as words and back, for what looks at words rather than pieces.

Letters of scripts without spaces are words by themselves, each with the signs above and below it:
what belongs together there is for those to say who ask, by pieces or by a glossary.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import regex

from tolmach.errors import DataError, ModelError
from tolmach.files import read_json, write_table
from tolmach.model_paths import COUNTS, WORDS, damaged_model
from tolmach.text.spacing import UNSPACED_LETTER

_LETTER = rf"[[\p{{L}}\p{{N}}]--{UNSPACED_LETTER}]"
_INSIDE = rf"[[\p{{L}}\p{{N}}\p{{M}}\u200c\u200d]--{UNSPACED_LETTER}]"
_SPACE = r"\s\x1c-\x1f"  # as `str.split` has it
_RUN = rf"{_LETTER}{_INSIDE}*+"
_SIGN = r"(?:\+\+(?!\+)|#(?![\p{L}\p{N}]))"  # as in C++ and F#
_WORD = regex.compile(
    rf"(?={UNSPACED_LETTER})\X"
    rf"|{_RUN}(?:['’-]{_RUN})*+{_SIGN}?+"
    rf"|(?<![{_INSIDE}_.)\]])\.(?=\p{{L}}){_RUN}"  # as in .NET
    rf"|[^{_SPACE}\p{{M}}][\p{{M}}\u200d\ufe0f]*+|[^{_SPACE}]",
    regex.VERSION1,
)
_BEGINS, _ENDS = rf"(?<![{_INSIDE}_])", rf"(?![{_INSIDE}_]|{_SIGN})"
_SPACED = re.compile(r"\S+")
_UNSPACED_STRETCH = regex.compile(rf"{UNSPACED_LETTER}+", regex.VERSION1)
_CLUSTER = regex.compile(r"\X")
_LONGEST_MEAN = 4  # letters; words of Chinese have 1.6, of Thai 3, and sentences many more
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OFTEN, _MOSTLY = 20, 0.7  # occurrences of a word, and the share that comes before a capital
_LEAST = 1  # occurrences of a word inside sentences, to tell its usual case
_SEVERAL, _LEAST_PAIRS = 5, 2  # occurrences in each of two cases, and beside a neighbour
_COUNTED = 300_000  # sentences whose words are counted; more tell little


def words_of(text: str) -> list[str]:
    """Return the words and marks of a text; "don't", "O’Neill", "well-known" and "C++" are one."""
    return [found[0] for found in _WORD.finditer(text)]


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return where each of `words_of` stands: `text[start:end]`."""
    return [found.span() for found in _WORD.finditer(text)]


def spaced_spans(text: str) -> list[tuple[int, int]]:
    """Return where each stretch between spaces stands: the words of tokenised text."""
    return [found.span() for found in _SPACED.finditer(text)]


def fitting_spans(texts: Iterable[str]) -> Callable[[str], list[tuple[int, int]]]:
    """Return what cuts such texts into words: at spaces, or letter by letter where they have none.

    Text without spaces that somebody has cut into words is taken as it is.
    """
    stretches = [found for text in texts for found in _UNSPACED_STRETCH.findall(text)]
    letters = sum(len(_CLUSTER.findall(stretch)) for stretch in stretches)
    return word_spans if letters > _LONGEST_MEAN * len(stretches) else spaced_spans


def is_word(text: str) -> bool:
    """Say whether one of `words_of` is a word or number, not a mark."""
    return any(map(str.isalnum, text))


def count_whole(phrase: str, text: str) -> int:
    """Count the occurrences of a phrase in a text that no further letter or digit adjoins.

    Where words are not set apart by spaces, letters do adjoin.
    """
    return len(_whole(phrase).findall(text))


@lru_cache(maxsize=4096)
def _whole(phrase: str) -> regex.Pattern[str]:
    """Return the pattern of a phrase as whole words."""
    spaced = regex.compile(_INSIDE, regex.VERSION1)
    before = _BEGINS if spaced.match(phrase) or phrase.startswith(".") else ""
    after = _ENDS if spaced.match(phrase[-1]) else r"(?!\p{M})"
    return regex.compile(before + regex.escape(phrase) + after, regex.VERSION1)


def substituted(text: str, new: Mapping[str, str]) -> str:
    """Return the text with every word that is a key of `new` replaced by its value."""
    return _WORD.sub(lambda found: new.get(found[0], found[0]), text)


def spelling(words: Sequence[str]) -> str:
    """Return words as running text; marks between them are not looked for."""
    return " ".join(words)


def cased_as_inside(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the sentences with their first words written as they mostly are further inside.

    (Koehn et al. 2008 call it truecasing.) A first word that is nowhere inside stays as it is.
    """
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for words in sentences:
        for word in words[1:]:
            forms[word.lower()][word] += 1
    usual = {folded: found.most_common(1)[0][0] for folded, found in forms.items()}
    return [[usual.get(words[0].lower(), words[0]), *words[1:]] for words in sentences]


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
