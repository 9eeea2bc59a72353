"""Chunks, runs and samples of items."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from random import Random
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Reservoir(Generic[_T]):
    """At most so many of the items added, each as likely, the same ones every time.

    (Algorithm R of Vitter 1985: of many, no more than these are held in memory.)
    """

    def __init__(self, most: int) -> None:
        self.items: list[_T] = []
        self._most, self._seen, self._random = most, 0, Random(most)

    def add(self, items: Iterable[_T]) -> None:
        """Take items, or put them in the place of others, or do not."""
        for item in items:
            self._seen += 1
            if len(self.items) < self._most:
                self.items.append(item)
            elif (place := self._random.randrange(self._seen)) < self._most:
                self.items[place] = item


def chunks(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Yield the items in lists of `size`, the last one shorter (3.12 has `itertools.batched`)."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def portions(sizes: Sequence[int], most: int) -> Iterator[slice]:
    """Yield slices of items in their order, whose sizes add up to `most`, or of a single one."""
    start = total = 0
    for place, size in enumerate(sizes):
        if place > start and total + size > most:
            yield slice(start, place)
            start, total = place, 0
        total += size
    if start < len(sizes):
        yield slice(start, len(sizes))


def spread(items: Sequence[_T], count: int) -> list[_T]:
    """Return `count` of `items`, evenly spread; all where there are no more."""
    count = min(count, len(items))
    return [items[place * len(items) // count] for place in range(count)]


def longest_run(flags: Iterable[bool]) -> int:
    """Return how many true flags stand in a row at most."""
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest
