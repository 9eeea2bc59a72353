"""A model that is served: its translators for every kind of request, and a scheduler in front."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from tolmach.analysis.alignment.aligner import self_test_sources
from tolmach.analysis.alignment.links import AttentionSource
from tolmach.errors import ModelError, RequestError
from tolmach.glossary.translator import GlossaryTranslator
from tolmach.inference.native_engine import NativeEngine, native_is_installed
from tolmach.inference.threads import on_threads
from tolmach.markup.translator import MarkedTranslation, MarkupTranslator
from tolmach.model_paths import located_model
from tolmach.search.methods import BeamSearch
from tolmach.search.options import SearchOptions
from tolmach.service.scheduler import BatchSettings, Scheduler, TextUnit
from tolmach.translation.glossary import Glossary
from tolmach.translation.interface import BaseTranslator
from tolmach.translation.result import Translation
from tolmach.translation.segments import segmented
from tolmach.translation.translator import Translator

if TYPE_CHECKING:
    from tolmach.analysis.confidence.calibration import Calibration

Result = TypeVar("Result")
Found = Translation | MarkedTranslation


@dataclass(frozen=True)
class TextKind:
    """All that must be alike in texts that are translated in one batch."""

    options: SearchOptions = field(default_factory=SearchOptions)
    markup: bool = False
    glossary: Glossary | None = None
    prefix: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """True where any engine can do it: nothing but beam search is asked for."""
        beam = isinstance(self.options.method, BeamSearch)
        return beam and not (self.markup or self.glossary or self.include or self.exclude)


class ThreadBudget:
    """The processor threads of a machine, shared among the models that are computing."""

    def __init__(self, threads: int) -> None:
        self.threads = max(1, threads)
        self._free = self.threads
        self._wanting = 0
        self._changed = threading.Condition()

    @contextmanager
    def share(self) -> Iterator[int]:
        """Take a fair share of the threads, once there is one; it is given back at the end."""
        with self._changed:
            self._wanting += 1
            self._changed.wait_for(lambda: self._free > 0)
            taken = min(self._free, max(1, self.threads // self._wanting))
            self._free -= taken
        try:
            yield taken
        finally:
            with self._changed:
                self._free += taken
                self._wanting -= 1
                self._changed.notify_all()


class ServedModel:
    """One direction of translation: plain text by the fastest engine, the rest on PyTorch.

    Its scheduler translates on as many threads as `budget` spares.
    """

    def __init__(
        self,
        reference: Translator,
        fast: Translator | None = None,
        *,
        budget: ThreadBudget | None = None,
        batches: BatchSettings | None = None,
        folder: Path | None = None,
    ) -> None:
        self.reference = reference
        self.fast = fast or reference
        self.description = reference.description
        self.folder = folder
        self._budget = budget or ThreadBudget(1)
        self._on_reference = threading.Lock()
        self.scheduler: Scheduler[TextKind, Found] = Scheduler(
            self.translate, batches, name=f"batches of {self.name}"
        )

    @classmethod
    def load(cls, folder: Path, budget: ThreadBudget, batches: BatchSettings | None = None) -> Self:
        """Load the model in a folder; raises TolmachError where it cannot be used."""
        reference = Translator.load(folder, device="cpu")
        fast = _native(folder, reference)
        return cls(reference, fast, budget=budget, batches=batches, folder=folder)

    @property
    def name(self) -> str:
        """The model's own name."""
        return self.description.name

    @property
    def source(self) -> str:
        """The language that it reads."""
        return self.description.source_language

    @property
    def target(self) -> str:
        """The language that it writes."""
        return self.description.target_language

    def translate(self, kind: TextKind, texts: list[str]) -> Sequence[Found]:
        """Translate texts of one kind together."""
        with self._budget.share() as threads:
            if kind.is_plain and self.fast is not self.reference:
                if isinstance(self.fast.engine, NativeEngine):
                    self.fast.engine.threads = threads
                return self.fast.translate(texts, kind.options, prefix=kind.prefix)
            with on_threads(threads), self._on_reference:
                return self._slow(kind).translate(
                    texts,
                    kind.options,
                    prefix=kind.prefix,
                    include=kind.include,
                    exclude=kind.exclude,
                )

    def examine(self, analysis: Callable[[Translator], Result]) -> Result:
        """Return what an analysis finds with the PyTorch translator, on one thread."""
        with self._budget.share(), on_threads(1), self._on_reference:
            return analysis(self.reference)

    def units(self, line: str) -> Iterator[TextUnit]:
        """Yield the sentences of a line as the model reads them, with the pieces of each."""
        [clean] = self.reference.cleaned([line])
        for segment in segmented(clean, self.reference.tokenizers.source):
            start, end = segment.span
            yield TextUnit(clean[start:end], len(segment.ids) + 1)

    def joined(self, parts: Sequence[str]) -> str:
        """Join translated sentences of a line."""
        return self.reference.joint.join(filter(None, parts))

    def close(self) -> None:
        """Finish what was taken on."""
        self.scheduler.close()

    @cached_property
    def attention(self) -> Sequence[AttentionSource]:
        """The attention that aligns words best; raises TolmachError where there is none."""
        return self_test_sources(self.reference)

    @cached_property
    def calibration(self) -> "Calibration | None":
        """The calibration of its confidence, if it has one."""
        from tolmach.analysis.confidence.calibration import Calibration

        try:
            return None if self.folder is None else Calibration.load(self.folder)
        except ModelError:
            return None

    def _slow(self, kind: TextKind) -> BaseTranslator[Translation] | MarkupTranslator:
        if kind.markup:
            return MarkupTranslator(self.reference, self.attention, glossary=kind.glossary)
        if kind.glossary is not None:
            return GlossaryTranslator(self.reference, kind.glossary, self.attention)
        return self.reference


def _native(folder: Path, reference: Translator) -> Translator | None:
    """Return the native engine's translator, where it is compiled and runs such a model."""
    if not native_is_installed():
        return None
    try:
        engine = NativeEngine.load(located_model(folder))
    except RequestError:  # another architecture
        return None
    return Translator(
        engine, reference.tokenizers, reference.description, selftest=reference.selftest
    )
