"""The shape of a model as the native engine takes it."""

from types import ModuleType
from typing import TYPE_CHECKING

from tolmach.config.model import (
    ConvolutionalSettings,
    HybridSettings,
    Model,
    RecurrentSettings,
    TransformerSettings,
)
from tolmach.inference.mapped_weights import Weights

if TYPE_CHECKING:
    from tolmach.inference._native import ModelSizes, RecurrentEncoderSizes


def model_sizes(native: ModuleType, settings: Model, weights: Weights) -> "ModelSizes":
    """Return the sizes that settings give, and those of vocabularies, which weights show.

    `native` is the extension.
    """
    sizes: ModelSizes = native.ModelSizes()
    apart = isinstance(settings, RecurrentSettings | HybridSettings)  # encoder and decoder
    table = "encoder.embedding.weight" if apart else "source_embedding.weight"
    sizes.source_pieces = _rows(weights, table)
    sizes.target_pieces = _rows(weights, "output.bias")
    sizes.source_tied, sizes.output_tied = settings.tied == "all", settings.tied != "none"
    sizes.embedding = sizes.size = settings.size
    match settings:
        case TransformerSettings():
            _set_transformer_encoder(native, sizes, settings)
            _set_decoder_heads(native, sizes, settings)
        case HybridSettings():
            _set_transformer_encoder(native, sizes, settings)
            _set_recurrent_decoder(native, sizes, settings)
        case RecurrentSettings():
            sizes.embedding = settings.embedding
            sizes.recurrent_encoder = _recurrent_encoder(native, settings)
            _set_recurrent_decoder(native, sizes, settings)
        case ConvolutionalSettings():
            _set_convolutions(native, sizes, settings)
    return sizes


def _set_transformer_encoder(
    native: ModuleType, sizes: "ModelSizes", settings: TransformerSettings | HybridSettings
) -> None:
    sizes.head_size = settings.size // settings.heads
    sizes.inner, sizes.longest = settings.inner, settings.longest
    sizes.encoder_heads = settings.encoder_heads or [settings.heads] * settings.encoder_layers
    sizes.pre_norm = settings.norm == "pre"
    sizes.positions = native.Positions[settings.positions]
    sizes.activation = native.Activation[settings.activation]


def _set_decoder_heads(
    native: ModuleType, sizes: "ModelSizes", settings: TransformerSettings
) -> None:
    every, layers = [settings.heads], settings.decoder_layers
    sizes.decoder_self = native.DecoderSelf[settings.decoder_self]
    attending = every if settings.decoder_self == "attention" else [0]
    sizes.decoder_heads = settings.decoder_heads or attending * layers
    sizes.cross_heads = settings.cross_heads or every * layers


def _recurrent_encoder(native: ModuleType, settings: RecurrentSettings) -> "RecurrentEncoderSizes":
    sizes: RecurrentEncoderSizes = native.RecurrentEncoderSizes(
        cell=native.CellKind[settings.cell],
        layers=settings.encoder_layers,
        bidirectional=settings.bidirectional,
        residual=settings.residual,
        reverse_source=settings.reverse_source,
    )
    return sizes


def _set_recurrent_decoder(
    native: ModuleType, sizes: "ModelSizes", settings: RecurrentSettings | HybridSettings
) -> None:
    attends = settings.link in ("attention_before", "attention_after")
    sizes.decoder_heads, sizes.cross_heads = [0], [1 if attends else 0]
    link = settings.link.removeprefix("attention_")
    sizes.recurrent_decoder = native.RecurrentDecoderSizes(
        cell=native.CellKind[settings.cell],
        link=native.SourceLink["feeding" if settings.input_feeding else link],
        score=native.ScoreKind[settings.score],
        layers=settings.decoder_layers,
        residual=settings.residual,
    )


def _set_convolutions(
    native: ModuleType, sizes: "ModelSizes", settings: ConvolutionalSettings
) -> None:
    attends = settings.link == "attention"
    sizes.positions, sizes.longest = native.Positions.learned, settings.longest
    sizes.cross_heads = [1 if attends else 0] * settings.decoder_layers
    sizes.convolutional = native.ConvolutionalSizes(
        kernel=settings.kernel,
        encoder_layers=settings.encoder_layers,
        decoder_layers=settings.decoder_layers,
        attends=attends,
    )


def _rows(weights: Weights, name: str) -> int:
    return weights[name].shape[0] if name in weights and weights[name].shape else 0
