"""Items, many at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")


def chunks(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Yield the items in lists of `size`, the last one shorter (3.12 has `itertools.batched`)."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
