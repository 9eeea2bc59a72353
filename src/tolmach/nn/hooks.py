"""Hooks into a running model: observers of attention, and gates on attention heads.

A hook belongs to a scope of the calling thread. While none is set, the model computes nothing
more than without hooks; an observer never changes a result. Each attention has a site, its name
in the model, such as `encoder.self.1`.

Shapes: B batch rows, H heads, T queries, S keys, E head size, M size of values.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from torch import Tensor

_T = TypeVar("_T")


class AttentionParts(NamedTuple):
    """One computation of attention: what meets, and the scores before the softmax.

    `query` [B, H, T, E], `key` [B, H, S, E], `value` [B, H, S, M]; `scores` [B, H, T, S] are -inf
    where a key is hidden.
    """

    query: "Tensor"
    key: "Tensor"
    value: "Tensor"
    scores: "Tensor"

    @property
    def weights(self) -> "Tensor":
        """The distributions over the keys, [B, H, T, S]."""
        return self.scores.softmax(-1)


# a site, and weights [B, H, T, S], detached
WeightsObserver: TypeAlias = "Callable[[str, Tensor], None]"
PartsObserver: TypeAlias = Callable[[str, AttentionParts], None]
Gates: TypeAlias = "Callable[[str], Tensor | None]"  # by site: gates [H] or [B, H]; None: all 1
DrawnGates: TypeAlias = "Callable[[str, int], Tensor | None]"  # by site and B


class Hook(Generic[_T]):
    """A value that a caller sets for a scope, and that code called inside reads: None outside."""

    every: ClassVar[list["Hook[Any]"]] = []

    def __init__(self, name: str) -> None:
        self._value: ContextVar[_T | None] = ContextVar(name, default=None)
        self.get = self._value.get
        self.every.append(self)

    @contextmanager
    def set(self, value: _T) -> Iterator[None]:
        """Set the value for a scope of the calling thread; an inner scope hides an outer one."""
        token = self._value.set(value)
        try:
            yield
        finally:
            self._value.reset(token)


def hooked() -> bool:
    """Return whether any hook is set in this scope, so that what runs in the model matters."""
    return any(hook.get() is not None for hook in Hook.every)


_observer: Hook[PartsObserver] = Hook("attention observer")
_gates: Hook[DrawnGates] = Hook("head gates")


def listening(observer: WeightsObserver) -> AbstractContextManager[None]:
    """Pass every attention distribution that is computed inside to `observer`."""
    return examining(lambda site, parts: observer(site, parts.weights.detach()))


def examining(observer: PartsObserver) -> AbstractContextManager[None]:
    """Pass everything that every attention inside is computed from to `observer`."""
    return _observer.set(observer)


def gating(gates: Gates) -> AbstractContextManager[None]:
    """Multiply the heads of every attention computed inside by their gates.

    A gate of 1 changes nothing, 0 removes the head.
    """
    return drawn_gating(lambda site, _: gates(site))


def drawn_gating(draw: DrawnGates) -> AbstractContextManager[None]:
    """Multiply heads as `gating` does, by gates that are drawn anew for the rows of every batch."""
    return _gates.set(draw)


def encoder_self(layer: int) -> str:
    """Name the attention of an encoder layer, counted from 1, to its own rows."""
    return f"encoder.self.{layer}"


def decoder_self(layer: int) -> str:
    """Name the attention of a decoder layer, counted from 1, to its own rows."""
    return f"decoder.self.{layer}"


def decoder_cross(layer: int) -> str:
    """Name the attention of a decoder layer, counted from 1, to the source."""
    return f"decoder.cross.{layer}"


def notify(site: str, parts: Callable[[], AttentionParts]) -> None:
    """Compute the parts of an attention and pass them to the observer, if there is one."""
    observer = _observer.get()
    if observer is not None:
        observer(site, parts())


def gated(site: str, attended: "Tensor") -> "Tensor":
    """Multiply the output of a site's heads, [B, H, T, E], by their gates, if there are any."""
    draw = _gates.get()
    factors = None if draw is None else draw(site, len(attended))
    return attended if factors is None else attended * factors.to(attended.dtype)[..., None, None]
