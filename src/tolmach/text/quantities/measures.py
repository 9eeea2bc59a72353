"""Measures and currencies that a text names in words, and those that a translation exchanges.

A model may say "5 Kilometer" for "5 miles": the text that it learnt from had converted them.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from tolmach.text.language_tag import language_of

_LANGUAGES = "en", "de", "ru"
# A measure, or the code of a currency (ISO 4217); what it measures; and patterns of its names in
# each language, before the others the one that stands behind a number.
_TABLE = r"""
mile        length  miles mile | Meilen Meile | миль мил[яию] мил(?:ей|ям|ями|ях)
kilometre   length  kilometers kilomet(?:er|re)s? km | Kilometer Kilometern | километров километр\w* км
metre       length  meters met(?:er|re)s? | Meter Metern | метров метр\w{0,3}
centimetre  length  centimeters centimet(?:er|re)s? cm | Zentimeter Zentimetern | сантиметров сантиметр\w* см
yard        length  yards yard | Yards Yard | ярдов ярд\w{0,3}
foot        length  feet foot ft | Fuß Füßen? Fuss | футов фут\w{0,3}
inch        length  inches inch | Zoll | дюймов дюйм\w{0,3}
kilogram    mass    kilograms kilo(?:gram(?:me)?)?s? kg | Kilogramm Kilos? | килограммов кило(?:грамм\w{0,3})? кг
gram        mass    grams gram(?:me)?s? | Gramm | граммов грамм\w{0,3}
ounce       mass    ounces ounce oz | Unzen Unze | унций унци\w{1,3}
gallon      volume  gallons gallon | Gallonen Gallone Gallons | галлонов галлон\w{0,3}
litre       volume  liters lit(?:er|re)s? | Liter Litern | литров литр\w{0,3}
Fahrenheit  warmth  Fahrenheit | Fahrenheit | Фаренгейта Фаренгейту
Celsius     warmth  Celsius | Celsius | Цельсия Цельсию
EUR         money   euros euro | Euro Euros | евро
USD         money   dollars (?:US-?)?dollars? | Dollar (?:US-?)?Dollars? | долларов доллар\w{0,3}
JPY         money   yen | Yen | иен иен\w{1,3}
RUB         money   rubles rou?bles? | Rubel Rubeln? | рублей рубл\w{1,3}
GBP         money,mass  pounds pound | Pfund Pfunde? | фунтов фунт\w{0,3}
"""  # noqa: E501


class _Measure(NamedTuple):
    of: frozenset[str]
    pattern: str
    counted: dict[str, str]  # by language


def currency_names() -> str:
    """Return a pattern with a group for each currency that has names here, called by its code."""
    return _alternatives({name: one for name, one in _measures().items() if "money" in one.of})


def exchanged_measures(source: str, text: str) -> tuple[str, ...]:
    """Return the names of measures in a source of which a translation speaks in others.

    Numbers in words are left alone: nobody converts "a mile".
    """
    given = _named(source) if any(map(str.isdecimal, source)) else {}
    said = _named(text) if given else {}
    others = [_measures()[name].of for name in said.keys() - given.keys()]
    return tuple(
        written
        for name, written in given.items()
        if name not in said and any(_measures()[name].of & each for each in others)
    )


def counted_measure(written: str, language: str) -> str | None:
    """Return how a language counts a measure that is `written` in any: "Meilen"; None: unknown."""
    for name in _named(written):
        return _measures()[name].counted.get(language_of(language) or "")
    return None


def _named(text: str) -> dict[str, str]:
    """Return the measures that a text names, and how it does."""
    return {one.lastgroup or "": one[0] for one in _any_name().finditer(text)}


@cache
def _any_name() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<!\w)(?:{_alternatives(_measures())})(?!\w)")


def _alternatives(measures: Mapping[str, _Measure]) -> str:
    return "|".join(f"(?P<{name}>{one.pattern})" for name, one in measures.items())


@cache
def _measures() -> dict[str, _Measure]:
    """Return the measures of the table, by their names."""
    rows = {}
    for line in _TABLE.strip().splitlines():
        name, of, columns = line.split(maxsplit=2)
        spelled = [column.split() for column in columns.split(" | ")]
        pattern = "|".join(each for column in spelled for each in column)
        counted = {code: first for code, (first, *_) in zip(_LANGUAGES, spelled, strict=True)}
        rows[name] = _Measure(frozenset(of.split(",")), pattern, counted)
    return rows
