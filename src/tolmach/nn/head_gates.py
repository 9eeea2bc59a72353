"""Gates on attention heads: a factor by which all of a head's output is multiplied.

With a gate of 1 nothing changes; 0 cuts the head away. Shapes: B batch rows, H heads, T queries,
E head size.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from torch import Tensor

Gates = Callable[[str], Tensor | None]  # by site: gates [H] or [B, H], or None: all 1
DrawnGates = Callable[[str, int], Tensor | None]  # by site and B

_gates: ContextVar[DrawnGates | None] = ContextVar("gates", default=None)


@contextmanager
def gating(gates: Gates) -> Iterator[None]:
    """Inside, in this thread alone, heads of every attention are multiplied by their gates."""
    with drawn_gating(lambda site, _: gates(site)):
        yield


@contextmanager
def drawn_gating(draw: DrawnGates) -> Iterator[None]:
    """Inside, as with `gating`, by gates that are drawn anew for the rows of every batch."""
    token = _gates.set(draw)
    try:
        yield
    finally:
        _gates.reset(token)


def gated(site: str, attended: Tensor) -> Tensor:
    """Multiply what the heads of a site bring, [B, H, T, E], by its gates, if there are any."""
    draw = _gates.get()
    factors = None if draw is None else draw(site, len(attended))
    return attended if factors is None else attended * factors.to(attended.dtype)[..., None, None]
