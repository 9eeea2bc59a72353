"""Times in words, and eras: "halb acht" and "half past seven" are 7:30, "44 v. Chr." is "44 BC".

Languages count the minutes of an hour from the one that is past, or towards the next one, and the
hours of a day to 24 or to twelve, "10 am". A model that has seen few such times is an hour out, or
half a day. So it reads them in digits, except where both languages of a translation count alike:
"Viertel nach acht" is "a quarter past eight". Eras stand behind years and centuries, and hardly any
model has learnt them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Self

from tolmach.text.language_tag import language_of
from tolmach.text.quantities.spoken.numerals import (
    ENGLISH_NO_COUNT,
    ENGLISH_TENS_BELOW_60,
    ENGLISH_UNITS,
    GERMAN_COMPOUND_BELOW_60,
    RUSSIAN_BELOW_60,
    Numerals,
    any_of,
    english_value,
    german_value,
    numbered,
    russian_value,
)
from tolmach.text.quantities.units import compiled
from tolmach.text.sentences import spliced

# What a phrase counts by in the way of its language: halves of hours, or quarters and minutes, or
# halves of the day; or nothing.
Counted = Literal["half", "minutes", "half of day", "hour"]

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


class _Phrase(NamedTuple):
    """A pattern that finds `said` with its `hour`, and perhaps `minutes`, which count by a sign.

    `offset` is how many minutes it is after the hour besides; `lead` stands before the digits. The
    pattern may find the `half` of the day, and `until` when the time goes that is in this half.
    """

    pattern: str
    offset: int = 0
    sign: int = 1
    counted: Counted = "minutes"
    lead: str = ""


class _Clock(NamedTuple):
    """A language's ways to tell the time, the longer ones first, and what is behind its digits.

    `may_be` finds something in each text with a time, and in few others; `value` is that of numbers
    in words.
    """

    may_be: str
    value: Callable[[str], int]
    phrases: tuple[_Phrase, ...]
    behind: str = ""


_DIGITS = r"1[0-2]|[1-9]"
_HALF_DAY = 12 * 60
_NO_MORE = r"(?![\w%'’]|[.,:/-]\d)"

_GERMAN_HOURS = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()
_GERMAN_LATER = (
    "null ein dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig einundzwanzig"
    " zweiundzwanzig dreiundzwanzig vierundzwanzig"
).split()
_GERMAN_EARLY_MINUTES = (
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn sechzehn"
    " siebzehn achtzehn neunzehn"
).split()
_GERMAN_COUNTED = (
    r"(?:Minuten?|Stunden?|Tagen?|Wochen|Monaten?|Jahren?|(?:Kilo|Zenti)?Metern?|Kilo|Gramm|Liter"
    r"|Grad|Prozent|Euro|Cent|Franken|Dollar|Mal|Personen|Leuten?|Menschen|Mann|Frauen|Männern?"
    r"|Kindern?|Seiten|Mark|Stück|Viertel|Drittel|Millionen)"
)
_GERMAN_END = rf"{_NO_MORE}(?!\s{_GERMAN_COUNTED}\b)"
_GERMAN_HOUR = rf"(?P<hour>{any_of(_GERMAN_HOURS)}|{_DIGITS}){_GERMAN_END}(?:\sUhr\b)?"
_GERMAN_SOME = r"(?P<minutes>fünf|zehn|drei|zwei|5|10)(?:\sMinuten)?"
_GERMAN_AT = r"\b(?:um|gegen|bis|ab|seit|ist|war|kurz)\s"
_GERMAN_OCLOCK = (
    rf"(?<![\w.,:])(?P<said>(?P<hour>{any_of(_GERMAN_HOURS, _GERMAN_LATER)}|[01]?\d|2[0-4])\sUhr\s"
)
_GERMAN_AFTERNOON = _Phrase(
    r"(?<![\w.,:/–-])(?P<said>(?P<hour>[1-6])"
    r"(?:[:.](?P<minutes>[0-5]\d))?\sUhr\snachmittags)\b",
    _HALF_DAY,
    counted="hour",
)
_GERMAN = _Clock(
    r"(?i)halb\s|viertel\s|\sUhr\s|und\w{4,8}ig\s(?:Minuten\s)?(?:vor|nach)\s",
    german_value,
    (
        _GERMAN_AFTERNOON,
        _Phrase(rf"\b(?P<said>{_GERMAN_SOME}\svor\shalb\s{_GERMAN_HOUR})", -30, -1, "half"),
        _Phrase(rf"\b(?P<said>{_GERMAN_SOME}\snach\shalb\s{_GERMAN_HOUR})", -30, 1, "half"),
        _Phrase(rf"(?<!\w)(?P<said>halb\s{_GERMAN_HOUR})", -30, 1, "half"),
        _Phrase(rf"\b(?P<said>drei[\s-]?viertel\s{_GERMAN_HOUR})", -15, 1, "half"),
        _Phrase(rf"{_GERMAN_AT}(?P<said>viertel\s{_GERMAN_HOUR})", -45, 1, "half"),
        _Phrase(
            rf"{_GERMAN_AT}(?P<said>(?P<minutes>{GERMAN_COMPOUND_BELOW_60})(?:\sMinuten)?\snach"
            rf"\s{_GERMAN_HOUR})",
            counted="hour",
        ),
        _Phrase(
            rf"{_GERMAN_AT}(?P<said>(?P<minutes>{GERMAN_COMPOUND_BELOW_60})(?:\sMinuten)?\svor"
            rf"\s{_GERMAN_HOUR})",
            sign=-1,
            counted="hour",
        ),
        _Phrase(
            rf"{_GERMAN_OCLOCK}(?P<minutes>{GERMAN_COMPOUND_BELOW_60}"
            rf"|fünfzehn|zwanzig|drei(?:ß|ss)ig|vierzig|fünfzig)){_GERMAN_END}",
            counted="hour",
        ),
        _Phrase(
            rf"{_GERMAN_OCLOCK}(?P<minutes>{any_of(_GERMAN_EARLY_MINUTES)}))\b"
            r"(?=\W*\Z|[.,;:!?)]|\s(?:an|ab|los|und|oder|bis|in|am|auf|von|nach)\b)",
            counted="hour",
        ),
        _Phrase(
            r"(?<![\d.,:])(?P<said>(?P<hour>[01]?\d|2[0-4])\sUhr\s(?P<minutes>[0-5]\d))"
            rf"{_GERMAN_END}",
            counted="hour",
        ),
    ),
    " Uhr",
)

_ENGLISH_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_ENGLISH_HOUR = rf"(?P<hour>{any_of(_ENGLISH_HOURS)}|{_DIGITS}){_NO_MORE}(?:\so['’]clock\b)?"
_ENGLISH_MINUTES = (
    rf"(?:{ENGLISH_TENS_BELOW_60}(?:[\s-]{ENGLISH_UNITS})?"
    rf"|(?:oh|o)[\s-]{ENGLISH_UNITS}|ten|fifteen|(?:thir|four|six|seven|eigh|nine)teen)"
)
_ENGLISH_SOME = (
    r"(?:(?P<minutes>twenty[\s-]five|five|ten|twenty|5|10|20|25)"
    rf"|(?P<some>{_ENGLISH_MINUTES}|{ENGLISH_UNITS}|eleven|twelve|[1-5]?\d)(?=\sminutes?))"
    r"(?:\sminutes?)?"
)
_AT = r"\b(?:at|by|around|about|till|until|before|after|from|since|between|and)\s"
_IT_IS = r"(?:\bit\s(?:is|was)|\bit['’]s)\s"
_IS = rf"(?:\b(?:at|by|around|about|till|until|since|nearly|almost)\s|{_IT_IS})"
# "5 pm", and "2" of "2-3 pm". The last point of a text ends its sentence, too.
_CLOCK_TIME = r"(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)?"
_HALF_OF_DAY = r"\s?(?P<half>[ap])(?:m\b|\.\s?m\b(?:\.(?!\W*\Z))?)"
_FIRST = r"(?<![\w.,:/$€£])(?P<said>(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minutes>[0-5]\d))?"
_ENGLISH_HALVES = (
    _Phrase(rf"{_FIRST}{_HALF_OF_DAY})", counted="half of day"),
    _Phrase(
        rf"{_FIRST})(?=(?:\s?[–—-]\s?|\s(?:to|until|till|and)\s)"
        rf"(?P<until>{_CLOCK_TIME}){_HALF_OF_DAY})",
        counted="half of day",
    ),
)
_ENGLISH_AFTERNOON = _Phrase(
    r"(?<![\w.,:/$€£–-])(?P<said>(?P<hour>[1-6])"
    r"(?:[:.](?P<minutes>[0-5]\d))?(?:\so['’]clock)?\sin\sthe\safternoon)\b",
    _HALF_DAY,
    counted="half of day",
)
_ENGLISH = _Clock(
    r"(?i)\bhalf[\s-]|\s(?:past|to|after|till|before)\s|(?:t(?:y|een)|\bten|\boh?)\b"
    r"|\d\s?[ap]\.?\s?m\b|\sin\sthe\safternoon\b",
    english_value,
    (
        *_ENGLISH_HALVES,
        _ENGLISH_AFTERNOON,
        _Phrase(rf"\b(?P<said>half[\s-]past\s{_ENGLISH_HOUR})", 30, 1, "half"),
        _Phrase(
            rf"(?:{_AT}|{_IT_IS}(?![^.!?]{{,40}}\bhalf\b[^.!?]{{,40}}\bhalf\b))"
            rf"(?P<said>half\s{_ENGLISH_HOUR}){ENGLISH_NO_COUNT}",
            30,
            1,
            "half",
        ),
        _Phrase(rf"\b(?P<said>(?:a\s)?quarter\s(?:past|after)\s{_ENGLISH_HOUR})", 15),
        _Phrase(
            rf"\b(?P<said>(?:a\s)?quarter\s(?:to|till|before)\s{_ENGLISH_HOUR}){ENGLISH_NO_COUNT}",
            -15,
        ),
        _Phrase(rf"(?<!and\s)\b(?P<said>{_ENGLISH_SOME}\spast\s{_ENGLISH_HOUR})"),
        _Phrase(
            rf"{_IS}(?P<said>{_ENGLISH_SOME}\s(?:to|till|before)\s{_ENGLISH_HOUR}){ENGLISH_NO_COUNT}",
            sign=-1,
        ),
        _Phrase(
            rf"\b(?:at|by|until|till|before|after|since|from|to|around)\s(?P<said>"
            rf"(?P<hour>{any_of(_ENGLISH_HOURS)})[\s-](?P<minutes>{_ENGLISH_MINUTES}))\b"
            rf"{ENGLISH_NO_COUNT}",
            counted="hour",
        ),
        _Phrase(
            rf"\b(?P<said>(?P<hour>{any_of(_ENGLISH_HOURS)})-(?P<minutes>thirty|forty-five))\b"
            rf"{ENGLISH_NO_COUNT}",
            counted="hour",
        ),
    ),
)

_RUSSIAN_HOURS = numbered(
    "час два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать"
)
_RUSSIAN_GENITIVES = numbered(
    "первого второго третьего четвертого пятого шестого седьмого восьмого девятого десятого"
    " одиннадцатого двенадцатого"
)
# "В половине первого тома" is no time: a noun that is counted so ends in these letters, as do names
# and verbs in the past that may stand behind a time.
_COUNTED_NOUN = (
    r"(?!\s(?!(?:утра|вечера|дня|она|когда|мама|жена|сестра|бабушка|тетя|\w+лась)\b"
    r"|(?!раздела|отдела|предела|стола|зала|цикла|квартала|капитала)\w+ла\b|(?-i:[А-ЯЁ]))"
    r"[а-яё]{2,}[ая]\b)"
)
_NO_AGE = (
    r"(?!\s(?:года?|лет|месяц\w*|недел\w+|дн\w+|раза?|рубл\w+|человек\w*|километр\w*|процент\w*)\b)"
)
_RUSSIAN_HOUR = rf"(?P<hour>{any_of(_RUSSIAN_HOURS)}){_NO_MORE}(?:\sчас(?:а|ов)\b)?{_NO_AGE}"
_RUSSIAN_NEXT = rf"(?P<hour>{any_of(_RUSSIAN_GENITIVES)})\b"
_RUSSIAN_MINUTES = rf"(?P<minutes>{RUSSIAN_BELOW_60}|[1-5]?\d)"
_TO_QUARTER = rf"без\sчетверти\s{_RUSSIAN_HOUR}"
_TO_HOUR = (
    rf"без\s(?:(?P<minutes>(?:двадцати\s)?пяти|десяти|двадцати|шести|семи|восьми|девяти|5|10|20|25)"
    rf"|{_RUSSIAN_MINUTES.replace('minutes', 'some')}\sминут[ыу]?)(?:\sминут)?\s{_RUSSIAN_HOUR}"
)
_NOW = (  # with these no "в" stands before a time, which is in digits
    r"(?<!\w)(?:сейчас|уже|было|был|почти|ровно|часах|около|до|время|в|к|от|с|на|после|по|между)\s"
)
_ALONE = r"(?=\W*\Z)"


def _among(words: Mapping[str, int], hours: range) -> str:
    """Return a pattern of some hours, in digits and in words."""
    said = [word for word, hour in words.items() if hour in hours]
    return any_of([*said, *map(str, reversed(hours))])


def _russian_value(words: str) -> int:
    """Return the value of an hour, which "час" is, too, or of another number."""
    hours = _RUSSIAN_HOURS | _RUSSIAN_GENITIVES
    return hours[words] if words in hours else russian_value(words)


# The parts of a day and their hours, and how many minutes it is after these.
_RUSSIAN_PARTS_OF_DAY = (
    (range(3, 12), r"\sутра", 0),
    (range(1, 6), r"\sчас(?:а|ов)\sдня", _HALF_DAY),
    (range(4, 12), r"(?:\sчас(?:а|ов))?\sвечера", _HALF_DAY),
    (range(1, 5), r"\sночи", 0),
    (range(12, 13), r"\sночи", -_HALF_DAY),
)
_RUSSIAN = _Clock(
    r"(?i)\bпол|\bчетверт|\bминут|\bбез\s|\s(?:утра|вечера|ночи|дня)\b",
    _russian_value,
    (
        *(
            _Phrase(
                rf"(?<![\w.,:/–-])(?P<said>(?P<hour>{_among(_RUSSIAN_HOURS, hours)})"
                rf"(?:[:.](?P<minutes>[0-5]\d))?{part})\b",
                offset,
                counted="hour",
            )
            for hours, part, offset in _RUSSIAN_PARTS_OF_DAY
        ),
        _Phrase(r"\b(?P<said>(?P<hour>час)\sдня)\b", _HALF_DAY, counted="hour"),
        _Phrase(rf"\b(?P<said>половин[аеуы]\s{_RUSSIAN_NEXT}){_COUNTED_NOUN}", -30, 1, "half"),
        _Phrase(rf"\b(?P<said>пол[\s-]?{_RUSSIAN_NEXT}){_COUNTED_NOUN}", -30, 1, "half"),
        _Phrase(rf"\b(?P<said>четверт[ьи]\s{_RUSSIAN_NEXT}){_COUNTED_NOUN}", -45),
        _Phrase(
            rf"\b(?P<said>{_RUSSIAN_MINUTES}\sминут[аы]?\s{_RUSSIAN_NEXT}){_COUNTED_NOUN}", -60
        ),
        _Phrase(rf"{_NOW}(?P<said>{_TO_QUARTER})", -15),
        _Phrase(rf"{_NOW}(?P<said>{_TO_HOUR})", sign=-1),
        _Phrase(rf"\A\W*(?P<said>{_TO_QUARTER}){_ALONE}", -15),
        _Phrase(rf"\A\W*(?P<said>{_TO_HOUR}){_ALONE}", sign=-1),
        _Phrase(rf"\b(?P<said>{_TO_QUARTER})", -15, lead="в "),
        _Phrase(rf"\b(?P<said>{_TO_HOUR})", sign=-1, lead="в "),
    ),
)
_CLOCKS = {"de": _GERMAN, "en": _ENGLISH, "ru": _RUSSIAN}


@dataclass(frozen=True)
class _OfTwoLanguages:
    """What is found in texts of one language that are translated into another."""

    language: str = ""
    target: str = ""

    @classmethod
    def of(cls, source: str, target: str) -> Self:
        """Return that of two languages, given by their tags."""
        return cls(language_of(source) or "", language_of(target) or "")


class SpokenTimes(_OfTwoLanguages):
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


def _digits(found: re.Match[str], phrase: _Phrase, clock: _Clock) -> str:
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
    found = minutes % _HALF_DAY + _HALF_DAY * (half == "p")
    if until is not None:
        hour, _, rest = until.replace(".", ":").partition(":")
        if found >= _of_day(60 * int(hour) + int(rest or 0), half, None):
            found -= _HALF_DAY
    return found % (2 * _HALF_DAY)


def _value(written: str, clock: _Clock) -> int:
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


class Eras(_OfTwoLanguages):
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
