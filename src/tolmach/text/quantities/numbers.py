"""Numbers in running text: where they stand, their values, and their form in another language.

A number is written with the separators of its language: 1.250,5 in German is 1,250.5 in English.
Times (14:30), dates (5.5.1979) and telephone numbers are numbers of another kind, which every
language may write alike; they are compared by their digits, group by group.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tolmach.text.language_tag import language_of, script_of
from tolmach.text.quantities.currencies import currency_named
from tolmach.text.quantities.hours import of_24_hours, time_with_half
from tolmach.text.quantities.ordinals import ENGLISH_ORDINAL, ORDINAL_ENDING, english_ending
from tolmach.text.quantities.references import goes_on, is_passage, is_section
from tolmach.text.quantities.units import (
    WrittenUnit,
    currency_before,
    in_cyrillic,
    unit_behind,
)
from tolmach.text.sentences import spliced

# A sign of currency or of a share is no part of a number. The groups of a telephone number may be
# separated by spaces; those of a sum too, three digits each. A price may have a dash for its cents.
_SPACES = " \u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"""
      (?<![\w.,]) (?: \+\d | 0\d ) \d*+ (?>(?: [{_SPACES}/-] \d{{2,}} )+) (?!\w)
    | (?<![\w.,]) \d{{1,4}} (?: (?: [{_SPACES}]\d{{2,4}} ){{2,}} (?>(?:-\d{{2,4}})+)
        | [{_SPACES}]\d{{2,4}} (?:-\d{{2,4}}){{2,}} ) (?!\w)
    | (?<![\d.,]) \d{{1,3}} (?>(?: [{_SPACES}]\d{{3}} )+) (?! [{_SPACES}]\d{{1,4}}(?!\w) )
        (?>(?:,\d++)?) (?![\d])
    | (?<![\d.,]) \d++ (?>(?: [.’'] \d{{3}} )*) [.,] [–—-]{{1,2}} (?![\w–—-])
    | (?<!\d) \d++ (?>(?: [.,:/’'–-] \d++ )*)
    """,
    re.VERBOSE,
)
# Languages with a decimal comma (CLDR); in the others the point is the decimal sign.
_COMMA = frozenset(
    """
    af az be bg bs ca cs da de el es et eu fi fr gl hr hu hy id is it ka kk ky lt lv mk nb nl nn no
    pl pt ro ru sk sl sq sr sv tr uk uz vi
    """.split()
)
# Of these, languages in which a space separates thousands, and not a point.
_SPACE = frozenset("be bg cs et fi fr hu hy ka kk ky lt lv nb nn no pl ru sk sq sv uk uz".split())
# Languages that write ordinals with a point ("am 3. Mai"), or with an ending of letters.
_POINT_OF_ORDINALS = frozenset("cs da de et fi hr hu is lv nb nn no pl sk sl sr tr".split())
_ORDINALS = {"en": "th", "ru": "-й", "uk": "-й", "bg": "-и"} | dict.fromkeys(
    _POINT_OF_ORDINALS, "."
)
_SCALE_OF_MAP = re.compile(r"1:(\d{1,3}(?:[.,’']\d{3})+)")
_DATE_SIGNS = (".", "/", "-", "–")


class Number(NamedTuple):
    """A number, `text[start:end]`, and what it says: a value, or groups of digits.

    One that is a `reference`, to a passage of a text or a version, is written alike everywhere.
    """

    start: int
    end: int
    value: str
    reference: bool = False


@dataclass(frozen=True)
class NumberFormat:
    """The signs with which a language writes numbers."""

    decimal: str
    thousands: str
    ordinal: str = ""  # what ends an ordinal
    cyrillic: bool = False  # its letters

    @classmethod
    def of(cls, language: str) -> "NumberFormat":
        """Return the format of a language, given by its tag."""
        plain = language_of(language) or language
        ordinal = _ORDINALS.get(plain, "")
        cyrillic = script_of(language) == "Cyrl"
        if plain not in _COMMA:
            return cls(".", ",", ordinal, cyrillic)
        return cls(",", " " if plain in _SPACE else ".", ordinal, cyrillic)

    def numbers(self, text: str) -> Iterator[Number]:
        """Yield the numbers in a text, from left to right."""
        place, last = 0, -1  # the end of a number, and of one of a section or a version
        for found in _NUMBER.finditer(text):
            if found.start() < place:
                continue
            if time := time_with_half(text, found.start(), am_is_word=self.decimal == ","):
                place = time.end()
                yield Number(*time.span(), self.value(time[0]))
            elif self.decimal == "," and is_passage(text, *found.span()):
                yield Number(*found.span(), found[0].replace(",", ":"), reference=True)
            else:
                section = is_section(text, *found.span())
                section |= last >= 0 and goes_on(text, last, *found.span())
                alike = self.decimal == "." and section
                last = found.end() if alike else last
                yield Number(*found.span(), self.value(found[0]), alike)

    def quantities(self, text: str) -> Iterator[Number]:
        """Yield the numbers with the symbol of a unit or the code of a currency, and that."""
        yield from (one for one, unit in self._with_units(text) if not unit.is_sign)

    def amounts(self, text: str) -> Iterator[Number]:
        """Yield the quantities in a text, and then the numbers with a sign of currency."""
        found = sorted(self._with_units(text), key=lambda one: one[1].is_sign)
        yield from (one for one, _ in found)

    def _with_units(self, text: str) -> Iterator[tuple[Number, WrittenUnit]]:
        for start, end, value, _ in self.numbers(text):
            if unit := unit_behind(text, end):
                yield Number(start, unit.end, f"{value} {unit.name}"), unit
            elif unit := currency_before(text, start):
                yield Number(unit.start, end, f"{value} {unit.name}"), unit

    def _named_sums(self, text: str) -> Iterator[Number]:
        """Yield the numbers with a currency in words."""
        for start, end, value, _ in self.numbers(text):
            if unit := currency_named(text, end):
                yield Number(start, unit.end, f"{value} {unit.name}")

    def units(self, text: str) -> Iterator[Number]:
        """Yield the numbers with a unit or a currency, however it is written."""
        yield from (one for one, _ in self._with_units(text))
        yield from self._named_sums(text)

    def with_unit(self, unit: str) -> str:
        """Return the symbol of a unit in the letters of the language."""
        return in_cyrillic(unit) if self.cyrillic else unit

    def value(self, written: str) -> str:
        """Return what a number says, alike for all ways to write it."""
        written = of_24_hours(written) or written
        if scale := _SCALE_OF_MAP.fullmatch(written):
            return f"1:{self.value(scale[1])}"
        whole, decimals = self._parts(written)
        if whole is None:
            return digit_groups(written)
        digits = whole.lstrip("0") or "0"
        return f"{digits}.{decimals}" if decimals else digits

    def rewritten(self, written: str, other: "NumberFormat") -> str:
        """Return a number as another format writes it; one of another kind stays as it is."""
        if other.decimal == "," and (time := of_24_hours(written)):
            return time
        if scale := _SCALE_OF_MAP.fullmatch(written):
            return f"1:{self.rewritten(scale[1], other)}"
        whole, decimals = self._parts(written)
        if whole is None or whole == written:
            return written
        if not written[: len(whole)].isdigit():  # its thousands are set apart
            cuts = range(len(whole), 0, -3)
            whole = other.thousands.join(whole[max(0, cut - 3) : cut] for cut in reversed(cuts))
        return f"{whole}{other.decimal}{decimals}" if decimals else whole

    def ordinals(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield ordinals, as English writes them or should, and each as it is written here."""
        for found in ENGLISH_ORDINAL.finditer(text) if self.ordinal else ():
            ending = english_ending(found[1]) if self.ordinal == "th" else self.ordinal
            point = self.ordinal == "." and text.startswith(".", found.end())
            yield found.start(), found.end() + point, found[1] + ending

    def as_ordinal(self, text: str, start: int, end: int, number: str) -> tuple[int, int, str]:
        """Return a number that stands for `text[start:end]` as an ordinal, and its span there.

        The text may have the sign of one already, or half of one.
        """
        ending = english_ending(number) if self.ordinal == "th" else self.ordinal
        there = ORDINAL_ENDING.match(text, end)
        return start, there.end() if there else end, number + ending

    def rewritten_in(
        self,
        text: str,
        other: "NumberFormat",
        wanted: Callable[[Number], object] = lambda _: True,
    ) -> str:
        """Return a text with its numbers, or those `wanted`, as another format writes them."""
        return spliced(
            text,
            (
                (number.start, number.end, self.rewritten_from(text, number, other))
                for number in self.numbers(text)
                if wanted(number)
            ),
        )

    def rewritten_from(self, text: str, number: Number, other: "NumberFormat") -> str:
        """Return a number of a text as another format writes it there."""
        written = text[number.start : number.end]
        return written if number.reference else self.rewritten(written, other)

    def _parts(self, written: str) -> tuple[str | None, str]:
        """Return the digits before and after the decimal sign, or None where it is no amount."""
        whole, sign, decimals = _without_dash(written).partition(self.decimal)
        plain = re.fullmatch(
            rf"[1-9]\d{{0,2}}(?:[{re.escape(self.thousands)}{_SPACES}’']\d{{3}})+|\d+", whole
        )
        if plain is None or (sign and not decimals.isdigit()):
            return None, ""
        return re.sub(r"\D", "", whole), decimals


def number_formats(languages: tuple[str, str]) -> tuple[NumberFormat, NumberFormat]:
    """Return the formats of two languages, of a source and of its translation."""
    source, target = languages
    return NumberFormat.of(source), NumberFormat.of(target)


def _without_dash(written: str) -> str:
    """Return a price of thousands without the dash for its cents: 5.000,-."""
    return re.sub(r"(?<=[.’'\s]\d{3})[.,][–—-]{1,2}\Z", "", written)


def digit_groups(written: str) -> str:
    """Return the groups of digits of a time, a date or a telephone number, alike in all styles."""
    digits, signs = re.findall(r"\d+", written), re.findall(r"\D+", written)
    if len(digits) == 2 and signs[-1] in (".", ":"):
        full = digits[1] == "00"  # hour: 15:00 is 15
        return ":".join(str(int(group)) for group in digits[: 1 if full else 2])
    alike = ["-" if sign in _DATE_SIGNS else sign for sign in signs[-len(digits) + 1 :]]
    return "".join(f"{int(group)}{sign}" for group, sign in zip(digits, [*alike, ""], strict=False))
