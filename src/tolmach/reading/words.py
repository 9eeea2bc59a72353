"""Words of a sentence that a model is given otherwise: unread ones, odd cases, drawn-out ones."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from tolmach.reading.decoration import is_sign
from tolmach.reading.kept import Kept
from tolmach.reading.literacy import DRAWN_OUT, Literacy
from tolmach.reading.marks.part import Part
from tolmach.text.quantities.units import unit_behind
from tolmach.text.sentences import Span
from tolmach.text.spacing import words_are_spaced
from tolmach.text.words import in_latin_letters

_RAISED = re.compile(r"(?<=[^\W_⁰¹²³⁴-⁹₀-₉])[⁰¹²³⁴-⁹₀-₉]+\Z")  # a note, or a power, at a word
_MANY_TIMES = re.compile(r"(?i)([^\W\d_])\1{9}")
_NUMBER_BEFORE = re.compile(r"\d ?\Z")
# Of a house, or a part of a figure: 12а.
_LETTERED_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}[абвгАБВГ](?!\w|\.\d)")


class WordReader:
    """Reads the words of the core of a sentence, `text[start:end]`, of which parts are held."""

    def __init__(
        self, literacy: Literacy, text: str, core: Span, held: Sequence[bool], capitals: bool
    ) -> None:
        self._literacy, self._text, self._core = literacy, text, core
        self._held, self._capitals = held, capitals
        self._alphabet = literacy.alphabet

    @cached_property
    def begins_small(self) -> bool:
        """Whether the first word is read with a small letter."""
        return self._literacy.begins_small(self._text[slice(*self._core)])

    def foreign_words(self) -> Iterator[Kept]:
        """Yield words with letters that the model does not read; neighbours are one."""
        start = end = -1
        for word in self._unread_words():
            if raised := _RAISED.search(self._text, *word):
                yield Kept(*raised.span(), Part("lone", raised[0]), "sign")
                continue
            usual = self._alphabet.usual(self._text[slice(*word)])
            if all(map(self._alphabet.reads, usual)) and not any(map(str.isdecimal, usual)):
                cased = self.cased(usual, begins=word[0] == self._core[0])
                yield Kept(*word, Part("text", cased), "replaced")
            elif start >= 0 and not self._text[end : word[0]].strip(" "):
                end = word[1]
            else:
                if start >= 0:
                    yield self._copied(start, end)
                start, end = word
        if start >= 0:
            yield self._copied(start, end)

    def unknown_acronyms(self) -> Iterator[Kept]:
        """Yield acronyms of Cyrillic that nobody knows, which come through in Latin letters."""
        if not self._literacy.abbreviations.latin or self._capitals:
            return
        for start, end in self._core_words:
            if self._literacy.usual_case.is_unknown_acronym(word := self._text[start:end]):
                yield Kept(start, end, Part("fixed", in_latin_letters(word)), "replaced")

    def lettered_numbers(self) -> Iterator[Kept]:
        """Yield numbers with a letter of Cyrillic, which come through with a Latin one."""
        if self._literacy.abbreviations.latin:
            for found in _LETTERED_NUMBER.finditer(self._text, *self._core):
                part = Part("fixed", in_latin_letters(found[0]), "number")
                yield Kept(*found.span(), part, "replaced")

    def odd_words(self) -> Iterator[Kept]:
        """Yield words in a case in which nobody writes them: dER, HuND."""
        if self._capitals or self._literacy.lowercase:
            return
        for start, end in self._core_words:
            word = self._text[start:end]
            if self._is_unit(start):
                continue
            usual = self._literacy.usual_case.mended(word, begins=start == self._core[0])
            if usual != word:
                yield Kept(start, end, Part("text", usual), "recased")

    def small_beginning(self) -> Iterator[Kept]:
        """Yield the first word where it is read with a small letter; of capitals all are."""
        if self.begins_small and not self._capitals:
            start, end = self._core_words[0]
            yield Kept(start, end, Part("text", self._text[start:end].lower()), "recased")

    def drawn_out_words(self) -> Iterator[Kept]:
        """Yield words with a letter three times and more, "sooo", which are read in the usual way.

        Those that nobody knows are copied if it is there many times.
        """
        knows = self._literacy.usual_case.knows
        for start, end in self._core_words:
            word = self._text[start:end]
            if not DRAWN_OUT.search(word) or knows(word):
                continue
            ways = [DRAWN_OUT.sub(r"\1" * times, word) for times in (2, 1)]
            usual = next(filter(knows, ways), "") if len(set(word.lower())) > 1 else ""
            if usual:
                cased = self.cased(usual, begins=start == self._core[0])
                yield Kept(start, end, Part("text", cased), "replaced")
            elif _MANY_TIMES.search(word):
                yield self._copied(start, end)

    def cased(self, text: str, *, begins: bool) -> str:
        """Return a part of the core as it is read: of text in capitals in the usual case."""
        if not self._capitals:
            return text
        return self._literacy.usual_case.written(text, begins=begins)

    @cached_property
    def _core_words(self) -> list[Span]:
        """The spans of the core's words."""
        return list(_words(self._text, *self._core))

    def _unread_words(self) -> Iterator[Span]:
        """Yield words with unread letters; a stretch without spaces is first cut into its words."""
        for start, end in filter(self._is_unread, self._core_words):
            if words_are_spaced(self._literacy.language) or self._is_foreign(start, end):
                yield start, end
                continue
            from tolmach.text.word_segmentation import WordSegmenter  # whose library is large

            cut = WordSegmenter(self._literacy.language).spans(self._text[start:end])
            yield from filter(self._is_unread, ((start + a, start + b) for a, b in cut))

    def _is_unread(self, word: Span) -> bool:
        """Say whether nothing holds a word with a letter or accent that the model does not read."""
        unread = any(
            not is_sign(one) and not self._alphabet.reads(one) for one in self._text[slice(*word)]
        )
        return unread and not any(self._held[slice(*word)])

    def _is_foreign(self, start: int, end: int) -> bool:
        """Say whether a stretch is of another language: most of its letters are not read."""
        read = sum(map(self._alphabet.reads, self._text[start:end]))
        return 2 * read < end - start

    def _is_unit(self, start: int) -> bool:
        """Say whether the word at a place is the unit of a number, "5 kWh"."""
        number = _NUMBER_BEFORE.search(self._text, max(0, start - 2), start)
        return number is not None and unit_behind(self._text, number.start() + 1) is not None

    def _copied(self, start: int, end: int) -> Kept:
        return Kept(start, end, Part("fixed", self._text[start:end]), "copied")


def _words(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the words in `text[start:end]`: letters with their accents, hyphens inside."""
    place = start
    while place < end:
        first = place
        while place < end and _belongs(text, place, first, end):
            place += 1
        if place > first:
            yield first, place
        else:
            place += 1


def _belongs(text: str, place: int, first: int, end: int) -> bool:
    """Say whether a character is of the word that began at `first`, or begins one."""
    character = text[place]
    if character.isalpha() or (character.isnumeric() and not character.isdecimal()):
        return True
    if place == first or character.isspace():
        return False
    joins = character in "'’-‐‑_\u200c\u200d" and text[place + 1 : min(place + 2, end)].isalpha()
    return joins or character.isdecimal() or not is_sign(character)
