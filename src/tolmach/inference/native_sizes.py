"""The shape of a model as the native engine takes it."""

from typing import Any, TypeAlias

from tolmach.config.recipe import HybridSettings, RecurrentSettings, TransformerSettings
from tolmach.inference.mapped_weights import Weights

# of the models that the engine runs
NativeSettings: TypeAlias = TransformerSettings | HybridSettings | RecurrentSettings


def model_sizes(native: Any, settings: NativeSettings, weights: Weights) -> Any:
    """Return the sizes that settings give, and those of vocabularies, which weights show.

    `native` is the extension.
    """
    sizes = native.ModelSizes()
    table = "source_embedding" if isinstance(settings, TransformerSettings) else "encoder.embedding"
    sizes.source_pieces = _rows(weights, f"{table}.weight")
    sizes.target_pieces = _rows(weights, "output.bias")
    sizes.source_tied, sizes.output_tied = settings.tied == "all", settings.tied != "none"
    sizes.embedding = sizes.size = settings.size
    if isinstance(settings, RecurrentSettings):
        sizes.embedding = settings.embedding
        sizes.recurrent_encoder = _recurrent_encoder(native, settings)
    else:
        _set_transformer_encoder(native, sizes, settings)
    if isinstance(settings, TransformerSettings):
        _set_decoder_heads(native, sizes, settings)
    else:
        attends = settings.link in ("attention_before", "attention_after")
        sizes.decoder_heads, sizes.cross_heads = [0], [1 if attends else 0]
        sizes.recurrent_decoder = _recurrent_decoder(native, settings)
    return sizes


def _set_transformer_encoder(
    native: Any, sizes: Any, settings: TransformerSettings | HybridSettings
) -> None:
    sizes.head_size = settings.size // settings.heads
    sizes.inner, sizes.longest = settings.inner, settings.longest
    sizes.encoder_heads = settings.encoder_heads or [settings.heads] * settings.encoder_layers
    sizes.pre_norm = settings.norm == "pre"
    sizes.positions = native.Positions[settings.positions]
    sizes.activation = native.Activation[settings.activation]


def _set_decoder_heads(native: Any, sizes: Any, settings: TransformerSettings) -> None:
    every, layers = [settings.heads], settings.decoder_layers
    sizes.decoder_self = native.DecoderSelf[settings.decoder_self]
    attending = every if settings.decoder_self == "attention" else [0]
    sizes.decoder_heads = settings.decoder_heads or attending * layers
    sizes.cross_heads = settings.cross_heads or every * layers


def _recurrent_encoder(native: Any, settings: RecurrentSettings) -> Any:
    return native.RecurrentEncoderSizes(
        cell=native.CellKind[settings.cell],
        layers=settings.encoder_layers,
        bidirectional=settings.bidirectional,
        residual=settings.residual,
        reverse_source=settings.reverse_source,
    )


def _recurrent_decoder(native: Any, settings: RecurrentSettings | HybridSettings) -> Any:
    link = settings.link.removeprefix("attention_")
    return native.RecurrentDecoderSizes(
        cell=native.CellKind[settings.cell],
        link=native.SourceLink["feeding" if settings.input_feeding else link],
        score=native.ScoreKind[settings.score],
        layers=settings.decoder_layers,
        residual=settings.residual,
    )


def _rows(weights: Weights, name: str) -> int:
    return weights[name].shape[0] if name in weights and weights[name].shape else 0
