"""Numbers in compounds of words: "siebenundvierzig", "forty-seven", "сорок семь".

There are as many of them as numbers, and a model that has learnt the words for units and tens gets
most compounds wrong. So it reads them in digits; what is one simple word stays one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from tolmach.text.language_tag import language_of
from tolmach.text.quantities.dates import GERMAN_MONTH
from tolmach.text.quantities.ordinals import english_ending
from tolmach.text.quantities.periods import roman_centuries
from tolmach.text.quantities.units import compiled


class Numeral(NamedTuple):
    """A number in words, `text[start:end]`, in digits; an ordinal has no sign of one."""

    start: int
    end: int
    digits: str
    is_ordinal: bool = False


class _Grammar(NamedTuple):
    """How a language puts numbers into words, how their value is found, and its signs in digits.

    `pattern` finds a `cardinal`, which may have `decimals`; a `number`, one too unless there is a
    group `ordinal`, and it, or how `aged` somebody is, may end in a `tail`; a `whole` number and a
    half, if `thousand` so many thousands; `one_half`, or that of a `noun`; or a `year`, of two.
    `may_be` finds something wherever that does, and in few other texts. Behind a number that ends
    in one of `row` a number is one of several in a row, and stays.
    """

    may_be: str
    pattern: str
    value: Callable[[str], int]
    decimal: str
    thousands: str
    plural: str = ""
    row: str = ""


def numbered(words: str, first: int = 1, step: int = 1) -> dict[str, int]:
    """Return words with the numbers that they count."""
    return {word: first + step * number for number, word in enumerate(words.split())}


def any_of(*words: Iterable[str]) -> str:
    """Return a pattern of words, the longer ones first: a tree of their letters, for speed."""
    return f"(?:{_tree(sorted({word for some in words for word in some}))})"


def _tree(endings: Sequence[str]) -> str:
    """Return a pattern of endings in their order, letter by letter."""
    branches = [
        letter + _tree([ending[1:] for ending in group])
        for letter, group in groupby(filter(None, endings), key=itemgetter(0))
    ]
    tree = "|".join(branches)
    if "" in endings:
        return f"(?:{tree})?" if tree else ""
    return f"(?:{tree})" if len(branches) > 1 else tree


# German: one word, largest parts first, but units before tens.
_DE_UNITS = numbered("ein zwei drei vier fünf sechs sieben acht neun") | {"zwo": 2}
_DE_TEENS = numbered(
    "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn", 10
)
_DE_TENS = numbered("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10)
_DE_TENS["dreissig"] = 30  # as in Switzerland
_DE_WORDS = _DE_UNITS | _DE_TEENS | _DE_TENS | {"eins": 1}
_DE_COMPOUND = rf"{any_of(_DE_UNITS)}und{any_of(_DE_TENS)}"
_DE_EARLY_TENS = [ten for ten, value in _DE_TENS.items() if value < 60]
GERMAN_COMPOUND_BELOW_60 = rf"{any_of(_DE_UNITS)}und{any_of(_DE_EARLY_TENS)}"
_DE_BELOW_100 = rf"(?:{_DE_COMPOUND}|{any_of(_DE_WORDS)})"
_DE_HUNDREDS = rf"{any_of(_DE_UNITS, _DE_TEENS)}?hundert(?:und)?"
_DE_BELOW_1000 = rf"(?:{_DE_HUNDREDS}{_DE_BELOW_100}?|{_DE_BELOW_100})"
_DE_NUMBER = rf"(?:{_DE_BELOW_1000}?tausend(?:und)?{_DE_BELOW_1000}?|{_DE_BELOW_1000})"
_DE_MILLIONS = (
    rf"(?:eine|{_DE_BELOW_1000})\sMillion(?:en)?\s(?:und\s)?(?=[^\W\d_]*(?:hundert|tausend))"
)
# "Zwei-, dreihundert" and "mehrere hunderttausend" are no numbers.
_DE_NO_PART = "".join(
    rf"(?<!{before}\s)"
    for before in ("- bis", "- oder", "- und", "-,", "mehrere", "einige", "viele", "paar", "wenige")
)
_DE_DECIMAL = any_of(_DE_UNITS, ["eins", "null"])
_DE_PATTERN = (
    r"(?P<one_half>anderthalb)"
    rf"|{_DE_NO_PART}(?:(?P<whole>{_DE_BELOW_100})einhalb(?P<thousand>tausend)?"
    rf"|(?P<number>(?:{_DE_MILLIONS})?{_DE_NUMBER}))"
    rf"(?:ste[rnms]?(?P<ordinal>)|-?(?P<tail>(?:jährig|fach)(?:e[rnms]?)?|mal)"
    rf"|\sKomma(?P<decimals>(?:\s{_DE_DECIMAL})+))?"
)


def german_value(words: str) -> int:
    """Return the value of a German number in small letters."""
    for name, size in (("million", 1_000_000), ("tausend", 1000), ("hundert", 100)):
        before, found, after = words.partition(name)
        if found:
            rest = after.removeprefix("en").strip().removeprefix("und").strip()
            many = german_value(before.strip()) if before else 1
            return size * many + (german_value(rest) if rest else 0)
    if words in _DE_VALUES:
        return _DE_VALUES[words]
    unit, _, ten = words.partition("und")
    return _DE_UNITS[unit] + _DE_TENS[ten]


_DE_VALUES = _DE_WORDS | {"null": 0, "eine": 1}

# English: words with spaces and hyphens; a year may be two numbers.
_EN_UNITS = numbered("one two three four five six seven eight nine")
_EN_TEENS = numbered(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10
)
_EN_TENS = numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
ENGLISH_UNITS = any_of(_EN_UNITS)
ENGLISH_TENS_BELOW_60 = any_of(ten for ten, value in _EN_TENS.items() if value < 60)
_EN_ORDINALS = numbered("first second third fourth fifth sixth seventh eighth ninth")
_EN_LATE_ORDINALS = numbered(
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth"
    " nineteenth",
    10,
) | numbered(
    "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth", 20, 10
)
_EN_WORDS = _EN_UNITS | _EN_TEENS | _EN_TENS
_EN_VALUES = (
    _EN_WORDS | _EN_ORDINALS | _EN_LATE_ORDINALS | {"a": 1, "and": 0, "oh": 0, "o": 0, "zero": 0}
)
_JOIN = r"[\s‐‑-]"
_NO_HYPHEN = r"(?![‐‑-]\w)"
# "Twenty five-year-olds" and "two hundred-dollar notes" are twenty and two, but what is
# "two-hundred-year-old" is 200: after a space, what stands before a hyphen is of another word.
_EN_COMPOUND = (
    rf"(?:{any_of(_EN_TENS)}(?:[‐‑-]{any_of(_EN_UNITS)}|\s{any_of(_EN_UNITS)}{_NO_HYPHEN}))"
)
_EN_BELOW_100 = rf"(?:{_EN_COMPOUND}|{any_of(_EN_WORDS)})"
_EN_HUNDRED = rf"(?:(?:{_EN_BELOW_100}|a)\shundred(?![‐‑-](?!and\b))|{_EN_BELOW_100}-hundred)"
_EN_AND = rf"{_JOIN}and{_JOIN}"
_EN_LAST = rf"(?:{_EN_COMPOUND}|{any_of(_EN_WORDS)}{_NO_HYPHEN})"
_EN_HUNDREDS = rf"{_EN_HUNDRED}(?:{_EN_AND}{_EN_BELOW_100}|{_JOIN}{_EN_LAST})?"
_EN_BELOW_1000 = rf"(?:{_EN_HUNDREDS}|{_EN_BELOW_100})"
_EN_THOUSANDS = (
    rf"(?:{_EN_BELOW_1000}|a)\sthousand(?![‐‑-])"
    rf"(?:{_EN_AND}{_EN_BELOW_100}|,?\s{_EN_HUNDREDS}|\s{_EN_LAST})?"
)
_EN_MILLIONS = rf"(?:{_EN_BELOW_1000}|a)\smillion,?\s(?:and\s)?(?:{_EN_THOUSANDS}|{_EN_HUNDREDS})"
_EN_NUMBER = rf"(?:{_EN_MILLIONS}|{_EN_THOUSANDS}|{_EN_BELOW_1000})"
_EN_MORE = rf"(?!{_JOIN}(?:{any_of(_EN_WORDS)}|hundred|thousand)\b)"
_EN_ORDINAL = (
    rf"(?:{_EN_HUNDRED}{_EN_AND}{any_of(_EN_ORDINALS, _EN_LATE_ORDINALS)}"
    rf"|(?:{_EN_HUNDRED}(?:{_EN_AND}|\s))?{any_of(_EN_TENS)}[‐‑-]{any_of(_EN_ORDINALS)}"
    rf"|{any_of(_EN_TENS)}\s{any_of(_EN_ORDINALS)}(?=\scentury))"
)
_EN_CENTURIES = any_of([*list(_EN_TEENS)[3:], "twenty"])
_EN_TO_99 = rf"(?:{any_of(list(_EN_TENS)[4:])}(?:{_JOIN}{any_of(_EN_UNITS)})?)"
_EN_IN = "".join(
    rf"(?<=\b{before}\s)|"
    for before in ("in", "since", "until", "till", "before", "after", "by", "of", "from", "year")
).removesuffix("|")
_EN_NO_COUNT = (
    "this|thus|unless|always|across|perhaps|sometimes|besides|towards|upstairs|downstairs"
)
_EN_UNIT = (
    "(?:minute|second|hour|day|week|month|year|dollar|pound|euro|cent|mile|point|inch|foot|metre"
    "|meter)"
)
ENGLISH_NO_COUNT = (  # no noun of things that are counted, nor the second part of a compound
    rf"{_NO_HYPHEN}(?!\s(?!(?:{_EN_NO_COUNT}|\w+days)\b)(?:{_EN_UNIT}|people|feet"
    r"|per\s?cent|of|thing|hundred|thousand|[mb]illion|man|men|women|children|\w{3,}s)\b)"
)
_EN_PATTERN = (
    rf"(?P<number>{_EN_ORDINAL})(?P<ordinal>)"
    r"|an?\s(?P<noun>hour|minute|day|week|month|year|mile|kilometre|kilometer|pound|million)"
    rf"{_EN_AND}a{_JOIN}half(?!['’])"
    rf"|(?P<whole>{_EN_BELOW_100}){_EN_AND}a{_JOIN}half(?P<thousand>\sthousand)?"
    rf"|(?P<year>{_EN_CENTURIES}{_JOIN}(?:(?:oh|o){_JOIN}{any_of(_EN_UNITS)}|{_EN_COMPOUND})"
    rf"{_NO_HYPHEN}(?!\s{_EN_UNIT}s?\b)"
    rf"|(?:{_EN_IN})(?:{_EN_CENTURIES}\s{any_of(_EN_TEENS, _EN_TENS)}"
    rf"|{any_of(_EN_TEENS)}\s{_EN_TO_99}){ENGLISH_NO_COUNT}){_EN_MORE}"
    rf"|(?<![‐‑-])(?P<cardinal>{_EN_NUMBER})"
    rf"(?:(?<!\bat\sone)\spoint(?P<decimals>(?:\s{any_of(_EN_UNITS, ['oh', 'zero'])})+))?{_EN_MORE}"
)


def english_value(text: str) -> int:
    """Return the value of an English number in small letters."""
    total = current = 0
    for word in re.findall(r"[a-z]+", text):
        match word:
            case "million":
                total, current = 1_000_000 * (total + current), 0
            case "thousand":
                total, current = total + 1000 * current, 0
            case "hundred":
                current *= 100
            case _:
                current += _EN_VALUES[word]
    return total + current


# Russian: words in several cases, with "е" for "ё", of which `russian_value` says whether they are
# one number; only the last of an ordinal is one.
_RU_GENITIVES = "двух трех четырех пяти шести семи восьми девяти"
_RU_DATIVES = "двум трем четырем пяти шести семи восьми девяти"
_RU_INSTRUMENTALS = "двумя тремя четырьмя пятью шестью семью восемью девятью"
_RU_UNITS = (
    numbered("один два три четыре пять шесть семь восемь девять")
    | numbered("одна две")
    | numbered(_RU_GENITIVES, 2)
    | numbered(_RU_DATIVES, 2)
    | numbered(_RU_INSTRUMENTALS, 2)
    | dict.fromkeys("одно одну одного одной одному одним".split(), 1)
)
_RU_TEENS = (
    "десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат"
    " девятнадцат"
)
_RU_BELOW_20 = _RU_UNITS | {
    f"{stem}{ending}": value
    for stem, value in numbered(_RU_TEENS, 10).items()
    for ending in ("ь", "и", "ью")
}
_RU_GENITIVE_TENS = (
    "двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти девяноста"
)
_RU_TENS = (
    numbered("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто", 20, 10)
    | numbered(_RU_GENITIVE_TENS, 20, 10)
    | numbered("двадцатью тридцатью", 20, 10)
    | numbered("пятьюдесятью шестьюдесятью семьюдесятью восемьюдесятью", 50, 10)
)
_RU_HUNDREDS = (
    numbered("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот", 100, 100)
    | numbered(_RU_GENITIVES.replace(" ", "сот ") + "сот", 200, 100)
    | numbered(_RU_GENITIVES.replace(" ", "стах ") + "стах", 200, 100)
    | numbered(_RU_DATIVES.replace(" ", "стам ") + "стам", 200, 100)
    | numbered(_RU_INSTRUMENTALS.replace(" ", "стами ") + "стами", 200, 100)
    | {"ста": 100}
)
_RU_WORDS = _RU_BELOW_20 | _RU_TENS | _RU_HUNDREDS
_RU_STEMS = numbered(f"перв втор трет четверт пят шест седьм восьм девят {_RU_TEENS}") | numbered(
    "двадцат тридцат сороков пятидесят шестидесят семидесят восьмидесят девяност", 20, 10
)
_RU_LATE_STEMS = numbered(_RU_GENITIVES.replace(" ", "сот ") + "сот", 200, 100) | {
    "двухтысячн": 2000
}
_RU_VALUES = _RU_STEMS | _RU_LATE_STEMS | _RU_WORDS
_RU_SCALES = {"тысяч": 1000, "миллион": 1_000_000}
_RU_PART = any_of(_RU_VALUES, _RU_SCALES)
_RU_ENDING = r"(?:[ыио]й|ь?его|ого|ому|ь?ему|ь?ем|[иы]м|ом|ая|ья|ое|ье|ую|(?<=трет)ью)"  # of one
_RU_EARLY_TENS = [ten for ten, value in _RU_TENS.items() if value < 60]
RUSSIAN_BELOW_60 = (
    rf"(?:{any_of(_RU_EARLY_TENS)}\s{any_of(_RU_UNITS)}|{any_of(_RU_BELOW_20, _RU_EARLY_TENS)})"
)
_RU_SIMPLE = rf"(?:{any_of(_RU_WORDS)}|тысяч(?:ами|ам|ах|ью|ей|[аиуе])?)"
_RU_WORD = rf"(?:{_RU_SIMPLE}|миллион(?:а|ов)?(?=\s{_RU_SIMPLE}\b))"
# "Тысячи две" and "тысяч двадцать" are about so many.
_RU_ABOUT = r"тысяч(?:\b|(?:и|ами|ам|ах)\s(?:две|двух|двум|двумя|три|трех|трем|тремя|четыре)\b)"
_RU_OLD = rf"{any_of(_RU_GENITIVE_TENS.split())}{any_of(_RU_GENITIVES.split(), ['одно'])}"
_RU_PATTERN = (
    rf"(?P<number>(?:{_RU_WORD}\s)+{any_of(_RU_STEMS)}"
    rf"|(?:{_RU_WORD}\s)*{any_of(_RU_LATE_STEMS)}){_RU_ENDING}\b(?P<ordinal>)"
    rf"|(?P<aged>{_RU_OLD})(?P<tail>(?:(?:лет|этаж|минут|процент|днев)н|метров)"
    r"(?:[ыи][йемх]|[ое]го|[ое]му|[ыи]ми|[ая]я|[ое]й|[ую]ю|[ое]е|[ое]м))"
    rf"|(?P<whole>{_RU_SIMPLE}(?:\s{_RU_SIMPLE})?)\sс\sполовиной(?P<thousand>\sтысяч[аи]?)?"
    r"|(?P<noun>час|год|месяц|километр|метр|килограмм|литр|миллион)\sс\sполовиной"
    r"|(?P<one_half>полтор[аы]|полутора)"
    rf"|(?P<cardinal>{_RU_WORD}(?:\s{_RU_WORD})*)"
)


def russian_value(text: str) -> int:
    """Return the value of words in small letters, with "е" for "ё"; 0 where they are no number.

    Parts become smaller, as in "сто двадцать пять"; other words are numbers in a row.
    """
    if compiled(_RU_ABOUT).match(text):
        return 0
    total = current = 0
    room, scale = 10_000, 10**9  # what a next part and a next scale must be smaller than
    for word in compiled(_RU_PART).findall(text):
        value = _RU_SCALES.get(word) or _RU_VALUES[word]
        if value >= (scale if word in _RU_SCALES else room):
            return 0
        if word in _RU_SCALES:
            total, current, room, scale = total + value * (current or 1), 0, 1000, value
        else:
            current += value
            room = 100 if value >= 100 else 10 if value >= 20 else 1
    return total + current


_GRAMMARS = {
    "de": _Grammar(
        r"(?i)und\w{4,8}ig|hundert|tausend|halb|\skomma\s", _DE_PATTERN, german_value, ",", "."
    ),
    "en": _Grammar(
        rf"(?i)ty{_JOIN}|teen{_JOIN}|(?:ten|eleven|twelve)\s\w+ty|hundred|thousand|{_JOIN}half"
        r"|\spoint\s",
        _EN_PATTERN,
        english_value,
        ".",
        ",",
        "s",
        rf"(?i)\b(?:{any_of(_EN_WORDS)}|hundred|thousand){_JOIN}\Z",
    ),
    "ru": _Grammar(
        r"(?i)дцат|десят|сорок|девяност|\bст[оа]\b|ст[аи]\b|сот|ста[мх]|тысяч|миллион|полов|полтор|полут",
        _RU_PATTERN,
        russian_value,
        ",",
        " ",
        "а",
    ),
}
_SIMPLE = frozenset(
    {*_DE_WORDS, *_EN_WORDS, *_RU_WORDS, "hundert", "tausend", "a hundred", "a thousand"}
    | {f"тысяч{ending}" for ending in ("", "а", "и", "у", "е", "ам", "ами", "ах", "ью", "ей")}
)
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
        pattern = compiled(rf"(?i)\b(?:{grammar.pattern})\b")
        for found in pattern.finditer(text.replace("ё", "е").replace("Ё", "Е")):
            if numeral := _numeral(found, grammar):
                yield numeral


def _numeral(found: re.Match[str], grammar: _Grammar) -> Numeral | None:
    """Return what was found in digits; None where it is a simple word, or one of a row."""
    said = {name: written.lower() for name, written in found.groupdict().items() if written}
    written = said.get("number") or said.get("aged") or said.get("cardinal")
    if "whole" in said and not grammar.value(said["whole"]):
        return None
    if written is None:
        return Numeral(*found.span(), _in_halves(said, grammar) + _tail(found))
    if "decimals" not in said and (written in _SIMPLE or _is_in_row(found, grammar)):
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


def _in_halves(said: Mapping[str, str], grammar: _Grammar) -> str:
    """Return in digits what is a number and a half, or a year."""
    if "year" in said:
        century, rest = compiled(_JOIN).split(said["year"], maxsplit=1)
        return str(100 * grammar.value(century) + grammar.value(rest))
    one = f"1{grammar.decimal}5"
    if "noun" in said:
        plural = "" if said["noun"] == "million" else grammar.plural
        return f"{one} {said['noun']}{plural}"
    if "one_half" in said:
        return one
    whole = grammar.value(said["whole"])
    if "thousand" in said:
        return _grouped(1000 * whole + 500, grammar)
    return f"{whole}{grammar.decimal}5"


def _grouped(value: int, grammar: _Grammar) -> str:
    return f"{value:,}".replace(",", grammar.thousands) if value >= _LONG else str(value)


def _tail(found: re.Match[str]) -> str:
    """Return what stands behind digits: a noun, "Dreiundzwanzigjährige", has a capital there."""
    tail = found.groupdict().get("tail")
    if not tail:
        return ""
    is_noun = found.start() > 0 and found[0][:2].istitle() and tail.startswith("jähr")
    return f"-{tail.capitalize() if is_noun else tail.lower()}"


def _is_in_row(found: re.Match[str], grammar: _Grammar) -> bool:
    """Say whether a number stands behind another one, as when one is read out: nine forty-five."""
    first = max(0, found.start() - _LONGEST_ROW)
    row = grammar.row and compiled(grammar.row).search(found.string, first, found.start())
    return bool(row)


def _ordinal(found: re.Match[str], digits: str, grammar: _Grammar) -> Numeral:
    """Return an ordinal; a day or a year is none, as dates are written, and English has endings."""
    if grammar.decimal == ".":
        return Numeral(*found.span(), digits + english_ending(digits))
    if compiled(_DATE).match(found.string, found.end()):
        return Numeral(*found.span(), digits)
    if compiled(rf"\s{GERMAN_MONTH}").match(found.string, found.end()):
        return Numeral(*found.span(), f"{digits}.")
    return Numeral(*found.span(), digits, is_ordinal=True)
