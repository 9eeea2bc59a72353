"""The interface between text and search: piece ids and options in, hypotheses out, as values.

`TorchEngine` is the reference; any other engine must give the same answers. Importing this module
costs no torch.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Literal, Protocol, TypeVar

from tolmach.search.hypothesis import Hypothesis
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints

Pieces = Sequence[int]
EngineName = Literal["auto", "native", "torch"]  # auto: the native one wherever it can
Precision = Literal["float32", "int8"]  # of the native engine's weights

_Called = TypeVar("_Called")

_WANTED: ContextVar[Callable[[], bool]] = ContextVar("wanted", default=lambda: True)
_PAUSE: ContextVar[Callable[[], None]] = ContextVar("pause", default=lambda: None)


def only_while(wanted: Callable[[], bool]) -> AbstractContextManager[None]:
    """Let `between_searches` end what this thread does inside once it is not `wanted` any more."""
    return _inside(_WANTED, wanted)


def pausing(pause: Callable[[], None]) -> AbstractContextManager[None]:
    """Let `between_searches` first call `pause`, in which others may use the engine."""
    return _inside(_PAUSE, pause)


@contextmanager
def _inside(variable: ContextVar[_Called], called: _Called) -> Iterator[None]:
    before = variable.set(called)
    try:
        yield
    finally:
        variable.reset(before)


def between_searches() -> None:
    """Let others have their turn, and raise CancelledError where nobody wants any more searches.

    A search itself is not interrupted.
    """
    _PAUSE.get()()
    if not _WANTED.get()():
        raise CancelledError


class Engine(Protocol):
    """An engine that finds and scores translations of piece ids, without `<s>` and `</s>`."""

    @property
    def name(self) -> str:
        """The name of the engine that would score, as hypotheses name theirs."""
        ...

    @property
    def longest(self) -> int | None:
        """The positions that its model has learnt, `</s>` counted; None: any number will do."""
        ...

    def translate(
        self,
        sources: Sequence[Pieces],
        options: SearchOptions,
        *,
        prefixes: Sequence[Pieces] | None = None,
        phrase_constraints: Sequence[PhraseConstraints] | None = None,
    ) -> list[list[Hypothesis]]:
        """Return up to `options.n_best` hypotheses for each source, in order, the best first.

        `prefixes`, one per source, are beginnings that every hypothesis must have;
        `phrase_constraints`, one per source, are phrases that it must and must not contain, and
        how it goes on after its prefix; where other limits leave no room for phrases to include,
        there is no hypothesis. Finished hypotheses come before those cut at the limit of length.
        Raises TolmachError where the method cannot include phrases.
        """
        ...

    def score(self, sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[list[float]]:
        """Return the log-probability of each target's pieces and of the `</s>` after them."""
        ...
