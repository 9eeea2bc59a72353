"""The ladder: the architectures of neural translation in the order of their publication.

Each rung has a width that grows, so that all can be given the same number of parameters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch

from tolmach.config.model import (
    ConvolutionalSettings,
    HybridSettings,
    Model,
    RecurrentSettings,
    TransformerSettings,
)
from tolmach.errors import RunError
from tolmach.models.build import build_model

WIDEST = 4096  # units
TOLERANCE = 0.1  # of the parameters asked for
_HEADS = 4  # the width must be a multiple of twice as many


@dataclass(frozen=True)
class Depth:
    """Settings that all rungs share beside their width: layers, dropout, longest sentence."""

    layers: int
    dropout: float
    longest: int


@dataclass(frozen=True)
class Rung:
    """One architecture; `width` goes in steps of `step` units, `rate` times the learning rate."""

    name: str
    title: str
    paper: str
    family: Literal["recurrent", "convolutional", "transformer", "hybrid"]
    link: Literal["vector", "attention"]
    step: int
    shape: Callable[[int, Depth], Model]
    rate: float = 2.0


def sized(rung: Rung, depth: Depth, parameters: int, pieces: int) -> Model:
    """Return the rung's model whose size comes nearest to `parameters`, with a joint vocabulary.

    Raises TolmachError where none comes within a tenth.
    """
    low, high = 1, WIDEST // rung.step
    while low < high:
        middle = (low + high) // 2
        if count_parameters(rung.shape(middle * rung.step, depth), pieces) < parameters:
            low = middle + 1
        else:
            high = middle
    models = [rung.shape(steps * rung.step, depth) for steps in (max(1, low - 1), low)]
    counts = [count_parameters(model, pieces) for model in models]
    gap, nearest = min((abs(count - parameters), place) for place, count in enumerate(counts))
    if gap > TOLERANCE * parameters:
        raise RunError(
            f"{rung.title} cannot be given {parameters:,} parameters: {counts[0]:,} and "
            f"{counts[1]:,} come nearest; ask for more parameters or fewer pieces."
        )
    return models[nearest]


def count_parameters(model: Model, pieces: int) -> int:
    """Return how many parameters the model has, without making them."""
    with torch.device("meta"):
        return build_model(model, pieces, pieces).parameter_count


def _started(width: int, depth: Depth) -> Model:
    return RecurrentSettings(
        cell="lstm",
        embedding=width,
        size=2 * width,
        encoder_layers=2,
        decoder_layers=2,
        bidirectional=False,
        reverse_source=True,
        link="start",
        dropout=depth.dropout,
    )


def _reminded(width: int, depth: Depth) -> Model:
    return RecurrentSettings(
        cell="gru",
        embedding=width,
        size=2 * width,
        bidirectional=False,
        link="every_step",
        dropout=depth.dropout,
    )


def _convolutional_vector(width: int, depth: Depth) -> Model:
    return ConvolutionalSettings(
        size=width,
        encoder_layers=depth.layers,
        decoder_layers=depth.layers,
        link="every_step",
        longest=depth.longest,
        dropout=depth.dropout,
    )


def _attention_before(width: int, depth: Depth) -> Model:
    return RecurrentSettings(
        cell="gru",
        embedding=width,
        size=2 * width,
        link="attention_before",
        score="mlp",
        dropout=depth.dropout,
    )


def _attention_after(width: int, depth: Depth) -> Model:
    return RecurrentSettings(
        cell="lstm",
        embedding=width,
        size=2 * width,
        encoder_layers=2,
        decoder_layers=2,
        bidirectional=False,
        link="attention_after",
        score="bilinear",
        input_feeding=True,
        dropout=depth.dropout,
    )


def _convolutional_attention(width: int, depth: Depth) -> Model:
    return ConvolutionalSettings(
        size=width,
        encoder_layers=depth.layers,
        decoder_layers=depth.layers,
        link="attention",
        longest=depth.longest,
        dropout=depth.dropout,
    )


def _hybrid(width: int, depth: Depth) -> Model:
    return HybridSettings(
        size=width,
        heads=_HEADS,
        inner=4 * width,
        encoder_layers=max(1, depth.layers // 2),
        decoder_layers=1,
        dropout=depth.dropout,
    )


def _transformer(width: int, depth: Depth) -> Model:
    return TransformerSettings(
        size=width,
        heads=_HEADS,
        inner=4 * width,
        encoder_layers=depth.layers,
        decoder_layers=depth.layers,
        dropout=depth.dropout,
    )


def _deep_encoder(width: int, depth: Depth) -> Model:
    return TransformerSettings(
        size=width,
        heads=_HEADS,
        inner=4 * width,
        encoder_layers=2 * depth.layers - 1,
        decoder_layers=1,
        dropout=depth.dropout,
    )


# Steps are as wide as halves of directions and heads allow.
TRANSFORMER = Rung(
    "transformer",
    "Transformer",
    "Vaswani et al. 2017",
    "transformer",
    "attention",
    8,
    _transformer,
)
LADDER = (
    Rung(
        "recurrent-start",
        "Recurrent, one vector that starts the decoder",
        "Sutskever et al. 2014",
        "recurrent",
        "vector",
        2,
        _started,
    ),
    Rung(
        "recurrent-every-step",
        "Recurrent, one vector at every step",
        "Cho et al. 2014",
        "recurrent",
        "vector",
        2,
        _reminded,
    ),
    Rung(
        "convolutional-vector",
        "Convolutional, one vector",
        "Kalchbrenner and Blunsom 2013",
        "convolutional",
        "vector",
        2,
        _convolutional_vector,
        rate=4.0,
    ),
    Rung(
        "recurrent-attention-before",
        "Recurrent, attention before the step",
        "Bahdanau et al. 2015",
        "recurrent",
        "attention",
        2,
        _attention_before,
    ),
    Rung(
        "recurrent-attention-after",
        "Recurrent, attention after the step",
        "Luong et al. 2015",
        "recurrent",
        "attention",
        2,
        _attention_after,
    ),
    Rung(
        "convolutional-attention",
        "Convolutional, attention at every layer",
        "Gehring et al. 2017",
        "convolutional",
        "attention",
        2,
        _convolutional_attention,
        rate=4.0,
    ),
    Rung(
        "hybrid",
        "Transformer encoder, recurrent decoder",
        "Chen et al. 2018",
        "hybrid",
        "attention",
        8,
        _hybrid,
        rate=1.0,
    ),
    TRANSFORMER,
    Rung(
        "deep-encoder",
        "Transformer, deep encoder and shallow decoder",
        "Kasai et al. 2021",
        "transformer",
        "attention",
        8,
        _deep_encoder,
        rate=1.0,
    ),
)


def _changed(name: str, title: str, **settings: Any) -> Rung:
    """Return the rung of Luong et al. 2015 with other settings."""
    base = next(rung for rung in LADDER if rung.name == ABLATED)

    def shape(width: int, depth: Depth) -> Model:
        return base.shape(width, depth).model_copy(update=settings)

    return replace(base, name=name, title=title, shape=shape)


# The comparisons of Luong et al. 2015 (tables 1 and 4), one change of the rung at a time.
ABLATED = "recurrent-attention-after"
ABLATIONS = (
    _changed("score-dot", "dot score", score="dot"),
    _changed("score-mlp", "MLP score", score="mlp"),
    _changed("without-input-feeding", "without input feeding", input_feeding=False),
    _changed("reversed-source", "reversed source", reverse_source=True),
    _changed("both-directions", "encoder in both directions", bidirectional=True),
)


def chosen_rungs(names: list[str] | None) -> tuple[Rung, ...]:
    """Return the rungs of the given names in the ladder's order; None is all of them."""
    known = {rung.name: rung for rung in LADDER}
    if unknown := sorted(set(names or ()) - known.keys()):
        raise RunError(
            f'There is no architecture "{unknown[0]}" on the ladder; choose of {", ".join(known)}.'
        )
    return tuple(rung for rung in LADDER if names is None or rung.name in names)


def changes_of(names: Sequence[str]) -> tuple[Rung, ...]:
    """Return the changes of one rung that can be compared with it, if it is among `names`."""
    return ABLATIONS if ABLATED in names else ()
