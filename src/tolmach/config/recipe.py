"""A recipe: everything that a run is, in TOML, validated on reading.

An unknown key, a wrong type or an impossible value is one plain sentence that names the key, the
value and what would be right, before any work starts.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from tolmach.config.architectures import (
    Activation,
    AttentionLink,
    CellKind,
    ConvolutionalLink,
    DecoderSelf,
    Norm,
    Positions,
    RecurrentLink,
    ScoreKind,
    Tied,
)
from tolmach.config.corpora import DataSettings
from tolmach.config.extension import extended_toml, read_toml
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
from tolmach.model_paths import CONFIG, located_model


def _folder_name(name: str) -> str:
    if not name or name.startswith(".") or not name.isprintable() or {"/", "\\"} & set(name):
        raise ValueError("it names the run's folder, so it takes no slash and no dot at its start")
    return name


def _check_heads(size: int, heads: int) -> None:
    if size % (2 * heads):
        raise ValueError(f"size {size} must be a multiple of 2 * heads = {2 * heads}")


def _check_heads_left(key: str, left: list[int] | None, layers: int, heads: int) -> None:
    if left is None:
        return
    if len(left) != layers:
        raise ValueError(f"{key} has {len(left)} numbers; it needs one for each of {layers} layers")
    if max(left) > heads:
        raise ValueError(f"{key} = {left} goes beyond heads = {heads}")


def _check_feeding(link: str, *, feeding: bool) -> None:
    if feeding and link != "attention_after":
        raise ValueError('input_feeding = true needs link = "attention_after"')


HeadsLeft = Annotated[
    list[Whole] | None, Field(description="heads of each layer, where some are pruned")
]
_LEARNT_ONCE = {"size", "joint"}  # of a vocabulary; a model that goes on brings them along


class VocabularySettings(Section):
    """How text is cut into pieces."""

    size: Annotated[Whole, Field(ge=259, le=1_000_000)] = 8000
    joint: Switch = True
    dropout: Fraction = Field(0.0, description="BPE-dropout in training (Provilkov et al. 2020)")
    anew: Switch = Field(False, description="with start_from: learn one, instead of its own")


class TransformerSettings(Section):
    """Attention in the encoder, the decoder and between them (Vaswani et al. 2017)."""

    architecture: Literal["transformer"] = "transformer"
    size: Count = 256
    heads: Count = 4
    inner: Count = 1024
    encoder_layers: Count = 3
    decoder_layers: Count = 3
    decoder_self: DecoderSelf = Field(
        "attention", description="how the decoder reads its own words; ssru: Kim et al. 2019"
    )
    norm: Norm = "pre"
    positions: Positions = "sinusoidal"
    longest: Count = Field(512, description="pieces; for learned positions")
    activation: Activation = "relu"
    tied: Tied = "all"
    dropout: Fraction = 0.1
    attention_dropout: Fraction = 0.0
    inner_dropout: Fraction = 0.0
    encoder_heads: HeadsLeft = None
    decoder_heads: HeadsLeft = None
    cross_heads: HeadsLeft = None

    @model_validator(mode="after")
    def _heads_divide_size(self) -> Self:
        _check_heads(self.size, self.heads)
        return self

    @model_validator(mode="after")
    def _heads_are_left_in_every_layer(self) -> Self:
        _check_heads_left("encoder_heads", self.encoder_heads, self.encoder_layers, self.heads)
        _check_heads_left("decoder_heads", self.decoder_heads, self.decoder_layers, self.heads)
        _check_heads_left("cross_heads", self.cross_heads, self.decoder_layers, self.heads)
        return self

    @model_validator(mode="after")
    def _heads_belong_to_attention(self) -> Self:
        if self.decoder_heads is not None and self.decoder_self != "attention":
            raise ValueError('decoder_heads needs decoder_self = "attention"')
        return self


class RecurrentSettings(Section):
    """LSTMs or GRUs on both sides (Sutskever et al. 2014; Bahdanau et al. 2015)."""

    architecture: Literal["recurrent"] = "recurrent"
    cell: CellKind = "gru"
    embedding: Count = Field(256, description="units of a piece's vector")
    size: Count = Field(512, description="units of a state; two directions share them")
    encoder_layers: Count = 1
    decoder_layers: Count = 1
    bidirectional: Switch = True
    residual: Switch = False
    reverse_source: Switch = False
    link: RecurrentLink = "attention_before"
    score: ScoreKind = Field("mlp", description="for attention")
    input_feeding: Switch = Field(False, description="for attention after the step")
    tied: Tied = "all"
    dropout: Fraction = 0.2

    @model_validator(mode="after")
    def _feeding_follows_attention(self) -> Self:
        _check_feeding(self.link, feeding=self.input_feeding)
        return self

    @model_validator(mode="after")
    def _directions_share_size(self) -> Self:
        if self.bidirectional and self.size % 2:
            raise ValueError(f"size {self.size} must be even, for two directions share it")
        return self


class ConvolutionalSettings(Section):
    """Gated convolutions on both sides (Gehring et al. 2017)."""

    architecture: Literal["convolutional"] = "convolutional"
    size: Count = 256
    kernel: Count = Field(3, description="neighbours that a layer sees at once")
    encoder_layers: Count = 4
    decoder_layers: Count = 4
    link: ConvolutionalLink = "attention"
    longest: Count = Field(512, description="pieces; positions are learnt")
    tied: Tied = "all"
    dropout: Fraction = 0.1


class HybridSettings(Section):
    """The Transformer's encoder with a recurrent decoder (Chen et al. 2018)."""

    architecture: Literal["hybrid"] = "hybrid"
    size: Count = 256
    heads: Count = 4
    inner: Count = 1024
    encoder_layers: Count = 3
    decoder_layers: Count = 1
    norm: Norm = "pre"
    positions: Positions = "sinusoidal"
    longest: Count = Field(512, description="pieces; for learned positions")
    activation: Activation = "relu"
    cell: CellKind = "gru"
    residual: Switch = False
    link: AttentionLink = "attention_before"
    score: ScoreKind = "mlp"
    input_feeding: Switch = Field(False, description="for attention after the step")
    tied: Tied = "all"
    dropout: Fraction = 0.1
    attention_dropout: Fraction = 0.0
    inner_dropout: Fraction = 0.0
    encoder_heads: HeadsLeft = None

    @model_validator(mode="after")
    def _heads_divide_size(self) -> Self:
        _check_heads(self.size, self.heads)
        return self

    @model_validator(mode="after")
    def _heads_are_left_in_every_layer(self) -> Self:
        _check_heads_left("encoder_heads", self.encoder_heads, self.encoder_layers, self.heads)
        return self

    @model_validator(mode="after")
    def _feeding_follows_attention(self) -> Self:
        _check_feeding(self.link, feeding=self.input_feeding)
        return self


