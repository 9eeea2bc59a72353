"""Literacy: what a model reads, and what it is given in other words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tolmach.reading.alphabet import Alphabet
from tolmach.reading.capitals import UsualCase
from tolmach.reading.names.personal import Name, PersonalNames
from tolmach.text.language_tag import language_of
from tolmach.text.quantities.dates import ReadDate, dates
from tolmach.text.quantities.spoken.approximations import Approximations
from tolmach.text.quantities.spoken.numerals import Numerals
from tolmach.text.quantities.spoken.times import Eras, SpokenTimes
from tolmach.text.sentences import Span
from tolmach.text.strings.abbreviations import Abbreviations

# French alone writes a space before marks.
_SPACE_BEFORE_MARK = re.compile(r"(?<=\w) (?=(?:[.,;:]|[!?]{1,3})(?:\s|\Z))")
# A word that the end of a line has parted, "Über- setzung", and what may follow the hyphen of half
# a compound: "Kinder- und Jugendbuch".
_PARTED = re.compile(r"(?<!\w)([^\W\d_]{2,})- ([a-zß-öø-ÿа-яё]+)(?!\w)")
_CONJUNCTIONS = frozenset("und oder bis sowie wie als statt and or to nor и или до".split())
_CAPITAL_FOLLOWS = re.compile(r"\s[A-ZÀ-Þ]")
DRAWN_OUT = re.compile(r"(?i)([^\W\d_])\1{2,}")  # a letter, three times and more


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
    approximations: Approximations = field(default_factory=Approximations)
    names: PersonalNames = field(default_factory=PersonalNames)

    def rewords(self, text: str) -> bool:
        """Say whether anything in a text is read in other words, though the model can read it."""
        if DRAWN_OUT.search(text):
            return True
        found_by = self.dates_in, self.spaces_before_marks, self.names_in, self.line_ends_in_words
        if any(any(found(text)) for found in found_by) or self.begins_small(text):
            return True
        read = self.abbreviations, self.times, self.eras, self.numerals, self.approximations
        return any(any(each.found_in(text)) for each in read)

    def begins_small(self, text: str) -> bool:
        """Say whether the first word of a text is read with a small letter."""
        return not self.lowercase and self.usual_case.begins_small(text)

    def names_in(self, text: str) -> Iterator[Name]:
        """Yield names that a model garbles, John Smith and В. Сидоров, and what they become."""
        for name in self.names.found_in(text):
            last = self.usual_case.first(name.written.split()[-1])
            in_heading = last[:1].islower() and _CAPITAL_FOLLOWS.match(text, name.end)
            may_be_noun = not name.sure and not self.usual_case.falls_apart(last)
            if not in_heading and not may_be_noun:  # "Tom Went Home", "dass Tom Interesse hat"
                yield name

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
