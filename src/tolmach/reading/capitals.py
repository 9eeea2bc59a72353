"""Text in capitals, read by way of the usual case of its words.

A model has hardly seen SCHLÄFT, and tears it apart. How training wrote a word tells its usual case,
and of one that it wrote in two ways, or never, the neighbours do. Without counts of a training, it
is the way that the vocabulary spells in one piece. One that is no sentence, "Milk", is read
with a small letter where that has fewer pieces, and so is the first word of a sentence that falls
into many.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tolmach.text.language_tag import language_of
from tolmach.text.quantities.periods import ROMAN
from tolmach.text.sentences import Span, has_end_mark, split_sentences
from tolmach.text.tokenizer_pair import TokenizerPair

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LONGEST_ACRONYM = 4  # letters; longer words in capitals are words
_WITHOUT_VOWEL = re.compile("[B-DF-HJ-NP-TV-XZБ-ДЖЗЙ-НП-ТФ-Щ]{2,4}")  # GG, BGB, МВД
_ROMAN = re.compile(ROMAN)  # longer ones may be words: MIX, CD
_ENDS_NUMBER = re.compile(r"(?<=\d)(?:ER|S|ST|ND|RD|TH)\b")  # a decade or an ordinal
_AFTER_NUMBER = re.compile(r"\d\s?\Z")  # stand units: 3 KG, 8 AM
_COMPOUND = re.compile(r"[-‐‑](?:\s|[^\W\d_]*[a-zß-öø-ÿа-яё])")
_ACRONYMS_IN_PLURAL = re.compile(r"[A-ZÄÖÜ]{2,}s")
_FEW_WORDS = 3
_MANY_PIECES = 3  # from which on, measured on dev sets, more sentences become better than worse
_FIRST_WORD = re.compile(r"[^\W\d_a-zß-öø-ÿа-яё][^\W\d_]*+(?![\w'’.-])")  # no abbreviation
_NOT_ALONE = re.compile(r"\s[^\W\d_]|,\W*\Z")  # nor is a greeting: "Cheers,"
_ARTICLES = frozenset("THE DIE DER DEM DEN DAS DES".split())
# Acronyms that are spelled as words are, by language.
_ACRONYMS = {
    "de": frozenset("UN IT DIN".split()),
    "en": frozenset("US IT WHO UN AI ID PIN RAM SIM".split()),
    "ru": frozenset("ВОЗ МИД ГАИ".split()),
}


def is_in_capitals(text: str) -> bool:
    """Say whether all letters of a text but ß are capitals; those of Chinese have no case."""
    rest = text.replace("ß", "")
    return all(one.isupper() for one in rest if one.isalpha()) and any(
        len(word) > 1 for word in _WORD.findall(rest)
    )


def begins_with_word_alone(text: str) -> bool:
    """Say whether a text is of few words, no sentence, and the first one stands by itself."""
    first = _FIRST_WORD.match(text)
    if first is None or _NOT_ALONE.match(text, first.end()) or has_end_mark(text):
        return False
    return len(_WORD.findall(text)) <= _FEW_WORDS


@dataclass(frozen=True)
class UsualCase:
    """The usual case of words in capitals, for one model."""

    tokenizers: TokenizerPair  # whose words are read from disk only for text in capitals
    language: str = ""

    def runs(self, text: str) -> Iterator[Span]:
        """Yield the spans of words in capitals within a text in the usual case.

        Words that are usually so written, and single short ones unknown, are none: NATO, USB.
        """
        run: list[re.Match[str]] = []
        for found in (*_WORD.finditer(text), None):
            if found is not None and is_in_capitals(found[0]) and not _is_of_name(found):
                run.append(found)
                continue
            if found is not None and run and len(found[0]) == 1 and found[0].isupper():
                run.append(found)
                continue
            while run and len(run[-1][0]) == 1:  # "NOTE: I see" has a word in capitals, not two
                run.pop()
            if any(self._is_shouted(each[0]) for each in run) and not self._is_acronym(text, run):
                yield run[0].start(), run[-1].end()
            run = []

    def written(self, text: str, *, begins: bool) -> str:
        """Return a text in capitals as usually written.

        Each sentence has a capital first, if it `begins` the first one too.
        """
        starts = [start for start, _ in split_sentences(text)]
        if starts and not begins:
            starts[0] = len(text)
        done, last = "", 0
        for found, usual in zip(_WORD.finditer(text), self.words(text), strict=True):
            first = any(last <= start <= found.start() for start in starts)
            usual = usual.lower() if _ENDS_NUMBER.match(text, found.start()) else usual
            done += text[last : found.start()] + (_capitalised(usual) if first else usual)
            last = found.end()
        return done + text[last:]

    def knows(self, text: str) -> bool:
        """Say whether all words of a text were read in training; nobody knows of older models."""
        cases = self.tokenizers.cases
        return cases is not None and all(known for _, known in cases.usual(text))

    def falls_apart(self, word: str) -> bool:
        """Say whether the vocabulary has a word in many pieces alone."""
        return self._cost(word)[0] >= _MANY_PIECES

    def is_unknown_acronym(self, word: str) -> bool:
        """Say whether a word is a short one in capitals that no training had."""
        short = 1 < len(word) <= _LONGEST_ACRONYM and word.isalpha() and word.isupper()
        return short and self.tokenizers.cases is not None and not self.knows(word)

    def first(self, text: str) -> str:
        """Return the first word of a text as it is usually written; nothing if nobody knows."""
        if self.tokenizers.cases is None:
            return ""
        return next((usual for usual, _ in self.tokenizers.cases.usual(text)), "")

    def begins_small(self, text: str) -> bool:
        """Say whether the model knows the first word of a text better with a small letter.

        A word by itself takes fewer pieces so; that of a sentence falls into many with a capital.
        """
        found = _FIRST_WORD.match(text)
        if found is None or self.tokenizers.cases is None:
            return False
        small, capital = _ways(found[0])
        pieces = self._cost(capital)[0]
        if pieces < _MANY_PIECES and not begins_with_word_alone(text):
            return False
        return self._cost(small)[0] < pieces and self.knows(found[0]) and self.first(text) == small

    def mended(self, word: str, *, begins: bool) -> str:
        """Return a word in its usual case where capitals are mixed into it; HuND, but iPhone."""
        mixed = word[1:] != word[1:].lower() and word != word.upper() and word.isalpha()
        if not mixed or _ACRONYMS_IN_PLURAL.fullmatch(word) or self.tokenizers.cases is None:
            return word
        [(usual, known)] = self.tokenizers.cases.usual(word)
        if not known or usual[1:] != usual[1:].lower():
            return word
        return _capitalised(usual) if begins else usual

    def words(self, text: str) -> list[str]:
        """Return the words of a text in capitals as they are usually written there.

        Of those unknown only one that is alone, or that nobody could speak, may be an acronym; one
        that is spelled as a word is none but after an article: "THE US".
        """
        words = _WORD.findall(text)
        usual = zip(["", *words], words, self._usual(text, words), strict=False)
        return [
            word if word in self._acronyms and before in _ARTICLES else way
            for before, word, way in usual
        ]

    def _usual(self, text: str, words: Sequence[str]) -> list[str]:
        if self.tokenizers.cases is None:
            return [self._unknown(word, _ways(word)) for word in words]
        usual = zip(words, self.tokenizers.cases.usual(text), strict=True)
        return [
            way if known else self._unknown(word, (way,), acronym=_may_be_acronym(word, words))
            for word, (way, known) in usual
        ]

    @property
    def _acronyms(self) -> frozenset[str]:
        return _ACRONYMS.get(language_of(self.language) or "", frozenset())

    def _unknown(self, word: str, ways: Sequence[str], *, acronym: bool = True) -> str:
        """Return a word in capitals in one of some ways, or as it is if it may be an acronym.

        Roman numbers are as they are.
        """
        if _ROMAN.fullmatch(word):
            return word
        if acronym and len(word) <= _LONGEST_ACRONYM and min(map(self._cost, _ways(word)))[0] > 1:
            return word
        with_ss = [each.replace("ss", "ß") for each in ways if "ss" in each]
        return min((*ways, *with_ss), key=self._cost)

    def _is_acronym(self, text: str, run: Sequence[re.Match[str]]) -> bool:
        """Say whether a run is a single word that is no word, a unit, or better known as a name."""
        word, start = run[0][0], run[0].start()
        if len(run) > 1 or len(word) > _LONGEST_ACRONYM:
            return False
        unit = _AFTER_NUMBER.search(text, max(0, start - 2), start)
        return word in self._acronyms or bool(_WITHOUT_VOWEL.fullmatch(word) or unit)

    def _is_shouted(self, word: str) -> bool:
        return len(word) > 1 and self.words(word) != [word]

    def _cost(self, word: str) -> tuple[int, int]:
        """Return the pieces of a word and, of one piece, when it was learnt."""
        ids = self.tokenizers.source.encode(word)
        return len(ids), ids[0] if len(ids) == 1 else 0


def _is_of_name(word: re.Match[str]) -> bool:
    """Say whether a word is part of one with digits, or before a hyphen: CO2, A4, VIP-Karte."""
    around = word.string[word.start() - 1 : word.start()] + word.string[word.end() : word.end() + 1]
    return any(map(str.isdecimal, around)) or bool(_COMPOUND.match(word.string, word.end()))


def _may_be_acronym(word: str, words: Sequence[str]) -> bool:
    """Say whether a word in capitals may be an acronym: alone, or nothing to be spoken."""
    return len(words) == 1 or _WITHOUT_VOWEL.fullmatch(word) is not None


def _ways(word: str) -> tuple[str, str]:
    return word.lower(), word.capitalize()


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]
