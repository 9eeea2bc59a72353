"""Batching by length: answers in the order of their rows, whatever the batches."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import torch

_Answer = TypeVar("_Answer")


def answers_by_length(
    lengths: Sequence[int], budget: int, answer: Callable[[list[int]], Iterable[_Answer]]
) -> list[_Answer]:
    """Return the answer for each row, computed in `batches_by_length`, without gradients."""
    answers: dict[int, _Answer] = {}
    with torch.inference_mode():
        for rows in batches_by_length(lengths, budget):
            answers.update(zip(rows, answer(rows), strict=True))
    return [answers[row] for row in range(len(lengths))]


def batches_by_length(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield row numbers in batches, the longest rows first, at least one row a batch.

    The longest row of a batch times its number of rows stays within `budget` tokens.
    """
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    first = 0
    while first < len(order):
        count = max(1, budget // max(1, lengths[order[first]]))
        yield order[first : first + count]
        first += count
