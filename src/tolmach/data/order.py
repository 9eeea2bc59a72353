"""A random order of any number of sentences that takes no memory."""

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 4


class RandomOrder:
    """A permutation of range(count), fixed by a seed and computed place by place.

    A Feistel network over pairs of half-words permutes the next power of four; what falls outside
    range(count) walks on until it falls inside (Black and Rogaway 2002, "cycle walking"). A
    shuffled list of a billion sentences would take 8 GB; this takes four numbers.
    """

    def __init__(self, count: int, seed: int) -> None:
        self.count = count
        self._half = max(1, ((max(count, 2) - 1).bit_length() + 1) // 2)
        self._keys = np.random.default_rng(seed).integers(0, 2**32, _ROUNDS, dtype=np.uint64)

    def __getitem__(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which sentence stands at each of `places`."""
        result = self._permute(places.astype(np.uint64))
        while (outside := result >= self.count).any():
            result[outside] = self._permute(result[outside])
        return result.astype(np.int64)

    def _permute(self, values: NDArray[np.uint64]) -> NDArray[np.uint64]:
        half, mask = np.uint64(self._half), np.uint64((1 << self._half) - 1)
        left, right = values >> half, values & mask
        for key in self._keys:
            left, right = right, left ^ (_mix(right + key) & mask)
        return (left << half) | right


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble 64-bit values (the finaliser of SplitMix64, Steele et al. 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
