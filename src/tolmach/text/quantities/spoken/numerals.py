"""Numbers in compounds of words: "siebenundvierzig", "forty-seven", "сорок семь".

There are as many of them as numbers, and a model that has learnt the words for units and tens gets
most compounds wrong. So it reads them in digits; what is one simple word stays one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tolmach.text.language_tag import language_of
from tolmach.text.quantities.dates import GERMAN_MONTH
from tolmach.text.quantities.ordinals import english_ending
from tolmach.text.quantities.periods import roman_centuries
from tolmach.text.quantities.spoken import english, german, russian
from tolmach.text.quantities.spoken.grammar import Grammar
from tolmach.text.quantities.units import compiled


class Numeral(NamedTuple):
    """A number in words, `text[start:end]`, in digits; an ordinal has no sign of one."""

    start: int
    end: int
    digits: str
    is_ordinal: bool = False


_GRAMMARS = {"de": german.NUMBERS, "en": english.NUMBERS, "ru": russian.NUMBERS}
_LONG = 10_000  # from which on thousands are set apart
_LONGEST_ROW = 20  # characters of a number before another
_DATE = r"\s(?:январ|феврал|март|апрел|ма[йя]|ию[нл]|август|сентябр|октябр|ноябр|декабр|год)"


@dataclass(frozen=True)
class Numerals:
    """The numbers in words of texts in one language."""

    language: str = ""

    @classmethod
    def of(cls, language: str) -> "Numerals":
        """Return those of a language, given by its tag."""
        return cls(language_of(language) or "")

    def found_in(self, text: str) -> Iterator[Numeral]:
        """Yield the numbers in a text that are compounds of words, from left to right.

        Before them come the Roman numbers of centuries, of which a model says little.
        """
        if self.language == "ru":
            yield from (Numeral(*one, is_ordinal=True) for one in roman_centuries(text))
        grammar = _GRAMMARS.get(self.language)
        if grammar is None or not compiled(grammar.may_be).search(text):
            return
        pattern = compiled(rf"(?i)\b(?:{grammar.pattern})(?:\b|(?<=\.))")
        for found in pattern.finditer(text.replace("ё", "е").replace("Ё", "Е")):
            if numeral := _numeral(found, grammar):
                yield numeral


def _numeral(found: re.Match[str], grammar: Grammar) -> Numeral | None:
    """Return what was found in digits; None where it is a simple word, or one of a row."""
    said = {name: written.lower() for name, written in found.groupdict().items() if written}
    written = said.get("number") or said.get("aged") or said.get("cardinal")
    if "whole" in said and not grammar.value(said["whole"]):
        return None
    if "thousands" in said and _is_in_row(found, grammar):
        return None
    if written is None:
        return Numeral(*found.span(), _in_halves(said, grammar) + _tail(found))
    if "decimals" not in said and (written in grammar.simple or _is_in_row(found, grammar)):
        return None
    value = grammar.value(written)
    if not value:
        return None
    digits = _grouped(value, grammar)
    if found["ordinal"] is not None:
        return _ordinal(found, digits, grammar)
    if "decimals" in said:
        decimals = "".join(str(grammar.value(each)) for each in said["decimals"].split())
        return Numeral(*found.span(), f"{digits}{grammar.decimal}{decimals}")
    return Numeral(*found.span(), digits + _tail(found))


def _in_halves(said: Mapping[str, str], grammar: Grammar) -> str:
    """Return in digits what is a number and a half, a year, or so many thousands."""
    if "year" in said:
        century, rest = compiled(english.JOIN).split(said["year"], maxsplit=1)
        return str(100 * grammar.value(century) + grammar.value(rest))
    one = f"1{grammar.decimal}5"
    if "noun" in said:
        plural = "" if said["noun"] == "million" else grammar.plural
        return f"{one} {said['noun']}{plural}"
    if "one_half" in said:
        return one
    if "thousands" in said:
        return _grouped(int(1000 * Decimal(said["thousands"].replace(",", "."))), grammar)
    whole = grammar.value(said["whole"])
    if "thousand" in said:
        return _grouped(1000 * whole + 500, grammar)
    return f"{whole}{grammar.decimal}5"


def _grouped(value: int, grammar: Grammar) -> str:
    return f"{value:,}".replace(",", grammar.thousands) if value >= _LONG else str(value)


def _tail(found: re.Match[str]) -> str:
    """Return what stands behind digits: a noun, "Dreiundzwanzigjährige", has a capital there."""
    tail = found.groupdict().get("tail")
    if not tail:
        return ""
    is_noun = found.start() > 0 and found[0][:2].istitle() and tail.startswith("jähr")
    return f"-{tail.capitalize() if is_noun else tail.lower()}"


def _is_in_row(found: re.Match[str], grammar: Grammar) -> bool:
    """Say whether a number stands behind another one, as when one is read out: nine forty-five."""
    first = max(0, found.start() - _LONGEST_ROW)
    row = grammar.row and compiled(grammar.row).search(found.string, first, found.start())
    return bool(row)


def _ordinal(found: re.Match[str], digits: str, grammar: Grammar) -> Numeral:
    """Return an ordinal; a day or a year is none, as dates are written, and English has endings."""
    if grammar.decimal == ".":
        return Numeral(*found.span(), digits + english_ending(digits))
    if compiled(_DATE).match(found.string, found.end()):
        return Numeral(*found.span(), digits)
    if compiled(rf"\s{GERMAN_MONTH}").match(found.string, found.end()):
        return Numeral(*found.span(), f"{digits}.")
    return Numeral(*found.span(), digits, is_ordinal=True)
