"""Grammars of numbers and of times in words, and patterns of words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

# What a phrase counts by in the way of its language: halves of hours, or quarters and minutes, or
# halves of the day; or nothing.
Counted = Literal["half", "minutes", "half of day", "hour"]

DIGITS = r"1[0-2]|[1-9]"
HALF_DAY = 12 * 60
NO_MORE = r"(?![\w%'’]|[.,:/-]\d)"


class Grammar(NamedTuple):
    """How a language puts numbers into words, how their value is found, and its signs in digits.

    `pattern` finds a `cardinal`, which may have `decimals`; a `number`, one too unless there is a
    group `ordinal`, and it, or how `aged` somebody is, may end in a `tail`; a `whole` number and a
    half, if `thousand` so many thousands; `one_half`, or that of a `noun`; a `year`, of two; or
    `thousands` behind digits.
    `may_be` finds something wherever that does, and in few other texts. What is a `simple`
    word stays, and so does what is one of several numbers in a row, behind one that ends in `row`.
    """

    may_be: str
    pattern: str
    value: Callable[[str], int]
    simple: frozenset[str]
    decimal: str
    thousands: str
    plural: str = ""
    row: str = ""


class TimePhrase(NamedTuple):
    """A pattern that finds `said` with its `hour`, and perhaps `minutes`, which count by a sign.

    `offset` is how many minutes it is after the hour besides; `lead` stands before the digits. The
    pattern may find the `half` of the day, and `until` when the time goes that is in this half.
    """

    pattern: str
    offset: int = 0
    sign: int = 1
    counted: Counted = "minutes"
    lead: str = ""


class Clock(NamedTuple):
    """A language's ways to tell the time, the longer ones first, and what is behind its digits.

    `may_be` finds something in each text with a time, and in few others; `value` is that of numbers
    in words.
    """

    may_be: str
    value: Callable[[str], int]
    phrases: tuple[TimePhrase, ...]
    behind: str = ""


def numbered(words: str, first: int = 1, step: int = 1) -> dict[str, int]:
    """Return words with the numbers that they count."""
    return {word: first + step * number for number, word in enumerate(words.split())}


def any_of(*words: Iterable[str]) -> str:
    """Return a pattern of words, the longer ones first: a tree of their letters, for speed."""
    return f"(?:{_tree(sorted({word for some in words for word in some}))})"


def hours_among(words: Mapping[str, int], hours: range) -> str:
    """Return a pattern of some hours, in digits and in words."""
    said = [word for word, hour in words.items() if hour in hours]
    return any_of([*said, *map(str, reversed(hours))])


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
