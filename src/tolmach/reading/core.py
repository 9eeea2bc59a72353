"""The core of a sentence, without what is at its edges: read word by word and sign by sign."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tolmach.reading.alphabet import Alphabet
from tolmach.reading.capitals import UsualCase, is_in_capitals
from tolmach.reading.decoration import is_sign
from tolmach.reading.kept import Kept, Treatment, free_text, held_places, spaced
from tolmach.reading.marks.part import Part
from tolmach.reading.signs import SignReader
from tolmach.text.language_tag import language_of
from tolmach.text.quantities.dates import ReadDate, dates
from tolmach.text.quantities.numerals import Numerals
from tolmach.text.quantities.ordinals import source_ordinals
from tolmach.text.quantities.periods import roman_numbers
from tolmach.text.quantities.times import Eras, SpokenTimes
from tolmach.text.quantities.units import unit_behind
from tolmach.text.sentences import Span
from tolmach.text.spacing import words_are_spaced
from tolmach.text.strings.abbreviations import Abbreviations, Expansion
from tolmach.text.words import in_latin_letters, names_with_initials

# Characters that no normalised text has: a run in capitals begins and ends with them.
SHOUT, SHOUT_ENDS = "\ufdd0", "\ufdd1"

_RAISED = re.compile(r"(?<=[^\W_⁰¹²³⁴-⁹₀-₉])[⁰¹²³⁴-⁹₀-₉]+\Z")  # a note, or a power, at a word
_GLUED_COMMA = re.compile(r"(?<=[^\W\d_][^\W\d_\"“”»]|[.!?][\"“”»]),(?=[\"„“«]?[^\W\d_]{2})")
# French alone writes a space before marks.
_SPACE_BEFORE_MARK = re.compile(r"(?<=\w) (?=(?:[.,;:]|[!?]{1,3})(?:\s|\Z))")
# A word that the end of a line has parted, "Über- setzung", and what may follow the hyphen of half
# a compound: "Kinder- und Jugendbuch".
_PARTED = re.compile(r"(?<!\w)([^\W\d_]{2,})- ([a-zß-öø-ÿа-яё]+)(?!\w)")
_CONJUNCTIONS = frozenset("und oder bis sowie wie als statt and or to nor и или до".split())
_DRAWN_OUT, _MANY_TIMES = re.compile(r"(?i)([^\W\d_])\1{2,}"), re.compile(r"(?i)([^\W\d_])\1{9}")
_NUMBER_BEFORE = re.compile(r"\d ?\Z")
# Of Russian: добавил(а), готов(а), уважаемый(ая), должен(на).
_FEMININE_ENDING = re.compile(
    r"(?<=[а-яё][лнвт])\(а\)|(?<=лся)\(ась\)|(?<=[ыио]й)\([ая]я\)|(?<=ен)\(на\)"
)
# Of a house, or a part of a figure: 12а.
_LETTERED_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}[абвгАБВГ](?!\w|\.\d)")
_BRACKETS = {"(": ")", "[": "]", "{": "}", "（": "）"}


@dataclass(frozen=True)
class Literacy:
    """The ability of a model to read: its characters, the usual case of words, its language."""

    alphabet: Alphabet
    usual_case: UsualCase
    language: str
    lowercase: bool
    abbreviations: Abbreviations = field(default_factory=Abbreviations)
    times: SpokenTimes = field(default_factory=SpokenTimes)
    eras: Eras = field(default_factory=Eras)
    numerals: Numerals = field(default_factory=Numerals)

    def rewords(self, text: str) -> bool:
        """Say whether anything in a text is read in other words, though the model can read it."""
        if _DRAWN_OUT.search(text):
            return True
        found_by = self.dates_in, self.spaces_before_marks, self.names_in, self.line_ends_in_words
        if any(any(found(text)) for found in found_by) or self.begins_small(text):
            return True
        read = self.abbreviations, self.times, self.eras, self.numerals
        return any(any(each.found_in(text)) for each in read)

    def begins_small(self, text: str) -> bool:
        """Say whether the first word of a text is read with a small letter."""
        return not self.lowercase and self.usual_case.begins_small(text)

    def names_in(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield names with initials, which a model garbles, and how the translation has them."""
        if self.abbreviations.latin:
            yield from names_with_initials(text)

    def dates_in(self, text: str) -> Iterator[ReadDate]:
        """Yield dates that are read in other words."""
        return dates(text, self.language)

    def line_ends_in_words(self, text: str) -> Iterator[Span]:
        """Yield the hyphens, with a space, where the end of a line has parted a word."""
        for found in _PARTED.finditer(text) if "- " in text else ():
            first, rest = found.groups()
            knows = self.usual_case.knows
            if rest not in _CONJUNCTIONS and (
                knows(first + rest) or (knows(rest) and not knows(first))
            ):
                yield found.end(1), found.start(2)

    def spaces_before_marks(self, text: str) -> Iterator[int]:
        """Yield the places of spaces before marks of punctuation, where they are slips."""
        if language_of(self.language) != "fr":
            yield from (found.start() for found in _SPACE_BEFORE_MARK.finditer(text))


