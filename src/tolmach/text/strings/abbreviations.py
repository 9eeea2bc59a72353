"""Abbreviations that are read in full: "Abb. 3", "т. к.", "approx.", "'til", units of Cyrillic.

A model has seen few of them, tears them apart, and takes their full stop for the end of a sentence.
Only those are here that mean one thing, and that translations gained by.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tolmach.text.language_tag import language_of, script_of
from tolmach.text.strings.units import CYRILLIC, in_latin


class Abbreviation(NamedTuple):
    """An abbreviation, `text[start:end]`, and the words that it stands for."""

    start: int
    end: int
    full: str


_Table = tuple[tuple[str, str], ...]  # of patterns and what they stand for
_NUMBER = r"(?=\s?\d)"  # a number follows
_AFTER = r"(?<=\d\s)"  # a number stands before
_NAME = r"(?=\s[A-ZÄÖÜ][a-zäöüß])"
_DAY = r"(?<=\b[Aa]m\s)"

_GERMAN: _Table = (
    (rf"Abb\.{_NUMBER}", "Abbildung"), (rf"Tab\.{_NUMBER}", "Tabelle"),
    (rf"Kap\.{_NUMBER}", "Kapitel"), (rf"S\.{_NUMBER}", "Seite"), (rf"Abs\.{_NUMBER}", "Absatz"),
    (rf"Art\.{_NUMBER}", "Artikel"), (rf"Bd\.{_NUMBER}", "Band"), (rf"Nr\.{_NUMBER}", "Nummer"),
    (rf"{_AFTER}Mio\.", "Millionen"), (rf"{_AFTER}Mrd\.", "Milliarden"),
    (rf"{_AFTER}Tsd\.", "Tausend"), (rf"{_AFTER}Std\.", "Stunden"), (rf"{_AFTER}Min\.", "Minuten"),
    (rf"{_AFTER}Sek\.", "Sekunden"), (rf"[Cc]a\.{_NUMBER}", "etwa"),
    (r"[Ee]vtl\.", "eventuell"), (r"[Bb]spw\.", "beispielsweise"),
    (r"i\.\s?d\.\s?R\.", "in der Regel"), (r"z\.\s?T\.", "teilweise"), (r"[Vv]gl\.", "siehe"),
    (r"[Gg]em\.", "gemäß"), (r"[Ll]t\.", "laut"), (r"[Bb]zgl\.", "bezüglich"),
    (rf"Hrn\.{_NAME}", "Herrn"), (rf"Hr\.{_NAME}", "Herr"), (rf"Fr\.{_NAME}", "Frau"),
    (rf"{_DAY}Mo\.", "Montag"), (rf"{_DAY}Di\.", "Dienstag"), (rf"{_DAY}Mi\.", "Mittwoch"),
    (rf"{_DAY}Do\.", "Donnerstag"), (rf"{_DAY}Fr\.", "Freitag"), (rf"{_DAY}Sa\.", "Samstag"),
    (rf"{_DAY}So\.", "Sonntag"),
)  # fmt: skip
_ENGLISH: _Table = (
    (rf"No\.{_NUMBER}", "number"), (rf"Nos\.{_NUMBER}", "numbers"),
    (r"[Aa]pprox\.", "approximately"),
    (rf"[Ff]ig\.{_NUMBER}", "figure"), (rf"[Ff]igs\.{_NUMBER}", "figures"),
    (rf"p\.{_NUMBER}", "page"), (rf"pp\.{_NUMBER}", "pages"), (rf"[Cc]h\.{_NUMBER}", "chapter"),
    (rf"[Vv]ol\.{_NUMBER}", "volume"), (r"Mon\.(?=\s)", "Monday"), (r"Tues?\.(?=\s)", "Tuesday"),
    (r"Wed\.(?=\s)", "Wednesday"), (r"Thu(?:rs?)?\.(?=\s)", "Thursday"), (r"Fri\.(?=\s)", "Friday"),
    (r"Sat\.(?=\s)", "Saturday"), (r"Sun\.(?=\s)", "Sunday"), (rf"Jan\.{_NUMBER}", "January"),
    (rf"Feb\.{_NUMBER}", "February"), (rf"Apr\.{_NUMBER}", "April"), (rf"Aug\.{_NUMBER}", "August"),
    (rf"Sept?\.{_NUMBER}", "September"), (rf"Oct\.{_NUMBER}", "October"),
    (rf"Nov\.{_NUMBER}", "November"), (rf"Dec\.{_NUMBER}", "December"),
    (r"[Dd]ept\.", "department"), (r"w/o(?=\s)", "without"), (r"w/(?=\s?[^\W\d_])", "with "),
    (r"['’‘][Tt]is\b", "it is"), (r"['’‘][Tt]was\b", "it was"), (r"['’‘][Ee]m\b", "them"),
    (r"['’‘][Tt]ill?\b", "until"), (r"['’‘][Cc](?:ause|uz)\b", "because"),
    (r"['’‘](?=\d0s\b)", ""),
)  # fmt: skip
_RUSSIAN: _Table = (
    (rf"{_AFTER}тыс\.", "тысяч"), (rf"{_AFTER}млн\b\.?", "миллионов"),
    (rf"{_AFTER}млрд\b\.?", "миллиардов"), (r"[Тт]\.\s?к\.", "так как"),
    (r"[Тт]\.\s?е\.", "то есть"),
    (r"и\sт\.\s?д\.", "и так далее"), (rf"{_AFTER}гг\.", "годах"), (r"(?<=[IVX]\s)в\.", "веке"),
    (r"(?<=[IVX]\s)вв\.", "веках"), (rf"стр\.{_NUMBER}", "странице"), (r"[Нн]апр\.", "например"),
    (rf"д\.{_NUMBER}", "дом"), (rf"кв\.{_NUMBER}", "квартира"), (rf"{_AFTER}мин\.", "минут"),
    (rf"{_AFTER}сек\.", "секунд"), (rf"{_AFTER}ч\.", "часов"), (rf"{_AFTER}чел\.", "человек"),
    (rf"{_AFTER}шт\.", "штук"), (r"(?<=\b[вВ]\s)г\.(?=\s?[А-ЯЁ][а-яё])", "городе"),
    (r"(?<!\d\s)г\.(?=\s?[А-ЯЁ][а-яё])", "город"),
)  # fmt: skip
_TABLES = {"de": _GERMAN, "en": _ENGLISH, "ru": _RUSSIAN}
_OF_CYRILLIC = frozenset("ru uk be bg".split())
_BEGINS = r"(?<![^\W\d_.’'-])"  # within no word
# Nearly all text has none of these, and then nothing above can match.
_MAY_BE = re.compile(
    r"\.(?=\s?[^\s.])|[\dIVX]\s[^\W\d_]{1,4}\.\Z|w/|(?<!\w)['’‘](?:[tTeEcC]|\d)|\d\s?[а-яГМКТВ]"
)


@dataclass(frozen=True)
class Abbreviations:
    """The abbreviations of texts in one language that are translated into another."""

    language: str = ""
    latin: bool = False  # whether the other has Latin letters, and this one Cyrillic

    @classmethod
    def of(cls, source: str, target: str) -> "Abbreviations":
        """Return those of two languages, given by their tags."""
        language = language_of(source) or ""
        return cls(language, language in _OF_CYRILLIC and script_of(target) == "Latn")

    def found_in(self, text: str) -> Iterator[Abbreviation]:
        """Yield the abbreviations in a text, from left to right, each with what it stands for."""
        if not self._known or not _MAY_BE.search(text):
            return
        for found in self._pattern.finditer(text):
            _, stands_for = self._entries[(found.lastindex or 1) - 1]
            full = in_latin(found[0]) if stands_for is None else stands_for
            if found.end() == len(text) and found[0].endswith("."):
                full += "."  # which ends the sentence, too
            begins = found.start() == 0 and found[0].strip("'’‘")[:1].isupper()
            yield Abbreviation(*found.span(), full[:1].upper() + full[1:] if begins else full)

    @property
    def _known(self) -> bool:
        return self.language in _TABLES or self.latin

    @cached_property
    def _entries(self) -> list[tuple[str, str | None]]:
        """Patterns and what they stand for; None: a unit, which is written in Latin letters."""
        table = _TABLES.get(self.language, ())
        entries: list[tuple[str, str | None]] = [(_BEGINS + one, full) for one, full in table]
        if self.latin:
            entries.append((rf"(?<=\d)\s?(?:{CYRILLIC})(?![\w²³/·])", None))
        return entries

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(f"({pattern})" for pattern, _ in self._entries))
