"""Expected calibration error worked by hand, and of confidence that is true by construction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.reliability import Bin, error_by_chance, reliability
from tolmach.errors import TolmachError


def test_by_hand() -> None:
    found = reliability([0.95, 0.85, 0.81, 0.15], [True, True, False, False])
    assert [(each.low, each.high, each.count, each.accuracy) for each in found.bins] == [
        (0.1, 0.2, 1, 0.0),
        (0.8, 0.9, 2, 0.5),
        (0.9, 1.0, 1, 1.0),
    ]
    # (1 * |0.15 - 0| + 2 * |0.83 - 0.5| + 1 * |0.95 - 1|) / 4
    assert found.calibration_error == pytest.approx((0.15 + 0.66 + 0.05) / 4)
    assert found.brier == pytest.approx((0.05**2 + 0.15**2 + 0.81**2 + 0.15**2) / 4)


def test_what_chance_adds_to_the_error_is_taken_off() -> None:
    half = [True, False] * 8
    assert reliability([0.55] * 16, half).debiased_error == 0.0
    off = reliability([0.95] * 16, half)
    assert off.debiased_error == pytest.approx(np.sqrt(0.45**2 - 0.25 / 15))
    rng = np.random.default_rng(3)
    sure = rng.random(500)
    known = error_by_chance(sure, 200)
    assert known.shape == (200,)
    true = reliability(sure, rng.random(500) < sure)
    assert known.min() < true.calibration_error < known.max()
    assert error_by_chance(np.ones(9), 5).tolist() == [0] * 5


def test_ranking_counts_pairs_and_ties_half() -> None:
    # right: 0.9, 0.4; wrong: 0.4, 0.1: three wins, one tie
    assert reliability([0.9, 0.4, 0.4, 0.1], [True, True, False, False]).ranking == 3.5 / 4
    assert reliability([0.9, 0.4], [True, True]).ranking == 0.5


def test_full_confidence_is_in_the_last_bin() -> None:
    assert reliability([1.0, 1.0], [True, False]).bins == (Bin(0.9, 1.0, 2, 1.0, 0.5),)


def test_a_confidence_on_an_edge_is_in_the_bin_above_it() -> None:
    edges = [place / 10 for place in range(10)]
    bins = reliability(edges, [True] * 10).bins
    assert [each.count for each in bins] == [1] * 10
    assert [each.low for each in bins] == edges
    assert [each.confidence for each in bins] == pytest.approx(edges)
    assert [each.high for each in bins] == [(place + 1) / 10 for place in range(10)]
    below = np.array(edges[1:]) - 1e-9
    assert [each.high for each in reliability(below, [True] * 9).bins] == edges[1:]


def test_true_confidence_has_hardly_any_error_and_a_shifted_one_has_the_shift() -> None:
    rng = np.random.default_rng(3)
    sure = rng.uniform(0, 0.8, 50_000)
    right = rng.uniform(size=50_000) < sure
    assert reliability(sure, right).calibration_error < 0.01
    assert reliability(sure + 0.2, right).calibration_error == pytest.approx(0.2, abs=0.01)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_figures_stay_within_their_bounds(rows: list[tuple[float, bool]]) -> None:
    found = reliability(*(list(side) for side in zip(*rows, strict=True)))
    assert found.count == len(rows)
    assert 0 <= found.calibration_error <= 1
    assert 0 <= found.ranking <= 1
    # never above the square root of the Brier score (Jensen), whatever the bins
    assert found.calibration_error <= found.brier**0.5 + 1e-9


def test_nothing_is_refused() -> None:
    with pytest.raises(TolmachError, match="no prediction"):
        reliability([], [])
