"""From a model in training to a model folder that anybody can use."""

import numpy as np
import torch

from tolmach.chunks import spread
from tolmach.config.recipe import Recipe
from tolmach.model_folder import Description, ModelFolder, PieceCounts, SelfTest
from tolmach.models.build import weights_of
from tolmach.models.protocol import TrainableModel
from tolmach.search.options import SearchOptions
from tolmach.text.normalize import normalize, normalizer
from tolmach.training.preparation import PreparedData
from tolmach.training.validation import Validation, Validator

_SELFTESTS = 40  # enough to tell where a model looks for a word


def export_model(
    recipe: Recipe,
    prepared: PreparedData,
    model: TrainableModel,
    validator: Validator,
    found: Validation,
) -> ModelFolder:
    """Return the model as a folder's contents, with a card and a self-test of its own making.

    The weights are rounded as the recipe says, and the self-test is translated by the rounded
    weights, which is what every loader gets.
    """
    dtype = getattr(torch, recipe.training.save_precision)
    weights = weights_of(model, dtype)
    exact = weights_of(model, torch.float32)
    parameters = dict(model.named_parameters())
    try:
        _set(parameters, weights)
        selftest = _selftest(recipe, prepared, model, validator)
    finally:
        _set(parameters, exact)
    return ModelFolder(
        Description.trained(recipe.name, recipe.data, recipe.model),
        prepared.tokenizers,
        weights,
        _card(recipe, prepared, model, found),
        selftest,
        _piece_counts(prepared),
    )


def _piece_counts(prepared: PreparedData) -> PieceCounts:
    """Count the pieces of either side; those of a joint vocabulary on both sides together."""
    sides = prepared.tokenizers.source, prepared.tokenizers.target
    corpora = prepared.corpus.source, prepared.corpus.target
    source, target = (
        np.pad(found, (0, len(side) - len(found)))
        for side, found in zip(sides, (each.piece_counts for each in corpora), strict=True)
    )
    if prepared.tokenizers.joint:
        source = target = source + target
    return PieceCounts(source.tolist(), target.tolist())


def _set(parameters: dict[str, torch.nn.Parameter], weights: dict[str, torch.Tensor]) -> None:
    with torch.no_grad():
        for name, parameter in parameters.items():
            parameter.copy_(weights[name])


def _selftest(
    recipe: Recipe, prepared: PreparedData, model: TrainableModel, validator: Validator
) -> SelfTest:
    chosen = recipe.selftest or [pair.source for pair in spread(prepared.dev, _SELFTESTS)]
    seen = list(map(normalizer(lowercase=recipe.data.lowercase), chosen))
    pieces = prepared.tokenizers.source.encode_batch(seen)
    return SelfTest(
        list(map(normalize, chosen)),
        validator.translate(model, pieces, SearchOptions(beam=1)),
    )


def _card(recipe: Recipe, prepared: PreparedData, model: TrainableModel, found: Validation) -> str:
    data, counts = recipe.data, prepared.counts
    notes = f"\n{recipe.notes.strip()}\n" if recipe.notes.strip() else ""
    return f"""# {recipe.name}

Translates {data.source_language} to {data.target_language}.
{notes}
| | |
|---|---|
| architecture | {recipe.model.architecture}, {recipe.model.encoder_layers} encoder and \
{recipe.model.decoder_layers} decoder layers, {recipe.model.size} wide |
| parameters | {model.parameter_count:,} |
| vocabulary | {len(prepared.tokenizers.source):,} pieces, \
{"joint" if prepared.tokenizers.joint else "separate"} |
| trained on | {counts.kept:,} sentence pairs |
| dev set | {len(prepared.dev):,} sentence pairs |
| dev BLEU | {found.bleu:.2f} |
| dev chrF | {found.chrf:.2f} |
| dev perplexity | {found.perplexity:.2f} per piece |
{_signatures(found)}"""


def _signatures(found: Validation) -> str:
    """Return the signatures of the scores as indented lines, after a blank one."""
    return "\n".join(["", *(f"    {signature}" for signature in found.signatures), ""])
