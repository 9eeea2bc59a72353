"""Assembly of models from a configuration, and loading of models from folders."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor

from tolmach.config import model as config
from tolmach.config.model import Model
from tolmach.config.section import Section
from tolmach.errors import ModelError
from tolmach.model_folder import Description, ModelFolder, SelfTest
from tolmach.models.attentive_decoder import AttentionAfter, AttentionBefore, InputFeeding
from tolmach.models.convolutional import Convolutional, ConvolutionalSizes
from tolmach.models.encoder_decoder import Decoder, EncoderDecoder
from tolmach.models.ensemble import Ensemble
from tolmach.models.protocol import TrainableModel, TranslationModel
from tolmach.models.recurrent_decoder import (
    DecoderSizes,
    EveryStepVectorDecoder,
    InitialVectorDecoder,
)
from tolmach.models.recurrent_encoder import EncoderSizes, RecurrentEncoder
from tolmach.models.transformer import (
    Transformer,
    TransformerEncoder,
    TransformerEncoderSizes,
    TransformerSizes,
)
from tolmach.models.vocabulary_transfer import transferred_weights
from tolmach.nn.layers import PieceEmbedding
from tolmach.text.tokenizer_pair import TokenizerPair

_Sizes = TypeVar(
    "_Sizes", bound=TransformerEncoderSizes | ConvolutionalSizes | EncoderSizes | DecoderSizes
)


class LoadedModel(NamedTuple):
    """The content of a model folder, ready for use."""

    model: TranslationModel
    tokenizers: TokenizerPair
    description: Description
    selftest: SelfTest


class Pieces(NamedTuple):
    """The sizes of the source's and the target's vocabulary."""

    source: int
    target: int


def build_model(settings: Model, source_pieces: int, target_pieces: int) -> TrainableModel:
    """Return a freshly initialised model of the given architecture and sizes."""
    counts = {"source_pieces": source_pieces, "target_pieces": target_pieces}
    pieces = Pieces(source_pieces, target_pieces)
    match settings:
        case config.TransformerSettings():
            return Transformer(sizes_of(TransformerSizes, settings, **counts))
        case config.ConvolutionalSettings():
            return Convolutional(sizes_of(ConvolutionalSizes, settings, **counts))
        case config.RecurrentSettings():
            return _recurrent(settings, pieces)
        case config.HybridSettings():
            return _hybrid(settings, pieces)


def sizes_of(kind: type[_Sizes], settings: Section, **others: int) -> _Sizes:
    """Return the sizes that the settings of an architecture give, and `others` beside them."""
    names = {field.name for field in fields(kind)}
    return kind(**settings.model_dump(include=names) | others)


def _recurrent(settings: config.RecurrentSettings, pieces: Pieces) -> TrainableModel:
    source, target = _tables(settings.tied, pieces, settings.embedding)
    sizes = sizes_of(EncoderSizes, settings, layers=settings.encoder_layers)
    encoder = RecurrentEncoder(source, sizes)
    decoder = _recurrent_decoder(settings, target, settings.embedding)
    return EncoderDecoder(encoder, decoder, tied=settings.tied != "none")


def _hybrid(settings: config.HybridSettings, pieces: Pieces) -> TrainableModel:
    source, target = _tables(settings.tied, pieces, settings.size)
    sizes = sizes_of(TransformerEncoderSizes, settings)
    decoder = _recurrent_decoder(settings, target, settings.size)
    return EncoderDecoder(TransformerEncoder(source, sizes), decoder, tied=settings.tied != "none")


def _recurrent_decoder(
    settings: config.RecurrentSettings | config.HybridSettings,
    table: PieceEmbedding,
    embedding: int,
) -> Decoder:
    layers = settings.decoder_layers
    sizes = sizes_of(DecoderSizes, settings, layers=layers, embedding=embedding)
    match settings.link:
        case "start":
            return InitialVectorDecoder(table, sizes)
        case "every_step":
            return EveryStepVectorDecoder(table, sizes)
        case "attention_before":
            return AttentionBefore(table, sizes, settings.score)
        case "attention_after" if settings.input_feeding:
            return InputFeeding(table, sizes, settings.score)
        case "attention_after":
            return AttentionAfter(table, sizes, settings.score)


def _tables(tied: str, pieces: Pieces, size: int) -> tuple[PieceEmbedding, PieceEmbedding]:
    """Return the tables of source and target pieces, one and the same if all is tied."""
    source = PieceEmbedding(pieces.source, size)
    return source, source if tied == "all" else PieceEmbedding(pieces.target, size)


def load_model(folder: Path) -> LoadedModel:
    """Return the model in `folder`, in float32, ready to translate."""
    content = ModelFolder.load(folder)
    pieces = len(content.tokenizers.source), len(content.tokenizers.target)
    model = build_model(content.description.model, *pieces)
    _set_weights(model, content.weights, folder)
    return LoadedModel(model.eval(), content.tokenizers, content.description, content.selftest)


def load_weights(model: TranslationModel, folder: Path, tokenizers: TokenizerPair) -> None:
    """Load the weights in `folder` into `model`, which must have the same shape.

    Where `model` has other pieces, by `tokenizers`, theirs are made of the old ones.
    """
    content = ModelFolder.load(folder)
    weights = transferred_weights(content.weights, content.tokenizers, tokenizers)
    _set_weights(model, weights, folder)


def load_models(folders: Sequence[Path]) -> LoadedModel:
    """Return the model in a single folder, or the ensemble of the models in several.

    Raises TolmachError where they differ in what they translate or in the pieces they know.
    """
    first, *others = map(load_model, folders)
    for folder, other in zip(folders[1:], others, strict=True):
        _must_agree(folders[0], first, folder, other)
    if not others:
        return first
    name = " + ".join(loaded.description.name for loaded in (first, *others))
    return first._replace(
        model=Ensemble([loaded.model for loaded in (first, *others)]).eval(),
        description=first.description.model_copy(update={"name": name}),
        selftest=SelfTest([], []),
    )


def weights_of(model: TranslationModel, dtype: torch.dtype) -> dict[str, Tensor]:
    """Return the weights by name, each tied one once, as copies of the given precision."""
    return {
        name: weight.detach().to("cpu", dtype, copy=True)
        for name, weight in model.named_parameters()
    }


def _must_agree(folder: Path, model: LoadedModel, other_folder: Path, other: LoadedModel) -> None:
    if model.tokenizers.to_json() != other.tokenizers.to_json():
        raise ModelError(
            f"{folder} and {other_folder} cut text into different pieces, so they cannot translate "
            "together; name models with one vocabulary, trained on the same text with other seeds."
        )
    one, two = ((each.description.languages, each.description.lowercase) for each in (model, other))
    if one != two:
        raise ModelError(
            f"{folder} and {other_folder} translate between other languages or letter cases, so "
            "they cannot translate together; name models for the same."
        )


def _set_weights(model: TranslationModel, weights: Mapping[str, Tensor], folder: Path) -> None:
    parameters = dict(model.named_parameters())
    if odd := sorted(parameters.keys() ^ weights.keys()):
        raise ModelError(
            f"The weights in {folder} do not fit its config.toml: {odd[0]} is in one of them only."
        )
    with torch.no_grad():
        for name, parameter in parameters.items():
            if parameter.shape != weights[name].shape:
                raise ModelError(
                    f"The weights in {folder} do not fit its config.toml: {name} has shape "
                    f"{tuple(weights[name].shape)}, not {tuple(parameter.shape)}."
                )
            parameter.copy_(weights[name])
            if not bool(parameter.isfinite().all()):
                raise ModelError(
                    f"The weights in {folder} are no numbers ({name}): the model diverged in "
                    "training, or the file is damaged; train or copy it again."
                )
