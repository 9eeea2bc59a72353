"""The inside of a model on one sentence, as the page draws it; what is sent stays bounded.

Shapes: H heads, Q queries, K keys of a site.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from tolmach.analysis.attention.recorder import open_engine
from tolmach.analysis.attention.word_groups import Weights
from tolmach.analysis.inspect.layer_words import DecoderReadings, read_decoder
from tolmach.analysis.inspect.look import (
    SentenceView,
    longest_target,
    look_at,
    packed_weights,
    read_whole,
)
from tolmach.analysis.inspect.model_boxes import box_numbers, model_boxes
from tolmach.analysis.inspect.piece_merges import word_merges
from tolmach.errors import RequestError
from tolmach.search.hypothesis import Hypothesis, LengthPenalty
from tolmach.search.methods import Sampling
from tolmach.search.options import SearchOptions
from tolmach.service.served_model import ServedModel
from tolmach.text.language import foreign_language
from tolmach.text.tokenizer import SPECIAL
from tolmach.translation.translator import Translator

TEMPERATURES = tuple(round(0.1 * tenths, 1) for tenths in range(1, 21))

_WEIGHTS = 400_000  # of all sites; beyond, the heads of a site are sent as their mean
_DROPPED = 6  # hypotheses of a step that were not kept
_UNITS = 48  # of a vector
_SAMPLES = 3

Numbers = dict[str, Any]


@dataclass(frozen=True)
class InsideRequest:
    """A source, and how to search for its translation.

    All translations begin with the pieces `prefix`, by number. The temperature is of samples.
    """

    source: str
    beam: int = 5
    penalty: LengthPenalty = field(default_factory=LengthPenalty)
    prefix: tuple[int, ...] = ()
    temperature: float = 1.0


def inside(translator: Translator, asked: InsideRequest) -> Numbers:
    """Return all that happens in a model while it translates a sentence.

    Beside what `tolmach look` shows: greedy search, what the decoder would say after each layer,
    the merges of all pieces, the parts of the model, and the language that the sentence is in where
    it surely is not the model's. Attention comes packed, by site: its `shape`, and in `bytes` each
    weight as a 255th; `mean` says that it is that of all heads.
    """
    _check_pieces(translator, asked.prefix)
    options = SearchOptions(beam=asked.beam, penalty=asked.penalty)
    view = look_at(translator, asked.source, None, options, asked.prefix)
    source, target = view.recording.source[:-1], view.recording.target[:-1]
    model = open_engine(translator, "A model can be inspected").model
    readings = read_decoder(model, source, target, temperatures=TEMPERATURES)
    return _summary(view) | {
        "foreign": foreign_language(asked.source, view.model.source_language),
        "architecture": view.model.model.architecture,
        "settings": view.model.model.model_dump(),
        "boxes": [asdict(box) for box in model_boxes(view.model.model)],
        "attention": packed_attention(view.recording.weights),
        "greedy": _greedy(translator, source, asked),
        "layers": _layers(readings, translator),
        "temperatures": TEMPERATURES,
        "temperature_sums": [[float(f"{s:.5g}") for s in row] for row in readings.temperature_sums],
        "merges": {
            "source": [asdict(word) for word in word_merges(translator.tokenizers.source, source)],
            "target": [asdict(word) for word in word_merges(translator.tokenizers.target, target)],
        },
    }


def samples(translator: Translator, asked: InsideRequest) -> list[Numbers]:
    """Return translations that are drawn at a temperature; the same request draws the same."""
    _check_pieces(translator, asked.prefix)
    method = Sampling(temperature=asked.temperature, seed=1)
    options = SearchOptions(n_best=_SAMPLES, method=method)
    source = read_whole(translator, asked.source)
    [found] = translator.engine.translate([source], options, prefixes=[asked.prefix])
    return [_hypothesis(translator, one) for one in found]


def box_look(translator: Translator, source: str, target: Sequence[int], number: int) -> Numbers:
    """Return the vectors of one part of the model, the first units of each.

    Raises RequestError where the model has no such part.
    """
    _check_pieces(translator, target)
    boxes = model_boxes(translator.description.model)
    if number >= len(boxes):
        raise RequestError(f"The model has {len(boxes)} parts, and none with number {number}.")
    model = open_engine(translator, "A model can be inspected").model
    rows = box_numbers(model, boxes[number], read_whole(translator, source), target)
    return {
        "box": number,
        "size": rows.shape[1],
        "rows": np.round(rows[:, :_UNITS].astype(np.float64), 3).tolist(),
    }


def head_roles(model: ServedModel) -> Numbers:
    """Return the roles of a model's heads by site, as its self-test shows them."""
    return {
        site: [[asdict(role) for role in roles] for roles in heads]
        for site, heads in model.head_roles.items()
    }


def packed_attention(sites: Mapping[str, Weights]) -> Numbers:
    """Return the attention of all sites [H, Q, K], packed; that of long sentences as means."""
    whole = sum(weights.size for weights in sites.values()) <= _WEIGHTS
    return {site: _packed(weights, whole=whole) for site, weights in sites.items()}


def _packed(weights: Weights, *, whole: bool) -> Numbers:
    averaged = not whole and len(weights) > 1
    sent = weights.mean(0, keepdims=True) if averaged else weights
    return packed_weights(sent) | {"mean": averaged}


def _summary(view: SentenceView) -> Numbers:
    """Return what the view holds, with the numbers of pieces, and the best of those dropped."""
    found = view.summary()
    for shown, place in zip(found["next_pieces"], view.places, strict=True):
        shown["ids"] = [piece for piece, _ in place.best]
    search = found["search"]
    search["steps"] = [_bounded(step) for step in search["steps"]]
    target = found["target"] | {"ids": view.recording.target[:-1]}
    search["length_penalty"] = view.options.effective_penalty.alpha
    return found | {"target": target, "search": search}


def _bounded(step: Sequence[Numbers]) -> list[Numbers]:
    stands = [one for one in step if one["fate"] in ("kept", "finished")]
    others = [one for one in step if one["fate"] not in ("kept", "finished", "never")]
    return [*stands, *others[:_DROPPED]]


def _greedy(translator: Translator, source: Sequence[int], asked: InsideRequest) -> Numbers:
    options = SearchOptions(beam=1, penalty=asked.penalty)
    [[found]] = translator.engine.translate([source], options, prefixes=[asked.prefix])
    return _hypothesis(translator, found)


def _hypothesis(translator: Translator, one: Hypothesis) -> Numbers:
    tokenizer = translator.tokenizers.target
    return {
        "text": tokenizer.decode(one.ids),
        "pieces": tokenizer.pieces(one.ids),
        "log_probability": round(one.log_probability, 4),
        "score": round(one.score, 4),
        "finished": one.finished,
    }


def _layers(readings: DecoderReadings, translator: Translator) -> list[list[list[Any]]]:
    name = translator.tokenizers.target.pieces
    return [
        [[[name([piece])[0], round(chance, 4)] for piece, chance in guesses] for guesses in layer]
        for layer in readings.layers
    ]


def _check_pieces(translator: Translator, pieces: Sequence[int]) -> None:
    """Raise RequestError where a number is no piece, or there are more than the model writes."""
    size = len(translator.tokenizers.target)
    wrong = next((piece for piece in pieces if not len(SPECIAL) <= piece < size), None)
    if wrong is not None:
        raise RequestError(f"{wrong} is no piece of this model; give numbers that it gave.")
    most = longest_target(translator)
    if len(pieces) > most:
        raise RequestError(f"A translation has at most {most} pieces here; give fewer.")
