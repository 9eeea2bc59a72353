"""The parts of a model as a diagram of encoder and decoder draws them, and their numbers.

Shapes: S source and T target length, D size of a part's vectors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from tolmach.config.model import (
    ConvolutionalSettings,
    HybridSettings,
    Model,
    RecurrentSettings,
    TransformerSettings,
)
from tolmach.data.batches import padded_batch
from tolmach.models.protocol import TranslationModel
from tolmach.nn.hooks import decoder_cross, decoder_self, encoder_self

Side = Literal["encoder", "decoder"]
BoxKind = Literal[
    "embedding",
    "positions",
    "norm",
    "self_attention",
    "cross_attention",
    "feed_forward",
    "convolution",
    "recurrent",
    "start",
    "vector",
    "readout",
    "output",
]
Sublayer = tuple[str, BoxKind, str | None]  # its name in the layer, its kind, its attention
Values = NDArray[np.float32]


@dataclass(frozen=True)
class ModelBox:
    """A part of a model: its module, by path, and where it stands; `layer` 0 is in no layer.

    `site` names its attention, if it attends. Where no call of the module gives the part's
    vectors, they are what the module `reads`.
    """

    name: str
    side: Side
    kind: BoxKind
    layer: int = 0
    site: str | None = None
    reads: bool = False


def model_boxes(settings: Model) -> tuple[ModelBox, ...]:
    """Return the parts of a model in the order of computation, the encoder's first."""
    match settings:
        case TransformerSettings():
            return (*_transformer_encoder(settings), *_transformer_decoder(settings))
        case ConvolutionalSettings():
            return tuple(_convolutional(settings))
        case RecurrentSettings():
            return (*_recurrent_encoder(settings), *_recurrent_decoder(settings))
        case HybridSettings():
            return (*_transformer_encoder(settings), *_recurrent_decoder(settings))


def box_numbers(
    model: TranslationModel, box: ModelBox, source: Sequence[int], target: Sequence[int]
) -> Values:
    """Return the vectors of one part at every position, [S, D] or [T, D]; [1, D] of one vector.

    The target is teacher-forced; ids come without special pieces. The encoder of a model that
    reads backwards has its vectors in the order of reading.
    """
    device = next(model.parameters()).device
    batch = padded_batch([source], [target]).to(device)
    found: list[Tensor] = []
    module = model.get_submodule(box.name)
    with torch.inference_mode(), _listening(module, found, box):
        memory = model.encode(batch.source, batch.source_keep)
        if box.side == "decoder":
            found.clear()  # a table of pieces that both sides share was read by the encoder, too
            model.decode(memory, batch.target_in)
    return torch.cat(found, dim=1)[0].detach().float().cpu().numpy()


def _listening(module: nn.Module, found: list[Tensor], box: ModelBox) -> RemovableHandle:
    """Collect what a module returns, or reads, as [B, T, D]; a decoder may take single steps.

    It ends with the handle's context.
    """

    def keep(_: nn.Module, inputs: Any, returned: Any = None) -> None:
        value = inputs[0] if box.reads else returned
        rows = value[0] if isinstance(value, tuple) else value
        found.append(rows if rows.dim() == 3 else rows[:, None])

    return module.register_forward_hook(keep)


def _transformer_encoder(settings: TransformerSettings | HybridSettings) -> Iterator[ModelBox]:
    hybrid = isinstance(settings, HybridSettings)
    table, positions, layers, norm = (
        ("encoder.embedding", "encoder.positions", "encoder.layers", "encoder.norm")
        if hybrid
        else ("source_embedding", "source_positions", "encoder", "encoder_norm")
    )
    yield ModelBox(table, "encoder", "embedding")
    if settings.positions != "rotary":
        yield ModelBox(positions, "encoder", "positions")
    for layer in range(settings.encoder_layers):
        parts: tuple[Sublayer, ...] = (
            ("attention", "self_attention", encoder_self(1 + layer)),
            ("feed_forward", "feed_forward", None),
        )
        yield from _sublayers(f"{layers}.{layer}", "encoder", parts, settings.norm)
    if hybrid or settings.norm == "pre":
        yield ModelBox(norm, "encoder", "norm")


