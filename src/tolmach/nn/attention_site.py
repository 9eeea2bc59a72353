"""The places in a model where attention happens, and who is told of its weights there.

Shapes: B batch rows, H heads, T queries, S keys.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from torch import Tensor

Listener = Callable[[str, Tensor], None]  # a site, and weights [B, H, T, S] without a gradient

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def encoder_self(layer: int) -> str:
    """Name the attention of an encoder layer, counted from 1, to its own rows."""
    return f"encoder.self.{layer}"


def decoder_self(layer: int) -> str:
    """Name the attention of a decoder layer, counted from 1, to its own rows."""
    return f"decoder.self.{layer}"


def decoder_cross(layer: int) -> str:
    """Name the attention of a decoder layer, counted from 1, to the source."""
    return f"decoder.cross.{layer}"


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Inside, in this thread alone, `listener` is told of every attention distribution."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def notify(site: str, weights: Callable[[], Tensor]) -> None:
    """Compute weights [B, H, T, S] and pass them on if anyone listens; else do nothing."""
    listener = _listener.get()
    if listener is not None:
        listener(site, weights().detach())
