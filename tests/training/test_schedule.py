import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.config import Training
from tolmach.training.schedule import learning_rate_schedule


def test_inverse_square_root_by_hand() -> None:
    rate = learning_rate_schedule(
        Training(updates=99, learning_rate=0.5, warmup=4, schedule="inverse_sqrt")
    )
    assert [rate(update) for update in (1, 2, 3, 4, 16, 64)] == pytest.approx(
        [0.125, 0.25, 0.375, 0.5, 0.25, 0.125]
    )


def test_cosine_by_hand() -> None:
    rate = learning_rate_schedule(
        Training(updates=14, learning_rate=1.0, warmup=2, final_learning_rate=0.2)
    )
    assert [rate(update) for update in (1, 2, 5, 8, 14, 20)] == pytest.approx(
        [0.5, 1.0, 0.6 + 0.4 * math.cos(math.pi / 4), 0.6, 0.2, 0.2]
    )


def test_without_a_warm_up_the_rate_begins_at_its_peak() -> None:
    for schedule, second in (("cosine", 0.5), ("inverse_sqrt", math.sqrt(1 / 2))):
        settings = {"updates": 4, "warmup": 0, "learning_rate": 1.0, "schedule": schedule}
        rate = learning_rate_schedule(Training.model_validate(settings))
        assert rate(2) == pytest.approx(second)
    only = learning_rate_schedule(Training(updates=2, warmup=2, learning_rate=1.0))
    assert [only(1), only(2)] == pytest.approx([0.5, 1.0])


@given(
    st.sampled_from(["cosine", "inverse_sqrt"]),
    st.integers(1, 60),
    st.integers(0, 90),
)
def test_it_rises_to_the_peak_and_never_rises_again(
    schedule: str, updates: int, warmup: int
) -> None:
    settings = Training.model_validate(
        {"updates": updates, "warmup": warmup, "learning_rate": 3.0, "schedule": schedule}
    )
    rate = learning_rate_schedule(settings)
    rates = [rate(update) for update in range(1, updates + 1)]
    assert all(0 <= value <= 3.0 + 1e-9 for value in rates)
    assert all(before < after for before, after in pairwise(rates[:warmup]))
    assert all(before >= after for before, after in pairwise(rates[max(0, warmup - 1) :]))
