"""Numbers in running text: where they stand, their values, and their form in another language.

A number is written with the separators of its language: 1.250,5 in German is 1,250.5 in English.
Times (14:30), dates (5.5.1979) and telephone numbers are numbers of another kind, which every
language may write alike; they are compared by their digits, group by group.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tolmach.text.language_tag import language_of, script_of
from tolmach.text.quantities.currencies import currency_named
from tolmach.text.quantities.dates import GERMAN_MONTH
from tolmach.text.quantities.references import goes_on, is_passage, is_section
from tolmach.text.quantities.units import (
    WrittenUnit,
    compiled,
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
# In German a point after a number may be anything; one of these before it, or a noun that is
# counted so behind it, tells an ordinal. A day of a month is a date.
_COUNTED = (
    "Weltkriegs?|Stock|Etage|Obergeschoss|Klasse|(?:Bundes)?[Ll]iga|Advent|Halbjahr|Quartal"
    "|Semester|Geburtstag|Jahrhundert|Auflage|Halbzeit|Spieltag|FC|FSV|SC"
)
_GERMAN_ORDINAL = rf"""
      (?<![\w.,]) (?i:de[rmns]|die|das|des|i[mn]|am|zu[mr]|vom|beim|ins|bis|seit|nach|und
        |jede[rsnm]?|(?:m|d|s)?ein(?:e[rmns]?)?|(?:ihr|uns(?:e)?r|kein)(?:e[rmns]?)?)
      \s (?P<determined>\d{{1,3}}) \. (?=\s[^\W\d_]) (?!\s{GERMAN_MONTH})
        (?!\s(?:bis|und|oder|[–-])\s(?:zum\s)?\d+\.\s{GERMAN_MONTH})
    | (?<![\w.,]) (?P<counted>\d{{1,3}}) \. (?=\s(?:{_COUNTED})\b)
"""
_FIRST_COUNTED = rf"\d{{1,3}}\.\s(?:(?:{_COUNTED})\b|{GERMAN_MONTH})"
_RUSSIAN_ORDINAL = (
    r"(?<![\w.,])(?P<number>\d{1,3})-(?:[йяею]|го|му?|о[йем]|ая|ую|ы[ехм]|ми|х)(?!\w)"
)
_ENGLISH_ORDINAL = re.compile(r"(?<![\w.,])(\d+)(?:st|nd|rd|th)(?!\w)")
_ORDINAL_ENDING = re.compile(
    r"(?:st|nd|rd|th)\b|-(?:й|я|е|го|му?|о[йем]|ая|ую|ы[ехм])(?!\w)|[.,-](?=\s\w)"
)
# A time of twelve hours: in languages with a decimal comma "am" is a word, and a day has 24 hours.
_HOURS = r"(0?[1-9]|1[0-2])(?:[:.]([0-5]\d))?[ ]?"
_HALF_OF_DAY = r"(?:{0}m\b|{0}\.[ ]?m(?:\.(?!\s*\Z)|(?=\.?\s*\Z)))"
_TIME = re.compile(f"(?i){_HOURS}{_HALF_OF_DAY.format('[ap]')}")
_PM = re.compile(f"(?i){_HOURS}{_HALF_OF_DAY.format('p')}")
_ONE_TIME = re.compile(rf"(?i){_HOURS}([ap])\.?[ ]?m\.?")
_LATE_HOUR = r"(?:1[3-9]|2[0-4])(?:[:.][0-5]\d)?"  # which tells its half of the day
_HALF = re.compile(r"[ ]?[ap](?:m\b|\.[ ]?m\b(?:\.(?!\s*\Z))?)", re.IGNORECASE)
_CLOCK = re.compile(r"[ ]o['’]clock\b", re.IGNORECASE)
_LATE = re.compile(  # with its half of the day again, or minutes with "o'clock"
    rf"(?<![\w.,:/])(?:{_LATE_HOUR}(?P<half>{_HALF.pattern})"
    rf"|\d\d?:[0-5]\d(?P<clock>{_CLOCK.pattern})|\d+:\d(?P<ratio>[ ]Uhr\b))",
    re.IGNORECASE,
)
_SCALE_OF_MAP = re.compile(r"1:(\d{1,3}(?:[.,’']\d{3})+)")
_TIMES = re.compile(r"(\d{1,2}:\d\d)[-–](\d{1,2}:\d\d)")
_MINUS_SIGN = re.compile(r"(?:(?<=[\s(\[:=„“\"])|(?<![\s\S]))[-−–]\Z")
_MINUS = re.compile(rf"{_MINUS_SIGN.pattern}|\b(?i:minus|минус)\s\Z")
_LONGEST_MINUS = 7  # characters
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
            if time := (_PM if self.decimal == "," else _TIME).match(text, found.start()):
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
        written = _of_24_hours(written) or written
        if scale := _SCALE_OF_MAP.fullmatch(written):
            return f"1:{self.value(scale[1])}"
        whole, decimals = self._parts(written)
        if whole is None:
            return _grouped(written)
        digits = whole.lstrip("0") or "0"
        return f"{digits}.{decimals}" if decimals else digits

    def rewritten(self, written: str, other: "NumberFormat") -> str:
        """Return a number as another format writes it; one of another kind stays as it is."""
        if other.decimal == "," and (time := _of_24_hours(written)):
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
        for found in _ENGLISH_ORDINAL.finditer(text) if self.ordinal else ():
            ending = english_ending(found[1]) if self.ordinal == "th" else self.ordinal
            point = self.ordinal == "." and text.startswith(".", found.end())
            yield found.start(), found.end() + point, found[1] + ending

    def as_ordinal(self, text: str, start: int, end: int, number: str) -> tuple[int, int, str]:
        """Return a number that stands for `text[start:end]` as an ordinal, and its span there.

        The text may have the sign of one already, or half of one.
        """
        ending = english_ending(number) if self.ordinal == "th" else self.ordinal
        there = _ORDINAL_ENDING.match(text, end)
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


def source_ordinals(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield the ordinals in a text, `text[start:end]`, and their digits.

    Only of languages that write them with a sign that translations take for another one.
    """
    match language_of(language):
        case "de":
            found = compiled(_GERMAN_ORDINAL, re.VERBOSE | re.IGNORECASE).finditer(text)
        case "ru":
            found = compiled(_RUSSIAN_ORDINAL, re.VERBOSE | re.IGNORECASE).finditer(text)
        case _:
            return
    for each in found:
        yield each.start(each.lastgroup or 0), each.end(), each[each.lastgroup or 0]


