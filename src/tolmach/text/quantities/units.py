"""Units and currencies beside numbers: their symbols in Latin and Cyrillic, codes and signs.

Each has one name, its symbol in Latin letters or its code (ISO 4217), however it is written.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple


class WrittenUnit(NamedTuple):
    """A unit or currency, `text[start:end]`, with the space between it and its number."""

    start: int
    end: int
    name: str
    is_sign: bool = False  # of a currency, such as €


SPACE = "[ \u00a0\u2009\u202f]"
CODES = "EUR|USD|GBP|CHF|JPY|CNY|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|CAD|AUD|INR|BRL|UAH|KRW|ZAR|MXN"
SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB"}
# Symbols that all languages of Latin letters write alike.
_SYMBOLS = (
    "[nµμmcdk]?m[²³]?|km/h|m/s|[µμmk]?g|t|[mcdh]?[lL]|ha|[kMG]?Hz|[kKMGT]?(?:B|Wh?|V|J|[Bb]it/s)"
    "|m?Ah?|mV|h?Pa|m?bar|°[CF]|kcal|dB|px|dpi|ppm|Nm|min|m?s|h|(?:kWh|[lL])/(?:100 ?)?km|mph|ft|oz"
)
_IN_LATIN = {
    "кг": "kg", "мг": "mg", "мкг": "µg", "км/ч": "km/h", "м/с": "m/s", "км": "km", "м": "m",
    "см": "cm", "мм": "mm", "км²": "km²", "м²": "m²", "см²": "cm²", "м³": "m³", "см³": "cm³",
    "мл": "ml", "л": "l", "га": "ha", "кВт": "kW", "Вт": "W", "кВт·ч": "kWh", "ГГц": "GHz",
    "МГц": "MHz", "кГц": "kHz", "Гц": "Hz", "ТБ": "TB", "ГБ": "GB", "Гб": "GB", "МБ": "MB",
    "Мб": "MB", "КБ": "KB", "Кб": "KB", "мс": "ms",
}  # fmt: skip
_IN_CYRILLIC = {latin: symbol for symbol, latin in reversed(_IN_LATIN.items())}
CYRILLIC = "|".join(map(re.escape, sorted(_IN_LATIN, key=len, reverse=True)))  # a pattern
_BEHIND = rf"{SPACE}?(?:(?P<symbol>{_SYMBOLS}|{CODES}|{CYRILLIC})(?![\w/])|(?P<sign>[$€£¥₽])(?!\w))"
_BEFORE = rf"(?:(?<!\w)(?P<symbol>{CODES})|(?P<sign>[$€£¥₽])){SPACE}?\Z"
_LONGEST_BEFORE = 5  # characters of a code, with a space, and what is before it
_INTERNATIONAL = re.compile(rf"°[CF]|{CODES}")


def unit_behind(text: str, place: int) -> WrittenUnit | None:
    """Return the unit or currency, as a symbol, of a number that ends at a place."""
    found = compiled(_BEHIND).match(text, place)
    return None if found is None else _unit(found)


def currency_before(text: str, place: int) -> WrittenUnit | None:
    """Return the currency, as a code or a sign, of a number that begins at a place."""
    found = compiled(_BEFORE).search(text, max(0, place - _LONGEST_BEFORE), place)
    return None if found is None else _unit(found)


def has_international_unit(quantity: str) -> bool:
    """Say whether the unit of a quantity is written alike in all scripts."""
    return _INTERNATIONAL.search(quantity) is not None


def in_cyrillic(unit: str) -> str:
    """Return a symbol in Latin letters, with the spaces around it, in Cyrillic if it has one."""
    return _respelled(unit, _IN_CYRILLIC)


def in_latin(unit: str) -> str:
    """Return a symbol in Cyrillic, with the spaces around it, in Latin letters."""
    return _respelled(unit, _IN_LATIN)


def _respelled(unit: str, symbols: Mapping[str, str]) -> str:
    symbol = unit.strip()
    return unit.replace(symbol, symbols.get(symbol, symbol)) if symbol else unit


@cache
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern when it is first needed, for programs that start often."""
    return re.compile(pattern, flags)


def _unit(found: re.Match[str]) -> WrittenUnit:
    if found["sign"]:
        return WrittenUnit(*found.span(), SIGNS[found["sign"]], is_sign=True)
    return WrittenUnit(*found.span(), _IN_LATIN.get(found["symbol"], found["symbol"]))
