"""Running text as words and back, for what looks at words rather than pieces.

Letters of scripts without spaces are words by themselves, each with the signs above and below it:
what belongs together there is for those to say who ask, by pieces or by a glossary.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import takewhile

import regex

from tolmach.text.spacing import UNSPACED_LETTER

_LETTER = rf"[[\p{{L}}\p{{N}}]--{UNSPACED_LETTER}]"
_INSIDE = rf"[[\p{{L}}\p{{N}}\p{{M}}\u200c\u200d]--{UNSPACED_LETTER}]"
_SPACE = r"\s\x1c-\x1f"  # as `str.split` has it
_RUN = rf"{_LETTER}{_INSIDE}*+"
_SIGN = r"(?:\+\+(?!\+)|#(?![\p{L}\p{N}]))"  # as in C++ and F#
_WORD = regex.compile(
    rf"(?={UNSPACED_LETTER})\X"
    rf"|{_RUN}(?>(?:['’-]{_RUN})*){_SIGN}?+"
    rf"|(?<![{_INSIDE}_.)\]])\.(?=\p{{L}}){_RUN}"  # as in .NET
    rf"|[^{_SPACE}\p{{M}}][\p{{M}}\u200d\ufe0f]*+|[^{_SPACE}]",
    regex.VERSION1,
)
_BEGINS, _ENDS = rf"(?<![{_INSIDE}_])", rf"(?![{_INSIDE}_]|{_SIGN})"
_SPACED = re.compile(r"\S+")
_UNSPACED_STRETCH = regex.compile(rf"{UNSPACED_LETTER}+", regex.VERSION1)
_CLUSTER = regex.compile(r"\X")
_MIXED = re.compile("[A-Za-zÀ-ɏ][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-zÀ-ɏ]")
_CYRILLIC_WORD = re.compile(r"[^\W\d_]*[Ѐ-ӿ][^\W\d_]*")
# As English writes Russian and Ukrainian names.
_LATIN = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya yo i yi ye g"
_IN_LATIN = dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ", _LATIN.split(" "), strict=True))
_AFTER_VOWEL = re.compile("(?i)(?<![бвгджзйклмнпрстфхцчшщ])е")  # or at the beginning
_ADJECTIVE = re.compile("(?i)(?<=[кгхнвлрмдт])[иы]й$")
# A key of a Latin keyboard in Cyrillic letters that look like it: "Ctrl+С".
_KEY = re.compile(r"(?<=[A-Za-z]\+)[АВЕКМНОРСТУХ](?!\w)")
_LOOKS_LIKE = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
_TIMES = re.compile(r"(?<=\d)(\s?)[хХ](?=\s?\d)")  # 80х60
_LIST_LETTER = re.compile(r"(?<!\w)[а-и](?=\)\s)")
_HALF = 0.5
_LONGEST_MEAN = 4  # letters; words of Chinese have 1.6, of Thai 3, and sentences many more


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


def whole_spans(phrase: str, text: str) -> list[tuple[int, int]]:
    """Return where the occurrences that `count_whole` counts stand: `text[start:end]`."""
    return [found.span() for found in _whole(phrase).finditer(text)]


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


def without_mixed_scripts(text: str, source: str) -> str:
    """Return a translation in which words of two scripts, "Пython", are those that they begin as.

    Such a word is a half copy: of the words of the source, that one stands for it which begins or
    ends as it does, if at least half of it is alike.
    """
    if not _MIXED.search(text):
        return text
    words = words_of(source)
    mixed = [word for word in words_of(text) if _MIXED.search(word) and word not in words]
    alike = {word: max(words, key=partial(_likeness, word), default=word) for word in mixed}
    return substituted(
        text, {word: one for word, one in alike.items() if _likeness(word, one) >= _HALF}
    )


def in_latin_letters(text: str, keep: str = "") -> str:
    """Return a text with its Cyrillic words in Latin letters, but those that are in `keep`.

    The letters of a list's points are the first ones of the other alphabet, too, and keys those
    that look like them.
    """
    if not _CYRILLIC_WORD.search(text):
        return text
    text = _KEY.sub(lambda found: found[0].translate(_LOOKS_LIKE), _TIMES.sub(r"\1x", text))
    text = _LIST_LETTER.sub(lambda found: chr(ord(found[0]) - ord("а") + ord("a")), text)
    kept = {found[0] for found in _CYRILLIC_WORD.finditer(keep)}
    return _CYRILLIC_WORD.sub(
        lambda found: found[0] if found[0] in kept else _transliterated(found[0]), text
    )


def _transliterated(word: str) -> str:
    spelled = _AFTER_VOWEL.sub("є", _ADJECTIVE.sub("ы", word)).lower().replace("дж", "j")
    latin = "".join(_IN_LATIN.get(letter, letter) for letter in spelled)
    if len(word) > 1 and word.isupper():
        return latin.upper()
    return latin[:1].upper() + latin[1:] if word[:1].isupper() else latin


def _likeness(one: str, other: str) -> float:
    """Return the share of two words that is alike at their beginnings and ends."""
    begin, end = (
        sum(takewhile(bool, (a == b for a, b in zip(*each, strict=False))))
        for each in ((one, other), (one[::-1], other[::-1]))
    )
    return min(1.0, (begin + end) / max(len(one), len(other)))


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
