"""A recipe: everything that a run is, in TOML, validated on reading.

An unknown key, a wrong type or an impossible value is one plain sentence that names the key, the
value and what would be right, before any work starts.
"""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from tolmach.config.architectures import DEFAULT_ARCHITECTURE
from tolmach.config.corpora import DataSettings
from tolmach.config.extension import (
    LEARNT_ONCE,
    extended_toml,
    read_toml,
    with_started_vocabulary,
)
from tolmach.config.model import Model, TransformerSettings, learnt_positions
from tolmach.config.section import (
    Amount,
    Count,
    File,
    Fraction,
    Real,
    Section,
    Switch,
    Whole,
    validated,
)
from tolmach.errors import RequestError
from tolmach.model_paths import CONFIG, damaged_model, located_model, model_named


def _folder_name(name: str) -> str:
    if not name or name.startswith(".") or not name.isprintable() or {"/", "\\"} & set(name):
        raise ValueError("it names the run's folder, so it takes no slash and no dot at its start")
    return name


class VocabularySettings(Section):
    """How text is cut into pieces."""

    size: Annotated[Whole, Field(ge=259, le=1_000_000)] = 8000
    joint: Switch = True
    dropout: Fraction = Field(0.0, description="BPE-dropout in training (Provilkov et al. 2020)")
    anew: Switch = Field(False, description="with start_from: learn one, instead of its own")


class TrainingSettings(Section):
    """How the parameters are learnt."""

    updates: Count = 20_000
    batch_tokens: Count = Field(4096, description="padded pieces on the longer side of a batch")
    batches_per_update: Count = Field(1, description="gradient accumulation; torchrun shares them")
    seed: Whole = 1
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    optimizer: Literal["adam", "adamw"] = "adam"
    learning_rate: Annotated[Real, Field(gt=0)] = 1e-3
    schedule: Literal["cosine", "inverse_sqrt"] = "cosine"
    warmup: Whole = 1000
    final_learning_rate: Amount = 0.0
    betas: tuple[Fraction, Fraction] = (0.9, 0.98)
    weight_decay: Amount = 0.0
    clip: Amount = Field(1.0, description="gradient norm; 0: no clipping")
    label_smoothing: Fraction = 0.1
    r_drop: Amount = Field(0.0, description="weight of R-Drop's divergence; each update costs two")
    ema: Fraction = Field(0.0, description="decay of the running average of weights; 0: none")
    validate_every: Count = 1000
    validate_beam: Count = 1
    patience: Whole = Field(0, description="validations; 0: never stop early")
    keep_best: Count = Field(5, description="best checkpoints kept, and averaged at the end")
    best_by: Literal["auto", "bleu", "chrf", "loss"] = Field(
        "auto", description="auto: BLEU, or chrF where BLEU cannot tell"
    )
    checkpoint_every: Count = 500
    report_every: Count = 50
    save_precision: Literal["float16", "bfloat16", "float32"] = "float16"

    def remarks(self) -> Iterator[str]:
        """Yield sentences on settings that fit together badly, though a run is possible."""
        if self.warmup > self.updates:
            yield (
                f"training.warmup ({self.warmup:,}) is longer than the run ({self.updates:,} "
                f"updates), so that the learning rate never reaches {self.learning_rate:g}."
            )
        elif self.schedule == "cosine" and self.final_learning_rate > self.learning_rate:
            yield (
                f"training.final_learning_rate ({self.final_learning_rate:g}) is above "
                f"training.learning_rate ({self.learning_rate:g}), so that the rate rises."
            )


class Recipe(Section):
    """A whole run: its data, its vocabulary, its model, its learning."""

    name: Annotated[str, AfterValidator(_folder_name)]
    data: DataSettings
    vocabulary: VocabularySettings = VocabularySettings()
    model: Model = TransformerSettings()
    training: TrainingSettings = TrainingSettings()
    start_from: File | None = Field(None, description="model folder whose learning goes on")
    selftest: list[str] = Field([], description="sources for selftest.json; by default of data.dev")
    notes: str = Field("", description="what the model's card must say: licence, attribution")

    @model_validator(mode="after")
    def _joint_if_all_tied(self) -> Self:
        if self.model.tied == "all" and not self.vocabulary.joint:
            raise ValueError('model.tied = "all" needs vocabulary.joint = true')
        return self

    @model_validator(mode="after")
    def _one_vocabulary(self) -> Self:
        own = sorted(LEARNT_ONCE & self.vocabulary.model_fields_set)
        if self.start_from and own and not self.vocabulary.anew:
            raise ValueError(
                f"start_from brings its vocabulary along; leave out vocabulary.{own[0]}, or learn "
                "another with vocabulary.anew = true"
            )
        return self

    @property
    def learns_vocabulary(self) -> bool:
        """Whether the vocabulary is learnt from the training text."""
        return not self.start_from or self.vocabulary.anew

    @model_validator(mode="after")
    def _positions_for_all(self) -> Self:
        least = self.data.longest + 1  # `</s>` takes a place, too
        most = learnt_positions(self.model)
        if most is not None and most < least:
            raise ValueError(
                f"model.longest = {most} is too short for data.longest = {self.data.longest}; "
                f"it must be at least {least}"
            )
        return self


