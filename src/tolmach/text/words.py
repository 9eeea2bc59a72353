"""Running text as words and back, for what looks at words rather than pieces."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]|_")
_SPACED = re.compile(r"\S+")


_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OFTEN, _MOSTLY = 20, 0.7  # occurrences of a word, and the share that comes before a capital
_LEAST = 1  # occurrences of a word inside sentences, to tell its usual case
_COUNTED = 300_000  # sentences whose words are counted; more tell little


@dataclass(frozen=True)
class SourceCounts:
    """What a model read in training: how often each character, and words as usually written.

    Words are counted inside sentences, where a capital is no matter of place. `heralds` are those,
    in lower case, that mostly come before a word with a capital, as articles do in German.
    """

    characters: Mapping[str, int]
    words: frozenset[str] = frozenset()
    heralds: frozenset[str] = frozenset()

    @cached_property
    def _by_fold(self) -> dict[str, str]:
        return {_fold(word): word for word in self.words}

    def usual(self, word: str) -> str | None:
        """Return a word in its usual case, or None where training hardly ever read it."""
        return self._by_fold.get(_fold(word))

    def joined(self, other: "SourceCounts") -> "SourceCounts":
        """Return the counts of both texts; where they write a word in two ways, `other` does."""
        later = {_fold(word) for word in other.words}
        kept = {word for word in self.words if _fold(word) not in later}
        characters = Counter(self.characters) + Counter(other.characters)
        return SourceCounts(characters, frozenset(kept | other.words), self.heralds | other.heralds)


class SourceCounter:
    """Counts the characters and words of sources, a chunk at a time."""

    def __init__(self) -> None:
        self._characters: Counter[str] = Counter()
        self._forms: Counter[str] = Counter()
        self._before: Counter[str] = Counter()
        self._before_capitals: Counter[str] = Counter()
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
        self._left = max(0, self._left - len(texts))

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
        characters = dict(sorted(self._characters.items()))
        return SourceCounts(characters, frozenset(usual.values()), frozenset(heralds))


def _fold(word: str) -> str:
    return word.lower().replace("ß", "ss")


def words_of(text: str) -> list[str]:
    """Return the words and marks of a text; "don't", "O’Neill" and "well-known" are one word."""
    return _WORD.findall(text)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return where each of `words_of` stands: `text[start:end]`."""
    return [found.span() for found in _WORD.finditer(text)]


def spaced_spans(text: str) -> list[tuple[int, int]]:
    """Return where each stretch between spaces stands: the words of tokenised text."""
    return [found.span() for found in _SPACED.finditer(text)]


def is_word(text: str) -> bool:
    """Say whether one of `words_of` is a word or number, not a mark."""
    return text[:1].isalnum()


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
