from itertools import combinations
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.models.variants import random_model, stored_weights
from tests.search.searching import SOURCES, search
from tests.toy_folder import make_toy_folder
from tests.toy_model import ToyMemory, ToyModel, ToyState
from tolmach.analysis.inspect.beam_trace import BeamTrace, Considered, HypothesisOutcome, trace_beam
from tolmach.config.model import (
    ConvolutionalSettings,
    Model,
    RecurrentSettings,
    TransformerSettings,
)
from tolmach.errors import RequestError
from tolmach.inference.native_engine import NativeEngine
from tolmach.inference.torch_engine import TorchEngine
from tolmach.models.protocol import StepOutput, TranslationModel
from tolmach.search.beam import BeamStep, observing
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.options import SearchOptions
from tolmach.translation.translator import Translator

END, A, B = 2, 3, 4
# What may follow <s>, a and b, of </s>, a and b.
CHANCES = {1: (0.1, 0.5, 0.4), A: (0.2, 0.5, 0.3), B: (0.9, 0.06, 0.04)}
GUARD = Guard(min_length=1, max_length=7, max_copies=1)
SHAPES: dict[str, Model] = {
    "transformer": TransformerSettings(size=24, heads=2, inner=17, positions="rotary"),
    "recurrent": RecurrentSettings(embedding=13, size=22),
    "convolutional": ConvolutionalSettings(size=13, encoder_layers=1, decoder_layers=2),
}
GUARDS = {
    "usual": Guard(),
    "loose": Guard(min_length=0, max_copies=None),
    "tight": Guard(min_length=4, max_copies=1),
    "long": Guard(min_length=12, ratio=9, extra=20),
    "short": Guard(max_length=4),
}
PREFIXES = [[3, 9, 4], [], [5], [], [7, 8], []]


class TableModel(TranslationModel):
    """The next piece depends on the last one alone."""

    def __init__(self) -> None:
        super().__init__()
        table = torch.full((5, 5), 1e-9)
        for piece, chances in CHANCES.items():
            table[piece, 2:] = torch.tensor(chances)
        self.table = torch.nn.Parameter(table.log(), requires_grad=False)

    def encode(self, source: Tensor, source_keep: Tensor) -> ToyMemory:  # noqa: ARG002
        return ToyMemory(torch.zeros(len(source), 1))

    def sentence_vectors(self, memory: Any) -> Tensor:
        raise NotImplementedError

    def decode_rows(self, memory: Any, target_in: Tensor) -> Tensor:
        raise NotImplementedError

    def start(self, memory: Any) -> ToyState:
        return ToyState(memory.summary)

    def step(self, previous: Tensor, state: Any) -> StepOutput:
        return StepOutput(self.table[previous], state)


def options(n_best: int = 1, guard: Guard = GUARD) -> SearchOptions:
    return SearchOptions(beam=2, n_best=n_best, penalty=LengthPenalty.none(), guard=guard)


def beginning(trace: BeamTrace, step: int, one: Considered) -> list[int]:
    before: list[int] = []
    if step:
        (parent,) = [each for each in trace.steps[step - 1] if each.slot == one.parent]
        before = beginning(trace, step - 1, parent)
    return [*before, one.piece]


def outcomes_of(trace: BeamTrace, step: int) -> dict[str, tuple[HypothesisOutcome, float]]:
    """The hypotheses of a step, as `ab.`, with what became of them and their probability."""
    return {
        "".join("__.ab"[piece] for piece in beginning(trace, step, one)): (
            one.outcome,
            round(torch.tensor(one.total).exp().item(), 4),
        )
        for one in trace.steps[step]
        if one.outcome is not HypothesisOutcome.NEVER
    }


def test_a_tree_worked_by_hand_ends_where_nothing_can_beat_what_is_finished() -> None:
    trace = trace_beam(TorchEngine(TableModel()), [A], options())
    assert [outcomes_of(trace, step) for step in range(len(trace.steps))] == [
        {
            "a": (HypothesisOutcome.KEPT, 0.5),
            "b": (HypothesisOutcome.KEPT, 0.4),
            ".": (HypothesisOutcome.TOO_SHORT, 0.1),
        },
        {
            "b.": (HypothesisOutcome.FINISHED, 0.36),
            "aa": (HypothesisOutcome.BEATEN, 0.25),
            "ab": (HypothesisOutcome.BEATEN, 0.15),
            "a.": (HypothesisOutcome.OUTSIDE, 0.1),
            "ba": (HypothesisOutcome.OUTSIDE, 0.024),
            "bb": (HypothesisOutcome.OUTSIDE, 0.016),
        },
    ]
    assert [one.ids for one in trace.found] == [(B,)]


