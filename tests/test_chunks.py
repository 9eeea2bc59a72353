from hypothesis import given
from hypothesis import strategies as st

from tolmach.chunks import chunks


@given(st.lists(st.integers()), st.integers(1, 7))
def test_chunks_hold_all_in_order_and_only_the_last_is_shorter(items: list[int], size: int) -> None:
    found = list(chunks(iter(items), size))
    assert [each for chunk in found for each in chunk] == items
    assert all(len(chunk) == size for chunk in found[:-1])
    assert all(0 < len(chunk) <= size for chunk in found[-1:])
