"""Eras behind years and centuries: "44 v. Chr." is "44 BC", which hardly any model has learnt."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tolmach.text.language_tag import language_of
from tolmach.text.strings.units import compiled


class Era(NamedTuple):
    """An era, `text[start:end]`, and how the language of the translation writes it."""

    start: int
    end: int
    written: str


# Patterns of those before and after the year 1, and how they are written.
_PATTERNS = {
    "de": (
        r"v\.\s?(?:Chr|u\.\s?Z)\.|vor\s(?:Christus|Christi\sGeburt)\b",
        r"n\.\s?(?:Chr|u\.\s?Z)\.|nach\s(?:Christus|Christi\sGeburt)\b",
    ),
    "en": (r"B\.?\s?C\.?(?:\s?E\.?)?(?!\w)", r"(?:A\.?\s?D|C\.?\s?E)\b\.?"),
    "ru": (
        r"до\s(?:н\.\s?э\.|нашей\sэры\b|Р\.\s?Х\.|Рождества\sХристова\b)",
        r"н\.\s?э\.|нашей\sэры\b",
    ),
}
_WRITTEN = {"de": ("v. Chr.", "n. Chr."), "en": ("BC", "AD"), "ru": ("до н. э.", "н. э.")}
_MAY_BE = r"Chr|Z\.|[ACac]\.?\s?[DEde]|B\.?\s?C|\bэ\.|эры|Р\.\s?Х|Рожд"
_BEHIND = (
    r"(?:\d\s?|\bJahrhunderts?\s|\bJh\.\s|\bcentury\s"
    r"|\b(?:год|век)(?:а|е|у|ов|ах)?\s|\bстолети\w+\s|\b(?:гг?|вв?)\.\s)"
)


@dataclass(frozen=True)
class Eras:
    """The eras in texts of one language that are translated into another."""

    language: str = ""
    target: str = ""

    @classmethod
    def of(cls, source: str, target: str) -> "Eras":
        """Return those of two languages, given by their tags."""
        return cls(language_of(source) or "", language_of(target) or "")

    def found_in(self, text: str) -> Iterator[Era]:
        """Yield the eras in a text, from left to right; the last full stop of a text is in none."""
        if not {self.language, self.target} <= _WRITTEN.keys() or self.language == self.target:
            return
        if not compiled(_MAY_BE).search(text):
            return
        before, after = _PATTERNS[self.language]
        for found in compiled(f"{_BEHIND}(?:({before})|({after}))").finditer(text):
            start, end = found.span(found.lastindex or 0)
            ends = found[0].endswith(".") and not text[end:].strip(" ")
            yield Era(start, end - ends, _WRITTEN[self.target][(found.lastindex or 1) - 1])
