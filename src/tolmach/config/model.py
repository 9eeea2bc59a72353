"""The shape of a model: a section of TOML whose keys depend on its architecture."""

from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from tolmach.config.architectures import (
    DEFAULT_ARCHITECTURE,
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
from tolmach.config.section import Count, Fraction, Section, Switch, Whole

HeadsLeft = Annotated[
    list[Whole] | None, Field(description="heads of each layer, where some are pruned")
]


_Attending = TypeVar("_Attending", "TransformerSettings", "HybridSettings")
_Fed = TypeVar("_Fed", "RecurrentSettings", "HybridSettings")


def _check_heads(settings: _Attending) -> _Attending:
    size, heads = settings.size, settings.heads
    if size % (2 * heads):
        raise ValueError(f"size {size} must be a multiple of 2 * heads = {2 * heads}")
    return settings


def _check_heads_left(key: str, left: list[int] | None, layers: int, heads: int) -> None:
    if left is None:
        return
    if len(left) != layers:
        raise ValueError(f"{key} has {len(left)} numbers; it needs one for each of {layers} layers")
    if max(left) > heads:
        raise ValueError(f"{key} = {left} goes beyond heads = {heads}")


def _check_feeding(settings: _Fed) -> _Fed:
    if settings.input_feeding and settings.link != "attention_after":
        raise ValueError('input_feeding = true needs link = "attention_after"')
    return settings


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

    _heads_divide_size = model_validator(mode="after")(_check_heads)

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

    _feeding_follows_attention = model_validator(mode="after")(_check_feeding)

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

    _heads_divide_size = model_validator(mode="after")(_check_heads)

    @model_validator(mode="after")
    def _heads_are_left_in_every_layer(self) -> Self:
        _check_heads_left("encoder_heads", self.encoder_heads, self.encoder_layers, self.heads)
        return self

    _feeding_follows_attention = model_validator(mode="after")(_check_feeding)


def _with_architecture(settings: Any) -> Any:
    known = not isinstance(settings, dict) or "architecture" in settings
    return settings if known else {"architecture": DEFAULT_ARCHITECTURE, **settings}


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
