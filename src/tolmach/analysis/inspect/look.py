"""A view of one sentence in a model: attention, distributions over next pieces, search.

Shapes: H heads, Q queries, K keys of a site.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tolmach.analysis.attention.recorder import Recording, open_engine, record_pairs
from tolmach.analysis.attention.word_groups import PiecesAndWords, Weights
from tolmach.analysis.inspect.alternatives import Alternative, alternatives
from tolmach.analysis.inspect.beam_trace import BeamTrace, Considered, trace_beam
from tolmach.analysis.inspect.next_pieces import NextPieces, next_pieces
from tolmach.errors import RequestError
from tolmach.inference.engine import Engine
from tolmach.model_folder import Description
from tolmach.search.options import SearchOptions
from tolmach.text.tokenizer import Tokenizer
from tolmach.translation.translator import Translator

_DIGITS = 3  # of a weight; more would make the page of a long sentence too large


@dataclass(frozen=True)
class SentenceView:
    """A view of one source and one target, given or the model's own.

    `recording` and `places` are of the teacher-forced target; `trace` is the model's own search,
    also where the target was given.
    """

    model: Description
    source: PiecesAndWords
    target: PiecesAndWords
    given: bool
    recording: Recording
    places: tuple[NextPieces, ...]
    trace: BeamTrace
    options: SearchOptions
    tokenizer: Tokenizer  # of the target
    engine: Engine

    @cached_property
    def alternatives(self) -> Mapping[Alternative, tuple[int, ...]]:
        """The whole translation with each of the likeliest other pieces of each position."""
        return alternatives(self.engine, self.recording.source[:-1], self.places)

    def as_json(self) -> dict[str, Any]:
        """Return all of it as plain values; weights with three digits."""
        attention = {site: _rounded(w) for site, w in self.recording.weights.items()}
        return self.numbers() | {"attention": attention}

    def numbers(self) -> dict[str, Any]:
        """Return all but the attention as plain values."""
        found = self.summary()
        for at, place in enumerate(found["next_pieces"]):
            place["otherwise"] = self._otherwise(at)
        return found

    def summary(self) -> dict[str, Any]:
        """Return all but the attention and the alternatives as plain values."""
        pieces = self.tokenizer.pieces(range(len(self.tokenizer)))
        return {
            "model": self.model.name,
            "languages": list(self.model.languages),
            "source": _side(self.source),
            "target": _side(self.target) | {"given": self.given},
            "next_pieces": [_place(place, pieces) for place in self.places],
            "search": self._search(pieces),
        }

    def _otherwise(self, at: int) -> list[tuple[int, str]]:
        """Return the continuations with other pieces at a position, by their rank from 0."""
        chosen = {rank: ids for (place, rank), ids in self.alternatives.items() if place == at}
        return [(rank, self.tokenizer.decode(ids)) for rank, ids in chosen.items()]

    def _search(self, pieces: Sequence[str]) -> dict[str, Any]:
        found = [
            {
                "text": self.tokenizer.decode(one.ids),
                "pieces": [pieces[piece] for piece in one.ids],
                "log_probability": round(one.log_probability, 6),
                "score": round(one.score, 6),
                "finished": one.finished,
            }
            for one in self.trace.found
        ]
        steps = [[_considered(one, pieces) for one in step] for step in self.trace.steps]
        return {"beam": self.options.beam, "found": found, "steps": steps}


def look_at(
    translator: Translator,
    source: str,
    target: str | None = None,
    options: SearchOptions | None = None,
    prefix: Sequence[int] = (),
) -> SentenceView:
    """Return the view of a source, read whole, and of a target or the model's own.

    Its own target is the best that beam search finds; the search is always beam search, with
    the beam, penalty and guard of `options`, for translations that begin with `prefix`. Raises
    TolmachError where the source is empty, or a side longer than what can be looked at.
    """
    options = options or SearchOptions()
    model = open_engine(translator, "A model can be inspected").model
    tokenizers = translator.tokenizers
    source_ids = read_whole(translator, source)
    given = None if target is None else _given_target(translator, target)
    trace = trace_beam(translator.engine, source_ids, options, prefix)
    target_ids = list(trace.found[0].ids) if given is None else given
    return SentenceView(
        model=translator.description,
        source=PiecesAndWords.of(source_ids, tokenizers.source),
        target=PiecesAndWords.of(target_ids, tokenizers.target),
        given=given is not None,
        recording=record_pairs(model, [source_ids], [target_ids])[0],
        places=next_pieces(model, source_ids, target_ids),
        trace=trace,
        options=options,
        tokenizer=tokenizers.target,
        engine=translator.engine,
    )


def read_whole(translator: Translator, source: str) -> list[int]:
    """Return the pieces of a source that is read whole.

    Raises RequestError where it is empty or longer than what is translated in one.
    """
    [cleaned] = translator.cleaned([source])
    ids = translator.tokenizers.source.encode(cleaned)
    if not ids:
        raise RequestError("There is no text to look at; give a sentence.")
    _check_length("text", ids, translator.longest)
    return ids


def longest_target(translator: Translator) -> int:
    """Return the most pieces of a translation that can be looked at."""
    return min(4 * translator.longest, translator.readable - 1)  # `<s>` takes a place


def _given_target(translator: Translator, target: str) -> list[int]:
    """Return the pieces of a translation. Raises RequestError where they are too many."""
    [cleaned] = translator.cleaned([target])
    ids = translator.tokenizers.target.encode(cleaned)
    _check_length("translation", ids, longest_target(translator))
    return ids


def _check_length(called: str, ids: Sequence[int], most: int) -> None:
    if len(ids) > most:
        raise RequestError(
            f"The {called} has {len(ids):,} pieces, and one that is read whole at most {most}; "
            "give one sentence of it.",
            "look_pieces",
            (str(len(ids)), str(most)),
        )


def packed_weights(weights: Weights) -> dict[str, Any]:
    """Return weights [H, Q, K] as bytes, each a 255th: a long sentence has millions of them."""
    shades = np.round(255 * weights).astype(np.uint8)
    return {"shape": weights.shape, "bytes": b64encode(shades.tobytes()).decode()}


def _side(side: PiecesAndWords) -> dict[str, Any]:
    return {
        "text": side.text,
        "pieces": side.pieces,
        "words": side.words,
        "word_of_piece": side.groups,
    }


def _rounded(weights: Weights) -> list[list[list[float]]]:
    """Return weights [H, Q, K] with three digits; 0 and 1 as whole numbers, which are shorter."""
    rows = np.round(weights.astype(np.float64), _DIGITS).tolist()
    return [[[int(w) if w in (0, 1) else w for w in row] for row in head] for head in rows]


def _place(place: NextPieces, pieces: Sequence[str]) -> dict[str, Any]:
    return {
        "said": pieces[place.actual],
        "probability": round(place.probability, 6),
        "rank": place.rank,
        "best": [[pieces[piece], round(probability, 6)] for piece, probability in place.best],
    }


def _considered(one: Considered, pieces: Sequence[str]) -> dict[str, Any]:
    kept = {} if one.slot is None else {"slot": one.slot}
    return {
        "parent": one.parent,
        "piece": pieces[one.piece],
        "log_probability": round(one.log_probability, 4),
        "total": round(one.total, 4),
        "score": round(one.score, 4),
        "fate": one.outcome,
        **kept,
    }
