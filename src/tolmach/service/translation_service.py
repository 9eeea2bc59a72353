"""The service: texts in, texts out, by whichever of the served models reads and writes them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Literal, NamedTuple, Self

from tolmach.documents.html_layout import HtmlLayout, TagRules
from tolmach.documents.text_layout import TextLayout
from tolmach.errors import RequestError
from tolmach.model_paths import default_model
from tolmach.search.options import SearchOptions
from tolmach.service.scheduler import OverloadError, QueuedJob, TextUnit
from tolmach.service.served_model import (
    Found,
    ModelOnDemand,
    ServedModel,
    ServiceSettings,
    TextKind,
)
from tolmach.service.turns import ThreadBudget
from tolmach.text.language import foreign_language, likely_languages
from tolmach.text.language_tag import covers, same_language
from tolmach.translation.glossary import Glossary
from tolmach.translation.shipped import lecture_models, shipped_models

MOST_ALTERNATIVES = 10
_SURE = 0.5  # from which chance on a text counts as in the language that it should come to
_READ = 2000  # characters by which the language of a text is told

TextFormat = Literal["text", "html"]


@dataclass(frozen=True)
class TextRequest:
    """Texts to be translated, and how.

    `source` is None where it is to be detected: from `context`, of which the texts are parts, or
    else from each text. `alternatives` is how many other translations of each text are wanted.
    `prefix` is how the translation of a text of one sentence must begin.
    """

    texts: tuple[str, ...]
    target: str
    source: str | None = None
    format: TextFormat = "text"
    alternatives: int = 0
    glossary: Glossary | None = None
    one_line: bool = False
    tags: TagRules = field(default_factory=TagRules)
    beam: int | None = None
    prefix: str = ""
    context: str = ""

    @property
    def options(self) -> SearchOptions:
        """The search that is asked for."""
        if not 0 <= self.alternatives <= MOST_ALTERNATIVES:
            raise RequestError(f"Ask for 0 to {MOST_ALTERNATIVES} alternatives.")
        options = SearchOptions() if self.beam is None else SearchOptions(beam=self.beam)
        wanted = self.alternatives + 1
        return replace(options, n_best=wanted, beam=max(options.beam, wanted))


class Detection(NamedTuple):
    """The language that a text is taken to be in, and how probable it is; 1 where it was named."""

    language: str
    chance: float = 1.0


@dataclass(frozen=True)
class TextAnswer:
    """The translation of one text, whose source language has a `chance` where it was detected.

    `parts` are those of the text itself: one that was kept, one that was translated, and so on;
    `lines` are the translated ones again, each the sentences of one, as the model gave them.
    """

    text: str
    source: str
    parts: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    lines: tuple[tuple[Found, ...], ...] = ()
    chance: float = 1.0


@dataclass(frozen=True)
class _Division:
    """A text divided into what is kept and parts, and the units of each; no model: it stays."""

    layout: TextLayout
    source: Detection
    model: ServedModel | None = None
    units: tuple[tuple[TextUnit, ...], ...] = ()

    @property
    def size(self) -> int:
        """The number of its units."""
        return sum(map(len, self.units))

    def answer(self, found: Sequence[Found]) -> TextAnswer:
        """Put translations of the units into the places of the text."""
        if self.model is None:
            language, chance = self.source
            return TextAnswer(self.layout.filled(()), language, self.layout.parts, chance=chance)
        each = iter(found)
        lines = tuple(tuple(next(each) for _ in part) for part in self.units)
        fewest = min((len(one.alternatives) for one in found), default=0)
        text, *others = (
            self.layout.filled([self.joined(line, rank) for line in lines])
            for rank in range(1 + fewest)
        )
        alternatives = tuple(each for each in dict.fromkeys(others) if each != text)
        parts, source = self.layout.parts, self.source
        return TextAnswer(text, source.language, parts, alternatives, lines, source.chance)

    def joined(self, found: Sequence[Found], rank: int = 0) -> str:
        """Join the translations of a part's units, or from rank 1 on their alternatives."""
        texts = [_ranked(one, rank) for one in found]
        text = self.model.joined(texts) if self.model else ""
        return self.layout.restored(text)


class Piece(NamedTuple):
    """A piece of the translation of the text of a number, and how many characters it is of."""

    number: int
    text: str
    characters: int


