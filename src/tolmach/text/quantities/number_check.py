"""The numbers of a source compared with those of its translation."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tolmach.text.quantities.numbers import Number, NumberFormat, digit_groups

_TIMES = re.compile(r"(\d{1,2}:\d\d)[-–](\d{1,2}:\d\d)")
_MINUS_SIGN = re.compile(r"(?:(?<=[\s(\[:=„“\"])|(?<![\s\S]))[-−–]\Z")
_MINUS = re.compile(rf"{_MINUS_SIGN.pattern}|\b(?i:minus|минус)\s\Z")
_LONGEST_MINUS = 7  # characters


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
            [(each, digit_groups(each)) for each in times.groups()] if times else [(written, value)]
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
