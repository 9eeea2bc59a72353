"""Gates on attention heads: a factor by which all of a head's output is multiplied.

With a gate of 1 nothing changes; 0 cuts the head away. Shapes: B batch rows, H heads, T queries,
E head size.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from torch import Tensor

Gates = Callable[[str], Tensor | None]  # by site: gates [H] or [B, H], or None: all 1

_gates: ContextVar[Gates | None] = ContextVar("gates", default=None)


@contextmanager
def gating(gates: Gates) -> Iterator[None]:
    """Inside, in this thread alone, heads of every attention are multiplied by their gates."""
    token = _gates.set(gates)
    try:
        yield
    finally:
        _gates.reset(token)


def gated(site: str, attended: Tensor) -> Tensor:
    """Multiply what the heads of a site bring, [B, H, T, E], by its gates, if there are any."""
    gates = _gates.get()
    factors = None if gates is None else gates(site)
    return attended if factors is None else attended * factors.to(attended.dtype)[..., None, None]
