"""Abbreviations that are read in full: "Abb. 3", "т. к.", "approx.", "'til", units of Cyrillic."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from tolmach.text.abbreviation_table import ABBREVIATIONS
from tolmach.text.language_tag import language_of, script_of
from tolmach.text.quantities.units import CODES, CYRILLIC, in_latin
from tolmach.text.strings.informal import informal_words
from tolmach.text.strings.short_dates import Reading, short_dates, short_names


class Expansion(NamedTuple):
    """An abbreviation, `text[start:end]`, and the words that it stands for."""

    start: int
    end: int
    full: str


_CLOCK_TIME = r"(?:(?<=\d\s)|(?<=\d\sUhr\s))"  # stands before
# What has no full stop, or none that must be: patterns and what they stand for; among them zones of
# time, which models read under their international names alone.
_CONTRACTIONS = {
    "de": (
        (r"k[. ]?[aA]\b", "keine Ahnung"),
        (rf"{_CLOCK_TIME}MEZ\b", "CET"),
        (rf"{_CLOCK_TIME}MESZ\b", "CEST"),
        (r"(?<=\b[DdWw](?:as|er|ie)\s)is\b", "ist"),
    ),
    "en": (
        (r"w/o(?=\s)", "without"),
        (r"w/(?=\s?[^\W\d_])", "with "),
        (r"['’‘][Tt]is\b", "it is"),
        (r"['’‘][Tt]was\b", "it was"),
        (r"['’‘][Ee]m\b", "them"),
        (r"['’‘][Tt]ill?\b", "until"),
        (r"['’‘][Cc](?:ause|uz)\b", "because"),
        (r"['’‘](?=\d0s\b)", ""),
        (r"(?<=\d\s)lbs?\b\.?", "pounds"),
        (r"(?<=\d\s)mins?\b\.?", "minutes"),
        (r"[rR]\su\b", "are you"),
        (r"[cC]\su\b", "see you"),
        (r"(?<=\d\s)bn\b\.?", "billion"),
        (r"(?<=\d)bn\b\.?", " billion"),
    ),
    "ru": (
        (r"№(?=\s?\d)", "номер"),
        (r"°С(?!\w)", "°C"),  # with a Cyrillic letter
        (r"(?<=\b[12]\d{3})г\b\.?", " года"),
        (r"г-н(?=\s)", "господин"),
        (r"Г-н(?=\s)", "Господин"),
        (r"г-жа(?=\s)", "госпожа"),
        (r"Г-жа(?=\s)", "Госпожа"),
        (r"(?<=\d\s)кв\.\s?м\b\.?", "m²"),
        (r"(?<=\d\s)куб\.\s?м\b\.?", "m³"),
        (r"(?<=\d\s)млн\b\.?", "миллионов"),
        (r"(?<=\d\s)млрд\b\.?", "миллиардов"),
        (r"(?<=\d\s)трлн\b\.?", "триллионов"),
        (r"(?<=\d\s)(?:по\s)?(?:МСК|мск)\b", "MSK"),
    ),
}
# Grams; behind four digits, after "в", or with a full stop it is a year: "1799 г", "в 988 г.".
_GRAMS = r"(?<!\b[вВ]\s)(?<![\w.,])\d{1,3}(?:,\d+)?\s?г(?![\w.])"
# A time with a point, or the first of two: "8.30 - 9.45 Uhr".
_GERMAN_CLOCK = (
    r"(?<![\w.,:])(?:[01]?\d|2[0-4])\.[0-5]\d"
    r"(?=(?:(?:\s?[–-]\s?|\sbis\s)\d{1,2}\.\d\d)?\sUhr\b)"
)
# The "m" of a sum, which is no metre: "$1.5m", "EUR 3 m", "3m USD".
_MILLIONS = rf"(?:[$€£¥]|\b(?:{CODES})\s?)\d[\d.,]*\s?mn?\b\.?|\d[\d.,]*\s?mn?(?=\s(?:{CODES})\b)"
_BEGINS = r"(?<![^\W\d_.’'-])"  # within no word
# Nearly all text has none of these, and then nothing above can match.
_MAY_BE = (
    r"\.(?=\s?[^\s.])|[\dIVX½¼¾]\s?[^\W\d_]{1,4}\.\Z|w/|(?<!\w)['’‘](?:[tTeEcC]|\d)|\d\s?[а-яГМКТВ]"
    r"|\bи\s[а-я]{2}\.\Z|\d\s(?:lbs?|mins?)\b|\d\s?(?:bn|mn?)\b|№|°С|\b[гГ]-[нж]|\b(?:МСК|мск)\b"
    r"|\d\sUhr\b|\bMES?Z\b|\b[rRcC]\su\b|\bk[. ]?[aA]\b|\b[DdWw](?:as|er|ie)\sis\b"
)


@dataclass(frozen=True)
class Abbreviations:
    """The abbreviations of texts in one language that are translated into another."""

    language: str = ""
    latin: bool = False  # whether the other has Latin letters, and this one Cyrillic

    @classmethod
    def of(cls, source: str, target: str) -> "Abbreviations":
        """Return those of two languages, given by their tags."""
        latin = script_of(source) == "Cyrl" and script_of(target) == "Latn"
        return cls(language_of(source) or "", latin)

    def found_in(self, text: str) -> Iterator[Expansion]:
        """Yield the abbreviations in a text, from left to right, each with what it stands for."""
        place = 0
        informal = (Expansion(*one) for one in informal_words(text, self.language))
        for one in sorted([*self._tabled(text), *map(partial(_begun, text), informal)]):
            if one.start >= place:
                yield one
                place = one.end

    def _tabled(self, text: str) -> Iterator[Expansion]:
        if not self._entries or not self._may_be.search(text):
            return
        for found in self._pattern.finditer(text):
            _, read = self._entries[(found.lastindex or 1) - 1]
            full = read if isinstance(read, str) else read(found[0])
            if found.end() == len(text) and found[0].endswith("."):
                full += "."  # which ends the sentence, too
            elif text[found.end() : found.end() + 1].isdecimal() and full[-1:].isalpha():
                full += " "
            yield _begun(text, Expansion(*found.span(), full))

    @cached_property
    def _entries(self) -> list[tuple[str, str | Reading]]:
        """Patterns, and the words that each stands for or is read as."""
        table = ABBREVIATIONS.get(self.language, ())
        entries: list[tuple[str, str | Reading]] = [
            *((one.pattern, one.full) for one in table if one.full),
            *((one.glued_pattern, f" {one.full}") for one in table if one.glued_pattern),
            *_CONTRACTIONS.get(self.language, ()),
            *short_dates(self.language),
        ]
        entries = [(_BEGINS + pattern, read) for pattern, read in entries]
        if self.language == "de":
            entries.append((_GERMAN_CLOCK, lambda time: time.replace(".", ":")))
        if self.language == "en":
            entries.append((_MILLIONS, _in_millions))
        if self.latin:
            entries.append((rf"(?<=\d)\s?(?:{CYRILLIC})(?![\w²³/·])", in_latin))
            entries.append((_GRAMS, lambda amount: amount.replace("г", "g")))
        return entries

    @cached_property
    def _may_be(self) -> re.Pattern[str]:
        return re.compile("|".join(filter(None, (_MAY_BE, short_names(self.language)))))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(f"({pattern})" for pattern, _ in self._entries))


def _begun(text: str, one: Expansion) -> Expansion:
    """Return an expansion with a capital where it begins the text, and is written with one."""
    begins = one.start == 0 and not text[: one.end].strip("'’‘")[:1].islower()
    return one._replace(full=one.full[:1].upper() + one.full[1:]) if begins else one


def _in_millions(amount: str) -> str:
    return amount.rstrip("mn. ") + " million"