def begins_with_ordinal(text: str) -> bool:
    """Say whether a text begins with a day or an ordinal of German, and no number of a list."""
    return text[:1].isdecimal() and compiled(_FIRST_COUNTED, re.VERBOSE).match(text) is not None


def number_formats(languages: tuple[str, str]) -> tuple[NumberFormat, NumberFormat]:
    """Return the formats of two languages, of a source and of its translation."""
    source, target = languages
    return NumberFormat.of(source), NumberFormat.of(target)


def superfluous_in_times(text: str) -> Iterator[tuple[int, int]]:
    """Yield what never stands behind a time: " PM" of "14:30 PM", " o'clock" of "2:30".

    In German no " Uhr" does behind a ratio, "3:1 Uhr".
    """
    yield from (found.span(found.lastgroup or 0) for found in _LATE.finditer(text))


def superfluous_behind(written: str, text: str, place: int) -> tuple[int, int] | None:
    """Return what stands behind a time, as it is `written`, at a place and is superfluous there.

    It may tell its half of the day, or be what may do so, as "{time}", or have minutes. A time of
    24 hours that is not late may have "a.m." behind it.
    """
    late = not written[:1].isdigit() or re.search(rf"(?<!\d){_LATE_HOUR}\Z", written)
    found = _HALF.match(text, place) if written else None
    if found is not None and not late and found[0].lstrip()[0] in "aA":
        found = None
    if found is None and re.search(r"\d:\d\d\Z", written):
        found = _CLOCK.match(text, place)
    return None if found is None else found.span()


def has_half_of_day(written: str) -> bool:
    """Say whether a number is a time of twelve hours, "9 am"."""
    return _ONE_TIME.fullmatch(written) is not None


def without_half_of_day(written: str) -> tuple[str, ...]:
    """Return the phrases to avoid for a number not to be there: of "10 p.m" half of it, "10 p"."""
    found = _ONE_TIME.fullmatch(written)
    if found is None or "." not in written[found.end(3) - 1 :]:
        return (written,)
    return written[: found.end(3)], f"{written[: found.end(3)]}m"


def time_of_twelve_hours(written: str) -> re.Pattern[str]:
    """Return what matches a time, "8:30 a.m.", however its half of the day is written."""
    hours, half = re.match(r"[\d:.]*\d", written), re.search("[apAP]", written)
    if hours is None or half is None:
        return re.compile(rf"(?<!\w){re.escape(written)}(?!\w)")
    return re.compile(rf"(?i)(?<!\w){re.escape(hours[0])}[ ]?{half[0]}[.,]?[ ]?m\b(?:\.(?!\s*\Z))?")


def english_ending(number: str) -> str:
    """Return the ending of an ordinal in English, given by its digits: 21 is 21st, 11 is 11th."""
    teen = number[-2:-1] == "1"
    return "th" if teen else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")