def _transformer_decoder(settings: TransformerSettings) -> Iterator[ModelBox]:
    yield ModelBox("target_embedding", "decoder", "embedding")
    if settings.positions != "rotary":
        yield ModelBox("target_positions", "decoder", "positions")
    for layer in range(settings.decoder_layers):
        attends = settings.decoder_self == "attention"
        reading: Sublayer = (
            ("attention", "self_attention", decoder_self(1 + layer))
            if attends
            else ("attention", "recurrent", None)
        )
        parts: tuple[Sublayer, ...] = (
            reading,
            ("cross", "cross_attention", decoder_cross(1 + layer)),
            ("feed_forward", "feed_forward", None),
        )
        yield from _sublayers(f"decoder.{layer}", "decoder", parts, settings.norm)
    if settings.norm == "pre":
        yield ModelBox("decoder_norm", "decoder", "norm")
    yield ModelBox("output", "decoder", "output")


def _sublayers(path: str, side: Side, parts: Sequence[Sublayer], norm: str) -> Iterator[ModelBox]:
    """Yield the sublayers of one Transformer layer, each after its normalisation or before it."""
    layer = 1 + int(path.rpartition(".")[2])
    for name, kind, site in parts:
        own = ModelBox(f"{path}.{name}", side, kind, layer, site)
        normed = ModelBox(f"{path}.{name}_norm", side, "norm", layer)
        yield from (normed, own) if norm == "pre" else (own, normed)


def _convolutional(settings: ConvolutionalSettings) -> Iterator[ModelBox]:
    yield ModelBox("source_embedding", "encoder", "embedding")
    yield ModelBox("source_positions", "encoder", "positions")
    for layer in range(settings.encoder_layers):
        yield ModelBox(f"encoder.layers.{layer}", "encoder", "convolution", 1 + layer)
    yield ModelBox("target_embedding", "decoder", "embedding")
    yield ModelBox("target_positions", "decoder", "positions")
    if settings.link == "every_step":
        yield ModelBox("decoder.condition", "encoder", "vector")
    for layer in range(settings.decoder_layers):
        yield ModelBox(f"decoder.layers.{layer}", "decoder", "convolution", 1 + layer)
        if settings.link == "attention":
            site = decoder_cross(1 + layer)
            queries = f"decoder.queries.{layer}"
            yield ModelBox(queries, "decoder", "cross_attention", 1 + layer, site)
    yield ModelBox("output", "decoder", "output")


def _recurrent_encoder(settings: RecurrentSettings) -> Iterator[ModelBox]:
    yield ModelBox("encoder.embedding", "encoder", "embedding")
    for layer in range(settings.encoder_layers):
        yield ModelBox(f"encoder.layers.{layer}", "encoder", "recurrent", 1 + layer)


def _recurrent_decoder(settings: RecurrentSettings | HybridSettings) -> Iterator[ModelBox]:
    layer = 1 if settings.link == "attention_before" else 0  # of all layers, the top one attends
    attention = ModelBox("decoder.alignment", "decoder", "cross_attention", layer, decoder_cross(1))
    yield ModelBox("decoder.bridge.0", "decoder", "start")
    yield ModelBox("decoder.embedding", "decoder", "embedding")
    if settings.link == "every_step":
        yield ModelBox("decoder.vector", "decoder", "vector")
    if settings.link == "attention_before":
        yield attention
    yield ModelBox("decoder.upper", "decoder", "recurrent", 1, reads=True)
    for upper in range(settings.decoder_layers - 1):
        yield ModelBox(f"decoder.upper.layers.{upper}", "decoder", "recurrent", 2 + upper)
    if settings.link == "attention_after":
        yield attention
    yield ModelBox("output", "decoder", "readout", reads=True)
    yield ModelBox("output", "decoder", "output")
