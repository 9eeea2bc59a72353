"""The core of a sentence, without what is at its edges: read word by word and sign by sign."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from tolmach.reading.alphabet import compatible
from tolmach.reading.capitals import is_in_capitals
from tolmach.reading.kept import Kept, Treatment, free_text, held_places, spaced
from tolmach.reading.literacy import Literacy
from tolmach.reading.marks.part import Part
from tolmach.reading.signs import SignReader
from tolmach.reading.words import WordReader
from tolmach.text.quantities.ordinals import source_ordinals
from tolmach.text.quantities.periods import roman_numbers, short_years
from tolmach.text.sentences import Span
from tolmach.text.spacing import words_are_spaced
from tolmach.text.strings.abbreviations import Expansion

# Characters that no normalised text has: a run in capitals begins and ends with them.
SHOUT, SHOUT_ENDS = "\ufdd0", "\ufdd1"

# Marks between words without the space at them; with "–" compounds are joined ("Mo–Fr"), and so are
# names with a full stop ("Node.js").
_LETTER, _NEXT_WORD = r"[^\W\d_]", r"(?:[^\W\d_]{2}|[IaЯяивоаску]\b)"
_GLUED = re.compile(
    rf"""(?<={_LETTER}[^\W\d_"“”»]|[.!?]["“”»]),(?=["„“«]?{_NEXT_WORD})
    | (?<={_LETTER}{{2}}):(?=["„“«]{_LETTER})
    | (?<={_LETTER}{{2}})\.(?=["„“«]?{_NEXT_WORD})
    | (?<={_LETTER}{{2}})(?:\.{{3}}|…)(?=["„“«]?{_NEXT_WORD})
    | (?<={_LETTER}[^\W\d_"“”»!?)])(?:—|--|–(?=[a-zß-öø-ÿа-яё]))(?=["„“«]?{_NEXT_WORD})""",
    re.VERBOSE,
)
_LAST_LETTERS, _NEXT_LETTERS = re.compile(rf"{_LETTER}+\Z"), re.compile(rf"\W?({_LETTER}+)[\s,!?]")
_DASHES = ("–", "—", "-", "--")  # the first that a model reads
# Of Russian: добавил(а), готов(а), уважаемый(ая), должен(на).
_FEMININE_ENDING = re.compile(
    r"(?<=[а-яё][лнвт])\(а\)|(?<=лся)\(ась\)|(?<=[ыио]й)\([ая]я\)|(?<=ен)\(на\)"
)
_BRACKETS = {"(": ")", "[": "]", "{": "}", "（": "）"}


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
        words = WordReader(literacy, text, core, self._held, self.capitals)
        for found in (
            self._names,
            self._times,
            self._eras,
            self._approximations,
            self._short_years,
            self._numerals,
            self._dates,
            self._abbreviations,
            self._ordinals,
            self._roman_numbers,
            self._feminine_endings,
            self._glued_marks,
            self._line_ends_in_words,
            self._spaces_before_marks,
            words.foreign_words,
            words.unknown_acronyms,
            words.lettered_numbers,
            words.odd_words,
            words.small_beginning,
            words.drawn_out_words,
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
        self.parts = tuple(self._parts(words))
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
        return self._literacy.usual_case.written(free, begins=True) != free

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
        for start, end, latin, _ in self._literacy.names_in(self._whole):
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

    def _approximations(self) -> Iterator[Kept]:
        """Yield a number with a word before it that is written at it: "Etwa 50", read "50"."""
        first = self._core[0]
        for start, end, number, written in self._literacy.approximations.found_in(self._whole):
            part = Part("fixed", written, "number", read=number)
            yield Kept(first + start, first + end, part, "sign")

    def _short_years(self) -> Iterator[Kept]:
        """Yield years without their century, which is read."""
        for start, end, year in short_years(self._whole):
            part = Part("fixed", self._whole[start:end], "number", read=year)
            yield Kept(self._core[0] + start, self._core[0] + end, part, "sign")

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
    def _short_forms(self) -> list[Expansion]:
        """The abbreviations in the core, by their places there."""
        return list(self._literacy.abbreviations.found_in(self._whole))

    @cached_property
    def _whole(self) -> str:
        """The text of the core."""
        return self._text[slice(*self._core)]

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

    def _glued_marks(self) -> Iterator[Kept]:
        """Yield marks between words without the space at them, with which they are read."""
        if not words_are_spaced(self._literacy.language):
            return
        for found in _GLUED.finditer(self._text, *self._core):
            mark = found[0]
            if mark == "." and not self._is_between_sentences(found):
                continue
            if mark in _DASHES:
                dash = next((one for one in _DASHES if self._reads(one)), mark)
                yield Kept(*found.span(), Part("text", f" {dash} "), "replaced")
            elif self._reads(read := mark if self._reads(mark) else compatible(mark)):
                yield Kept(*found.span(), Part("text", f"{read} "), "replaced")

    def _is_between_sentences(self, mark: re.Match[str]) -> bool:
        """Say whether known words are on both sides of a full stop, and the second is a first."""
        before = _LAST_LETTERS.search(self._text, self._core[0], mark.start())
        after = _NEXT_LETTERS.match(self._text, mark.end(), self._core[1])
        if before is None or after is None or not after[1][0].isupper() or after[1][1:].isupper():
            return False
        return self._literacy.usual_case.knows(f"{before[0]} {after[1]}")

    def _reads(self, signs: str) -> bool:
        return all(map(self._alphabet.reads, signs))

    def _line_ends_in_words(self) -> Iterator[Kept]:
        """Yield what parts words at line ends, which are read as one."""
        for start, end in self._literacy.line_ends_in_words(self._whole):
            yield self._replaced(start, end, Part("text", ""))

    def _spaces_before_marks(self) -> Iterator[Kept]:
        """Yield spaces before marks of punctuation, which are read without them."""
        for place in self._literacy.spaces_before_marks(self._whole):
            yield self._replaced(place, place + 1, Part("text", ""))

    def _signs(self) -> Iterator[Kept]:
        able = self._literacy
        reader = SignReader(
            able.alphabet, able.language, self._text, self._core, self._held, self.capitals
        )
        return reader.signs()

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

    def _parts(self, words: WordReader) -> Iterator[Part]:
        place, begins = self._core[0], not words.begins_small
        for start, end, part, _ in self._kept:
            if start > place:
                yield Part("text", words.cased(self._text[place:start], begins=begins))
                begins = False
            if part.kind != "text" or part.written:
                yield part
            place = max(place, end)
        if place < self._core[1]:
            yield Part("text", words.cased(self._text[place : self._core[1]], begins=begins))


def _is_of_pair(one: Kept) -> bool:
    """Say whether what is kept is a mark of a pair that parts no words."""
    return one.part.kind in ("open", "close") and not one.part.breaks