class NumberCheck(NamedTuple):
    """The numbers that a translation lacks, as the source writes them, and those that it adds."""

    missing: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Say whether the numbers of both sides agree."""
        return not self.faults

    @property
    def faults(self) -> int:
        """The numbers that are on one side only."""
        return len(self.missing) + len(self.added)


def check_numbers(
    source: str, target: str, formats: tuple[NumberFormat, NumberFormat]
) -> NumberCheck:
    """Compare the numbers of a source and its translation, each in its own format.

    A number may also stand in the translation exactly as in the source.
    """
    numbers = formats[0].numbers(source), formats[1].numbers(target)
    here, there = _signed(source, numbers[0]), _signed(target, numbers[1])
    if not _TIMES.search(source):  # which may be of twelve hours, "9am-5pm"
        there = _times_apart(there)
    return NumberCheck(*_differences(here, there))


def lost_units(
    source: str, target: str, formats: tuple[NumberFormat, NumberFormat]
) -> tuple[str, ...]:
    """Return the numbers with a unit of a source whose unit is not with them in its translation."""
    here = _written(source, formats[0].amounts(source))
    return _differences(here, _written(target, formats[1].units(target)))[0] if here else ()


def _written(text: str, numbers: Iterable[Number]) -> list[tuple[str, str]]:
    """Return numbers as they are written, and what they say."""
    return [(text[start:end], value) for start, end, value, _ in numbers]


def _signed(text: str, numbers: Iterable[Number]) -> list[tuple[str, str]]:
    """Return numbers as they are written, and what they say, with a minus before negative ones."""
    found: list[tuple[str, str]] = []
    for start, end, value, _ in numbers:
        minus = "-" if _MINUS.search(text, max(0, start - _LONGEST_MINUS), start) else ""
        found.append((minus + text[start:end], minus + value))
    return found


def minus_before(text: str, place: int) -> int:
    """Return where the sign of a negative number begins that stands at a place, or that place."""
    return place - 1 if _MINUS_SIGN.search(text, max(0, place - 2), place) else place


def _times_apart(numbers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return numbers in which one time to another, "9:00-17:00", are two."""
    found: list[tuple[str, str]] = []
    for written, value in numbers:
        times = _TIMES.fullmatch(written)
        found += (
            [(each, _grouped(each)) for each in times.groups()] if times else [(written, value)]
        )
    return found


def _differences(
    here: list[tuple[str, str]], there: list[tuple[str, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what only one side has, in whatever way it is written."""
    literal = Counter(written for written, _ in here) & Counter(written for written, _ in there)
    given, found = _without(here, literal), _without(there, literal)
    values = Counter(value for _, value in given) & Counter(value for _, value in found)
    return tuple(_rest(given, values)), tuple(_rest(found, values))


def _of_24_hours(written: str) -> str:
    """Return a time of twelve hours, "3:30 pm", as one of 24, and of any other number nothing."""
    found = _ONE_TIME.fullmatch(written)
    if found is None:
        return ""
    hour = int(found[1]) % 12 + (12 if found[3].lower() == "p" else 0)
    return f"{hour}:{found[2] or '00'}"


def _without_dash(written: str) -> str:
    """Return a price of thousands without the dash for its cents: 5.000,-."""
    return re.sub(r"(?<=[.’'\s]\d{3})[.,][–—-]{1,2}\Z", "", written)


def _grouped(written: str) -> str:
    """Return the groups of digits of a time, a date or a telephone number, alike in all styles."""
    digits, signs = re.findall(r"\d+", written), re.findall(r"\D+", written)
    if len(digits) == 2 and signs[-1] in (".", ":"):
        full = digits[1] == "00"  # hour: 15:00 is 15
        return ":".join(str(int(group)) for group in digits[: 1 if full else 2])
    alike = ["-" if sign in _DATE_SIGNS else sign for sign in signs[-len(digits) + 1 :]]
    return "".join(f"{int(group)}{sign}" for group, sign in zip(digits, [*alike, ""], strict=False))


def _without(numbers: list[tuple[str, str]], taken: Counter[str]) -> list[tuple[str, str]]:
    """Return the numbers without those that both sides write alike."""
    left = Counter(taken)
    rest = []
    for written, value in numbers:
        if left[written] > 0:
            left[written] -= 1
        else:
            rest.append((written, value))
    return rest


def _rest(numbers: list[tuple[str, str]], taken: Counter[str]) -> Iterator[str]:
    left = Counter(taken)
    for written, value in numbers:
        if left[value] > 0:
            left[value] -= 1
        else:
            yield written
