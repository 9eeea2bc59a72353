"""The learning rate at each update."""

import math
from collections.abc import Callable

from tolmach.config.recipe import Training


def learning_rate_schedule(settings: Training) -> Callable[[int], float]:
    """Return the function from update (1, 2, …) to learning rate.

    Both schedules rise linearly over `warmup` updates to the peak. Then the rate falls as the
    inverse square root of the update (Vaswani et al. 2017, eq. 3) or along half a cosine to the
    final rate at the last update (Loshchilov and Hutter 2017, eq. 5).
    """
    peak, warmup = settings.learning_rate, settings.warmup

    def inverse_sqrt(update: int) -> float:
        return peak * math.sqrt(max(warmup, 1) / update)

    def cosine(update: int) -> float:
        way = min(1.0, (update - warmup) / max(1, settings.updates - warmup))
        floor = settings.final_learning_rate
        return floor + (peak - floor) * (1 + math.cos(math.pi * way)) / 2

    falling = cosine if settings.schedule == "cosine" else inverse_sqrt
    return lambda update: peak * update / warmup if update < warmup else falling(update)
