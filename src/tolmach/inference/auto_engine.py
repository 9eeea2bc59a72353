"""The native engine where it can do what is asked, PyTorch's where it cannot."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from tolmach.errors import RequestError
from tolmach.inference.engine import Engine, Pieces
from tolmach.inference.native_engine import NativeEngine, refusal
from tolmach.nn.hooks import hooked
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints

if TYPE_CHECKING:
    from tolmach.inference.torch_engine import TorchEngine


class AutoEngine:
    """Two engines with one model; every hypothesis says which of them found it.

    PyTorch and its model are loaded when they are first needed: for a search that the native
    engine does not know, or where somebody observes what happens in the model.
    """

    def __init__(self, native: NativeEngine, load_reference: "Callable[[], TorchEngine]") -> None:
        self.native = native
        self._load_reference = load_reference
        self._reference: TorchEngine | None = None
        self._loading = Lock()  # of two threads that need it at once, one loads it

    @property
    def longest(self) -> int | None:
        """The positions that the model has learnt, `</s>` counted; None: any number will do."""
        return self.native.longest

    @property
    def name(self) -> str:
        """The name of the engine that would score, as hypotheses name theirs."""
        return self._scorer.name

    @property
    def _scorer(self) -> "NativeEngine | TorchEngine":
        return self.reference if hooked() else self.native

    @property
    def reference(self) -> "TorchEngine":
        """The PyTorch engine."""
        with self._loading:
            if self._reference is None:
                self._reference = self._load_reference()
            return self._reference

    def translate(
        self,
        sources: Sequence[Pieces],
        options: SearchOptions,
        *,
        prefixes: Sequence[Pieces] | None = None,
        phrase_constraints: Sequence[PhraseConstraints] | None = None,
    ) -> list[list[Hypothesis]]:
        """Return up to `options.n_best` hypotheses for each source, in order, the best first.

        Raises RequestError where int8 was asked for and the search is PyTorch's, which has none.
        """
        foreign, observed = refusal(options), hooked()
        if foreign and not observed and self.native.precision == "int8":
            raise RequestError(f"{foreign}, and PyTorch computes in float32 alone; leave int8 out.")
        engine = self.reference if foreign or observed else self.native
        return engine.translate(
            sources, options, prefixes=prefixes, phrase_constraints=phrase_constraints
        )

    def score(self, sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[list[float]]:
        """Return the log-probability of each target's pieces and of the `</s>` after them."""
        return self._scorer.score(sources, targets)


def native_of(engine: Engine) -> NativeEngine | None:
    """Return the native engine that an engine is or has, unless somebody observes the other."""
    if isinstance(engine, AutoEngine) and not hooked():
        engine = engine.native
    return engine if isinstance(engine, NativeEngine) else None


def reference_of(engine: Engine) -> "TorchEngine | None":
    """Return the PyTorch engine that an engine is or has."""
    from tolmach.inference.torch_engine import TorchEngine

    if isinstance(engine, AutoEngine):
        return engine.reference
    return engine if isinstance(engine, TorchEngine) else None
