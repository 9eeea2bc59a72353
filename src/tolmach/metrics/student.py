"""Student's distribution, with any number of degrees of freedom, also a fraction.

With t = sqrt(freedom) tan(a) the density is proportional to cos(a)^(freedom - 1); the trapezoidal
rule is exact to four digits at least.
"""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

_STEPS = 20_000  # of the integral of the density
_NORMAL = 10_000.0  # degrees of freedom, from which the distribution is the normal one


def student_p(t: float, freedom: float) -> float:
    """Return the two-sided p-value of Student's t."""
    freedom = min(freedom, _NORMAL)
    angles = np.linspace(math.atan(abs(t) / math.sqrt(freedom)), math.pi / 2, _STEPS)
    area = float(np.trapezoid(_heights(angles, freedom), angles))
    ratio = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
    return min(1.0, 2 * area * math.exp(ratio) / math.sqrt(math.pi))


@cache
def student_t(p: float, freedom: float) -> float:
    """Return the t whose two-sided p-value is `p`."""
    freedom = min(freedom, _NORMAL)
    angles = np.linspace(0, math.pi / 2, _STEPS)
    heights = _heights(angles, freedom)
    areas = np.concatenate([[0], np.cumsum(heights[1:] + heights[:-1])])
    angle = float(np.interp((1 - p) * areas[-1], areas, angles))
    return math.sqrt(freedom) * math.tan(angle)


def _heights(angles: NDArray[np.float64], freedom: float) -> NDArray[np.float64]:
    return np.maximum(np.cos(angles), 0) ** (freedom - 1)