class CoreReader:
    """Reads the core of a sentence, `text[start:end]`, into parts."""

    def __init__(
        self,
        literacy: Literacy,
        text: str,
        core: Span,
        kept: list[Kept],
        spaces: Mapping[int, str],
    ) -> None:
        self._literacy, self._text, self._core = literacy, text, core
        self._spaces = spaces
        self._alphabet = literacy.alphabet
        self._held = held_places(text, kept)
        self._kept = kept
        free = free_text(self._whole, self._held[slice(*core)])
        self.capitals = not literacy.lowercase and is_in_capitals(free) and self._is_shouted()
        for found in (
            self._names,
            self._times,
            self._eras,
            self._numerals,
            self._dates,
            self._abbreviations,
            self._ordinals,
            self._roman_numbers,
            self._feminine_endings,
            self._glued_commas,
            self._line_ends_in_words,
            self._spaces_before_marks,
            self._foreign_words,
            self._unknown_acronyms,
            self._lettered_numbers,
            self._odd_words,
            self._small_beginning,
            self._drawn_out_words,
            self._brackets,
            self._signs,
            self._runs,
        ):
            self._take(list(found()))
        self._kept.sort(key=lambda one: (one.start, one.end))
        self.changes = [
            Treatment(one.kind, one.part.written or self._text[one.start : one.end])
            for one in self._kept
            if one.part.written not in (SHOUT, SHOUT_ENDS)
        ]
        self.parts = tuple(self._parts())
        if self.capitals:
            self.changes.append(Treatment("recased", free))

    @property
    def is_rewritten(self) -> bool:
        """Whether something comes through otherwise: a number in words, a name with initials."""
        return any(
            one.kind == "replaced"
            and (one.part.kind == "fixed" or one.part.written[:1].isdecimal())
            for one in self._kept
            if self._text[one.start : one.end] != one.part.written
        )

    def _is_shouted(self) -> bool:
        """Say whether the text in capitals has others than those of abbreviations and acronyms."""
        held = self._held[slice(*self._core)]
        for start, end, _ in self._short_forms:
            held[start:end] = [True] * (end - start)
        free = free_text(self._whole, held)
        return self._literacy.usual_case.written(free, begins=False) != free

    def _take(self, found: list[Kept]) -> None:
        for one in found:
            if not any(self._held[one.start : one.end]):
                self._held[one.start : one.end] = [True] * (one.end - one.start)
                self._kept.append(self._as_spaced(one))

    def _as_spaced(self, one: Kept) -> Kept:
        """Return a part that is kept verbatim with the spaces that it had."""
        if one.part.kind != "fixed" or one.part.written != self._text[one.start : one.end]:
            return one
        written = spaced(self._text, self._spaces, (one.start, one.end))
        return one._replace(part=one.part._replace(written=written))

    def _names(self) -> Iterator[Kept]:
        """Yield names with initials, which come through in Latin letters."""
        for start, end, latin in self._literacy.names_in(self._whole):
            ends = end == len(self._whole) and latin.endswith(".")  # the sentence, too
            yield self._replaced(start, end - ends, Part("fixed", latin[: len(latin) - ends]))

    def _times(self) -> Iterator[Kept]:
        """Yield times of the clock in words, which are read in digits."""
        for start, end, digits in self._literacy.times.found_in(self._bare[0]):
            yield self._in_digits(start, end, Part("text", digits))

    def _numerals(self) -> Iterator[Kept]:
        """Yield numbers in compounds of words, which are read in digits."""
        for start, end, digits, is_ordinal in self._literacy.numerals.found_in(self._bare[0]):
            part = Part("text", digits, "ordinal" if is_ordinal else "")
            yield self._in_digits(start, end, part)

    def _eras(self) -> Iterator[Kept]:
        """Yield eras, which come through as the language of the translation writes them."""
        for start, end, written in self._literacy.eras.found_in(self._whole):
            yield self._replaced(start, end, Part("fixed", written))

    def _abbreviations(self) -> Iterator[Kept]:
        """Yield abbreviations, which are read in full."""
        for start, end, full in self._short_forms:
            small = not start and self._literacy.begins_small(full + self._whole[end:])
            words = full[:1].lower() + full[1:] if small else full
            yield self._replaced(start, end, Part("text", words))

    def _dates(self) -> Iterator[Kept]:
        """Yield dates that are read in other words."""
        for start, end, read in self._literacy.dates_in(self._whole):
            yield self._replaced(start, end, Part("text", read))

    def _ordinals(self) -> Iterator[Kept]:
        """Yield ordinals, which are read without the sign that makes them ones."""
        for start, end, digits in source_ordinals(self._whole, self._literacy.language):
            yield self._replaced(start, end, Part("text", digits, "ordinal"))

    def _roman_numbers(self) -> Iterator[Kept]:
        """Yield Roman numbers, which come through as they are."""
        for start, end, number in roman_numbers(self._whole, self._literacy.language):
            yield self._replaced(start, end, Part("fixed", number, "number"))

    @cached_property
    def _begins_small(self) -> bool:
        """Whether the first word is read with a small letter."""
        return self._literacy.begins_small(self._whole)

    @cached_property
    def _short_forms(self) -> list[Expansion]:
        """The abbreviations in the core, by their places there."""
        return list(self._literacy.abbreviations.found_in(self._whole))

    @cached_property
    def _whole(self) -> str:
        """The text of the core."""
        return self._text[slice(*self._core)]

    @cached_property
    def _core_words(self) -> list[Span]:
        """The spans of the core's words."""
        return list(_words(self._text, *self._core))

    @cached_property
    def _bare(self) -> tuple[str, list[int]]:
        """The core without the marks of pairs in it, and the place of each of its characters."""
        marks = [one for one in self._kept if _is_of_pair(one)]
        within = {place for one in marks for place in range(one.start, one.end)}
        places = [place for place in range(*self._core) if place not in within]
        return "".join(self._text[place] for place in places), places

    def _in_digits(self, start: int, end: int, part: Part) -> Kept:
        """Return a number in digits in place of a span of the bare core; marks are around it."""
        places = self._bare[1]
        first, last = places[start], places[end - 1] + 1
        free = not any(self._held[place] for place in places[start:end])
        for number, one in enumerate(self._kept if free else ()):
            if _is_of_pair(one) and first < one.start and one.end < last:
                edge = first if one.part.kind == "open" else last
                self._kept[number] = one._replace(start=edge, end=edge)
                self._held[one.start : one.end] = [False] * (one.end - one.start)
        return Kept(first, last, part, "replaced")

    def _replaced(self, start: int, end: int, part: Part) -> Kept:
        """Return a part in place of a span, which is counted from the beginning of the core."""
        first = self._core[0]
        return Kept(first + start, first + end, part, "replaced")

    def _feminine_endings(self) -> Iterator[Kept]:
        """Yield the endings of words for a woman in brackets, of which nothing is read."""
        for found in _FEMININE_ENDING.finditer(self._text, *self._core):
            yield Kept(*found.span(), Part("text", ""), "replaced")

    def _glued_commas(self) -> Iterator[Kept]:
        """Yield commas between words without the space behind them, with which they are read."""
        if words_are_spaced(self._literacy.language) and self._alphabet.reads(","):
            for found in _GLUED_COMMA.finditer(self._text, *self._core):
                yield Kept(*found.span(), Part("text", ", "), "replaced")

    def _line_ends_in_words(self) -> Iterator[Kept]:
        """Yield what parts words at line ends, which are read as one."""
        for start, end in self._literacy.line_ends_in_words(self._whole):
            yield self._replaced(start, end, Part("text", ""))

    def _spaces_before_marks(self) -> Iterator[Kept]:
        """Yield spaces before marks of punctuation, which are read without them."""
        for place in self._literacy.spaces_before_marks(self._whole):
            yield self._replaced(place, place + 1, Part("text", ""))

    def _foreign_words(self) -> Iterator[Kept]:
        """Yield words with letters that the model does not read; neighbours are one."""
        start = end = -1
        for word in self._unread_words():
            if raised := _RAISED.search(self._text, *word):
                yield Kept(*raised.span(), Part("lone", raised[0]), "sign")
                continue
            usual = self._alphabet.usual(self._text[slice(*word)])
            if all(map(self._alphabet.reads, usual)) and not any(map(str.isdecimal, usual)):
                cased = self._cased(usual, begins=word[0] == self._core[0])
                yield Kept(*word, Part("text", cased), "replaced")
            elif start >= 0 and not self._text[end : word[0]].strip(" "):
                end = word[1]
            else:
                if start >= 0:
                    yield self._copied(start, end)
                start, end = word
        if start >= 0:
            yield self._copied(start, end)

    def _unknown_acronyms(self) -> Iterator[Kept]:
        """Yield acronyms of Cyrillic that nobody knows, which come through in Latin letters."""
        if not self._literacy.abbreviations.latin or self.capitals:
            return
        for start, end in self._core_words:
            if self._literacy.usual_case.is_unknown_acronym(word := self._text[start:end]):
                yield Kept(start, end, Part("fixed", in_latin_letters(word)), "replaced")

    def _lettered_numbers(self) -> Iterator[Kept]:
        """Yield numbers with a letter of Cyrillic, which come through with a Latin one."""
        if self._literacy.abbreviations.latin:
            for found in _LETTERED_NUMBER.finditer(self._text, *self._core):
                part = Part("fixed", in_latin_letters(found[0]), "number")
                yield Kept(*found.span(), part, "replaced")

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

    def _odd_words(self) -> Iterator[Kept]:
        """Yield words in a case in which nobody writes them: dER, HuND."""
        if self.capitals or self._literacy.lowercase:
            return
        for start, end in self._core_words:
            word = self._text[start:end]
            if self._is_unit(start):
                continue
            usual = self._literacy.usual_case.mended(word, begins=start == self._core[0])
            if usual != word:
                yield Kept(start, end, Part("text", usual), "recased")

    def _drawn_out_words(self) -> Iterator[Kept]:
        """Yield words with a letter three times and more, "sooo", which are read in the usual way.

        Those that nobody knows are copied if it is there many times.
        """
        knows = self._literacy.usual_case.knows
        for start, end in self._core_words:
            word = self._text[start:end]
            if not _DRAWN_OUT.search(word) or knows(word):
                continue
            ways = [_DRAWN_OUT.sub(r"\1" * times, word) for times in (2, 1)]
            usual = next(filter(knows, ways), "") if len(set(word.lower())) > 1 else ""
            if usual:
                cased = self._cased(usual, begins=start == self._core[0])
                yield Kept(start, end, Part("text", cased), "replaced")
            elif _MANY_TIMES.search(word):
                yield self._copied(start, end)

    def _small_beginning(self) -> Iterator[Kept]:
        """Yield the first word where it is read with a small letter; of capitals all are."""
        if self._begins_small and not self.capitals:
            start, end = self._core_words[0]
            yield Kept(start, end, Part("text", self._text[start:end].lower()), "recased")

    def _is_unit(self, start: int) -> bool:
        """Say whether the word at a place is the unit of a number, "5 kWh"."""
        number = _NUMBER_BEFORE.search(self._text, max(0, start - 2), start)
        return number is not None and unit_behind(self._text, number.start() + 1) is not None

    def _signs(self) -> Iterator[Kept]:
        able = self._literacy
        reader = SignReader(
            able.alphabet, able.language, self._text, self._core, self._held, self.capitals
        )
        return reader.signs()

    def _copied(self, start: int, end: int) -> Kept:
        return Kept(start, end, Part("fixed", self._text[start:end]), "copied")

    def _brackets(self) -> Iterator[Kept]:
        """Yield pairs of brackets that the model does not read."""
        opened: list[int] = []
        for place in range(*self._core):
            sign = self._text[place]
            if self._held[place] or self._alphabet.reads(sign):
                continue
            if sign in _BRACKETS and not self._text[place - 1 : place].isalnum():
                opened.append(place)
            elif opened and sign == _BRACKETS[self._text[opened[-1]]]:
                start, name = opened.pop(), f"bracket{place}"
                yield Kept(start, start + 1, Part("open", self._text[start], name), "aside")
                yield Kept(place, place + 1, Part("close", sign, name), "aside")

    def _runs(self) -> Iterator[Kept]:
        """Yield the ends of runs of words in capitals, as marks around them."""
        if self.capitals or self._literacy.lowercase:
            return
        text = "".join(
            " " if self._held[place] else self._text[place] for place in range(*self._core)
        )
        for start, end in self._literacy.usual_case.runs(text):
            first, last = start + self._core[0], end + self._core[0]
            if not any(self._held[first:last]):
                usual = self._literacy.usual_case.written(self._text[first:last], begins=not start)
                yield Kept(first, first, Part("open", SHOUT, f"shout{start}"), "recased")
                yield Kept(first, last, Part("text", usual), "recased")
                yield Kept(last, last, Part("close", SHOUT_ENDS, f"shout{start}"), "recased")

    def _parts(self) -> Iterator[Part]:
        place, begins = self._core[0], not self._begins_small
        for start, end, part, _ in self._kept:
            if start > place:
                yield Part("text", self._cased(self._text[place:start], begins=begins))
                begins = False
            if part.kind != "text" or part.written:
                yield part
            place = max(place, end)
        if place < self._core[1]:
            yield Part("text", self._cased(self._text[place : self._core[1]], begins=begins))

    def _cased(self, text: str, *, begins: bool) -> str:
        if not self.capitals:
            return text
        return self._literacy.usual_case.written(text, begins=begins)


def _is_of_pair(one: Kept) -> bool:
    """Say whether what is kept is a mark of a pair that parts no words."""
    return one.part.kind in ("open", "close") and not one.part.breaks


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