def test_a_tree_worked_by_hand_ends_where_enough_is_finished() -> None:
    trace = trace_beam(TorchEngine(TableModel()), [A], options(n_best=2))
    assert len(trace.steps) == 3
    assert outcomes_of(trace, 1)["aa"] == (HypothesisOutcome.KEPT, 0.25)
    assert outcomes_of(trace, 1)["ab"] == (HypothesisOutcome.KEPT, 0.15)
    assert outcomes_of(trace, 2) == {
        "ab.": (HypothesisOutcome.FINISHED, 0.135),
        "aaa": (HypothesisOutcome.REPEATS, 0.125),
        "aab": (HypothesisOutcome.ENOUGH, 0.075),
        "aa.": (HypothesisOutcome.OUTSIDE, 0.05),
        "aba": (HypothesisOutcome.ENOUGH, 0.009),
        "abb": (HypothesisOutcome.OUTSIDE, 0.006),
    }
    assert [one.ids for one in trace.found] == [(B,), (A, B)]


def test_at_the_limit_of_length_what_does_not_end_is_too_long() -> None:
    trace = trace_beam(
        TorchEngine(TableModel()), [A], options(2, Guard(max_length=1, max_copies=None))
    )
    assert {
        name
        for name, (outcome, _) in outcomes_of(trace, 1).items()
        if outcome is HypothesisOutcome.TOO_LONG
    } == {
        "aa",
        "ab",
    }


def test_the_slots_are_those_of_the_beam_and_scores_are_divided() -> None:
    trace = trace_beam(
        TorchEngine(TableModel()), [A], SearchOptions(beam=2, penalty=LengthPenalty(1.0))
    )
    assert [(one.piece, one.slot) for one in trace.steps[0][:2]] == [(A, 0), (B, 1)]
    finished = next(one for one in trace.steps[1] if one.outcome is HypothesisOutcome.FINISHED)
    assert (finished.parent, finished.slot) == (1, None)
    assert finished.log_probability == pytest.approx(log(0.9), abs=1e-5)
    assert finished.score == pytest.approx(log(0.36) / (7 / 6), abs=1e-5)


@pytest.mark.parametrize("beam", [1, 2, 5])
def test_every_finished_translation_is_in_the_tree(beam: int) -> None:
    for seed in range(4):
        chosen = SearchOptions(beam=beam, n_best=beam)
        trace = trace_beam(TorchEngine(ToyModel(11, seed=seed)), [3, 5, 7], chosen)
        ends = {
            tuple(beginning(trace, step, one)): one
            for step, considered in enumerate(trace.steps)
            for one in considered
            if one.outcome is HypothesisOutcome.FINISHED
        }
        for found in trace.found:
            if found.finished:
                end = ends[(*found.ids, END)]
                assert end.total == pytest.approx(found.log_probability, abs=1e-4)
                assert end.score == pytest.approx(found.score, abs=1e-4)


@pytest.mark.parametrize("beam", [1, 3])
def test_what_is_found_is_what_is_found_unobserved(beam: int) -> None:
    for seed in range(4):
        model, chosen = ToyModel(11, seed=seed), SearchOptions(beam=beam, n_best=beam)
        trace = trace_beam(TorchEngine(model), [3, 5, 7], chosen)
        plain = search(model, [[3, 5, 7]], chosen)[0]
        assert [one.ids for one in trace.found] == [one.ids for one in plain]
        if beam > 1:  # a beam of 1 is searched by other code, whose sums may round otherwise
            assert list(trace.found) == plain


def test_all_of_a_trace_begins_with_its_prefix() -> None:
    trace = trace_beam(TorchEngine(TableModel()), [A], options(), [B, A])
    assert outcomes_of(trace, 0) == {"b": (HypothesisOutcome.KEPT, 0.4)}
    assert outcomes_of(trace, 1) == {"ba": (HypothesisOutcome.KEPT, 0.024)}
    assert len(trace.steps[2]) > 1
    assert trace.found[0].ids[:2] == (B, A)


