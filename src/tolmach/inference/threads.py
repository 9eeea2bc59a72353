"""CPU threads for a scope: one where there is little text, as many as allowed for more.

PyTorch keeps the number of threads per calling thread (its OpenMP and MKL settings are local to
it), and a thread that has not computed yet starts from the number that was set last. So a scope
here holds for the calling thread and is undone at its end: translators that run in several Python
threads of one process, each with a number of its own, do not change each other's.

Nothing here imports PyTorch where nobody else has: a scope notes its number, and whoever loads
PyTorch inside it calls `catch_up`.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")

LITTLE = 2000  # characters, some forty sentences: they fill no batch


class _Scope:
    """A number of threads, and the one before it once PyTorch has been told."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.before: int | None = None

    def begin(self) -> None:
        import torch

        if self.before is None:
            self.before = torch.get_num_threads()
            self._set(self.count)

    def end(self) -> None:
        if self.before is not None:
            self._set(self.before)

    def _set(self, count: int) -> None:
        import torch

        if torch.get_num_threads() != count:
            torch.set_num_threads(count)


_scope: ContextVar[_Scope | None] = ContextVar("scope of threads", default=None)
_lent: ContextVar[int | None] = ContextVar("threads of the native engine", default=None)


@contextmanager
def on_threads(count: int | None) -> Iterator[None]:
    """Compute on so many threads inside; None leaves the number as it is."""
    if count is None:
        yield
        return
    scope = _Scope(count)
    token = _scope.set(scope)
    try:
        if "torch" in sys.modules:
            scope.begin()
        yield
    finally:
        scope.end()
        _scope.reset(token)


@contextmanager
def engines_on_threads(count: int) -> Iterator[None]:
    """Compute on so many threads inside, in whichever engine; `on_threads` is of PyTorch alone."""
    token = _lent.set(count)
    try:
        with on_threads(count):
            yield
    finally:
        _lent.reset(token)


def native_threads(own: int) -> int:
    """Return the threads of `engines_on_threads` around, or the native engine's own number."""
    return _lent.get() or own


def catch_up() -> None:
    """Set the number of the scope around, if there is one, now that PyTorch has been loaded."""
    if (scope := _scope.get()) is not None:
        scope.begin()


def one_thread() -> AbstractContextManager[None]:
    """Compute on one thread inside: for loading a model, which is a hundred small matrices.

    Several threads would wait for one another at each; beside a busy core that takes a second.
    """
    return on_threads(1)


def processor_threads() -> int:
    """Return how many threads this process may run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class FittingThreads:
    """The number of threads that the user asked for, or else one fitted to each portion of text.

    A handful of sentences means many small steps, each of which several threads would share and
    end together: little to gain, and on a busy machine every step waits for the slowest.
    """

    def __init__(self, asked: int | None = None) -> None:
        self._few = asked or 1
        self._many = asked

    def fitted(self, texts: Iterable[str]) -> AbstractContextManager[None]:
        """Translate `texts` together inside."""
        little = sum(map(len, texts)) < LITTLE
        return on_threads(self._few if little else self._many)


class lazy(Generic[Value]):  # noqa: N801 - a decorator
    """A property that keeps, in the object's own `__dict__`, what it is when it is first read.

    `functools.cached_property` of Python 3.11 holds a lock of all objects of a class meanwhile.
    Threads that search, each with a model of its own, would do so one after another; and one that
    pauses within a search, for others to have their turn, would keep them from it.
    """

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Take note of the name of the property."""
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Value:
        """Return the value, which is found in the object from then on."""
        value = instance.__dict__[self._name] = self._compute(instance)
        return value
