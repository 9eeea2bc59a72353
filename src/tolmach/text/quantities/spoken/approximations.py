"""Words that say how a number at the beginning of a sentence is meant: "Etwa 50 Leute kamen."

Models have seen them there too seldom, and make "Something 50" or "Over 50" of that. So they read
the number alone, as they do that of "~50", and the word is written at it in the language of the
translation. Elsewhere they know most; from English into Russian neither "over" nor "roughly".
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tolmach.text.language_tag import OfTwoLanguages
from tolmach.text.quantities.dates import ENGLISH_MONTHS, GERMAN_MONTHS
from tolmach.text.quantities.units import SPACE, compiled


class Approximation(NamedTuple):
    """A number with the word before it, `text[start:end]`, the number, and how both are written."""

    start: int
    end: int
    number: str
    written: str


# What is written, in each language, and what says so. In Russian, hardly any asks for a case; what
# "до" says there, the rest of the sentence tells.
_WRITTEN = {
    "de": "etwa|fast|mehr als|weniger als|mindestens|höchstens|genau|bis zu".split("|"),
    "en": "about|almost|more than|less than|at least|at most|exactly|up to".split("|"),
    "ru": "примерно|почти|более чем|менее чем|как минимум|максимум|ровно|до".split("|"),
}
_SAID = {
    "de": (
        r"etwa|ungefähr|rund|[cz]irka|circa|ca\.|schätzungsweise|um\sdie",
        r"fast|beinahe|nahezu|annähernd|knapp",
        r"mehr\sals|über|gut",
        r"weniger\sals|unter",
        r"mindestens|wenigstens",
        r"höchstens|maximal",
        r"genau|exakt",
        r"bis\szu",
    ),
    "en": (
        r"about|approximately|roughly|circa|around|some",
        r"almost|nearly|close\sto|just\sunder",
        r"more\sthan|(?:just\s)?over",
        r"(?:less|fewer)\sthan|under",
        r"at\sleast",
        r"at\smost|no\smore\sthan",
        r"exactly",
        r"up\sto",
    ),
    "ru": (
        r"примерно|приблизительно|порядка|ориентировочно|около",
        r"почти",
        r"(?:более|больше)(?:\sчем)?|свыше",
        r"(?:менее|меньше)(?:\sчем)?",
        r"не\s(?:менее|меньше)(?:\sчем)?|как\sминимум|по\sменьшей\sмере",
        r"не\s(?:более|больше)(?:\sчем)?|максимум",
        r"ровно",
    ),
}
# "Über 3 Themen sprechen wir", "Gut 5 Tage": before a small number these are other words.
_LARGE = r"\d[\d.,]|\d\s?(?:%|mil|mio|mrd|bil|tri|thou|tausend|tsd|мил|млн|млрд|тыс)"
_OTHERWISE = rf"(?!(?:über|unter|gut|over|under|around|some|около)\s(?!{_LARGE}))"
_NUMBER = rf"(?P<number>\d{{1,3}}(?:(?:[.,]|{SPACE})\d{{3}})+|\d+(?:[.,]\d+)?)"
_NO_YEAR = r"(?!(?:1[5-9]\d\d|20(?!00)\d\d)(?![\d.,]))"
_MONTHS = (
    *GERMAN_MONTHS,
    *ENGLISH_MONTHS,
    *"января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
)
_OF_TIME = (
    rf"(?:{'|'.join(_MONTHS)}|Uhr|o['’]clock|[ap]\.?m\b|год[уае]?\b"
    r"|час(?:а|ов)?\s(?:утра|дня|вечера|ночи))"
)
_COUNTED = rf"(?={SPACE}?[%€$£₽]|{SPACE}(?!{_OF_TIME})[^\W\d_])"


# Within a sentence, behind a word after which "over" does not say where something is.
_WITHIN = (
    rf"\b(?:in|for|of|from|with|at|to|is|are|was|were|be|been|has|have|had|by)\s"
    rf"(?P<said>(?:(?P<about>roughly)|(?P<more>over(?={SPACE}\d\d))){SPACE}{_NUMBER}){_COUNTED}"
)


class Approximations(OfTwoLanguages):
    """The words at numbers in texts of one language that are translated into another."""

    def found_in(self, text: str) -> Iterator[Approximation]:
        """Yield the word with which a text begins, if a number that counts something follows."""
        if not {self.language, self.target} <= _WRITTEN.keys() or self.language == self.target:
            return
        written = _WRITTEN[self.target]
        found = _said(self.language).match(text)
        if found is not None and not found[0][:2].isupper():
            place = next(number for number, word in enumerate(found.groups()) if word)
            yield _written(found, 0, written[place])
        if (self.language, self.target) == ("en", "ru"):
            for each in compiled(_WITHIN).finditer(text):
                yield _written(each, "said", written[0 if each["about"] else 2])


def _written(found: re.Match[str], said: str | int, word: str) -> Approximation:
    return Approximation(*found.span(said), found["number"], f"{word} {found['number']}")


@cache
def _said(language: str) -> re.Pattern[str]:
    """Return what finds a number with a word before it, each in a group of its own."""
    words = "|".join(f"({word})" for word in _SAID[language])
    return re.compile(rf"(?i){_OTHERWISE}(?:{words}){SPACE}{_NO_YEAR}{_NUMBER}{_COUNTED}")