BEAMS = [1, 2, 5, 9]
# Of shape, guard and beam, every two meet; a search knows of a shape its next logits alone.
MET = [
    (list(SHAPES)[(row + column) % len(SHAPES)], guard, beam)
    for row, guard in enumerate(GUARDS)
    for column, beam in enumerate(BEAMS)
]


def test_every_two_of_shape_guard_and_beam_meet() -> None:
    counts = len(SHAPES), len(GUARDS), len(BEAMS)
    for one, other in combinations(range(3), 2):
        assert len({(met[one], met[other]) for met in MET}) == counts[one] * counts[other]


@pytest.mark.parametrize(("name", "limits", "beam"), MET)
def test_either_engine_gives_the_same_tree(name: str, limits: str, beam: int) -> None:
    pytest.importorskip("tolmach.inference._native", reason="installed without a compiler")
    shape, guard = SHAPES[name], GUARDS[limits]
    model = random_model(shape, seed=beam)
    chosen = SearchOptions(beam=beam, n_best=min(beam, 2), guard=guard)
    engines = NativeEngine(shape, stored_weights(model)), TorchEngine(model)
    for source, prefix in zip(SOURCES, PREFIXES, strict=True):
        found, wanted = (trace_beam(engine, source, chosen, prefix) for engine in engines)
        assert_same_tree(found, wanted)


def assert_same_tree(found: BeamTrace, wanted: BeamTrace) -> None:
    """Equal but for rounding, by which slots of like totals may be exchanged."""
    assert [one.ids for one in found.found] == [one.ids for one in wanted.found]
    trees = map(steps_by_pieces, (found, wanted))
    for ours, theirs in zip(*trees, strict=True):
        assert ours.keys() == theirs.keys()
        pairs = [(one, theirs[pieces]) for pieces, one in ours.items()]
        assert all(one.outcome is other.outcome for one, other in pairs)
        values = np.array([[numbers(one), numbers(other)] for one, other in pairs])  # [N, 2, 3]
        np.testing.assert_allclose(values[:, 0], values[:, 1], rtol=0, atol=1e-4)


def numbers(one: Considered) -> tuple[float, float, float]:
    return one.log_probability, one.total, one.score


def steps_by_pieces(trace: BeamTrace) -> list[dict[tuple[int, ...], Considered]]:
    """Each step's hypotheses by all their pieces."""
    steps: list[dict[tuple[int, ...], Considered]] = []
    slots: dict[int, tuple[int, ...]] = {0: ()}
    for step in trace.steps:
        steps.append({(*slots[one.parent], one.piece): one for one in step})
        slots = {one.slot: ids for ids, one in steps[-1].items() if one.slot is not None}
        assert sorted(slots) == list(range(len(slots)))
    return steps


def test_a_tree_of_the_native_engine_needs_no_pytorch(tmp_path: Path) -> None:
    pytest.importorskip("tolmach.inference._native", reason="installed without a compiler")
    translator = Translator.load(make_toy_folder(tmp_path / "toy"), device="cpu")
    trace = trace_beam(translator.engine, [5, 6, 7], SearchOptions())
    assert trace.found[0].engine == "native, float32"
    assert "reference" not in vars(translator.engine)
    with observing(Counter()):
        assert trace_beam(translator.engine, [5, 6, 7], SearchOptions()).found[0].engine == "torch"


def test_an_engine_that_shows_nothing_is_refused() -> None:
    class Silent:
        longest = None

    with pytest.raises(RequestError, match="cannot be observed"):
        trace_beam(Silent(), [3], SearchOptions())  # type: ignore[arg-type]


class Counter:
    def __init__(self) -> None:
        self.scores, self.steps = 0, 0

    def scored(self, logits: Tensor) -> None:  # noqa: ARG002
        self.scores += 1

    def decided(self, step: BeamStep) -> None:  # noqa: ARG002
        self.steps += 1


def test_observing_a_batch_changes_no_bit() -> None:
    counter, chosen = Counter(), SearchOptions(beam=3, n_best=3)
    engine = TorchEngine(ToyModel(11, seed=1, sharpness=1.0))
    plain = engine.translate(SOURCES, chosen)
    with observing(counter):
        watched = engine.translate(SOURCES, chosen)
    assert watched == plain
    assert counter.scores == counter.steps > 3
    engine.translate(SOURCES, chosen)
    assert counter.scores == counter.steps  # nobody is told any more
