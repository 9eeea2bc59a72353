"""A recorder of every attention distribution that a model of any architecture computes.

Shapes: B sentences, H heads, T target length, S source length, Q queries and K keys of a site.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from tolmach.data.batches import padded_batch
from tolmach.errors import RequestError
from tolmach.inference.auto_engine import reference_of
from tolmach.inference.batching import answers_by_length
from tolmach.inference.torch_engine import TorchEngine
from tolmach.models.protocol import TranslationModel
from tolmach.nn.hooks import decoder_cross, listening
from tolmach.text.tokenizer import EOS_ID
from tolmach.translation.translator import Translator

Weights = NDArray[np.float32]

DECODER_CROSS = decoder_cross(0).removesuffix("0")  # with a layer's number, a site


class Recorder:
    """A context manager that keeps the attention weights of the models that run in its scope.

    It holds for this thread alone. A model's results stay the same, to the bit: weights are
    computed once more beside them. Run `encode` and `decode` of one batch in it, or `step` with
    one hypothesis a sentence.
    """

    def __init__(self) -> None:
        self._parts: defaultdict[str, list[Tensor]] = defaultdict(list)
        self._active = ExitStack()

    def __enter__(self) -> Self:
        self._active.enter_context(listening(self._keep))
        return self

    def __exit__(self, *_: object) -> None:
        self._active.close()

    @property
    def sites(self) -> list[str]:
        """The sites of attention, in the order of computation: `encoder.self.1`, …"""
        return list(self._parts)

    def weights(self, site: str) -> Tensor:
        """Return weights [B, H, Q, K] on the CPU; those of single steps are concatenated.

        Keys that did not exist yet at a query have weight 0, like masked ones.
        """
        parts = self._parts[site]
        longest = max(part.shape[-1] for part in parts)
        return torch.cat([F.pad(part, (0, longest - part.shape[-1])) for part in parts], dim=2)

    def _keep(self, site: str, weights: Tensor) -> None:
        self._parts[site].append(weights.float().cpu())


@dataclass(frozen=True)
class Recording:
    """Attention of a model to one source and one teacher-forced target.

    Query t of the decoder has read `<s>` and the first t pieces of `target`, and predicts piece t.
    """

    source: tuple[int, ...]  # ids, `</s>` last
    target: tuple[int, ...]
    weights: Mapping[str, Weights]  # [H, Q, K] by site, without padding

    @property
    def cross_layers(self) -> dict[int, Weights]:
        """Attention of the decoder to the source, [H, T, S], by the layer's number, from 1.

        A layer all of whose heads were pruned is missing, and so is every layer of a model that
        knows the source by one vector.
        """
        return {
            int(site.removeprefix(DECODER_CROSS)): weights
            for site, weights in self.weights.items()
            if site.startswith(DECODER_CROSS)
        }


def record_texts(
    translator: Translator, sources: Sequence[str], targets: Sequence[str]
) -> list[Recording]:
    """Record attention in given pairs of texts, each read whole.

    For attention in the model's own translation, give that translation's text.
    """
    engine = open_engine(translator, "Attention can be recorded")
    source_ids, target_ids = translator.encoded(sources, targets)
    lengths = [1 + max(map(len, pair)) for pair in zip(source_ids, target_ids, strict=True)]

    def record(rows: list[int]) -> list[Recording]:
        chosen = [source_ids[row] for row in rows], [target_ids[row] for row in rows]
        return record_pairs(engine.model, *chosen)

    return answers_by_length(lengths, engine.batch_tokens, record)


def record_pairs(
    model: TranslationModel, sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
) -> list[Recording]:
    """Record attention in pairs of ids, which come without special pieces, in one batch."""
    device = next(model.parameters()).device
    batch = padded_batch(sources, targets).to(device)
    with torch.inference_mode(), Recorder() as recorder:
        model.decode_rows(model.encode(batch.source, batch.source_keep), batch.target_in)
    weights = {site: recorder.weights(site).numpy() for site in recorder.sites}
    return list(_recordings(sources, targets, weights))


def _recordings(
    sources: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
    weights: Mapping[str, Weights],
) -> Iterator[Recording]:
    for row, (source, target) in enumerate(zip(sources, targets, strict=True)):
        sizes = {"encoder": len(source) + 1, "decoder": len(target) + 1}
        cut = {}
        for site, batch in weights.items():
            queries = sizes[site.split(".")[0]]
            keys = sizes["decoder"] if site.startswith("decoder.self") else sizes["encoder"]
            cut[site] = batch[row, :, :queries, :keys]
        yield Recording((*source, EOS_ID), (*target, EOS_ID), cut)


def open_engine(translator: Translator, wanted: str) -> TorchEngine:
    """Return the PyTorch engine of a translator; `wanted` says what for, as `Vectors are read`.

    Raises TolmachError where the translator runs on another engine alone.
    """
    engine = reference_of(translator.engine)
    if engine is None:
        raise RequestError(f"{wanted} on PyTorch alone; load the model with it.")
    return engine
