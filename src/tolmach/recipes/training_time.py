"""Estimated time of a drafted run on this machine's processor: arithmetic and a measurement."""

import time

import numpy as np

from tolmach.recipes.draft import Draft

# The share of the speed of one large product that whole runs of ours reached, with validations:
# 0.4 on a busy core, more on an idle one.
_REACHED = 0.5
_SIDE, _ROUNDS = 512, 9


def training_seconds(draft: Draft, operations_per_second: float) -> float:
    """Return the seconds that a run takes where products of matrices run at the given speed.

    Each piece costs six operations a parameter, forwards and backwards (Kaplan et al. 2020,
    §2.1); attention's own products, few in short sentences, are left out.
    """
    pieces = draft.updates * draft.batches_per_update * draft.batch_tokens
    return 6 * draft.parameters * pieces / (_REACHED * operations_per_second)


def processor_speed() -> float:
    """Return the operations a second of a product of float32 matrices; takes some 50 ms.

    The best of a few rounds, for whatever else is at work now may be done by the time of training.
    """
    left, right = np.ones((2, _SIDE, _SIDE), np.float32)
    return 2 * _SIDE**3 / min(_seconds(left, right) for _ in range(_ROUNDS))


def _seconds(left: np.ndarray, right: np.ndarray) -> float:
    started = time.perf_counter()
    left @ right
    return time.perf_counter() - started


def roughly(seconds: float) -> str:
    """Return a duration in one round number, as rough as the estimate is."""
    for unit, length, most in (("minute", 60, 90), ("hour", 3600, 36)):
        count = seconds / length
        if count < most:
            return _counted(count, unit)
    return _counted(seconds / 86_400, "day")


def _counted(count: float, unit: str) -> str:
    whole = max(1, round(count) if count < 10 else 5 * round(count / 5))
    return f"{whole:,} {unit}{'s' * (whole > 1)}"
