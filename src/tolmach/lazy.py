"""Values that are computed when they are first asked for, and by a thread that keeps no other out.

`functools.cached_property` of Python 3.11 holds a lock of all objects of a class meanwhile. Threads
that search, each with a model of its own, would do so one after another; and one that pauses
within a search, for others to have their turn, would keep them from it.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class lazy(Generic[Value]):  # noqa: N801 - a decorator
    """A property that keeps, in the object's own `__dict__`, what it is when it is first read."""

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
