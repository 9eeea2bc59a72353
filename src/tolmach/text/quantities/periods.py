"""Decades, "the 1990s", "1990-е годы", as languages write them; Roman numbers, of centuries too.

A model that reads a decade in another language often says the year: "in 1990", and of a chapter or
a king the wrong number.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tolmach.text.language_tag import language_of
from tolmach.text.quantities.units import compiled

_YEAR = r"(?:1[0-9]|20)\d0"
_SOURCES = {
    "de": (
        rf"(?<![\w.,-])(?:({_YEAR})er(?:\sJahren?|n)?"
        r"|(\d0)er(?:\sJahren?|n|(?<=\bdie\s\d0er)))(?!\w)"
    ),
    "en": rf"(?<![\w.,$€£-])(?:({_YEAR})|(?:(?<=\b[Tt]he\s)|['’])['’]?(\d0))['’]?s(?!\w)",
    "ru": rf"(?<![\w.,-])(?:({_YEAR})|(\d0))-(?:[хе]|ые|ых)(?:\s(?:год(?:ы|ов|ах|ам|ами)\b|гг\.))?",
}
# What a translation may have in place of a decade, whose digits are given.
_SAID = (
    r"(?<![\w.,:-])['’]?{0}(?:['’]?s|er[ns]?|en|th|-[а-яё]{{1,2}})?(?![\w:%-]|[.,]\d)"
    r"(?:\s(?:years?|Jahren?|год(?:а|у|е|ы|ов|ах)?|гг?\.)(?!\w))?"
)
_SHORT_YEAR = r"(?<=[\s(])['’](\d\d)(?![\w'’])"
_FIRST_OF_OLD_CENTURY = 30  # of the years of the 20th one that are written so
_DATIVE = re.compile(r"(?i)\b(?:den|in|von|aus|seit)\s(?:\w+en\s)?\Z")
# A century of Russian, or the first of two: "XIX–XX вв."
_ROMAN_CENTURY = (
    r"(?<![\w.])(?:X{0,2}(?:IX|IV|V?I{1,3}|V)|X{1,2})"
    r"(?=(?:(?:\s?[–—-]\s?|\sи\s)[IVX]{1,5})?\s(?:век(?:а|е|у|и|ом|ов|ах|ами)?\b|вв?\.|столети))"
)
ROMAN = "(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})"  # of several letters
_ROMAN_NUMBER = rf"(?<![\w.–-]){ROMAN}(?![\w–-])"
_DIGITS = {"I": 1, "V": 5, "X": 10}
_WITHOUT_ARTICLE = re.compile(r"(?i)\b(?:in|from|since|until|during|of|by|to)\s\Z")
_PREPOSITIONAL = re.compile(r"(?i)\bв\s\Z")


class Decade(NamedTuple):
    """A decade in a translation, `text[start:end]`, and how it should be written there."""

    start: int
    end: int
    written: str


def decades(source: str, text: str, languages: tuple[str, str]) -> Iterator[Decade]:
    """Yield the decades of a source in its translation, each written as its language does.

    Those are left out that the translation says otherwise, and years that the source has, too.
    """
    here, there = map(language_of, languages)
    if here is None or here not in _SOURCES or there not in _SOURCES or here == there:
        return
    for year, times in decade_years(source, here).items():
        if len(re.findall(rf"(?<!\d){year}(?!\d)", source)) > times:
            continue
        for said in compiled(_SAID.format(year), re.IGNORECASE).finditer(text):
            written = _written(year, text[: said.start()], there)
            yield Decade(*said.span(), written.upper() if text.isupper() else written)


def decade_years(text: str, language: str) -> Counter[str]:
    """Count the decades in a text of a language, by the digits that they are written with."""
    pattern = _SOURCES.get(language_of(language) or "")
    found = compiled(pattern, re.IGNORECASE).finditer(text) if pattern and "0" in text else ()
    return Counter(one[1] or one[2] for one in found)


def roman_centuries(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the Roman numbers of centuries in a Russian text, `text[start:end]`, in digits."""
    if "век" not in text and "в." not in text and "столети" not in text:
        return
    for found in compiled(_ROMAN_CENTURY).finditer(text):
        values = [_DIGITS[letter] for letter in found[0]]
        pairs = zip(values, [*values[1:], 0], strict=True)
        yield *found.span(), str(sum(-one if one < after else one for one, after in pairs))


def roman_numbers(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield the Roman numbers in a sentence, `text[start:end]`, as they are elsewhere.

    In German the point of "Ludwig XIV." makes an ordinal of it. Single letters may be anything.
    """
    point = r"(?:\.(?=\s))?" if language_of(language) == "de" else ""
    for found in compiled(f"({_ROMAN_NUMBER}){point}").finditer(text):
        yield *found.span(), found[1]


def short_years(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield years without their century, `text[start:end]` as in "in '85", and what is meant."""
    for found in compiled(_SHORT_YEAR).finditer(text) if "'" in text or "’" in text else ():
        century = 19 if int(found[1]) >= _FIRST_OF_OLD_CENTURY else 20
        yield *found.span(), f"{century}{found[1]}"


def _written(year: str, before: str, language: str) -> str:
    match language:
        case "de":
            return f"{year}er Jahre" + "n" * bool(_DATIVE.search(before))
        case "ru":
            if not before:
                return f"{year}-е годы"
            return f"{year}-х год" + ("ах" if _PREPOSITIONAL.search(before) else "ов")
        case _:
            return "the " * bool(_WITHOUT_ARTICLE.search(before)) + f"{year}s"