class PendingTranslation:
    """Texts on their way through a model, of which there is one job for each source language."""

    def __init__(self, divisions: Sequence[_Division], kind: TextKind) -> None:
        self._divisions = divisions
        units: dict[ServedModel, list[TextUnit]] = {}
        self._starts = []
        for each in divisions:
            of_model = units.setdefault(each.model, []) if each.model else []
            self._starts.append(len(of_model))
            of_model.extend(unit for part in each.units for unit in part)
        self._jobs = {
            model: QueuedJob[TextKind, Found](kind, each) for model, each in units.items()
        }

    def submit(self) -> None:
        """Hand everything to the schedulers; raises OverloadError where too much waits."""
        try:
            for model, job in self._jobs.items():
                model.scheduler.submit(job)
        except OverloadError:
            self.cancel()
            raise

    @property
    def futures(self) -> list[Future[list[Found]]]:
        """What is to be waited for."""
        return [job.future for job in self._jobs.values()]

    def cancel(self) -> None:
        """Want no answer any more."""
        for job in self._jobs.values():
            job.cancel()

    def notify(self, progressed: Callable[[], None]) -> None:
        """Call `progressed`, in a thread of the service, whenever answers have come."""
        for job in self._jobs.values():
            job.progressed = progressed

    def answers(self) -> list[TextAnswer]:
        """Return the answers, all of which have come."""
        rows = zip(self._divisions, self._starts, strict=True)
        return [
            division.answer([self._found(division)[start + n] for n in range(division.size)])
            for division, start in rows
        ]

    def pieces(self) -> Iterator[Piece | None]:
        """Yield the translations piece by piece, in order, or None for one that is to come."""
        rows = zip(self._divisions, self._starts, strict=True)
        for number, (division, start) in enumerate(rows):
            found, layout = self._found(division), division.layout
            yield Piece(number, layout.restored(layout.kept[0]), len(layout.kept[0]))
            parts = zip(division.units, layout.translatable, layout.kept[1:], strict=True)
            for of_part, part, after in parts:
                units = range(start, start + len(of_part))
                start = units.stop
                while not all(unit in found for unit in units):
                    yield None
                yield Piece(number, division.joined([found[unit] for unit in units]), len(part))
                yield Piece(number, layout.restored(after), len(after))

    def _found(self, division: _Division) -> Mapping[int, Found]:
        return self._jobs[division.model].answers if division.model else {}


