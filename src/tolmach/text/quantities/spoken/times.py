"""Times in words, and eras: "halb acht" and "half past seven" are 7:30, "44 v. Chr." is "44 BC".

Languages count the minutes of an hour from the one that is past, or towards the next one, and the
hours of a day to 24 or to twelve, "10 am". A model that has seen few such times is an hour out, or
half a day. So it reads them in digits, except where both languages of a translation count alike:
"Viertel nach acht" is "a quarter past eight". Eras stand behind years and centuries, and hardly any
model has learnt them.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tolmach.text.language_tag import OfTwoLanguages
from tolmach.text.quantities.spoken import english, german, russian
from tolmach.text.quantities.spoken.grammar import HALF_DAY, Clock, Counted, TimePhrase
from tolmach.text.quantities.spoken.numerals import Numerals
from tolmach.text.quantities.units import compiled
from tolmach.text.sentences import spliced

# Languages in which the half after seven is one of eight, and of these such as count quarters and
# minutes so, too; and those in which a day has twice twelve hours.
_ALIKE: dict[Counted, frozenset[str]] = {
    "half": frozenset("be cs da de et fi hr hu lt lv nb nl nn no pl ru sk sl sr sv uk".split()),
    "minutes": frozenset("be ru uk".split()),
    "half of day": frozenset("ar bn en fil hi ko mr ta te ur zh".split()),
}


class SpokenTime(NamedTuple):
    """A time, `text[start:end]`, and how it is written in digits."""

    start: int
    end: int
    digits: str


_CLOCKS = {"de": german.CLOCK, "en": english.CLOCK, "ru": russian.CLOCK}


class SpokenTimes(OfTwoLanguages):
    """The times in texts of one language that are translated into another."""

    def found_in(self, text: str) -> Iterator[SpokenTime]:
        """Yield the times in a text, from left to right, that its translation counts otherwise."""
        clock = _CLOCKS.get(self.language)
        if clock is None or not compiled(clock.may_be).search(text):
            return
        plain = text.replace("ё", "е").replace("Ё", "Е")
        found = [
            (match.span("said"), _digits(match, phrase, clock))
            for phrase in clock.phrases
            if self._differs(phrase.counted)
            for match in compiled(f"(?i){phrase.pattern}").finditer(plain)
        ]
        place = 0
        for (start, end), digits in sorted(found, key=lambda one: (one[0][0], -one[0][1])):
            if start >= place:
                place = end
                yield SpokenTime(start, end, digits)

    def _differs(self, counted: Counted) -> bool:
        """Say whether the other language counts otherwise, is none, or it matters to neither."""
        alike = _ALIKE.get(counted)
        if alike is None or not self.target:
            return True
        return (self.language in alike) != (self.target in alike)


def _digits(found: re.Match[str], phrase: TimePhrase, clock: Clock) -> str:
    """Return a time in digits; the hour before one is twelve."""
    said = found.groupdict()
    hour = _value(said["hour"], clock)
    minutes = said.get("minutes") or said.get("some")
    total = 60 * hour + phrase.offset + phrase.sign * (_value(minutes, clock) if minutes else 0)
    if half := said.get("half"):
        total = _of_day(total, half.lower(), said.get("until"))
    whole = total // 60 or (12 if hour == 1 else 0)
    lead = phrase.lead if found.start("said") else phrase.lead.capitalize()
    return f"{lead}{whole}:{total % 60:02}{clock.behind}"


def _of_day(minutes: int, half: str, until: str | None) -> int:
    """Return which minute of the day it is in a half of it, or before a time in that half."""
    found = minutes % HALF_DAY + HALF_DAY * (half == "p")
    if until is not None:
        hour, _, rest = until.replace(".", ":").partition(":")
        if found >= _of_day(60 * int(hour) + int(rest or 0), half, None):
            found -= HALF_DAY
    return found % (2 * HALF_DAY)


def _value(written: str, clock: Clock) -> int:
    """Return what digits say, or a word."""
    if written.isdecimal():
        return int(written)
    return clock.value(written.lower())


def in_digits(text: str, language: str) -> str:
    """Return a text with its times and numbers in digits, as translations may have them."""
    spoken = SpokenTimes.of(language, "")
    times = list(spoken.found_in(text))
    numerals = [(one.start, one.end, one.digits) for one in Numerals.of(language).found_in(text)]
    free = [one for one in numerals if all(one[1] <= at or to <= one[0] for at, to, _ in times)]
    return spliced(text, sorted([*times, *free]))


class Era(NamedTuple):
    """An era, `text[start:end]`, and how the language of the translation writes it."""

    start: int
    end: int
    written: str


# Patterns of those before and after the year 1, and how they are written.
_ERAS = {
    "de": (
        r"v\.\s?(?:Chr|u\.\s?Z)\.|vor\s(?:Christus|Christi\sGeburt|unserer\sZeit(?:rechnung)?)\b",
        r"n\.\s?(?:Chr|u\.\s?Z)\.|nach\s(?:Christus|Christi\sGeburt|unserer\sZeitrechnung)\b",
    ),
    "en": (r"B\.?\s?C\.?(?:\s?E\.?)?(?!\w)", r"(?:A\.?\s?D|C\.?\s?E)\b\.?"),
    "ru": (
        r"до\s(?:н\.\s?э\.|нашей\sэры\b|Р\.\s?Х\.|Рождества\sХристова\b)",
        r"н\.\s?э\.|нашей\sэры\b",
    ),
}
_WRITTEN_ERAS = {"de": ("v. Chr.", "n. Chr."), "en": ("BC", "AD"), "ru": ("до н. э.", "н. э.")}
_MAY_BE_ERA = r"Chr|Z\.|unserer\sZ|[ACac]\.?\s?[DEde]|B\.?\s?C|\bэ\.|эры|Р\.\s?Х|Рожд"
_BEHIND_YEAR = (
    r"(?:\d\s?|\bJahrhunderts?\s|\bJh\.\s|\bcentury\s"
    r"|\b(?:год|век)(?:а|е|у|ов|ах)?\s|\bстолети\w+\s|\b(?:гг?|вв?)\.\s)"
)


class Eras(OfTwoLanguages):
    """The eras in texts of one language that are translated into another."""

    def found_in(self, text: str) -> Iterator[Era]:
        """Yield the eras in a text, from left to right; the last full stop of a text is in none."""
        if not {self.language, self.target} <= _WRITTEN_ERAS.keys() or self.language == self.target:
            return
        if not compiled(_MAY_BE_ERA).search(text):
            return
        before, after = _ERAS[self.language]
        for found in compiled(f"{_BEHIND_YEAR}(?:({before})|({after}))").finditer(text):
            start, end = found.span(found.lastindex or 0)
            ends = found[0].endswith(".") and not text[end:].strip(" ")
            yield Era(start, end - ends, _WRITTEN_ERAS[self.target][(found.lastindex or 1) - 1])
