"""Who is told, in this thread, how beam search decides, step by step.

Shapes: B sentences not yet done, W live hypotheses each, R = B * W, K beam, C candidates of one
hypothesis, M continuations of one sentence, V vocabulary.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from torch import Tensor

if TYPE_CHECKING:
    from tolmach.search.beam import Choice
    from tolmach.search.constraints import Candidates


@dataclass(frozen=True)
class BeamStep:
    """What one step of the search looked at and decided; the tensors are the search's own."""

    totals: Tensor  # [B, W], log-probability of each live hypothesis before the step
    candidates: "Candidates"  # [R, C], -inf where a piece may not come
    best: "Choice"  # [B, M], the continuations worth a look, in the order in which they are taken
    finished: Tensor  # [B, K], which of the first of `best` end, and are set aside
    live: "Choice"  # [B, K], those that go on where their sentence does
    going: Tensor  # [B], whether it does
    at_limit: Tensor  # [B], whether a piece more would pass its limit of length
    to_exceed: Tensor  # [B], the log-probability to exceed; inf where enough are finished


class BeamObserver(Protocol):
    """Is told of every step of every beam search, in two parts."""

    def scored(self, logits: Tensor) -> None:
        """Take what the model says of the next pieces of each hypothesis, logits [R, V]."""
        ...

    def decided(self, step: BeamStep) -> None:
        """Take what the search made of it."""
        ...


_observer: ContextVar[BeamObserver | None] = ContextVar("observer", default=None)


@contextmanager
def observing(observer: BeamObserver) -> Iterator[None]:
    """Inside, in this thread alone, `observer` is told how beam search goes."""
    token = _observer.set(observer)
    try:
        yield
    finally:
        _observer.reset(token)


def notify_scores(logits: Tensor) -> None:
    """Pass logits [R, V] on if anyone observes; else do nothing."""
    observer = _observer.get()
    if observer is not None:
        observer.scored(logits)


def notify_decision(step: Callable[[], BeamStep]) -> None:
    """Put the step together and pass it on if anyone observes; else do nothing."""
    observer = _observer.get()
    if observer is not None:
        observer.decided(step())
