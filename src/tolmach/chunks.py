"""Chunks and runs of items."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")


def chunks(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Yield the items in lists of `size`, the last one shorter (3.12 has `itertools.batched`)."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def longest_run(flags: Iterable[bool]) -> int:
    """Return how many true flags stand in a row at most."""
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest
