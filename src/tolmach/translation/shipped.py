"""The models that come with Tolmach, and the choice among them by languages or by the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tolmach.errors import RequestError
from tolmach.model_paths import CONFIG, DEFAULT_MODEL, SHIPPED, default_model
from tolmach.text.language_tag import same_language, usual_script
from tolmach.text.script import scripts


@dataclass(frozen=True)
class ShippedModel:
    """A folder named after its direction: `de-en` translates German to English."""

    folder: Path

    @property
    def name(self) -> str:
        """The name by which `--model` takes it."""
        return self.folder.name

    @property
    def source_language(self) -> str:
        """The language that it reads, as a tag of BCP 47."""
        return self.name.partition("-")[0]

    @property
    def target_language(self) -> str:
        """The language that it writes."""
        return self.name.partition("-")[2]


def shipped_models() -> list[ShippedModel]:
    """Return the models of this installation, the default one first."""
    folders = sorted(path.parent for path in SHIPPED.glob(f"*/{CONFIG}"))
    return [ShippedModel(each) for each in sorted(folders, key=lambda one: one != DEFAULT_MODEL)]


def model_for(source: str | None, target: str | None, text: Iterable[str] = ()) -> Path:
    """Return the folder of the shipped model from `source` to `target`.

    Where the source is None, it is told by the script of `text`, among the languages that can be
    translated to `target`. A target that is None is the default model's, or else the only one
    there is from `source`. Raises RequestError, listing what there is, where no model or more
    than one has these languages.
    """
    if source is None and target is None:
        default_model()  # says what is amiss where nothing is shipped
    fitting = [model for model in shipped_models() if _fits(model, source, target)]
    usual = ShippedModel(DEFAULT_MODEL).target_language
    fitting = [model for model in fitting if model.target_language == usual] or fitting
    if not fitting:
        raise _no_model(source, target)
    if len({model.target_language for model in fitting}) > 1:
        targets = ", ".join(model.target_language for model in fitting)
        raise RequestError(f"From {source} there are models to {targets}; choose one with --to.")
    return _by_script(fitting, text).folder


def _fits(model: ShippedModel, source: str | None, target: str | None) -> bool:
    asked = ((source, model.source_language), (target, model.target_language))
    return all(wanted is None or same_language(wanted, found) for wanted, found in asked)


def _by_script(models: Sequence[ShippedModel], text: Iterable[str]) -> ShippedModel:
    """Return the first model whose source is written as most of `text` is, or else the first."""
    if len(models) == 1:
        return models[0]
    letters = sum(map(scripts, text), scripts(""))
    script = letters.most_common(1)[0][0] if letters else None
    return next((one for one in models if usual_script(one.source_language) == script), models[0])


def _no_model(source: str | None, target: str | None) -> RequestError:
    asked = " ".join(f"{word} {code}" for word, code in (("from", source), ("to", target)) if code)
    known = ", ".join(model.name for model in shipped_models()) or "none"
    return RequestError(
        f"No model {asked} comes with Tolmach; shipped are: {known}. Name a folder of your own "
        "with --model."
    )
