from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.chunks import Reservoir, chunks, longest_run, portions, spread


@given(st.lists(st.integers()), st.integers(1, 7))
def test_chunks_hold_all_in_order_and_only_the_last_is_shorter(items: list[int], size: int) -> None:
    found = list(chunks(iter(items), size))
    assert [each for chunk in found for each in chunk] == items
    assert all(len(chunk) == size for chunk in found[:-1])
    assert all(0 < len(chunk) <= size for chunk in found[-1:])


@given(st.lists(st.integers(1, 9)), st.integers(1, 20))
def test_portions_hold_all_in_order_and_are_as_large_as_may_be(sizes: list[int], most: int) -> None:
    found = [sizes[part] for part in portions(sizes, most)]
    assert [size for part in found for size in part] == sizes
    assert all(part and (len(part) == 1 or sum(part) <= most) for part in found)
    assert all(sum(one) + other[0] > most for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("flags", "longest"), [("", 0), ("0", 0), ("1", 1), ("0110111", 3), ("1110110", 3), ("1010", 1)]
)
def test_the_longest_run_of_true_flags(flags: str, longest: int) -> None:
    assert longest_run(flag == "1" for flag in flags) == longest


@pytest.mark.parametrize(("length", "count"), [(0, 3), (2, 3), (5, 3), (59, 40), (1000, 40)])
def test_what_is_taken_of_many_is_spread_over_all_of_them(length: int, count: int) -> None:
    taken = spread(range(length), count)
    assert len(taken) == min(length, count)
    steps = {after - before for before, after in pairwise([*taken, length])}
    assert max(steps, default=0) <= min(steps, default=0) + 1


def _sample(numbers: Iterable[int], most: int) -> list[int]:
    reservoir = Reservoir[int](most)
    reservoir.add(numbers)
    return reservoir.items


def test_a_sample_holds_all_or_so_many_as_likely_each_and_the_same_every_time() -> None:
    assert _sample(range(7), 7) == list(range(7))
    taken = _sample(iter(range(10_000)), 1_000)
    assert len(set(taken)) == 1_000
    assert taken == _sample(range(10_000), 1_000)
    tenths = Counter(item // 1_000 for item in taken)
    assert min(tenths.values()) > 70
    assert max(tenths.values()) < 130