def _with_architecture(settings: Any) -> Any:
    known = not isinstance(settings, dict) or "architecture" in settings
    return settings if known else {"architecture": "transformer", **settings}


# One section, whose keys depend on its `architecture`; where that is absent, a Transformer.
Model = Annotated[
    Annotated[
        TransformerSettings | RecurrentSettings | ConvolutionalSettings | HybridSettings,
        Field(discriminator="architecture"),
    ],
    BeforeValidator(_with_architecture),
]


def learnt_positions(model: Model) -> int | None:
    """Return how many positions the model learns, or None where any number is computed."""
    match model:
        case ConvolutionalSettings():
            return model.longest
        case TransformerSettings() | HybridSettings() if model.positions == "learned":
            return model.longest
    return None


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
        own = sorted(_LEARNT_ONCE & self.vocabulary.model_fields_set)
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
    word is a string).
    """
    settings = _overridden(path, overrides)
    start = settings.get("start_from")
    if isinstance(start, str) and start:
        settings = _continued(settings, path.parent / start)
    return _recipe(settings, path)


def read_continued_recipe(path: Path, model: Path, overrides: Sequence[str] = ()) -> Recipe:
    """Read a recipe as one by which the learning of `model` goes on, whatever it says of that.

    Shape and vocabulary are the model's; everything else is read as `read_recipe` does.
    """
    settings = _overridden(path, overrides)
    vocabulary = settings.get("vocabulary", {})
    if isinstance(vocabulary, dict):
        learnt = {*_LEARNT_ONCE, "anew"}
        own = {key: value for key, value in vocabulary.items() if key not in learnt}
        settings["vocabulary"] = own
    settings["model"] = {}
    settings["start_from"] = str(model.absolute())
    return _recipe(_continued(settings, model), path)


def _overridden(path: Path, overrides: Sequence[str]) -> dict[str, Any]:
    settings = extended_toml(path)
    for override in overrides:
        _override(settings, override)
    return settings


def _recipe(settings: dict[str, Any], path: Path) -> Recipe:
    recipe = validated(Recipe, settings, str(path))
    data = recipe.data
    located = {
        "train": [corpus.located(path.parent) for corpus in data.train],
        "dev": [corpus.located(path.parent) for corpus in data.dev],
    }
    update: dict[str, Any] = {"data": data.model_copy(update=located)}
    if recipe.start_from:
        update["start_from"] = path.parent / recipe.start_from
    return recipe.model_copy(update=update)


def _override(settings: dict[str, Any], override: str) -> None:
    key, equals, value = override.partition("=")
    *sections, last = key.strip().split(".")
    if not equals or not last:
        raise RequestError(f"--set {override}: write it as section.key=value.")
    for section in sections:
        settings = settings.setdefault(section, {})
        if not isinstance(settings, dict):
            raise RequestError(f"--set {override}: {section} is a value, not a section.")
    settings[last] = _parsed(value.strip())


def _continued(settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return `settings` with what they leave open as it is in the model that they start from."""
    model = read_toml(located_model(folder) / CONFIG)
    filled = {**settings}
    for section, inherited in (
        ("model", model.get("model", {})),
        ("data", {"lowercase": model.get("lowercase", False)}),
    ):
        own = filled.get(section, {})
        filled[section] = {**inherited, **own} if isinstance(own, dict) else own
    return filled


def _parsed(value: str) -> Any:
    """Read a value as in TOML; what is none is a bare word."""
    try:
        found = tomllib.loads(f"value = {value}")
    except (tomllib.TOMLDecodeError, RecursionError):
        return value
    return found["value"] if found.keys() == {"value"} else value
