"""Millions, billions and trillions behind numbers, and those that a translation exchanges.

German calls a thousand millions "Milliarde", and what English calls a trillion "Billion".
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import NamedTuple

from tolmach.text.language_tag import language_of
from tolmach.text.quantities.currencies import currency_named
from tolmach.text.quantities.numbers import NumberFormat
from tolmach.text.quantities.units import SPACE, currency_before

# How languages write powers of ten: the word without its ending, and in short.
_SCALES = {
    "de": {
        6: ("Million", "Mio"),
        9: ("Milliarde", "Mrd"),
        12: ("Billion", "Bio"),
        18: ("Trillion", "Trill"),
    },
    "en": {6: ("million", "mn?"), 9: ("billion", "bn"), 12: ("trillion", "tn")},
    "ru": {6: ("миллион", "млн"), 9: ("миллиард", "млрд"), 12: ("триллион", "трлн")},
}
_SPELLED = 3  # letters, from which on a scale is none that other languages have, too: "5M"
_ENDINGS = {"de": "(?:en|n)?", "en": "s?", "ru": "[а-я]{0,3}"}


class ScaledNumber(NamedTuple):
    """A number with a scale, `text[start:end]`; `word` is where that begins.

    It says `value` times ten to the `power`; `ending` is the word's.
    """

    start: int
    end: int
    word: int
    value: str
    power: int
    ending: str


def scaled_numbers(text: str, language: str) -> Iterator[ScaledNumber]:
    """Yield the numbers in a text of a language that have a scale."""
    plain = language_of(language) or ""
    if plain not in _SCALES:
        return
    scale = _scale(plain)
    if not scale.search(text):
        return
    for start, end, value, _ in NumberFormat.of(language).numbers(text):
        found = scale.match(text, end)
        power = next((each for each in _SCALES[plain] if found and found[f"p{each}"]), 0)
        if found and power and not _is_metres(text, start, found):
            ending = found[f"e{power}"] or ""
            word = found.start(f"p{power}")
            yield ScaledNumber(start, found.end(), word, value, power, ending)


def _is_metres(text: str, start: int, scale: re.Match[str]) -> bool:
    """Say whether "m" behind a number that begins at a place is no scale of a sum: "100m"."""
    is_sum = currency_before(text, start) or currency_named(text, scale.end())
    return scale[0].strip() == "m" and not is_sum


@cache
def _scale(language: str) -> re.Pattern[str]:
    ways = "|".join(
        rf"(?P<p{power}>{word}(?P<e{power}>{_ENDINGS[language]})|{short}\b)"
        for power, (word, short) in _SCALES[language].items()
    )
    return re.compile(rf"(?i){SPACE}?(?:{ways})(?!\w)")


def exchanged_scales(
    source: str, text: str, languages: tuple[str, str]
) -> Iterator[tuple[int, int, str]]:
    """Yield the scales that a translation has for others of its source.

    Each stands at `text[start:end]` and comes with what should be there.
    """
    scales = _SCALES.get(language_of(languages[1]) or "", {})
    given = list(scaled_numbers(source, languages[0])) if scales else []
    for one in scaled_numbers(text, languages[1]) if given else ():
        powers = {each.power for each in given if each.value == one.value}
        [power, *others] = sorted(powers) or [one.power]
        if others or power == one.power or power not in scales:
            continue
        ending = _german_ending(one.value, power) if scales is _SCALES["de"] else one.ending
        word = scales[power][0] + ending
        yield one.word, one.end, word.upper() if text[one.word : one.end].isupper() else word


def _german_ending(value: str, power: int) -> str:
    plural = "n" if _SCALES["de"][power][0].endswith("e") else "en"
    return "" if value == "1" else plural


def lost_scales(source: str, text: str, languages: tuple[str, str]) -> tuple[str, ...]:
    """Return the numbers with a scale of a source that its translation has without it."""
    given = list(scaled_numbers(source, languages[0]))
    if not given or language_of(languages[1]) not in _SCALES:
        return ()
    said = {(one.value, one.power) for one in scaled_numbers(text, languages[1])}
    numbers = {value for _, _, value, _ in NumberFormat.of(languages[1]).numbers(text)}
    return tuple(
        source[one.start : one.end]
        for one in given
        if (one.value, one.power) not in said
        and not (one.end - one.word < _SPELLED and source[one.start : one.end] in text)
        and one.value in numbers
        and _in_full(one) not in numbers
    )


def _in_full(one: ScaledNumber) -> str:
    """Return the value of a number without its scale; nothing of one that is no value."""
    try:
        return f"{Decimal(one.value).scaleb(one.power):f}"
    except InvalidOperation:
        return ""
