import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.data.mixture import RandomOrder


@given(st.integers(1, 3000), st.integers(0, 2**32))
def test_is_a_permutation(count: int, seed: int) -> None:
    order = RandomOrder(count, seed)[np.arange(count)]
    assert sorted(order.tolist()) == list(range(count))


def test_place_by_place_equals_all_at_once() -> None:
    order = RandomOrder(1000, 7)
    together = order[np.arange(1000)]
    assert [int(order[np.array([place])][0]) for place in (0, 13, 999)] == [
        int(together[place]) for place in (0, 13, 999)
    ]


@pytest.mark.parametrize("count", [1000, 4096, 70_001])
def test_looks_random(count: int) -> None:
    order = RandomOrder(count, 3)[np.arange(count)]
    correlation = np.corrcoef(order, np.arange(count))[0, 1]
    neighbours = np.abs(np.diff(order)).mean() / count
    assert abs(correlation) < 4 / count**0.5
    assert abs(neighbours - 1 / 3) < 4 / count**0.5


def test_seeds_differ() -> None:
    places = np.arange(100)
    assert (RandomOrder(100, 1)[places] != RandomOrder(100, 2)[places]).any()
