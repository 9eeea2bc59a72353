"""The numbers of a source in its translation: checked, asked for again, and written as there.

They are fixed in a text where a model changed them, and phrases of a search where that was not
enough. Each language writes them in its own format.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import chain, pairwise
from typing import Self

from tolmach.reading.attempts import Answer, Attempt
from tolmach.reading.marks.part import Part
from tolmach.reading.marks.writing import Replacement
from tolmach.reading.sentence_reading import SentenceReading
from tolmach.text.language_tag import language_of, script_of
from tolmach.text.quantities.currencies import exchanged_currency, lost_currencies
from tolmach.text.quantities.hours import (
    has_half_of_day,
    superfluous_behind,
    superfluous_in_times,
    time_of_twelve_hours,
    without_half_of_day,
)
from tolmach.text.quantities.measures import counted_measure, exchanged_measures
from tolmach.text.quantities.number_check import (
    NumberCheck,
    check_numbers,
    lost_units,
    minus_before,
)
from tolmach.text.quantities.numbers import Number, NumberFormat, number_formats
from tolmach.text.quantities.periods import decade_years, decades
from tolmach.text.quantities.scales import exchanged_scales, lost_scales
from tolmach.text.quantities.units import has_international_unit
from tolmach.text.quantities.weekdays import lost_weekdays, weekday_in
from tolmach.text.sentences import Span, spliced
from tolmach.translation.line_constraints import Phrases

_SIGN, _SHARE = re.compile(r"[$€£¥₽%‰]"), re.compile(r"\s?[%‰](?!\w)")

# What follows a number in English if it counts that, and a single noun joined to it in German.
_COUNTED = re.compile(r" (?:[a-z]+ )?[a-z]+s\b|(?<=\b1) [a-z]+\b| [a-z]+ (?:is|was|has)\b")
_COUNTED_NOUN = re.compile(r"(?<![\w-])(?P<before>\S+)(?P<hyphen>-)(?=[A-ZÄÖÜ][a-zäöüß]+(?![\w-]))")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|-[а-я]{1,2})")
# A word with a number in it: H2O, A4.
_CODE = re.compile(r"[^\W\d_]+\d\w*")
_POWER_OF_UNIT = re.compile(r"\d\s?[a-zа-я]{1,2}[²³]\Z")
# A day whose point ends no sentence: "am 12.03. um acht".
_DAY_GOES_ON = re.compile(r"\d{1,2}\.\d{1,2}\.(?=\s[a-zß-öø-ÿ\d(])")


@dataclass(frozen=True)
class NumberTransfer:
    """The transfer of numbers from texts in one format into those in another."""

    formats: tuple[NumberFormat, NumberFormat]
    same_units: bool = False  # whether the target has all symbols of units that the source has
    scripts_differ: bool = False  # of Cyrillic and Latin
    languages: tuple[str, str] = "", ""
    compounds: bool = False  # whether German makes them of English: 5-Sterne-Hotel

    @classmethod
    def of(cls, languages: tuple[str, str]) -> Self:
        """Return that from the first of two languages, given by their tags, to the second."""
        source, target = map(script_of, languages)  # symbols of units are in these letters
        return cls(
            number_formats(languages),
            same_units=target in (source, "Latn", "Cyrl"),
            languages=languages,
            scripts_differ={source, target} == {"Cyrl", "Latn"},
            compounds=[*map(language_of, languages)] == ["en", "de"],
        )

    def check(self, reading: SentenceReading, text: str) -> NumberCheck:
        """Compare the numbers, and those of their units that must stay, with a translation's."""
        source, target = unescape(reading.decoded), unescape(text)
        for letter, code in reading.letter_codes.items():
            target = target.replace(code, letter)
        check = check_numbers(source, target, self.formats)
        lost = lost_units(source, target, self.formats)
        periods = decade_years(source, self.languages[0])  # whose "s" is no second: "the 80s"
        units = [
            one
            for one in lost
            if self.same_units or has_international_unit(one)
            if one.rstrip("s") not in periods
        ]
        currencies = lost_currencies(source, target)
        told = (one for one in currencies if not any(one in unit for unit in units))
        named = exchanged_measures(source, target)
        named += lost_weekdays(source, target, self.languages[1])
        return check._replace(missing=(*check.missing, *units, *told, *named))

    def localised(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """Return parts in which a number with a sign is written as in the target's language."""
        here, there = self.formats
        return tuple(
            part._replace(written=part.written.replace(part.read, here.rewritten(part.read, there)))
            if part.kind == "fixed" and part.read
            else part
            for part in parts
        )

    def with_sums(self, text: str) -> str:
        """Return a text without letters in which sums and shares are written as in the target's.

        Their sign, € or %, tells them from versions, sections and other numbers that stay.
        """
        if not _SIGN.search(text) or any(map(str.isalpha, text)):
            return text
        here, there = self.formats
        sums = {place for one in here.amounts(text) for place in range(one.start, one.end)}
        return here.rewritten_in(
            text, there, lambda one: one.start in sums or _SHARE.match(text, one.end)
        )

    def with_quantities(self, source: str, text: str) -> str:
        """Return a translation with the decades and scales of its source, and its currency."""
        text = spliced(text, decades(source, text, self.languages))
        text = spliced(text, exchanged_scales(source, text, self.languages))
        return spliced(text, exchanged_currency(source, text))

    def lost_scales(self, source: str, text: str) -> tuple[str, ...]:
        """Return the numbers of which a translation has no "million", though the source has."""
        return lost_scales(source, text, self.languages)

    def phrases(self, source: str, check: NumberCheck) -> Phrases:
        """Return what puts numbers right, in the form of the target's language."""
        here, there = self.formats
        forms = {
            source[number.start : number.end]: here.rewritten_from(source, number, there)
            for number in here.numbers(source)
        }
        include = tuple(
            forms.get(text)
            or counted_measure(text, self.languages[1])
            or weekday_in(text, self.languages[1])
            or here.rewritten_in(text, there)
            for text in check.missing
        )
        added = (text for text in check.added if not any(text in each for each in include))
        exclude = chain.from_iterable(map(without_half_of_day, added))
        return Phrases(include, tuple(dict.fromkeys(exclude)))

    def fixed(self, parts: Sequence[Part], check: NumberCheck) -> tuple[Part, ...]:
        """Return parts in which numbers that did not come through are fixed, with their units."""
        done: list[Part] = []
        for part in _spaces_joined(parts):
            if part.name == "ordinal" and (part.written in check.missing or check.added):
                *_, ordinal = self.formats[1].as_ordinal("", 0, 0, part.written)
                done.append(Part("fixed", ordinal, "number"))
            elif part.kind == "text" and not part.name:
                done += self._fixed_in(part.written, check)
            else:
                done.append(part)
        return tuple(part for part in done if part.kind != "text" or part.written)

    def _fixed_in(self, text: str, check: NumberCheck) -> Iterator[Part]:
        """Yield the parts of a text around its lost numbers, and these, fixed."""
        here, there = self.formats
        place = 0
        for start, end, number in _lost_numbers(text, check, here):
            if code := _CODE.match(text, _begin_of_word(text, start)):
                if code.start() >= place:
                    yield Part("text", text[place : code.start()])
                    yield Part("fixed", code[0])
                    place = code.end()
                continue
            form = here.rewritten_from(text, number, there)
            unit = there.with_unit(text[number.end : end])
            yield Part("text", text[place:start])
            yield Part("fixed", text[start : number.start] + form + unit, "number")
            point = here.ordinal == "." and _DAY_GOES_ON.match(text, number.start)
            place = point.end() if point else end
        yield Part("text", text[place:])

    def replacements(self, reading: SentenceReading, one: Attempt[Answer]) -> list[Replacement]:
        """Return what stands for fixed parts in a translation, and the forms of its numbers."""
        done = self._with_ordinals(reading, one.found.text, one.replacements)
        done = [self._with_own_ending(each) for each in done]
        done += self._rewritten_ordinals(one.found.text, _spans(done))
        done += self._rewritten_numbers(one, _spans(done))
        am_is_word = self.formats[1].decimal == ","  # um 15:30 am Bahnhof
        done += [
            each
            for each in without_superfluous(reading.source, one.found.text, done)
            if not (am_is_word and one.found.text[each.start : each.end] == " am")
        ]
        done += [
            each
            for each in self._added_halves(reading.decoded, one.found.text)
            if not _overlaps(each.start, each.end, _spans(done))
        ]
        if self.compounds:
            done += list(self._out_of_compounds(reading.source, one, done))
        if reading.capitals:
            done = [each._replace(written=_in_capitals(each.written)) for each in done]
        return done

    def _added_halves(self, source: str, text: str) -> Iterator[Replacement]:
        """Yield the halves of the day that a translation has behind times of 24 hours: "11 p.m"."""
        here, there = self.formats
        given = {one.value for one in here.numbers(source)}
        for start, end, value, _ in there.numbers(text):
            written = text[start:end]
            hours = written.rstrip("apmAPM. ") if has_half_of_day(written) else ""
            if hours and value not in given and there.value(hours) in given:
                yield Replacement(start + len(hours), end, "")

    def _out_of_compounds(
        self, source: str, one: Attempt[Answer], done: Sequence[Replacement]
    ) -> Iterator[Replacement]:
        """Yield the hyphens between numbers and nouns that these count, "5-Dateien", as spaces.

        In a compound of several nouns, "5-Sterne-Hotel", they stay.
        """
        here, there = self.formats
        numbers = [(number.end, number) for number in here.numbers(source)]
        counts = {
            here.rewritten_from(source, number, there)
            for end, number in numbers
            if _COUNTED.match(source, end)
        }
        for part in (each for each in one.fixed if each.name == "number"):
            if _COUNTED.match(source, source.find(part.written) + len(part.written)):
                counts.add(part.written)
        replaced = {each.end: each.written for each in done}
        for found in _COUNTED_NOUN.finditer(one.found.text):
            hyphen = found.start("hyphen")
            if replaced.get(hyphen, found["before"]) in counts:
                yield Replacement(hyphen, hyphen + 1, " ")

    def _with_ordinals(
        self, reading: SentenceReading, text: str, fixed: Sequence[Replacement]
    ) -> list[Replacement]:
        """Return replacements, with those of numbers that were read without being ordinals."""
        asked = [part.written for part in reading.parts if part.name == "ordinal"]
        if not asked:
            return list(fixed)
        done = list(fixed)
        there = self.formats[1]
        numbers = [(start, end, text[start:end]) for start, end, *_ in there.numbers(text)]
        free = [Replacement(*one) for one in numbers if not _overlaps(*one[:2], _spans(fixed))]
        for one in sorted([*fixed, *free]):
            if one.written in asked:
                asked.remove(one.written)
                done = [each for each in done if each != one]
                done.append(Replacement(*there.as_ordinal(text, *one)))
        return done

    def _with_own_ending(self, one: Replacement) -> Replacement:
        """Return an ordinal of English as the target's language writes it, and others as they are.

        A number is one where the word in its place was copied with such an ending.
        """
        if not (_ORDINAL.fullmatch(one.written) and self.formats[1].ordinal):
            return one
        return one._replace(written=spliced(one.written, self.formats[1].ordinals(one.written)))

    def _rewritten_ordinals(self, text: str, taken: Sequence[Span]) -> Iterator[Replacement]:
        """Yield ordinals in English, as the target's language writes them."""
        for start, end, ordinal in self.formats[1].ordinals(text):
            if ordinal != text[start:end] and not _overlaps(start, end, taken):
                yield Replacement(start, end, ordinal)

    def _rewritten_numbers(
        self, one: Attempt[Answer], taken: Sequence[Span]
    ) -> Iterator[Replacement]:
        """Yield numbers that the model copied, as the target's language writes them."""
        here, there = self.formats
        copied = {
            part.written[number.start : number.end]: here.rewritten_from(
                part.written, number, there
            )
            for part in one.parts
            if part.kind == "text"
            for number in here.numbers(part.written)
        }
        done = list(taken)
        for number in filter(has_half_of_day, copied):  # which the target's language has not
            for found in re.finditer(time_of_twelve_hours(number), one.found.text):
                if not _overlaps(*found.span(), done):
                    done.append(found.span())
                    yield Replacement(*found.span(), copied[number])
        references = self._references(one)
        for start, end, value, _ in there.numbers(one.found.text):
            number = one.found.text[start:end]
            written = copied.get(number, references.get(value, number))
            if written != number and not _overlaps(start, end, done):
                yield Replacement(start, end, written)

    def _references(self, one: Attempt[Answer]) -> dict[str, str]:
        """Return how the source writes versions and sections, which are alike, by what they say."""
        texts = [part.written for part in one.parts if part.kind == "text"]
        return {
            number.value: text[number.start : number.end]
            for text in texts
            for number in self.formats[0].numbers(text)
            if number.reference
        }


def without_superfluous(
    source: str, text: str, done: Sequence[Replacement]
) -> Iterator[Replacement]:
    """Yield what a translation adds to times, "14:30 PM", "2:30 o'clock", unless its source does.

    The times may be replacements.
    """
    if any(superfluous_in_times(source)):
        return
    taken = _spans(done)
    found = list(superfluous_in_times(text))
    for _, end, written in done:
        place = source.find(written) + len(written)
        added = superfluous_behind(written, text, end)
        if added is not None and superfluous_behind(written, source, place) is None:
            found.append(added)
    for span in found:
        if not _overlaps(*span, taken):
            yield Replacement(*span, "")


def _in_capitals(written: str) -> str:
    """Return an ordinal with its ending in capitals; anything else as it is."""
    return written.upper() if _ORDINAL.fullmatch(written) else written


def _spans(replacements: Sequence[Replacement]) -> list[Span]:
    return [(each.start, each.end) for each in replacements]


def _overlaps(start: int, end: int, taken: Sequence[Span]) -> bool:
    return any(first < end and start < last for first, last in taken)


def _spaces_joined(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield parts, as one text those of a quantity: a space after a number, a power of a unit."""
    text = ""
    for part, after in pairwise([*parts, Part("lone", "")]):
        quantity = text[-1:].isdigit() and after.kind == "text"
        plain = part.kind == "text" and not part.name
        if plain or (part.kind == "lone" and _POWER_OF_UNIT.search(text + part.written)):
            text += part.written
            continue
        if part.name == "space" and part.text and quantity:
            text += "\u00a0"
            continue
        yield Part("text", text)
        yield part
        text = ""
    yield Part("text", text)


def _begin_of_word(text: str, place: int) -> int:
    """Return where a word begins that is at a place."""
    while place and text[place - 1].isalnum():
        place -= 1
    return place


def _lost_numbers(
    text: str, check: NumberCheck, form: NumberFormat
) -> Iterator[tuple[int, int, Number]]:
    """Yield what is lost of the numbers in a text, with its unit if that is lost, and the number.

    Where numbers were added, all are taken for lost.
    """
    quantities = {place: one for one in form.amounts(text) for place in range(one.start, one.end)}
    for number in form.numbers(text):
        whole, alone = quantities.get(number.start), text[number.start : number.end]
        start = minus_before(text, whole.start if whole else number.start)
        written = "" if whole is None else text[whole.start : whole.end].replace("\u00a0", " ")
        if whole is not None and written in check.missing:
            yield start, whole.end, number
        elif check.added or {alone, f"-{alone}"} & set(check.missing):
            yield start, number.end, number
