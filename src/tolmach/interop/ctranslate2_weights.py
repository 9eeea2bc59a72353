"""The weights of a Transformer by CTranslate2's names, all heads present again.

CTranslate2 gives every attention of a model the same number of heads. A pruned head is one of
zeros there, whose value is zero whatever it attends to; of an attention without heads the bias of
its output is left, as with us.

Shapes: D model size, H heads before pruning, h heads left, E head size, P places.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tolmach.config.architectures import Activation
from tolmach.config.model import TransformerSettings
from tolmach.errors import ModelError
from tolmach.inference.mapped_weights import Weights

Array = NDArray[Any]
Named = Iterator[tuple[str, Array]]

SINUSOIDAL_PLACES = 1024  # for which there are positions in the exported model
_ACTIVATIONS: Mapping[Activation, int] = {"relu": 0, "silu": 2, "gelu": 3}  # an enumeration there
_BASE = 10_000.0  # of the wavelengths of positions


@dataclass(frozen=True)
class Variables:
    """Arrays by name, and other names for some of them."""

    arrays: Mapping[str, Array]
    aliases: Mapping[str, str]


def variables(settings: TransformerSettings, weights: Weights) -> Variables:
    """Return what CTranslate2's `TransformerSpec` holds for a model of these settings.

    Raises TolmachError where the weights do not fit the settings.
    """
    try:
        return _Layout(settings, weights).variables()
    except (KeyError, ValueError) as error:
        raise ModelError(
            f"The weights do not fit the model's config.toml ({error}); copy the model folder "
            "again."
        ) from error


class _Layout:
    """One model on its way from our names to theirs."""

    def __init__(self, settings: TransformerSettings, weights: Weights) -> None:
        self.settings = settings
        self.weights = weights
        self.head_size = settings.size // settings.heads  # E

    def variables(self) -> Variables:
        settings, aliases = self.settings, {}
        if settings.tied == "all":
            aliases["encoder/embeddings_0/weight"] = "decoder/embeddings/weight"
        if settings.tied != "none":
            aliases["decoder/projection/weight"] = "decoder/embeddings/weight"
        arrays = dict(self._encoder()) | dict(self._decoder())
        return Variables(arrays, aliases)

    def _encoder(self) -> Named:
        layers = self.settings.encoder_layers
        yield from self._stack("encoder", "source")
        if self.settings.tied != "all":
            yield "encoder/embeddings_0/weight", self._array("source_embedding.weight")
        yield "encoder/embeddings_merge", _byte(0)
        heads = self._heads(self.settings.encoder_heads, layers)
        for place in range(layers):
            yield from self._self_attention("encoder", place, heads[place])
            yield from self._feed_forward("encoder", place)

    def _decoder(self) -> Named:
        layers, tied = self.settings.decoder_layers, self.settings.tied
        yield from self._stack("decoder", "target")
        table = "source_embedding.weight" if tied == "all" else "target_embedding.weight"
        yield "decoder/embeddings/weight", self._array(table)
        yield "decoder/projection/bias", self._array("output.bias")
        if tied == "none":
            yield "decoder/projection/weight", self._array("output.weight")
        yield "decoder/start_from_zero_embedding", _byte(0)
        yield "decoder/alignment_heads", np.array(1, np.int16)
        yield "decoder/alignment_layer", np.array(-1, np.int16)
        heads = self._heads(self.settings.decoder_heads, layers)
        cross = self._heads(self.settings.cross_heads, layers)
        for place in range(layers):
            yield from self._self_attention("decoder", place, heads[place])
            yield from self._cross_attention(place, cross[place])
            yield from self._feed_forward("decoder", place)

    def _stack(self, side: str, read: str) -> Named:
        """Yield what a whole side has: its heads, norms and positions."""
        settings = self.settings
        yield f"{side}/num_heads", np.array(settings.heads, np.int16)
        yield f"{side}/pre_norm", _byte(settings.norm == "pre")
        yield f"{side}/activation", _byte(_ACTIVATIONS[settings.activation])
        yield f"{side}/scale_embeddings", _byte(1)
        if settings.norm == "pre":
            yield from self._norm(f"{side}/layer_norm", f"{side}_norm")
        if settings.positions == "learned":
            table = self._array(f"{read}_positions.embedding.weight")
            yield f"{side}/position_encodings/encodings", table
        if settings.positions == "sinusoidal":
            yield f"{side}/position_encodings/encodings", sinusoids(settings.size)

    def _self_attention(self, side: str, place: int, heads: int) -> Named:
        theirs, ours = f"{side}/layer_{place}/self_attention", f"{side}.{place}.attention"
        yield from self._into_heads(f"{theirs}/linear_0", f"{ours}.query_key_value", 3, heads)
        yield from self._out_of_heads(f"{theirs}/linear_1", ours, heads)
        yield from self._attention_norm(theirs, ours, heads)
        if self.settings.positions == "rotary":
            yield f"{theirs}/rotary_dim", np.array(self.head_size, np.int32)
            yield f"{theirs}/rotary_base", np.array(_BASE, np.float32)
            yield f"{theirs}/rotary_interleave", _byte(0)

    def _cross_attention(self, place: int, heads: int) -> Named:
        theirs, ours = f"decoder/layer_{place}/attention", f"decoder.{place}.cross"
        yield from self._into_heads(f"{theirs}/linear_0", f"{ours}.query", 1, heads)
        yield from self._into_heads(f"{theirs}/linear_1", f"{ours}.key_value", 2, heads)
        yield from self._out_of_heads(f"{theirs}/linear_2", ours, heads)
        yield from self._attention_norm(theirs, ours, heads)

    def _into_heads(self, theirs: str, ours: str, parts: int, heads: int) -> Named:
        """Yield the map from rows to `parts` of all heads; pruned ones are zero."""
        size, every = self.settings.size, self.settings.heads
        weight = np.zeros((parts, every, self.head_size, size), np.float32)
        bias = np.zeros((parts, every, self.head_size), np.float32)
        if heads:
            shape = parts, heads, self.head_size
            weight[:, :heads] = self._array(f"{ours}.weight").reshape(*shape, size)
            bias[:, :heads] = self._array(f"{ours}.bias").reshape(shape)
        yield f"{theirs}/weight", weight.reshape(-1, size)
        yield f"{theirs}/bias", bias.reshape(-1)

    def _out_of_heads(self, theirs: str, ours: str, heads: int) -> Named:
        weight = np.zeros((self.settings.size, self.settings.size), np.float32)
        if heads:
            weight[:, : heads * self.head_size] = self._array(f"{ours}.out.weight")
        yield f"{theirs}/weight", weight
        yield f"{theirs}/bias", self._array(f"{ours}.out.bias" if heads else f"{ours}.bias")

    def _attention_norm(self, theirs: str, ours: str, heads: int) -> Named:
        """Yield a norm; before an attention without heads any would do, and we keep none."""
        if heads or self.settings.norm == "post":
            yield from self._norm(f"{theirs}/layer_norm", f"{ours}_norm")
            return
        yield f"{theirs}/layer_norm/gamma", np.ones(self.settings.size, np.float32)
        yield f"{theirs}/layer_norm/beta", np.zeros(self.settings.size, np.float32)

    def _feed_forward(self, side: str, place: int) -> Named:
        theirs, ours = f"{side}/layer_{place}/ffn", f"{side}.{place}.feed_forward"
        for number, part in enumerate(("inner", "out")):
            yield f"{theirs}/linear_{number}/weight", self._array(f"{ours}.{part}.weight")
            yield f"{theirs}/linear_{number}/bias", self._array(f"{ours}.{part}.bias")
        yield from self._norm(f"{theirs}/layer_norm", f"{ours}_norm")

    def _norm(self, theirs: str, ours: str) -> Named:
        yield f"{theirs}/gamma", self._array(f"{ours}.weight")
        yield f"{theirs}/beta", self._array(f"{ours}.bias")

    def _heads(self, left: list[int] | None, layers: int) -> list[int]:
        return [self.settings.heads] * layers if left is None else left

    def _array(self, name: str) -> Array:
        return self.weights[name].array()


def sinusoids(size: int) -> Array:
    """Return the positions [P, D] of `SinusoidalPositions`; CTranslate2's own begin one later."""
    half = (size + 1) // 2
    wavelength = np.exp(np.arange(half) * (-np.log(_BASE) / max(half - 1, 1)))
    angle = np.arange(SINUSOIDAL_PLACES)[:, None] * wavelength  # [P, half]
    table = np.concatenate([np.sin(angle), np.cos(angle)], axis=1)[:, :size]
    return table.astype(np.float32)


def _byte(value: int) -> Array:
    return np.array(value, np.int8)
