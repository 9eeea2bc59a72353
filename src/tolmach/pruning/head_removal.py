"""Removal of attention heads from a model's weights.

Shapes: H heads, E head size, D model size.
"""

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor, nn

from tolmach.config.model import HybridSettings, TransformerSettings
from tolmach.models.build import build_model, weights_of
from tolmach.models.protocol import TrainableModel
from tolmach.nn.attention import CrossAttention, SelfAttention
from tolmach.nn.layers import PieceEmbedding

_WITH_HEADS = (SelfAttention, CrossAttention)
_KEYS = {
    "encoder.self": "encoder_heads",
    "decoder.self": "decoder_heads",
    "decoder.cross": "cross_heads",
}


def heads_of(settings: TransformerSettings | HybridSettings) -> dict[str, int]:
    """Return how many heads each attention of a Transformer's kind has, 0 where none is left."""
    layers = {"encoder": settings.encoder_layers, "decoder": settings.decoder_layers}
    return {
        f"{kind}.{1 + layer}": heads
        for kind, key in _KEYS.items()
        if key in type(settings).model_fields and not _recurs(settings, kind)
        for layer, heads in enumerate(
            getattr(settings, key) or [settings.heads] * layers[kind.partition(".")[0]]
        )
    }


def _recurs(settings: TransformerSettings | HybridSettings, kind: str) -> bool:
    """Say whether a recurrent unit stands where attention of this kind would."""
    return kind == "decoder.self" and getattr(settings, "decoder_self", "") == "ssru"


def remove_heads(
    model: TrainableModel,
    settings: TransformerSettings | HybridSettings,
    gates: Mapping[str, Tensor],
) -> tuple[TransformerSettings | HybridSettings, dict[str, Tensor]]:
    """Return settings and float32 weights of `model` without the heads whose gate is 0.

    `gates` has gates [H] by site; other sites stay whole. What a kept head brings is multiplied by
    its gate once and for all, so the smaller model computes what the gated one did.
    """
    weights = weights_of(model, torch.float32)
    for name, part in model.named_modules():
        if isinstance(part, _WITH_HEADS) and part.site in gates:
            weights.update(_of_kept_heads(part, name, gates[part.site].detach().cpu()))
    left = heads_of(settings) | {site: int((each != 0).sum()) for site, each in gates.items()}
    pruned = with_heads(settings, left)
    names = _parameter_names(pruned, model)
    return pruned, {name: weight for name, weight in weights.items() if name in names}


def with_heads(
    settings: TransformerSettings | HybridSettings, left: Mapping[str, int]
) -> TransformerSettings | HybridSettings:
    """Return the settings with so many heads left at each site, all of which `left` must name."""
    lists = {
        key: [heads for site, heads in left.items() if site.startswith(f"{kind}.")]
        for kind, key in _KEYS.items()
    }
    some_gone = {key: each for key, each in lists.items() if set(each) - {settings.heads}}
    return type(settings).model_validate({**settings.model_dump(), **some_gone})


def _parameter_names(
    settings: TransformerSettings | HybridSettings, model: TrainableModel
) -> set[str]:
    """Return the names in a model of these settings that reads and writes the same pieces."""
    tables = (part for part in model.modules() if isinstance(part, PieceEmbedding))
    with torch.device("meta"):  # which neither computes nor initialises anything
        empty = build_model(settings, len(next(tables).weight), len(model.output.bias))
    return {name for name, _ in empty.named_parameters()}


def _of_kept_heads(
    part: SelfAttention | CrossAttention, name: str, gates: Tensor
) -> dict[str, Tensor]:
    """Return the weights of the kept heads of one attention, under their names in the model."""
    factors = gates.repeat_interleave(part.head_size)  # [H E]
    kept = factors != 0
    out = part.out
    if not kept.any():
        return {f"{name}.bias": out.bias.detach().cpu().float()}
    found = {f"{name}.out.weight": out.weight.detach().cpu().float()[:, kept] * factors[kept]}
    projections = (
        {"query_key_value": 3} if isinstance(part, SelfAttention) else {"query": 1, "key_value": 2}
    )
    for projection, copies in projections.items():
        linear, rows = cast(nn.Linear, part.get_submodule(projection)), kept.repeat(copies)
        found[f"{name}.{projection}.weight"] = linear.weight.detach().cpu().float()[rows]
        found[f"{name}.{projection}.bias"] = linear.bias.detach().cpu().float()[rows]
    return found
