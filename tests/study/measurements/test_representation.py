import numpy as np
import pytest

from tolmach.study.measurements.representation import judged

# two meanings in two forms: rows are (meaning, form) = (0, 0), (0, 1), (1, 0), (1, 1)
MEANING = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], np.float32)
FORM = np.array([[1, 0], [0, 1], [1, 0], [0, 1]], np.float32)


def test_vectors_of_meaning_stand_by_their_own() -> None:
    found = judged(MEANING, 2)
    assert (found["nearest_own"], found["nearest_opposite"]) == (1, 0)
    assert found["told_apart"] == [[1, 1], [1, 1]]
    assert found["nearest"] == [1, 0, 3, 2]


def test_vectors_of_form_stand_by_the_opposite_and_tell_nothing() -> None:
    found = judged(FORM, 2)
    assert (found["nearest_own"], found["nearest_opposite"]) == (0, 1)
    assert found["told_apart"][0][1] == found["told_apart"][1][0] == 0.5


def test_a_little_meaning_under_much_form_is_seen_with_the_form_set_aside() -> None:
    found = judged(np.hstack([3 * FORM, MEANING]), 2)
    assert found["nearest_own"] == 0
    assert found["told_apart"][0][1] == 1


def test_who_is_named_first_speaks_for_the_opposite() -> None:
    first_named = np.array([[1, 0], [0, 1], [0, 1], [1, 0]], np.float32)  # passive as form 1
    found = judged(first_named, 2)
    assert found["nearest_own"] == 0
    assert found["told_apart"][0][1] == 0


def test_neighbours_equally_near_share() -> None:
    found = judged(np.ones((8, 3), np.float32), 4)
    assert found["nearest_own"] == pytest.approx(1 / 7)
    assert found["nearest_opposite"] == pytest.approx(2 / 7)
