"""The one place that assembles models."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from tolmach.config import Model
from tolmach.errors import TolmachError
from tolmach.model_folder import Description, ModelFolder, SelfTest
from tolmach.models.protocol import TranslationModel
from tolmach.models.transformer import Transformer, TransformerSizes
from tolmach.text.tokenizer import TokenizerPair


class LoadedModel(NamedTuple):
    """A model folder come to life."""

    model: TranslationModel
    tokenizers: TokenizerPair
    description: Description
    selftest: SelfTest


def build_model(settings: Model, source_pieces: int, target_pieces: int) -> TranslationModel:
    """Return a freshly initialised model of the given architecture and sizes."""
    pieces = (source_pieces, target_pieces)
    sizes = settings.model_dump(exclude={"architecture"})
    match settings.architecture:
        case "transformer":
            return Transformer(TransformerSizes(*pieces, **sizes))
        case "recurrent" | "hybrid":
            raise TolmachError(f"No {settings.architecture} model can be built.")


def load_model(folder: Path) -> LoadedModel:
    """Return the model in `folder`, in float32, ready to translate."""
    content = ModelFolder.load(folder)
    pieces = len(content.tokenizers.source), len(content.tokenizers.target)
    model = build_model(content.description.model, *pieces)
    _set_weights(model, content.weights, folder)
    return LoadedModel(model.eval(), content.tokenizers, content.description, content.selftest)


def load_weights(model: TranslationModel, folder: Path) -> None:
    """Give `model` the weights of the model in `folder`, which must be of the same shape."""
    _set_weights(model, ModelFolder.load(folder).weights, folder)


def weights_of(model: TranslationModel, dtype: torch.dtype) -> dict[str, Tensor]:
    """Return the weights by name, each tied one once, as copies of the given precision."""
    return {
        name: weight.detach().to("cpu", dtype, copy=True)
        for name, weight in model.named_parameters()
    }


def _set_weights(model: TranslationModel, weights: Mapping[str, Tensor], folder: Path) -> None:
    parameters = dict(model.named_parameters())
    if odd := sorted(parameters.keys() ^ weights.keys()):
        raise TolmachError(
            f"The weights in {folder} do not fit its config.toml: {odd[0]} is in one of them only."
        )
    with torch.no_grad():
        for name, parameter in parameters.items():
            if parameter.shape != weights[name].shape:
                raise TolmachError(
                    f"The weights in {folder} do not fit its config.toml: {name} has shape "
                    f"{tuple(weights[name].shape)}, not {tuple(parameter.shape)}."
                )
            parameter.copy_(weights[name])
            if not bool(parameter.isfinite().all()):
                raise TolmachError(
                    f"The weights in {folder} are no numbers ({name}): the model diverged in "
                    "training, or the file is damaged; train or copy it again."
                )
