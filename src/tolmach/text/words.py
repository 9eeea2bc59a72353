"""Running text as words and back, for what looks at words rather than pieces."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]|_")
_SPACED = re.compile(r"\S+")


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
