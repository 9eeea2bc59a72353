"""Logistic regression that finds the temperature with which the answers were drawn."""

import numpy as np
import pytest

from tolmach.analysis.confidence.logistic import Logistic, log_odds


@pytest.mark.parametrize(("temperature", "bias"), [(2.0, 0.0), (0.5, -1.0)])
def test_a_temperature_is_recovered(temperature: float, bias: float) -> None:
    rng = np.random.default_rng(5)
    scores = rng.normal(0, 2, (20_000, 1))
    chance = 1 / (1 + np.exp(-(scores[:, 0] / temperature + bias)))
    found = Logistic.fit(scores, rng.uniform(size=20_000) < chance)
    assert 1 / found.weights[0] == pytest.approx(temperature, rel=0.05)
    assert found.bias == pytest.approx(bias, abs=0.1)
    assert np.abs(found.probability(scores) - chance).max() < 0.03


def test_a_signal_that_tells_nothing_gives_the_share_of_the_right() -> None:
    signals, right = np.full((12, 1), 7.0), np.array([True] * 9 + [False] * 3)
    found = Logistic.fit(signals, right)
    # softened as Platt has it: (9 * 10/11 + 3 * 1/5) / 12
    assert found.probability(signals) == pytest.approx((90 / 11 + 3 / 5) / 12)


def test_what_can_be_told_apart_without_error_still_has_a_fit() -> None:
    signals = np.arange(-5.0, 6.0)[:, None] * [[1.0, 100.0]]
    right = signals[:, 0] > 0
    chance = Logistic.fit(signals, right).probability(signals)
    assert (chance[right] > 0.5).all()
    assert (chance[~right] < 0.5).all()
    assert 0.7 < chance.max() < 1


@pytest.mark.parametrize("answer", [True, False])
def test_only_one_answer_is_no_certainty(answer: bool) -> None:
    found = Logistic.fit(np.zeros((8, 1)), np.full(8, answer))
    assert found.probability(np.zeros((1, 1)))[0] == pytest.approx(0.9 if answer else 0.1)


def test_extreme_signals_give_probabilities() -> None:
    found = Logistic(weights=(1000.0,), bias=0.0)
    assert 0 <= found.probability(np.array([[-1e6]]))[0] < 1e-9
    assert 1 - 1e-9 < found.probability(np.array([[1e6]]))[0] <= 1


def test_log_odds() -> None:
    assert log_odds(np.log([0.5, 0.8])) == pytest.approx([0.0, np.log(4)])
    assert np.isfinite(log_odds([0.0, -1e9])).all()
