"""Currencies by their codes, signs and names, and those that a translation exchanges.

A model may say one for another: "1,5 Mio. EUR" as "1.5 million USD".
"""

import re
from collections.abc import Iterator
from functools import cache

from tolmach.text.quantities.measures import currency_names
from tolmach.text.quantities.units import CODES, SIGNS, SPACE, WrittenUnit, compiled

_SIGN = "[" + "".join(SIGNS) + "]"
_SCALE = (
    r"(?:(?:thousand|tausend|тысяч\w*|тыс\.|(?:m|b|tr)illions?|milli(?:on|arde?)(?:en)?|mio\.?|mrd\.?"
    rf"|милли\w+|млн\.?|млрд\.?){SPACE})?"
)
_MARK = rf"(?<![A-Z])(?:{CODES})(?![A-Z])|{_SIGN}"


def currency_named(text: str, place: int) -> WrittenUnit | None:
    """Return the currency that a word names behind a number, or behind "million"."""
    found = _named_behind().match(text, place)
    if found is None:
        return None
    name = SIGNS[found["sign"]] if found["sign"] else found.lastgroup or ""
    return WrittenUnit(*found.span(), name)


def exchanged_currency(source: str, text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the codes and signs of a currency that a translation has for one of its source.

    Each stands at `text[start:end]` and comes with what should be there. Where several currencies
    were exchanged, none is told.
    """
    given = _marked(source)
    lost = given.keys() - _said(text) if given else set()
    wrong = _marked(text).keys() - _said(source) if lost else set()
    if len(lost) != 1 or len(wrong) != 1:
        return
    [right], [other] = lost, wrong
    sign = next((sign for sign, code in SIGNS.items() if code == right), None)
    for found in compiled(_MARK).finditer(text):
        written = sign if found[0] in SIGNS else right
        if _code(found[0]) == other and written:
            yield *found.span(), written


def lost_currencies(source: str, text: str) -> tuple[str, ...]:
    """Return the codes and signs of a source whose translation speaks of another currency."""
    given = _marked(source)
    said = _said(text) if given else set()
    if not said - _said(source):
        return ()
    return tuple(written for code, written in given.items() if code not in said)


def _marked(text: str) -> dict[str, str]:
    """Return the currencies that have their code or sign in a text, and that."""
    return {_code(mark): mark for mark in compiled(_MARK).findall(text)}


def _said(text: str) -> set[str]:
    """Return the currencies that a text speaks of, by code, sign or name."""
    names = (found.lastgroup or "" for found in _word().finditer(text))
    return {*_marked(text), *names}


@cache
def _named_behind() -> re.Pattern[str]:
    return re.compile(rf"(?i){SPACE}{_SCALE}(?:(?P<sign>{_SIGN})|{currency_names()})(?!\w)")


@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<!\w)(?:{currency_names()})(?!\w)")


def _code(mark: str) -> str:
    return SIGNS.get(mark, mark)
