"""Logistic regression: from a few signals to a probability.

Shapes: N examples, F signals.
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from tolmach.config.recipe import Real, Section

Floats = NDArray[np.floating[Any]]

_MOST_STEPS, _CLOSE = 100, 1e-9
_LARGEST = 30.0  # log-odds; beyond, a probability cannot be told from 0 or 1


class Logistic(Section):
    """p = 1 / (1 + exp(-(signals . weights + bias))).

    Of one signal that is a log-odds itself, this is Platt scaling: 1 / weight is a temperature
    (Platt 1999; Guo et al. 2017, §4).
    """

    weights: tuple[Real, ...]
    bias: Real

    @classmethod
    def fit(cls, signals: Floats, right: NDArray[np.bool_]) -> Self:
        """Return what makes `right` [N] most probable given `signals` [N, F].

        By Newton's method, under a standard normal prior on the weights of standardised signals;
        as Platt 1999 has it, no example counts as certain, so that a fit always exists.
        """
        mean, spread = signals.mean(0), signals.std(0)
        spread = np.where(spread > 0, spread, 1.0)
        rows = np.c_[(signals - mean) / spread, np.ones(len(signals))]  # [N, F + 1]
        weights = _newton(rows, _softened(right)) / np.r_[spread, 1.0]
        return cls(
            weights=tuple(weights[:-1].tolist()), bias=float(weights[-1] - mean @ weights[:-1])
        )

    def probability(self, signals: Floats) -> Floats:
        """Return the probability [N] of being right."""
        log_odds = signals @ np.array(self.weights) + self.bias
        return 1 / (1 + np.exp(-np.clip(log_odds, -_LARGEST, _LARGEST)))


def log_odds(log_probabilities: Floats | Sequence[float]) -> Floats:
    """Return log(p / (1 - p)) of log p, kept within 15 either way."""
    p = np.clip(np.exp(np.asarray(log_probabilities)), 3e-7, 1 - 3e-7)
    return np.log(p / (1 - p))


def _softened(right: NDArray[np.bool_]) -> Floats:
    true, false = right.sum(), (~right).sum()
    return np.where(right, (true + 1) / (true + 2), 1 / (false + 2))


def _newton(rows: Floats, targets: Floats) -> Floats:
    """Return the weights [F + 1] of the greatest posterior; the last, the bias, is free."""
    prior = np.r_[np.ones(rows.shape[1] - 1), 1e-9]
    weights = np.zeros(rows.shape[1])
    for _ in range(_MOST_STEPS):
        p = 1 / (1 + np.exp(-np.clip(rows @ weights, -_LARGEST, _LARGEST)))
        slope = rows.T @ (targets - p) - prior * weights
        curvature = (rows * (p * (1 - p))[:, None]).T @ rows + np.diag(prior)
        step = np.linalg.solve(curvature, slope)
        weights = weights + step / max(1.0, float(np.abs(step).max()))  # never leaps
        if np.abs(step).max() < _CLOSE:
            break
    return weights
