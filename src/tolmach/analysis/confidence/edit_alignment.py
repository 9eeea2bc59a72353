"""Which words of a translation stand in its reference too, in order."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def kept_words(words: Sequence[str], reference: Sequence[str]) -> list[bool]:
    """Say of each word whether the fewest edits to the reference keep it.

    Edits are insertions, deletions and substitutions (Levenshtein 1966), of equally few those that
    match or substitute nearest the end. These are the tags OK and BAD of WMT's word-level quality
    estimation, without shifts; Wang et al. 2020, who measure the calibration of translations so,
    allow those of TER as well.
    """
    costs = _costs(words, reference)
    kept = [False] * len(words)
    row, column = len(words), len(reference)
    while row and column:
        same = words[row - 1] == reference[column - 1]
        if costs[row, column] == costs[row - 1, column - 1] + (not same):
            row, column = row - 1, column - 1
            kept[row] = same
        elif costs[row, column] == costs[row - 1, column] + 1:
            row -= 1
        else:
            column -= 1
    return kept


def _costs(words: Sequence[str], reference: Sequence[str]) -> NDArray[np.int64]:
    """Return the edits from the first i words to the first j of the reference, [i, j]."""
    costs = np.add.outer(np.arange(len(words) + 1), np.arange(len(reference) + 1))
    for row, word in enumerate(words, start=1):
        for column, other in enumerate(reference, start=1):
            costs[row, column] = min(
                costs[row - 1, column - 1] + (word != other),
                costs[row - 1, column] + 1,
                costs[row, column - 1] + 1,
            )
    return costs
