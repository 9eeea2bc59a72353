"""The time that a run takes, in words as rough as the estimate is."""

from dataclasses import dataclass

from tolmach.wording import counted

TOLERANCE = 1.5  # the factor within which estimates lie


@dataclass(frozen=True)
class TrainingTime:
    """What a whole run takes by the time of its first updates, in seconds.

    `threads` is None on a GPU; `on_one_thread` is None where `threads` is not several.
    """

    seconds: float
    threads: int | None
    on_one_thread: float | None = None

    @property
    def better_alone(self) -> bool:
        """Whether one thread is clearly faster than several, as where all cores are busy."""
        return self.on_one_thread is not None and 1.2 * self.on_one_thread < self.seconds

    def __str__(self) -> str:
        shorter = self.on_one_thread if self.better_alone else None
        return roughly(self.seconds if shorter is None else shorter)


def roughly(seconds: float) -> str:
    """Return a duration in one round number."""
    for unit, length, most in (("minute", 60, 90), ("hour", 3600, 36)):
        count = seconds / length
        if count < most:
            return _counted(count, unit)
    return _counted(seconds / 86_400, "day")


def _counted(count: float, unit: str) -> str:
    whole = max(1, round(count) if count < 10 else 5 * round(count / 5))
    return counted(whole, unit)
