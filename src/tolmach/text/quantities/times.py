"""Times in words, and eras: "halb acht" and "half past seven" are 7:30, "44 v. Chr." is "44 BC".

Languages count the minutes of an hour from the one that is past, or towards the next one, and a
model that has seen few such times is an hour out. So it reads them in digits, except where both
languages of a translation count alike: "Viertel nach acht" is "a quarter past eight". Eras stand
behind years and centuries, and hardly any model has learnt them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tolmach.text.language_tag import language_of
from tolmach.text.quantities.units import compiled

# What a phrase counts by: halves, or quarters and minutes, in the way of its language; or nothing.
Counted = Literal["half", "minutes", "hour"]

# Languages in which the half after seven is one of eight, and of these such as count quarters and
# minutes so, too.
_TOWARDS_NEXT: dict[Counted, frozenset[str]] = {
    "half": frozenset("be cs da de et fi hr hu lt lv nb nl nn no pl ru sk sl sr sv uk".split()),
    "minutes": frozenset("be ru uk".split()),
}


class SpokenTime(NamedTuple):
    """A time, `text[start:end]`, and how it is written in digits."""

    start: int
    end: int
    digits: str


class _Phrase(NamedTuple):
    """A pattern that finds `said` with its `hour`, and perhaps `minutes`, which count by a sign.

    `offset` is how many minutes it is after the hour besides; `lead` stands before the digits.
    """

    pattern: str
    offset: int = 0
    sign: int = 1
    counted: Counted = "minutes"
    lead: str = ""


class _Clock(NamedTuple):
    """A language's ways to tell the time, the longer ones first, and what is behind its digits.

    `may_be` finds something in each text with a time, and in few others. Numbers are patterns.
    """

    may_be: str
    numbers: Mapping[str, int]
    phrases: tuple[_Phrase, ...]
    behind: str = ""


def _alternatives(words: Mapping[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _numbered(words: str, first: int = 1) -> dict[str, int]:
    return {word: number for number, word in enumerate(words.split(), start=first)}


_DIGITS = r"1[0-2]|[1-9]"
_NO_MORE = r"(?![\w%'’]|[.,:/-]\d)"

_GERMAN_HOURS = _numbered("eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf")
_GERMAN_LATER = _numbered(
    "dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig einundzwanzig"
    " zweiundzwanzig dreiundzwanzig vierundzwanzig",
    first=13,
) | {"null": 0, "ein": 1}
_GERMAN_MINUTES = {
    "fünfundzwanzig": 25, "dreißig": 30, "fünfunddreißig": 35, "vierzig": 40,
    "fünfundvierzig": 45, "fünfzig": 50, "fünfundfünfzig": 55,
}  # fmt: skip
_GERMAN_HOUR = rf"(?P<hour>{_alternatives(_GERMAN_HOURS)}|{_DIGITS}){_NO_MORE}(?:\sUhr\b)?"
_GERMAN_SOME = r"(?P<minutes>fünf|zehn|drei|zwei|5|10)(?:\sMinuten)?"
_GERMAN = _Clock(
    r"(?i)halb\s|viertel\s|\sUhr\s",
    _GERMAN_HOURS | _GERMAN_LATER | _GERMAN_MINUTES,
    (
        _Phrase(rf"\b(?P<said>{_GERMAN_SOME}\svor\shalb\s{_GERMAN_HOUR})", -30, -1, "half"),
        _Phrase(rf"\b(?P<said>{_GERMAN_SOME}\snach\shalb\s{_GERMAN_HOUR})", -30, 1, "half"),
        _Phrase(rf"(?<!\w)(?P<said>halb\s{_GERMAN_HOUR})", -30, 1, "half"),
        _Phrase(rf"\b(?P<said>drei[\s-]?viertel\s{_GERMAN_HOUR})", -15, 1, "half"),
        _Phrase(
            rf"\b(?:um|gegen|bis|ab|seit|ist|war|kurz)\s(?P<said>viertel\s{_GERMAN_HOUR})",
            -45,
            1,
            "half",
        ),
        _Phrase(
            rf"\b(?P<said>(?P<hour>{_alternatives(_GERMAN_HOURS | _GERMAN_LATER)})\sUhr"
            rf"\s(?P<minutes>fünfzehn|zwanzig|{_alternatives(_GERMAN_MINUTES)})){_NO_MORE}",
            counted="hour",
        ),
        _Phrase(
            rf"(?<![\d.,:])(?P<said>(?P<hour>[01]?\d|2[0-4])\sUhr\s(?P<minutes>[0-5]\d)){_NO_MORE}",
            counted="hour",
        ),
    ),
    " Uhr",
)

_ENGLISH_HOURS = _numbered("one two three four five six seven eight nine ten eleven twelve")
_ENGLISH_HOUR = rf"(?P<hour>{_alternatives(_ENGLISH_HOURS)}|{_DIGITS}){_NO_MORE}(?:\so['’]clock\b)?"
_ENGLISH_SOME = r"(?P<minutes>twenty[\s-]five|five|ten|twenty|5|10|20|25)(?:\sminutes)?"
_AT = r"\b(?:at|by|around|about|till|until|before|after|from|since|between|and)\s"
_IS = r"(?:\b(?:at|by|around|about|till|until|since|it\sis|it\swas|nearly|almost)|\bit['’]s)\s"
_NOTHING_COUNTED = r"(?!\s(?:per\s?cent|people|times|of|\w{3,}s)\b)"
_ENGLISH = _Clock(
    r"(?i)\bhalf[\s-]|\s(?:past|to|after|till|before)\s",
    _ENGLISH_HOURS | {"twenty": 20, r"twenty[\s-]five": 25},
    (
        _Phrase(rf"\b(?P<said>half[\s-]past\s{_ENGLISH_HOUR})", 30, 1, "half"),
        _Phrase(rf"{_AT}(?P<said>half\s{_ENGLISH_HOUR}){_NOTHING_COUNTED}", 30, 1, "half"),
        _Phrase(rf"\b(?P<said>(?:a\s)?quarter\s(?:past|after)\s{_ENGLISH_HOUR})", 15),
        _Phrase(
            rf"\b(?P<said>(?:a\s)?quarter\s(?:to|till|before)\s{_ENGLISH_HOUR}){_NOTHING_COUNTED}",
            -15,
        ),
        _Phrase(rf"\b(?P<said>{_ENGLISH_SOME}\spast\s{_ENGLISH_HOUR})"),
        _Phrase(
            rf"{_IS}(?P<said>{_ENGLISH_SOME}\s(?:to|till|before)\s{_ENGLISH_HOUR}){_NOTHING_COUNTED}",
            sign=-1,
        ),
    ),
)

_RUSSIAN_HOURS = _numbered(
    "час два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать"
)
_RUSSIAN_GENITIVES = _numbered(
    "первого второго третьего четв[её]ртого пятого шестого седьмого восьмого девятого десятого"
    " одиннадцатого двенадцатого"
)
_RUSSIAN_MINUTES = {
    r"двадцать\sпять": 25, "пять": 5, "десять": 10, "двадцать": 20,
    r"двадцати\sпяти": 25, "пяти": 5, "десяти": 10, "двадцати": 20,
}  # fmt: skip
# "В половине первого тома" is no time: a noun that is counted so ends in these letters.
_COUNTED_NOUN = r"(?!\s(?!(?:утра|вечера|ночи|дня|она|я|когда|мама|папа)\b)[а-яё]+[ая]\b)"
_RUSSIAN_HOUR = rf"(?P<hour>{_alternatives(_RUSSIAN_HOURS)}){_NO_MORE}(?:\sчас(?:а|ов)\b)?"
_RUSSIAN_NEXT = rf"(?P<hour>{_alternatives(_RUSSIAN_GENITIVES)})\b"
_RUSSIAN_SOME = rf"(?P<minutes>{_alternatives(_RUSSIAN_MINUTES)}|5|10|20|25)"
_TO_QUARTER = rf"без\sчетверти\s{_RUSSIAN_HOUR}"
_TO_HOUR = rf"без\s{_RUSSIAN_SOME}(?:\sминут)?\s{_RUSSIAN_HOUR}"
_NOW = r"\b(?:сейчас|уже|было|был|почти|ровно|часах|около|до|время)\s"  # no "в" before a time
_RUSSIAN = _Clock(
    r"(?i)\bпол|\bчетверт|\bминут|\bбез\s",
    _RUSSIAN_HOURS | _RUSSIAN_GENITIVES | _RUSSIAN_MINUTES,
    (
        _Phrase(rf"\b(?P<said>половин[аеуы]\s{_RUSSIAN_NEXT}){_COUNTED_NOUN}", -30, 1, "half"),
        _Phrase(rf"\b(?P<said>пол[\s-]?{_RUSSIAN_NEXT})", -30, 1, "half"),
        _Phrase(rf"\b(?P<said>четверт[ьи]\s{_RUSSIAN_NEXT}){_COUNTED_NOUN}", -45),
        _Phrase(rf"\b(?P<said>{_RUSSIAN_SOME}\sминут\s{_RUSSIAN_NEXT}){_COUNTED_NOUN}", -60),
        _Phrase(rf"{_NOW}(?P<said>{_TO_QUARTER})", -15),
        _Phrase(rf"{_NOW}(?P<said>{_TO_HOUR})", sign=-1),
        _Phrase(rf"\b(?P<said>{_TO_QUARTER})", -15, lead="в "),
        _Phrase(rf"\b(?P<said>{_TO_HOUR})", sign=-1, lead="в "),
    ),
)
_CLOCKS = {"de": _GERMAN, "en": _ENGLISH, "ru": _RUSSIAN}


@dataclass(frozen=True)
class SpokenTimes:
    """The times in texts of one language that are translated into another."""

    language: str = ""
    target: str = ""

    @classmethod
    def of(cls, source: str, target: str) -> "SpokenTimes":
        """Return those of two languages, given by their tags."""
        return cls(language_of(source) or "", language_of(target) or "")

    def found_in(self, text: str) -> Iterator[SpokenTime]:
        """Yield the times in a text, from left to right, that its translation counts otherwise."""
        clock = _CLOCKS.get(self.language)
        if clock is None or not compiled(clock.may_be).search(text):
            return
        found = [
            (match.span("said"), _digits(match, phrase, clock))
            for phrase in clock.phrases
            if self._differs(phrase.counted)
            for match in compiled(f"(?i){phrase.pattern}").finditer(text)
        ]
        place = 0
        for (start, end), digits in sorted(found, key=lambda one: (one[0][0], -one[0][1])):
            if start >= place:
                place = end
                yield SpokenTime(start, end, digits)

    def _differs(self, counted: Counted) -> bool:
        """Say whether the other language counts otherwise, or it matters to neither."""
        towards = _TOWARDS_NEXT.get(counted)
        return towards is None or (self.language in towards) != (self.target in towards)


def _digits(found: re.Match[str], phrase: _Phrase, clock: _Clock) -> str:
    """Return a time in digits; an hour before one is the one before twelve."""
    said = found.groupdict()
    hour = _value(said["hour"], clock.numbers)
    minutes = _value(said["minutes"], clock.numbers) if said.get("minutes") else 0
    total = 60 * hour + phrase.offset + phrase.sign * minutes
    whole = total // 60 or (12 if phrase.counted != "hour" else 0)
    return f"{phrase.lead}{whole}:{total % 60:02}{clock.behind}"


def _value(written: str, numbers: Mapping[str, int]) -> int:
    """Return what digits say, or a word."""
    if written.isdecimal():
        return int(written)
    return next(value for word, value in numbers.items() if re.fullmatch(word, written.lower()))


class Era(NamedTuple):
    """An era, `text[start:end]`, and how the language of the translation writes it."""

    start: int
    end: int
    written: str


# Patterns of those before and after the year 1, and how they are written.
_ERAS = {
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
_WRITTEN_ERAS = {"de": ("v. Chr.", "n. Chr."), "en": ("BC", "AD"), "ru": ("до н. э.", "н. э.")}
_MAY_BE_ERA = r"Chr|Z\.|[ACac]\.?\s?[DEde]|B\.?\s?C|\bэ\.|эры|Р\.\s?Х|Рожд"
_BEHIND_YEAR = (
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
        if not {self.language, self.target} <= _WRITTEN_ERAS.keys() or self.language == self.target:
            return
        if not compiled(_MAY_BE_ERA).search(text):
            return
        before, after = _ERAS[self.language]
        for found in compiled(f"{_BEHIND_YEAR}(?:({before})|({after}))").finditer(text):
            start, end = found.span(found.lastindex or 0)
            ends = found[0].endswith(".") and not text[end:].strip(" ")
            yield Era(start, end - ends, _WRITTEN_ERAS[self.target][(found.lastindex or 1) - 1])
