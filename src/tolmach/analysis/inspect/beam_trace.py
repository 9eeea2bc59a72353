"""The tree of a beam search: every hypothesis considered, its score, and its outcome.

The native engine writes it down where it runs the model, without PyTorch; else the search is
observed.

Shapes: W live hypotheses before a step, C candidates of each, K beam.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import TYPE_CHECKING

from tolmach.errors import RequestError
from tolmach.inference.auto_engine import native_of, reference_of
from tolmach.inference.engine import Engine, Pieces
from tolmach.search.hypothesis import Hypothesis, LengthPenalty
from tolmach.search.options import SearchOptions
from tolmach.text.tokenizer import BOS_ID, EOS_ID, PAD_ID

if TYPE_CHECKING:
    from torch import Tensor

    from tolmach.inference.native_engine import NativeEngine
    from tolmach.inference.native_search import SearchedPiece
    from tolmach.inference.torch_engine import TorchEngine
    from tolmach.search.beam import BeamStep


class HypothesisOutcome(StrEnum):
    """The outcome of a hypothesis at its step, with the reason."""

    KEPT = "kept"
    FINISHED = "finished"
    OUTSIDE = "outside"  # better ones filled the beam
    ENOUGH = "enough"  # as many as the beam holds are finished: the search is over
    BEATEN = "beaten"  # finished ones are better than anything that could still come
    TOO_LONG = "too long"  # the guard's limit of length
    TOO_SHORT = "too short"  # the guard lets no translation end yet
    REPEATS = "repeats"  # the guard allows no more copies in a row
    NEVER = "never"  # padding and `<s>` are no text


@dataclass(frozen=True)
class Considered:
    """One hypothesis that the search considered: one of the step before, and a piece.

    `parent` is the slot, in the beam, of the one before (the first step's is 0), `slot` its own
    where it was kept. Both probabilities are natural logarithms under the model's own
    distribution, of the piece and of the whole; `score` is the whole's, divided by the length
    penalty as if it ended here.
    """

    parent: int
    piece: int
    log_probability: float
    total: float
    score: float
    outcome: HypothesisOutcome
    slot: int | None = None


@dataclass(frozen=True)
class BeamTrace:
    """A whole search: each step's hypotheses, the most probable first, and what was found."""

    steps: tuple[tuple[Considered, ...], ...]
    found: tuple[Hypothesis, ...]  # the best first


def trace_beam(
    engine: Engine, source: Pieces, options: SearchOptions, prefix: Pieces = ()
) -> BeamTrace:
    """Search for translations of one source, ids without `</s>`, and record the search.

    All of them begin with `prefix`. It is beam search as it always runs, only observed: the result
    is the same, to the bit. A beam of 1 is greedy search. Raises RequestError where the engine
    cannot be observed.
    """
    if (native := native_of(engine)) is not None:
        return _trace_native(native, source, options, prefix)
    if (reference := reference_of(engine)) is not None:
        return _trace_reference(reference, source, options, prefix)
    raise RequestError(
        "The search of this engine cannot be observed; load the model with the native engine or "
        "PyTorch."
    )


def _trace_native(
    engine: "NativeEngine", source: Pieces, options: SearchOptions, prefix: Pieces
) -> BeamTrace:
    steps, found = engine.observe(source, options, prefix)
    penalty = options.effective_penalty
    traced = (
        _ranked(_considered(one, penalty.divisor(length)) for one in step)
        for length, step in enumerate(steps, 1)
    )
    return BeamTrace(tuple(traced), tuple(found))


def _considered(one: "SearchedPiece", divisor: float) -> Considered:
    outcome = (
        _forbidden(one.piece)
        if one.outcome == "forbidden"
        else HypothesisOutcome[one.outcome.upper()]
    )
    score = one.total / divisor
    return Considered(
        one.parent, one.piece, one.log_probability, one.total, score, outcome, one.slot
    )


def _trace_reference(
    engine: "TorchEngine", source: Pieces, options: SearchOptions, prefix: Pieces
) -> BeamTrace:
    import torch

    from tolmach.search.beam import beam_search, observing
    from tolmach.search.sources import Sources

    if engine.longest is not None:
        options = options.within(engine.longest - 1)  # `<s>` takes a place
    log = _Log(options.effective_penalty)
    sources = Sources.of([source], [prefix], device=engine.device)
    with torch.inference_mode(), observing(log):
        (found,) = beam_search(engine.model, sources, options)
    return BeamTrace(tuple(log.steps), tuple(found))


def _ranked(considered: Iterable[Considered]) -> tuple[Considered, ...]:
    return tuple(sorted(considered, key=lambda one: -one.total))


class _Log:
    """An observer that records the search of one sentence as plain values."""

    def __init__(self, penalty: LengthPenalty) -> None:
        self.steps: list[tuple[Considered, ...]] = []
        self._penalty = penalty
        self._log_probabilities: Tensor  # [W, V]

    def scored(self, logits: "Tensor") -> None:
        self._log_probabilities = logits.log_softmax(-1)

    def decided(self, step: "BeamStep") -> None:
        divisor = self._penalty.divisor(1 + len(self.steps))
        self.steps.append(_ranked(self._considered(step, divisor)))

    def _considered(self, step: "BeamStep", divisor: float) -> Iterator[Considered]:
        outcomes = _outcomes(step)
        live = list(enumerate(_keys(step.live.parents, step.live.pieces)))
        slots = {key: slot for slot, key in reversed(live)}  # beside a forced piece, all are it
        ids, gains = step.candidates  # [W, C] each
        own = self._log_probabilities.gather(1, ids)  # [W, C], of the forbidden ones as well
        totals = step.totals[0].tolist()  # [W]
        rows = zip(ids.tolist(), gains.tolist(), own.tolist(), strict=True)
        for parent, row in enumerate(rows):
            if totals[parent] == -inf:  # a place in the beam that nothing has filled
                continue
            seen: set[int] = set()  # where a piece is forced, it fills all places
            for piece, searched, free in zip(*row, strict=True):
                if piece in seen:
                    continue
                seen.add(piece)
                forbidden = searched == -inf
                gain = free if forbidden else searched
                key, total = (parent, piece), totals[parent] + gain
                outcome = (
                    _forbidden(piece) if forbidden else outcomes.get(key, HypothesisOutcome.OUTSIDE)
                )
                slot = slots[key] if outcome is HypothesisOutcome.KEPT else None
                yield Considered(parent, piece, gain, total, total / divisor, outcome, slot)


def _outcomes(step: "BeamStep") -> dict[tuple[int, int], HypothesisOutcome]:
    """Return the outcomes of those that were not left outside, by parent and piece."""
    ended = step.finished[0].nonzero().squeeze(1)
    finished = _keys(step.best.parents[:, ended], step.best.pieces[:, ended])
    if bool(step.going):
        outcome = HypothesisOutcome.KEPT
    elif bool(step.at_limit):
        outcome = HypothesisOutcome.TOO_LONG
    else:
        outcome = (
            HypothesisOutcome.ENOUGH if bool(step.to_exceed == inf) else HypothesisOutcome.BEATEN
        )
    live = _keys(step.live.parents, step.live.pieces)
    return dict.fromkeys(live, outcome) | dict.fromkeys(finished, HypothesisOutcome.FINISHED)


def _keys(parents: "Tensor", pieces: "Tensor") -> list[tuple[int, int]]:
    """Return the pairs of the one sentence, given both [1, any number]."""
    return list(zip(parents[0].tolist(), pieces[0].tolist(), strict=True))


def _forbidden(piece: int) -> HypothesisOutcome:
    if piece == EOS_ID:
        return HypothesisOutcome.TOO_SHORT
    return HypothesisOutcome.NEVER if piece in (PAD_ID, BOS_ID) else HypothesisOutcome.REPEATS
