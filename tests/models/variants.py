"""Small models of every architecture and of every way to set it up, by name."""

import torch

from tolmach.config.model import (
    ConvolutionalSettings,
    HybridSettings,
    Model,
    RecurrentSettings,
    TransformerSettings,
)
from tolmach.inference.mapped_weights import StoredTensor, Weights
from tolmach.models.build import build_model, sizes_of, weights_of
from tolmach.models.convolutional import ConvolutionalSizes
from tolmach.models.protocol import TrainableModel, TranslationModel
from tolmach.models.transformer import TransformerSizes

PIECES = 23  # of a random model, on either side
TRANSFORMER = TransformerSettings(
    size=14 * 2, heads=2, inner=11, encoder_layers=2, decoder_layers=3, dropout=0.0
)
RECURRENT = RecurrentSettings(embedding=11, size=7 * 2, dropout=0.0)
CONVOLUTIONAL = ConvolutionalSettings(size=7, encoder_layers=2, decoder_layers=3, dropout=0.0)
HYBRID = HybridSettings(size=14 * 2, heads=2, inner=11, encoder_layers=2, dropout=0.0)


def changed(settings: Model, **changes: object) -> Model:
    """Return the settings with some of them changed, and checked again."""
    return type(settings).model_validate({**settings.model_dump(), **changes})


def transformer_sizes(pieces: int, **changes: object) -> TransformerSizes:
    """Return a recipe's default sizes, some of them changed, for so many pieces on either side."""
    settings = changed(TransformerSettings(), **changes)
    return sizes_of(TransformerSizes, settings, source_pieces=pieces, target_pieces=pieces)


def convolutional_sizes(pieces: int, **changes: object) -> ConvolutionalSizes:
    """Return a recipe's default sizes, some of them changed, for so many pieces on either side."""
    settings = changed(ConvolutionalSettings(), **changes)
    return sizes_of(ConvolutionalSizes, settings, source_pieces=pieces, target_pieces=pieces)


def random_model(settings: Model, *, seed: int = 1, target_pieces: int = PIECES) -> TrainableModel:
    """Return an untrained model, all of whose parameters differ from 0 and from one another."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = build_model(settings, PIECES, PIECES if settings.tied == "all" else target_pieces)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(torch.randn_like(parameter) / settings.size**0.5)
    return model.eval()


def stored_weights(model: TranslationModel, dtype: torch.dtype = torch.float32) -> Weights:
    """Return the weights of a model as a file would hold them."""
    kind = {torch.float32: "F32", torch.bfloat16: "BF16"}[dtype]
    stored: dict[str, StoredTensor] = {}
    for name, each in weights_of(model, dtype).items():
        content = each.view(torch.uint8).numpy().tobytes()
        stored[name] = StoredTensor(kind, tuple(each.shape), memoryview(content))
    return stored


VARIANTS: dict[str, Model] = {
    "transformer, pre-norm": TRANSFORMER,
    "transformer, post-norm": changed(TRANSFORMER, norm="post"),
    "transformer, learned positions": changed(TRANSFORMER, positions="learned"),
    "transformer, rotary": changed(TRANSFORMER, positions="rotary", activation="gelu"),
    "transformer, untied": changed(TRANSFORMER, tied="none", activation="silu"),
    "transformer, tied target": changed(TRANSFORMER, tied="target"),
    "transformer, deep and shallow": changed(TRANSFORMER, encoder_layers=4, decoder_layers=1),
    "transformer, pruned": changed(
        TRANSFORMER,
        encoder_heads=[1, 0],
        decoder_heads=[0, 1, 2],
        cross_heads=[1, 0, 2],
        positions="rotary",
    ),
    "transformer, pruned, post-norm": changed(
        TRANSFORMER,
        encoder_heads=[0, 1],
        decoder_heads=[2, 0, 1],
        cross_heads=[0, 2, 1],
        norm="post",
    ),
    "transformer, SSRU": changed(TRANSFORMER, decoder_self="ssru"),
    "transformer, SSRU, pruned, post-norm": changed(
        TRANSFORMER,
        decoder_self="ssru",
        norm="post",
        encoder_heads=[0, 1],
        cross_heads=[2, 0, 1],
        positions="rotary",
    ),
    "recurrent, vector at the start": changed(RECURRENT, link="start", bidirectional=False),
    "recurrent, vector at the start, deep, reversed": changed(
        RECURRENT,
        link="start",
        cell="lstm",
        bidirectional=False,
        encoder_layers=2,
        decoder_layers=2,
        reverse_source=True,
    ),
    "recurrent, vector at every step": changed(RECURRENT, link="every_step"),
    "recurrent, vector at every step, deeper decoder": changed(
        RECURRENT, link="every_step", cell="lstm", decoder_layers=3, residual=True
    ),
    "recurrent, attention before": RECURRENT,
    "recurrent, attention before, deep": changed(
        RECURRENT, cell="lstm", encoder_layers=3, decoder_layers=2, score="dot", residual=True
    ),
    "recurrent, attention before, reversed": changed(
        RECURRENT, score="bilinear", reverse_source=True, bidirectional=False, tied="none"
    ),
    "recurrent, attention after": changed(RECURRENT, link="attention_after", decoder_layers=2),
    "recurrent, attention after, LSTM, dot": changed(
        RECURRENT, link="attention_after", cell="lstm", score="dot", tied="target"
    ),
    "recurrent, input feeding": changed(
        RECURRENT, link="attention_after", input_feeding=True, score="bilinear"
    ),
    "recurrent, input feeding, deep": changed(
        RECURRENT,
        link="attention_after",
        input_feeding=True,
        cell="lstm",
        decoder_layers=3,
        residual=True,
    ),
    "hybrid": HYBRID,
    "hybrid, rotary, input feeding": changed(
        HYBRID,
        link="attention_after",
        input_feeding=True,
        positions="rotary",
        cell="lstm",
        decoder_layers=2,
        tied="target",
    ),
    "hybrid, pruned": changed(HYBRID, encoder_heads=[0, 1]),
    "convolutional": CONVOLUTIONAL,
    "convolutional, even kernel": changed(CONVOLUTIONAL, kernel=4, tied="target"),
    "convolutional, one row a layer": changed(CONVOLUTIONAL, kernel=1, decoder_layers=1),
    "convolutional, vector at every step": changed(CONVOLUTIONAL, link="every_step", tied="none"),
}

# Patterns of heads left in the decoder's attention to the source, by what is left; 2 heads a layer.
CROSS_HEADS = {
    "none left in the first layer": [0, 2, 1],
    "none left in the middle": [1, 0, 2],
    "none left in the last layer": [2, 1, 0],
    "the first layer alone": [1, 0, 0],
    "the middle layer alone": [0, 2, 0],
    "the last layer alone": [0, 0, 1],
}
PRUNED_CROSS_ATTENTION: dict[str, Model] = {
    name: changed(TRANSFORMER, cross_heads=left, encoder_heads=[0, 0], decoder_heads=[0, 0, 0])
    for name, left in CROSS_HEADS.items()
}
WITHOUT_CROSS_ATTENTION = changed(TRANSFORMER, cross_heads=[0, 0, 0])
