"""Turns: of the threads that wait for a model, or for processor threads, the first goes first."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class TurnLock:
    """A lock that the thread takes next which has waited longest.

    One of Python's own is mostly taken again by the thread that has just released it.
    """

    def __init__(self) -> None:
        self._line: deque[object] = deque()  # whoever holds it, and those who wait
        self._changed = threading.Condition()

    def __enter__(self) -> None:
        """Wait for the turn, and take it."""
        place = object()
        with self._changed:
            self._line.append(place)
            self._changed.wait_for(lambda: self._line[0] is place)

    def __exit__(self, *_: object) -> None:
        """Let the next go."""
        with self._changed:
            self._line.popleft()
            self._changed.notify_all()


class ThreadBudget:
    """The processor threads of a machine, shared among the models that are computing."""

    def __init__(self, threads: int) -> None:
        self.threads = max(1, threads)
        self._free = self.threads
        self._wanting = 0
        self._changed = threading.Condition()
        self._turn = TurnLock()

    @contextmanager
    def share(self, most: int | None = None) -> Iterator[int]:
        """Take a fair share of the threads, once there is one; it is given back at the end."""
        with self._changed:
            self._wanting += 1
        with self._turn, self._changed:
            self._changed.wait_for(lambda: self._free > 0)
            taken = min(most or self._free, self._free, max(1, self.threads // self._wanting))
            self._free -= taken
        try:
            yield taken
        finally:
            with self._changed:
                self._free += taken
                self._wanting -= 1
                self._changed.notify_all()
