"""Numbers in compounds of words: "siebenundvierzig", "forty-seven", "сорок семь".

There are as many of them as numbers, and a model that has learnt the words for units and tens gets
most compounds wrong. So it reads them in digits; what is one simple word stays one.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tolmach.text.language_tag import language_of
from tolmach.text.quantities.numbers import english_ending
from tolmach.text.quantities.times import SpokenTimes
from tolmach.text.quantities.units import compiled


class Numeral(NamedTuple):
    """A number in words, `text[start:end]`, in digits; an ordinal has no sign of one."""

    start: int
    end: int
    digits: str
    is_ordinal: bool = False


class _Grammar(NamedTuple):
    """How a language puts numbers into words, how their value is found, and its signs in digits.

    `pattern` finds a `cardinal`; a `number`, one too unless there is a group `ordinal`, which may
    be how `old` somebody is; a `whole` number and a half, if `thousand` so many thousands;
    `one_half`, or that of a `noun`; or a `year`, two numbers. `may_be` finds something wherever
    that does, and in few other texts.
    """

    may_be: str
    pattern: str
    value: Callable[[str], int]
    decimal: str
    thousands: str


def _numbered(words: str, first: int = 1, step: int = 1) -> dict[str, int]:
    return {word: first + step * number for number, word in enumerate(words.split())}


def _any(*words: Iterable[str]) -> str:
    every = [word for some in words for word in some]
    return f"(?:{'|'.join(sorted(every, key=len, reverse=True))})"


# German: one word, largest parts first, but units before tens.
_DE_UNITS = _numbered("ein zwei drei vier fünf sechs sieben acht neun") | {"zwo": 2}
_DE_TEENS = _numbered(
    "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn", 10
)
_DE_TENS = _numbered("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10)
_DE_TENS["dreissig"] = 30  # as in Switzerland
_DE_WORDS = _DE_UNITS | _DE_TEENS | _DE_TENS | {"eins": 1}
_DE_BELOW_100 = rf"(?:{_any(_DE_UNITS)}und{_any(_DE_TENS)}|{_any(_DE_WORDS)})"
_DE_HUNDREDS = rf"{_any(_DE_UNITS, _DE_TEENS)}?hundert(?:und)?"
_DE_BELOW_1000 = rf"(?:{_DE_HUNDREDS}{_DE_BELOW_100}?|{_DE_BELOW_100})"
_DE_NUMBER = rf"(?:{_DE_BELOW_1000}?tausend(?:und)?{_DE_BELOW_1000}?|{_DE_BELOW_1000})"
_DE_PATTERN = (
    rf"(?P<whole>{_any(_DE_UNITS)})einhalb|(?P<one_half>anderthalb)"
    rf"|(?P<number>{_DE_NUMBER})(?:ste[rnms]?(?P<ordinal>)|(?P<old>jährige?[rnms]?))?"
)


def _german_value(word: str) -> int:
    for name, size in (("tausend", 1000), ("hundert", 100)):
        before, found, after = word.partition(name)
        if found:
            rest = after.removeprefix("und")
            many = _german_value(before) if before else 1
            return size * many + (_german_value(rest) if rest else 0)
    if word in _DE_WORDS:
        return _DE_WORDS[word]
    unit, _, ten = word.partition("und")
    return _DE_UNITS[unit] + _DE_TENS[ten]


# English: words with spaces and hyphens; a year may be two numbers.
_EN_UNITS = _numbered("one two three four five six seven eight nine")
_EN_TEENS = _numbered(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10
)
_EN_TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
_EN_ORDINALS = _numbered("first second third fourth fifth sixth seventh eighth ninth")
_EN_WORDS = _EN_UNITS | _EN_TEENS | _EN_TENS
_EN_BELOW_100 = rf"(?:{_any(_EN_TENS)}[\s-]{_any(_EN_UNITS)}|{_any(_EN_WORDS)})"
_EN_BELOW_1000 = (
    rf"(?:{_any(_EN_UNITS)}[\s-]hundred(?:\s(?:and\s)?{_EN_BELOW_100})?|{_EN_BELOW_100})"
)
_EN_NUMBER = rf"(?:{_EN_BELOW_1000}\sthousand(?:,?\s(?:and\s)?{_EN_BELOW_1000})?|{_EN_BELOW_1000})"
_EN_MORE = rf"(?![\s-](?:{_any(_EN_WORDS)}|hundred|thousand|[mb]illion)\b)"
_EN_PATTERN = (
    rf"(?P<number>{_any(_EN_TENS)}-{_any(_EN_ORDINALS)}(?P<ordinal>))"
    r"|an?\s(?P<noun>hour|minute|day|week|month|year|mile|kilometre|kilometer|pound)\sand\sa\shalf"
    rf"|(?P<whole>{_any(_EN_WORDS)})\sand\sa\shalf(?P<thousand>\sthousand)?"
    rf"|(?:in|since|until|till|before|after|by|of)\s(?P<year>{_any(_EN_TEENS, ['twenty'])}"
    rf"\s(?:{_any(_EN_TENS)}-{_any(_EN_UNITS)}|{_any(_EN_TEENS, _EN_TENS)})){_EN_MORE}"
    rf"|(?<!-)(?P<cardinal>{_EN_NUMBER}){_EN_MORE}"
)


def _english_value(text: str) -> int:
    total = current = 0
    for word in re.findall(r"[a-z]+", text):
        match word:
            case "thousand":
                total, current = total + 1000 * current, 0
            case "hundred":
                current *= 100
            case "and":
                pass
            case _:
                current += (_EN_WORDS | _EN_ORDINALS)[word]
    return total + current


# Russian: words in several cases, with "е" for "ё"; only the last of an ordinal is one.
_RU_UNITS = (
    _numbered("один два три четыре пять шесть семь восемь девять")
    | _numbered("одна две трех четырех пяти шести семи восьми девяти")
    | {"одно": 1, "одну": 1, "одного": 1, "одной": 1, "двух": 2}
)
_RU_TEENS = (
    "десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат"
    " девятнадцат"
)
_RU_BELOW_20 = (
    _RU_UNITS
    | {f"{stem}ь": value for stem, value in _numbered(_RU_TEENS, 10).items()}
    | {f"{stem}и": value for stem, value in _numbered(_RU_TEENS, 10).items()}
)
_RU_TENS = _numbered(
    "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто", 20, 10
) | _numbered(
    "двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти девяноста", 20, 10
)
_RU_HUNDREDS = _numbered(
    "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот", 100, 100
) | _numbered(
    "ста двухсот трехсот четырехсот пятисот шестисот семисот восьмисот девятисот", 100, 100
)
_RU_WORDS = _RU_BELOW_20 | _RU_TENS | _RU_HUNDREDS
_RU_STEMS = _numbered(f"перв втор трет четверт пят шест седьм восьм девят {_RU_TEENS}") | _numbered(
    "двадцат тридцат сороков пятидесят шестидесят семидесят восьмидесят девяност", 20, 10
)
_RU_ENDING = (
    r"(?:[ыио]й|ь?его|ого|ому|ь?ему|ь?ем|[иы]м|ом|ая|ья|ое|ье|ую|ью)"  # of one, not of many
)
_RU_BELOW_1000 = (
    rf"(?:(?:{_any(_RU_HUNDREDS)}\s)?(?:{_any(_RU_TENS)}\s{_any(_RU_UNITS)}|{_any(_RU_WORDS)}))"
)
_RU_NUMBER = rf"(?:(?:{_RU_BELOW_1000}\s)?тысяч[аиу]?(?:\s{_RU_BELOW_1000})?|{_RU_BELOW_1000})"
_RU_ROUND = rf"(?:(?:{_RU_NUMBER}\s)?(?:{_any(_RU_TENS, _RU_HUNDREDS)}|тысяч[аиу]?))"
_RU_PATTERN = (
    rf"(?P<number>{_RU_ROUND}\s{_any(_RU_STEMS)}){_RU_ENDING}\b(?P<ordinal>)"
    rf"|(?P<whole>{_any(_RU_UNITS)})\sс\sполовиной(?P<thousand>\sтысяч[аи]?)?|(?P<one_half>полтор[аы]|полутора)"
    rf"|(?P<cardinal>{_RU_NUMBER})(?!\s(?:{_any(_RU_WORDS)}|тысяч\w*)\b)"
)


def _russian_value(text: str) -> int:
    total = current = 0
    for word in text.split():
        if word.startswith("тысяч"):
            total, current = total + 1000 * (current or 1), 0
        else:
            current += (_RU_STEMS | _RU_WORDS)[word]
    return total + current


_GRAMMARS = {
    "de": _Grammar(r"(?i)und\w{4,8}ig|hundert|tausend|halb", _DE_PATTERN, _german_value, ",", "."),
    "en": _Grammar(
        r"(?i)ty[\s-]|teen\s|hundred|thousand|\shalf", _EN_PATTERN, _english_value, ".", ","
    ),
    "ru": _Grammar(
        r"(?i)дцат|десят|сорок|девяност|\bст[оа]\b|ст[аи]\b|сот|тысяч|полов|полтор|полут",
        _RU_PATTERN,
        _russian_value,
        ",",
        " ",
    ),
}
_SIMPLE = frozenset(
    {*_DE_WORDS, *_EN_WORDS, *_RU_WORDS, "hundert", "tausend"}
    | {f"тысяч{ending}" for ending in ("", "а", "и", "у")}
)
_LONG = 10_000  # from which on thousands are set apart
_MONTH = re.compile(r"\s(?:Jan|Feb|Mär|Apr|Mai|Ju[nl]i|Aug|Sep|Okt|Nov|Dez)")
_DATE = re.compile(
    r"\s(?:январ|феврал|март|апрел|ма[йя]|ию[нл]|август|сентябр|октябр|ноябр|декабр|год)"
)


@dataclass(frozen=True)
class Numerals:
    """The numbers in words of texts in one language."""

    language: str = ""

    @classmethod
    def of(cls, language: str) -> "Numerals":
        """Return those of a language, given by its tag."""
        return cls(language_of(language) or "")

    def found_in(self, text: str) -> Iterator[Numeral]:
        """Yield the numbers in a text that are compounds of words, from left to right."""
        grammar = _GRAMMARS.get(self.language)
        if grammar is None or not compiled(grammar.may_be).search(text):
            return
        pattern = compiled(rf"(?i)\b(?:{grammar.pattern})\b")
        for found in pattern.finditer(text.replace("ё", "е").replace("Ё", "Е")):
            if numeral := _numeral(found, grammar):
                yield numeral


def _numeral(found: re.Match[str], grammar: _Grammar) -> Numeral | None:
    """Return what was found in digits; None where it is a simple word."""
    said = {name: written.lower() for name, written in found.groupdict().items() if written}
    if "noun" in said:
        return Numeral(*found.span(), f"1.5 {said['noun']}s")
    if "one_half" in said:
        return Numeral(*found.span(), f"1{grammar.decimal}5")
    if "whole" in said:
        whole = grammar.value(said["whole"])
        written = f"{whole}500" if "thousand" in said else f"{whole}{grammar.decimal}5"
        return Numeral(*found.span(), written)
    if "year" in said:
        century, rest = said["year"].split(maxsplit=1)
        year = 100 * grammar.value(century) + grammar.value(rest)
        return Numeral(*found.span("year"), str(year))
    written = said.get("number") or said["cardinal"]
    if written in _SIMPLE:
        return None
    value = grammar.value(written)
    digits = f"{value:,}".replace(",", grammar.thousands) if value >= _LONG else str(value)
    if found["ordinal"] is not None:
        return _ordinal(found, digits, grammar)
    return Numeral(*found.span(), f"{digits}-{said['old']}" if "old" in said else digits)


def _ordinal(found: re.Match[str], digits: str, grammar: _Grammar) -> Numeral:
    """Return an ordinal; a day or a year is none, as dates are written, and English has endings."""
    if grammar.decimal == ".":
        return Numeral(*found.span(), digits + english_ending(digits))
    if _DATE.match(found.string, found.end()):
        return Numeral(*found.span(), digits)
    if _MONTH.match(found.string, found.end()):
        return Numeral(*found.span(), f"{digits}.")
    return Numeral(*found.span(), digits, is_ordinal=True)


def in_digits(text: str, language: str, other: str) -> str:
    """Return a text as it is read that is translated into another language: numbers in digits."""
    times = [
        (start, end, digits)
        for start, end, digits in SpokenTimes.of(language, other).found_in(text)
    ]
    numerals = [
        (start, end, digits) for start, end, digits, _ in Numerals.of(language).found_in(text)
    ]
    done, place = "", 0
    for start, end, digits in sorted([*times, *numerals]):
        if start >= place:
            done += text[place:start] + digits
            place = end
    return done + text[place:]
