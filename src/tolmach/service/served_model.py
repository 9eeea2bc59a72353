"""A model that is served: one translator for every kind of request, and a scheduler in front."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from tolmach.analysis.alignment.aligner import self_test_sources
from tolmach.analysis.alignment.links import AttentionSource
from tolmach.errors import RequestError
from tolmach.glossary.translator import GlossaryTranslator
from tolmach.inference.auto_engine import AutoEngine
from tolmach.inference.engine import Precision, pausing
from tolmach.inference.threads import engines_on_threads, lazy
from tolmach.markup.translator import MarkedTranslation, MarkupTranslator
from tolmach.model_folder import PieceCounts, read_description
from tolmach.model_paths import is_calibrated
from tolmach.search.methods import BeamSearch
from tolmach.search.options import SearchOptions
from tolmach.service.scheduler import BatchSettings, Scheduler, TextUnit
from tolmach.service.turns import ThreadBudget, TurnLock
from tolmach.text.sentences import split_sentences
from tolmach.translation.glossary import Glossary
from tolmach.translation.interface import BaseTranslator
from tolmach.translation.result import Translation
from tolmach.translation.segments import LONGEST_SEGMENT, segmented
from tolmach.translation.translator import Translator

if TYPE_CHECKING:
    from tolmach.analysis.confidence.calibration import Calibration
    from tolmach.analysis.heads.roles import HeadRole

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


@dataclass(frozen=True)
class ServiceSettings:
    """How models are served: on so many threads together, in which precision, in which batches."""

    threads: int = 1
    precision: Precision = "float32"
    batches: BatchSettings = field(default_factory=BatchSettings)


class ServedModel:
    """One direction of translation, whose scheduler computes on as many threads as are spared.

    Plain text is translated by the native engine where it runs the model. All else may need
    PyTorch, which is loaded then, and whose model is used by one thread at a time.
    """

    def __init__(
        self,
        translator: Translator,
        settings: ServiceSettings | None = None,
        *,
        budget: ThreadBudget | None = None,
        folder: Path | None = None,
    ) -> None:
        settings = settings or ServiceSettings()
        self.translator = translator
        self.description = translator.description
        self.name = self.description.name  # a service numbers those of several models
        self.folder = folder
        self._budget = budget or ThreadBudget(settings.threads)
        self._on_pytorch, self._examining = TurnLock(), TurnLock()
        self.scheduler: Scheduler[TextKind, Found] = Scheduler(
            self.translate, settings.batches, name=f"batches of {self.name}"
        )

    @classmethod
    def load(cls, folder: Path, settings: ServiceSettings, budget: ThreadBudget) -> Self:
        """Load the model in a folder; raises TolmachError where it cannot be used."""
        translator = Translator.load(folder, device="cpu", precision=settings.precision)
        return cls(translator, settings, budget=budget, folder=folder)

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
        if kind.is_plain and isinstance(self.translator.engine, AutoEngine):
            with self._computing():
                return self._translated(self.translator, kind, texts)
        with self._on_pytorch, self._computing():
            return self._translated(self._suited(kind), kind, texts)

    def examine(self, analysis: Callable[[Translator], Result]) -> Result:
        """Return what an analysis finds with the translator, on one thread.

        There is one at a time, and between its searches a translation that waits has its turn.
        """
        with self._examining, engines_on_threads(1), ExitStack() as turn:

            def take_turn() -> None:
                turn.close()
                turn.enter_context(self._on_pytorch)
                turn.enter_context(self._budget.share(1))

            take_turn()
            with pausing(take_turn):
                return analysis(self.translator)

    @contextmanager
    def _computing(self) -> Iterator[None]:
        """Compute inside on the threads that are spared; whoever waits for PyTorch takes none."""
        with self._budget.share() as threads, engines_on_threads(threads):
            yield

    def units(self, line: str) -> Iterator[TextUnit]:
        """Yield the sentences of a line, of which the translator cuts those that are long."""
        [clean] = self.translator.cleaned([line])
        for start, end in split_sentences(clean):
            if end - start <= LONGEST_SEGMENT:
                yield TextUnit.estimated(clean[start:end])
            else:
                yield from self._parts(clean[start:end])

    def _parts(self, sentence: str) -> Iterator[TextUnit]:
        """Yield the parts of a sentence that may have too many pieces."""
        for segment in segmented(sentence, self.translator.tokenizers.source):
            yield TextUnit(sentence[slice(*segment.span)], len(segment.ids) + 1)

    def joined(self, parts: Sequence[str]) -> str:
        """Join translated sentences of a line."""
        return self.translator.joint.join(filter(None, parts))

    def close(self) -> None:
        """Finish what was taken on."""
        self.scheduler.close()

    @lazy
    def attention(self) -> Sequence[AttentionSource]:
        """The attention that aligns words best; raises TolmachError where there is none."""
        return self_test_sources(self.translator)

    @lazy
    def aligns(self) -> bool:
        """Whether it has attention that aligns words."""
        try:
            return bool(self.attention)
        except RequestError:
            return False

    @lazy
    def head_roles(self) -> "dict[str, Sequence[Sequence[HeadRole]]]":
        """The roles of its heads by site, as its self-test shows them; none where it has none."""
        from tolmach.analysis.heads.examined_text import with_own_translations
        from tolmach.analysis.heads.survey import site_findings

        if not self.translator.selftest.sources:
            return {}
        pairs = with_own_translations(self.translator, self.translator.selftest.sources)
        counts = None if self.folder is None else PieceCounts.load(self.folder)
        found = site_findings(self.translator, pairs, counts=counts)
        return {site: each.roles for site, each in found.items()}

    @property
    def is_calibrated(self) -> bool:
        """Whether its folder holds a calibration, sound or not."""
        return self.folder is not None and is_calibrated(self.folder)

    @cached_property
    def calibration(self) -> "Calibration | None":
        """The calibration of its confidence, if it has one.

        Raises ModelError where it is damaged.
        """
        from tolmach.analysis.confidence.calibration import Calibration

        if self.folder is None or not self.is_calibrated:
            return None
        return Calibration.load(self.folder)

    def _origins(self) -> Sequence[AttentionSource]:
        return self.attention

    def _suited(self, kind: TextKind) -> BaseTranslator[Translation] | MarkupTranslator:
        """Return the translator around the model's own that a kind of text needs."""
        if kind.markup:
            return MarkupTranslator(self.translator, self._origins, glossary=kind.glossary)
        if kind.glossary is not None:
            return GlossaryTranslator(self.translator, kind.glossary, self._origins)
        return self.translator

    def _translated(
        self,
        translator: BaseTranslator[Translation] | MarkupTranslator,
        kind: TextKind,
        texts: list[str],
    ) -> Sequence[Found]:
        return translator.translate(
            texts, kind.options, prefix=kind.prefix, include=kind.include, exclude=kind.exclude
        )


class ModelOnDemand:
    """A model to be looked into, which is loaded when somebody first asks for it."""

    def __init__(self, folder: Path, settings: ServiceSettings, budget: ThreadBudget) -> None:
        self.description = read_description(folder)
        self.name = self.description.name  # a service numbers those of several models
        self._load = partial(ServedModel.load, folder, settings, budget)
        self._loading = threading.Lock()
        self._loaded: ServedModel | None = None

    def served(self) -> ServedModel:
        """Return the model, loaded; raises TolmachError where it cannot be used."""
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def close(self) -> None:
        """Finish what was taken on."""
        with self._loading:
            if self._loaded is not None:
                self._loaded.close()
