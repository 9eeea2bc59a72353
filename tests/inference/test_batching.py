from hypothesis import given, settings
from hypothesis import strategies as st

from tolmach.inference.batching import answers_by_length, batches_by_length


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 100))
def test_batches_hold_every_row_once_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(batches_by_length(lengths, budget))
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[row] for row in batch) <= budget


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 100))
def test_answers_come_in_the_order_of_the_rows(lengths: list[int], budget: int) -> None:
    answers = answers_by_length(lengths, budget, lambda rows: [f"row {row}" for row in rows])
    assert answers == [f"row {row}" for row in range(len(lengths))]
