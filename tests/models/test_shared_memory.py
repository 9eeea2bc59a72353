"""Which sentences' memory a choice of hypotheses needs."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tolmach.models.shared_memory import chosen_sentences


@pytest.mark.parametrize(
    ("rows", "needed"),
    [
        ([0, 1, 2, 3, 4, 5], None),  # all as they are
        ([1, 0, 3, 3, 4, 5], None),
        ([0, 2, 4], None),  # one of each
        ([0, 0, 0, 2, 3, 2, 5, 4, 4], None),  # three of each
        ([2, 3, 4, 5], [1, 2]),
        ([4], [2]),
        ([5, 4, 1, 0], [2, 0]),
        ([0, 1, 2], [0, 0, 1]),  # not equally many of each
        ([0, 1, 2, 3, 4, 4, 5], [0, 0, 1, 1, 2, 2, 2]),
        ([0, 2, 1, 3], [0, 1, 0, 1]),  # runs of one
    ],
)
def test_two_hypotheses_of_three_sentences(rows: list[int], needed: list[int] | None) -> None:
    found = chosen_sentences(torch.tensor(rows), 6, 3)
    assert (None if found is None else found.tolist()) == needed


@given(st.integers(1, 3), st.integers(1, 4), st.data())
def test_every_row_finds_its_own_sentence(width: int, sentences: int, data: st.DataObject) -> None:
    count = width * sentences
    rows = data.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=9))
    found = chosen_sentences(torch.tensor(rows), count, sentences)
    memory = list(range(sentences)) if found is None else found.tolist()
    each = len(rows) // len(memory)
    assert len(rows) == each * len(memory)
    assert [memory[place // each] for place in range(len(rows))] == [row // width for row in rows]
