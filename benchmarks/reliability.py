"""Reliability of confidence: of predictions called 80 % sure, are 80 % right?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tolmach.errors import TolmachError

BINS = 10

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Bin:
    """Predictions of like confidence: their mean confidence and the share that is right, 0 to 1."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Reliability:
    """Bins of equal width, empty ones left out (Guo et al. 2017, §2), and figures of them all.

    `calibration_error` is the expected calibration error: the mean distance between confidence
    and accuracy of a bin, weighted by how much is in it (their eq. 3). `ranking` is how often of
    a right and a wrong prediction the right one is the surer, ties half (the area under the ROC
    curve); 0.5 where all are right or all are wrong. `brier` is the mean squared distance.
    """

    bins: tuple[Bin, ...]
    ranking: float
    brier: float

    @property
    def count(self) -> int:
        """The number of predictions."""
        return sum(each.count for each in self.bins)

    @property
    def calibration_error(self) -> float:
        """The expected calibration error, 0 to 1."""
        gaps = (each.count * abs(each.confidence - each.accuracy) for each in self.bins)
        return sum(gaps) / self.count

    @property
    def debiased_error(self) -> float:
        """The root of the mean squared distance of a bin, without what chance adds to it.

        An unbiased estimate of the square, but for bins of one prediction, 0 where it is below
        (Kumar et al. 2019, "Verified Uncertainty Calibration", §5).
        """
        squares = (
            each.count
            * (
                (each.confidence - each.accuracy) ** 2
                - each.accuracy * (1 - each.accuracy) / max(1, each.count - 1)
            )
            for each in self.bins
        )
        return float(np.sqrt(max(0.0, sum(squares) / self.count)))


def reliability(
    confidences: Sequence[float] | Floats, right: Sequence[bool] | NDArray[np.bool_]
) -> Reliability:
    """Compare confidences, 0 to 1, with whether each prediction was right.

    Raises TolmachError where there is none.
    """
    sure, true = np.asarray(confidences, float), np.asarray(right, bool)
    if not len(sure):
        raise TolmachError("There is no prediction whose confidence could be judged.")
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    found = [
        _bin(place, sure[places == place], true[places == place]) for place in np.unique(places)
    ]
    return Reliability(tuple(found), _ranking(sure, true), float(np.mean((sure - true) ** 2)))


def error_by_chance(confidences: Sequence[float] | Floats, draws: int = 1000) -> Floats:
    """Return the calibration errors that confidences would show if all were true, [draws].

    As many predictions are drawn right as each confidence says: what remains is noise (Bröcker and
    Smith 2007, "Increasing the Reliability of Reliability Diagrams").
    """
    sure, rng = np.asarray(confidences, float), np.random.default_rng(1)
    right = rng.random((draws, len(sure))) < sure
    return np.array([reliability(sure, each).calibration_error for each in right])


def _bin(place: int, sure: Floats, true: NDArray[np.bool_]) -> Bin:
    low, high = place / BINS, (place + 1) / BINS
    return Bin(low, high, len(sure), float(sure.mean()), float(true.mean()))


def _ranking(sure: Floats, true: NDArray[np.bool_]) -> float:
    above, below = sure[true], np.sort(sure[~true])
    if not len(above) or not len(below):
        return 0.5
    won = (np.searchsorted(below, above, side) for side in ("left", "right"))
    return float(sum(each.mean() for each in won) / (2 * len(below)))
