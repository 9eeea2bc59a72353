"""The pieces that a decoder would say after each of its layers, and how temperature shifts them.

Shapes: L layers, T target length with `</s>`, D size of the last rows, V vocabulary.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from tolmach.data.batches import padded_batch
from tolmach.models.protocol import TranslationModel

_SHOWN = 3  # pieces after each layer

Guesses = tuple[tuple[int, float], ...]  # pieces and their probabilities, the most probable first


@dataclass(frozen=True)
class DecoderReadings:
    """Readings of a decoder at every position of a target, teacher-forced.

    `layers` are the most probable pieces after each layer, as if it were the last one (the "logit
    lens", nostalgebraist 2020). `temperature_sums` are the sums of p^(1 / temperature) over the
    vocabulary, by which a probability p becomes that at the temperature: p^(1 / temperature) over
    the sum.
    """

    layers: tuple[tuple[Guesses, ...], ...]  # [L, T]
    temperature_sums: tuple[tuple[float, ...], ...]  # [T], of each temperature


def read_decoder(
    model: TranslationModel,
    source: Sequence[int],
    target: Sequence[int],
    *,
    temperatures: Sequence[float] = (),
) -> DecoderReadings:
    """Read a decoder on one source and target, which come as ids without special pieces."""
    device = next(model.parameters()).device
    batch = padded_batch([source], [target]).to(device)
    with torch.inference_mode():
        memory = model.encode(batch.source, batch.source_keep)
        layers = model.decode_layers(memory, batch.target_in)
        logs = [model.output(rows)[0].float().log_softmax(-1) for rows in layers]  # [T, V] each
        sums = [(logs[-1] / each).exp().sum(-1).tolist() for each in temperatures]  # [T] each
    guesses = tuple(map(_guesses, logs))
    return DecoderReadings(guesses, tuple(zip(*sums, strict=True)))


def _guesses(logs: Tensor) -> tuple[Guesses, ...]:
    best = logs.topk(min(_SHOWN, logs.shape[1]))
    rows = zip(best.indices.tolist(), best.values.exp().tolist(), strict=True)
    return tuple(tuple(zip(pieces, chances, strict=True)) for pieces, chances in rows)
