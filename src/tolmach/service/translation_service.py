"""The service: texts in, texts out, by whichever of the served models reads and writes them."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Self

from tolmach.documents.html_layout import HtmlLayout
from tolmach.documents.text_layout import TextLayout
from tolmach.errors import RequestError
from tolmach.model_paths import default_model
from tolmach.service.pending_text import Detection, DividedText, PendingTranslation, TextRequest
from tolmach.service.scheduler import TextUnit
from tolmach.service.served_model import ModelOnDemand, ServedModel, ServiceSettings, TextKind
from tolmach.service.turns import ThreadBudget
from tolmach.text.language import foreign_language, likely_languages
from tolmach.text.language_tag import covers, same_language
from tolmach.translation.shipped import lecture_models, shipped_models

_SURE = 0.5  # from which chance on a text counts as in the language that it should come to
_READ = 2000  # characters by which the language of a text is told


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

    def _divided(self, text: str, source: Detection, request: TextRequest) -> DividedText:
        if same_language(source.language, request.target):
            return DividedText(TextLayout((text,)), source)
        model = self.model(source.language, request.target)
        layout = _layout(text, request)
        units = [tuple(_units(model, part, request)) for part in layout.translatable]
        return DividedText(layout, Detection(model.source, source.chance), model, tuple(units))

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