class TranslationService:
    """Models by the languages that they read and write, and others that are only looked into."""

    def __init__(
        self, models: Sequence[ServedModel], to_look_into: Sequence[ModelOnDemand] = ()
    ) -> None:
        if not models:
            raise RequestError("There is no model to serve; name at least one folder.")
        self.models, self.to_look_into = tuple(models), tuple(to_look_into)
        _number_names(self._all)

    @classmethod
    def load(cls, folders: Sequence[Path], settings: ServiceSettings | None = None) -> Self:
        """Load the models in folders, or those that Tolmach ships; they share the threads.

        With the shipped ones, those of the lecture can be looked into. Raises TolmachError where
        one cannot be used.
        """
        settings = settings or ServiceSettings()
        budget = ThreadBudget(settings.threads)
        each = folders or [model.folder for model in shipped_models()] or [default_model()]
        models = [ServedModel.load(folder, settings, budget) for folder in each]
        others = [] if folders else lecture_models()
        return cls(models, [ModelOnDemand(folder, settings, budget) for folder in others])

    @property
    def sources(self) -> list[str]:
        """The languages that are read."""
        return list(dict.fromkeys(model.source for model in self.models))

    @property
    def targets(self) -> list[str]:
        """The languages that are written."""
        return list(dict.fromkeys(model.target for model in self.models))

    def targets_of(self, source: str) -> list[str]:
        """Return the languages that texts in `source` are translated into."""
        return list(dict.fromkeys(m.target for m in self.models if m.source == source))

    def named(self, name: str) -> ServedModel:
        """Return the model of a name, after loading it where it is only looked into.

        Raises RequestError where there is none.
        """
        for model in self.models:
            if model.name == name:
                return model
        for other in self.to_look_into:
            if other.name == name:
                return other.served()
        known = ", ".join(each.name for each in self._all)
        raise RequestError(f'There is no model "{name}" here; there is {known}.')

    def model(self, source: str, target: str) -> ServedModel:
        """Return the model for two languages; raises RequestError where there is none.

        Of several that only a country or a script tells apart, the one that fits best.
        """
        fitting = [
            model
            for model in self.models
            if same_language(source, model.source) and same_language(target, model.target)
        ]
        if not fitting:
            raise RequestError(
                f"{source} to {target} is not served here; there is {self._pairs}.",
                "unserved",
                (source, target),
            )
        return max(fitting, key=lambda m: covers(source, m.source) + covers(target, m.target))

    def detect(self, text: str) -> list[tuple[str, float]]:
        """Return the served languages that a text may be in, with probabilities, best first."""
        languages = list(dict.fromkeys([*self.sources, *self.targets]))
        found = likely_languages(text[:_READ], languages)
        return found or [(language, 0.0) for language in languages]

    def translate(self, request: TextRequest) -> PendingTranslation:
        """Take a request on; raises TolmachError where it cannot be met, or too much waits."""
        kind = TextKind(request.options, request.format == "html", request.glossary, request.prefix)
        source_of = self._sources_of(request)
        divisions = [self._divided(text, source_of(text), request) for text in request.texts]
        if request.prefix and any(each.size > 1 for each in divisions):
            raise RequestError("Only the translation of one sentence can begin as is asked.")
        pending = PendingTranslation(divisions, kind)
        pending.submit()
        return pending

    def close(self) -> None:
        """Take no more requests, and return when all that were taken are answered."""
        for model in self._all:
            model.close()

    @property
    def _all(self) -> tuple[ServedModel | ModelOnDemand, ...]:
        return (*self.models, *self.to_look_into)

    def _sources_of(self, request: TextRequest) -> Callable[[str], Detection]:
        """Return what tells the source language of each text, at most once."""
        if request.source:
            named = Detection(request.source)
            return lambda _: named
        detected = cache(partial(self.detected_source, target=request.target))
        return lambda text: detected(request.context or text)

    def _divided(self, text: str, source: Detection, request: TextRequest) -> _Division:
        if same_language(source.language, request.target):
            return _Division(TextLayout((text,)), source)
        model = self.model(source.language, request.target)
        layout = _layout(text, request)
        units = [tuple(_units(model, part, request)) for part in layout.translatable]
        return _Division(layout, Detection(model.source, source.chance), model, tuple(units))

    def detected_source(self, text: str, target: str) -> Detection:
        """Return the likeliest language of a text that can be translated into `target`.

        It is `target` itself where the text seems to be in that. Raises RequestError where the text
        surely is in a language that cannot be.
        """
        possible = [model.source for model in self.models if same_language(target, model.target)]
        if not possible:
            raise RequestError(
                f"Nothing is translated into {target} here, only into {', '.join(self.targets)}."
            )
        chances = self.detect(text)
        best, chance = chances[0]
        if same_language(best, target) and chance >= _SURE:
            return Detection(best, chance)
        readable = [language for language, sure in chances if sure and language in possible]
        likeliest = readable[0] if readable else possible[0]
        is_other = chance >= _SURE and best not in possible
        found = best if is_other else foreign_language(text[:_READ], likeliest)
        if found:
            raise RequestError(
                f"The text seems to be in {found}, and {found} to {target} is not served here; "
                f"there is {self._pairs}. If it is not, name its language.",
                "unserved_detected",
                (found, target),
            )
        return Detection(likeliest, dict(chances).get(likeliest, 0.0))

    @property
    def _pairs(self) -> str:
        return ", ".join(f"{model.source} to {model.target}" for model in self.models)


def _number_names(models: Sequence[ServedModel | ModelOnDemand]) -> None:
    """Give each model a name of its own: of several called `de-en`, the second is `de-en-2`."""
    taken: set[str] = set()
    for model in models:
        own, number = model.description.name, 2
        while model.name in taken:
            model.name, number = f"{own}-{number}", number + 1
        taken.add(model.name)


def _layout(text: str, request: TextRequest) -> TextLayout:
    if request.format == "html":
        return HtmlLayout.of(text, request.tags)
    return TextLayout.of_one_line(text) if request.one_line else TextLayout.of(text)


def _units(model: ServedModel, part: str, request: TextRequest) -> Iterator[TextUnit]:
    """Yield the sentences of a part; one with markup stays whole, as tags may span sentences."""
    if request.format == "html":
        yield TextUnit.estimated(part)
    else:
        yield from model.units(part)


def _ranked(found: Found, rank: int) -> str:
    """Return the best translation, or from rank 1 on one of its alternatives."""
    return found.text if rank == 0 else found.alternatives[rank - 1].text