def read_recipe(path: Path, overrides: Sequence[str] = ()) -> Recipe:
    """Read a recipe; paths in it are relative to its folder.

    `extends = "base.toml"` at its top names another one, whose settings count where it says
    nothing of its own. `overrides` are `section.key=value`, the value written as in TOML (a bare
    word is a string). Raises TolmachError where the recipe asks of a model to start from another
    shape than it has.
    """
    settings = _overridden(path, overrides)
    start = settings.get("start_from")
    if not (isinstance(start, str) and start):
        return _recipe(settings, path)
    folder = model_named(Path(start), path.parent)
    recipe = _recipe(_continued(settings, folder), path)
    _check_shape(recipe, folder, path)
    return recipe


def read_continued_recipe(path: Path, model: Path, overrides: Sequence[str] = ()) -> Recipe:
    """Read a recipe as one by which the learning of `model` goes on, whatever it says of that.

    `model` is a folder or a shipped model's name. Shape and vocabulary are the model's; everything
    else is read as `read_recipe` does.
    """
    settings = _overridden(path, overrides)
    vocabulary = settings.get("vocabulary", {})
    if isinstance(vocabulary, dict):
        learnt = {*LEARNT_ONCE, "anew"}
        own = {key: value for key, value in vocabulary.items() if key not in learnt}
        settings["vocabulary"] = own
    settings["model"] = {}
    folder = located_model(model).absolute()
    settings["start_from"] = str(folder)
    return _recipe(_continued(settings, folder), path)


def _overridden(path: Path, overrides: Sequence[str]) -> dict[str, Any]:
    settings = extended_toml(path)
    own: dict[str, Any] = {}
    for override in overrides:
        _override(settings, override)
        _override(own, override)
    return with_started_vocabulary(settings, own)


def _recipe(settings: dict[str, Any], path: Path) -> Recipe:
    recipe = validated(Recipe, settings, str(path))
    data = recipe.data
    located = {
        "train": [corpus.located(path.parent) for corpus in data.train],
        "dev": [corpus.located(path.parent) for corpus in data.dev],
    }
    update: dict[str, Any] = {"data": data.model_copy(update=located)}
    if recipe.start_from:
        update["start_from"] = model_named(recipe.start_from, path.parent)
    return recipe.model_copy(update=update)


def _override(settings: dict[str, Any], override: str) -> None:
    key, equals, value = override.partition("=")
    *sections, last = key.strip().split(".")
    if not equals or not last:
        raise RequestError(
            f"--set {override}: write it as KEY=VALUE, such as training.updates=500."
        )
    for section in sections:
        settings = settings.setdefault(section, {})
        if not isinstance(settings, dict):
            raise RequestError(f"--set {override}: {section} is a value, not a section.")
    settings[last] = _parsed(value.strip())


def _continued(settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return `settings` with what they leave open as it is in the model that they start from."""
    config = _config(folder)
    filled = {**settings}
    for section, inherited in (
        ("model", config["model"]),
        ("data", {"lowercase": config.get("lowercase", False)}),
    ):
        own = filled.get(section, {})
        filled[section] = {**inherited, **own} if isinstance(own, dict) else own
    return filled


def _check_shape(recipe: Recipe, folder: Path, path: Path) -> None:
    """Refuse, before any work, a model of another shape than the one in `folder`, dropout aside."""
    own, began = recipe.model, _config(folder)["model"]
    known = {"architecture": DEFAULT_ARCHITECTURE, **began}
    if known["architecture"] == own.architecture:
        known = validated(type(own), began, str(folder)).model_dump()
    shape = {key: value for key, value in own.model_dump().items() if not key.endswith("dropout")}
    odd = [key for key, value in shape.items() if key in known and value != known[key]]
    if odd:
        raise RequestError(
            f"{path}: model.{odd[0]} is {shape[odd[0]]!r}, but {known[odd[0]]!r} in {folder}, and "
            f"a model that goes on keeps its shape; leave out model.{', model.'.join(odd)}."
        )


def _config(folder: Path) -> dict[str, Any]:
    """Return what a model folder says of itself, with a section on its shape."""
    path = located_model(folder) / CONFIG
    config = {"model": {}, **read_toml(path)}
    if not isinstance(config["model"], dict):
        raise damaged_model(path, "its model is no section")
    return config


def _parsed(value: str) -> Any:
    """Read a value as in TOML; what is none is a bare word."""
    try:
        found = tomllib.loads(f"value = {value}")
    except (tomllib.TOMLDecodeError, RecursionError):
        return value
    return found["value"] if found.keys() == {"value"} else value
