import threading
from typing import Any

import pytest
import torch

from tests.search.searching import SOURCES, assert_same, brute_force, search
from tests.toy_model import ScriptedModel, ToyModel
from tolmach.errors import RequestError
from tolmach.search.beam import BeamStep, Choice, observing
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.options import SearchOptions
from tolmach.text.tokenizer import BOS_ID, EOS_ID

PENALTIES = [LengthPenalty.none(), LengthPenalty(0.6), LengthPenalty.average()]
FREE = Guard(min_length=0, max_length=4, max_copies=None)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("penalty", PENALTIES, ids=str)
def test_a_beam_as_wide_as_the_search_space_is_brute_force(
    seed: int, penalty: LengthPenalty
) -> None:
    model = ToyModel(7, seed=seed)
    options = SearchOptions(beam=1300, n_best=20, penalty=penalty, guard=FREE)
    for source, found in zip(SOURCES, search(model, SOURCES, options), strict=True):
        best = brute_force(model, source, pieces=7, limit=4, penalty=penalty)
        assert len(best) == 1 + 4 + 16 + 64 + 256
        assert_same(found, best[:20])


def test_a_narrow_beam_finds_at_most_the_best_and_mostly_just_that() -> None:
    hits = 0
    for seed in range(20):
        model = ToyModel(7, seed=seed)
        found = search(model, [[3, 5]], SearchOptions(beam=5, guard=FREE))[0][0]
        best = brute_force(model, [3, 5], pieces=7, limit=4, penalty=LengthPenalty())[0]
        assert found.score <= best.score + 1e-5
        hits += found.ids == best.ids
    assert hits >= 10


@pytest.mark.parametrize("penalty", PENALTIES, ids=str)
def test_a_sentence_alone_and_in_a_batch_gets_the_same_answer(penalty: LengthPenalty) -> None:
    model = ToyModel(11, seed=1, sharpness=1.0)
    options = SearchOptions(beam=3, n_best=3, penalty=penalty)
    together = search(model, SOURCES, options)
    for source, found in zip(SOURCES, together, strict=True):
        assert_same(found, search(model, [source], options)[0])


def test_stopping_when_nothing_better_can_come_changes_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = SearchOptions(beam=5, n_best=2)
    models = [ToyModel(11, seed=seed) for seed in range(8)]
    quick = [search(model, SOURCES, options) for model in models]

    def only_when_full(beams: object, row: int) -> float:
        full = len(beams._hypotheses(row)) >= 5  # type: ignore[attr-defined]
        return torch.inf if full else -torch.inf

    monkeypatch.setattr("tolmach.search.beam.Beams._score_to_exceed", only_when_full)
    for model, answers in zip(models, quick, strict=True):
        for found, patient in zip(answers, search(model, SOURCES, options), strict=True):
            assert_same(found, patient)


def test_a_beginning_is_followed_exactly_as_long_as_it_may_still_win() -> None:
    """With a limit of 3 pieces and plain averaging, a beginning of log-probability T may come to
    T / 4, `</s>` counted: above the -1 of the empty translation where T is above -4."""
    guard = Guard(min_length=0, max_length=3, max_copies=None)
    options = SearchOptions(beam=2, penalty=LengthPenalty.average(), guard=guard)
    for total, ids, steps in ((-3.9, (3, 3, 3), 4), (-4.1, (), 1)):
        on = {3: {3: 0.0}}
        model = ScriptedModel(7, [{BOS_ID: {EOS_ID: -1.0, 3: total}}, on, on, {3: {EOS_ID: 0.0}}])
        [[found]] = search(model, [[3]], options)
        assert (found.ids, model.steps) == (ids, steps)
        assert found.score == pytest.approx(max(total / 4, -1.0), abs=1e-5)


def test_the_search_ends_when_as_many_are_finished_as_the_beam_is_wide() -> None:
    script = [
        {BOS_ID: {EOS_ID: -0.5, 3: -1.2}},
        {3: {4: -0.6, EOS_ID: -0.9}},  # "ab", at -1.8, goes on; "a" ends at -2.1
        {4: {EOS_ID: -0.2}},
    ]
    for width, ids, steps in ((2, [(), (3,)], 2), (3, [(), (3, 4)], 3)):
        model = ScriptedModel(7, script)
        guard = Guard(min_length=0, max_length=9, max_copies=None)
        options = SearchOptions(width, n_best=2, penalty=LengthPenalty.none(), guard=guard)
        [found] = search(model, [[3]], options)
        assert ([one.ids for one in found], model.steps) == (ids, steps)


def test_of_the_cut_only_as_many_come_back_as_are_missing_and_none_twice() -> None:
    """Both "a" and "b" have reached the limit; of the three best ways to go on one is an end."""
    first = {BOS_ID: {3: -0.5, 4: -1.5}}
    of_a = {3: {3: -0.4, EOS_ID: -1.8}, 4: {4: -0.4}}
    of_b = {3: {3: -0.4}, 4: {4: -0.4, EOS_ID: -1.6}}
    guard = Guard(min_length=0, max_length=1, max_copies=None)
    for last, ended, cut in ((of_a, 3, 4), (of_b, 4, 3)):
        for n_best in (1, 2, 3):
            options = SearchOptions(3, n_best=n_best, penalty=LengthPenalty.none(), guard=guard)
            [found] = search(ScriptedModel(7, [first, last]), [[3]], options)
            expected = [((ended,), True), ((cut,), False)][:n_best]
            assert [(one.ids, one.finished) for one in found] == expected
            assert all(len(one.log_probabilities) == 1 + one.finished for one in found)


def test_where_nothing_may_follow_the_search_ends() -> None:
    model = ScriptedModel(7, [{BOS_ID: {3: -0.5}}, {}])
    guard = Guard(min_length=0, max_length=5, max_copies=None)
    assert search(model, [[3]], SearchOptions(beam=2, guard=guard)) == [[]]
    assert model.steps == 2


def test_an_observer_is_told_of_every_step() -> None:
    class Witness:
        def __init__(self) -> None:
            self.logits: list[torch.Tensor] = []
            self.steps: list[BeamStep] = []

        def scored(self, logits: torch.Tensor) -> None:
            self.logits.append(logits)

        def decided(self, step: BeamStep) -> None:
            self.steps.append(step)

    model, witness = ToyModel(11, seed=1), Witness()
    with observing(witness):
        [found] = search(model, [[3, 4]], SearchOptions(beam=3, n_best=3))
    assert len(witness.logits) == len(witness.steps) > 1
    for logits, step in zip(witness.logits, witness.steps, strict=True):
        assert logits.shape == (step.totals.numel(), 11)
        assert step.finished.shape == step.live.totals.shape == (1, 3)
    assert sum(int(step.finished.sum()) for step in witness.steps) >= len(found)
    assert not witness.steps[-1].going.any()


def test_choices_are_taken_and_left_out_together() -> None:
    rows = torch.arange(6).view(2, 3)
    choice = Choice(rows, rows + 10, rows.float(), rows.float() / 2)
    taken = choice.take(torch.tensor([[2, 0], [1, 1]]))
    assert taken.parents.tolist() == [[2, 0], [4, 4]]
    assert taken.pieces.tolist() == [[12, 10], [14, 14]]
    assert taken.totals.tolist() == [[2.0, 0.0], [4.0, 4.0]]
    assert taken.gains.tolist() == [[1.0, 0.0], [2.0, 2.0]]
    without = choice.without(rows == 4)
    assert without.totals.tolist() == [[0.0, 1.0, 2.0], [3.0, -torch.inf, 5.0]]
    assert torch.equal(without.gains, choice.gains)


def test_the_scores_are_those_of_teacher_forcing() -> None:
    model = ToyModel(11, seed=1)
    found = search(model, [[3, 5, 7]], SearchOptions(beam=4, n_best=4))[0]
    for hypothesis in found:
        rows = torch.tensor([[1, *hypothesis.ids]])
        memory = model.encode(torch.tensor([[3, 5, 7, 2]]), torch.ones(1, 4, dtype=torch.bool))
        table = model.decode(memory, rows).log_softmax(-1)[0]
        pieces = [*hypothesis.ids, 2][: len(hypothesis.log_probabilities)]
        expected = table[range(len(pieces)), pieces].tolist()
        assert list(hypothesis.log_probabilities) == pytest.approx(expected, abs=1e-4)


def test_prefixes_of_different_lengths_are_kept_and_the_rest_is_searched() -> None:
    model, penalty = ToyModel(7, seed=2), LengthPenalty()
    options = SearchOptions(beam=1300, n_best=3, guard=FREE, penalty=penalty)
    prefixes = [[], [6, 3], [4]]
    found = search(model, [[3, 4]] * 3, options, prefixes)
    every = brute_force(model, [3, 4], pieces=7, limit=4, penalty=penalty)
    for prefix, hypotheses in zip(prefixes, found, strict=True):
        fitting = [one for one in every if list(one.ids[: len(prefix)]) == prefix]
        assert_same(hypotheses, fitting[:3])


def test_a_prefix_longer_than_the_limit_is_kept_whole_unless_the_limit_is_asked_for() -> None:
    prefix = [3, 4, 5, 6, 3, 4]
    short = SearchOptions(beam=3, guard=Guard(ratio=0.0, extra=4))
    assert list(search(ToyModel(7), [[3]], short, [prefix])[0][0].ids) == prefix
    with pytest.raises(RequestError, match="takes 6 pieces, and it may have no more than 4"):
        search(ToyModel(7), [[3]], SearchOptions(beam=3, guard=FREE), [prefix])


def test_without_an_end_in_sight_the_cut_hypotheses_come_back_unfinished() -> None:
    model = ToyModel(7, seed=1)
    model.output.bias.data[2] = -100.0
    found = search(model, [[3, 4]], SearchOptions(beam=3, n_best=3, guard=FREE))[0]
    assert len({one.ids for one in found}) == 3
    for one in found:
        assert not one.finished
        assert len(one.ids) == len(one.log_probabilities) == 4


def test_the_minimum_length_holds() -> None:
    guard = Guard(min_length=3, max_length=4, max_copies=None)
    for seed in range(5):
        model = ToyModel(7, seed=seed)
        model.output.bias.data[2] += 5.0
        assert len(search(model, [[3]], SearchOptions(guard=FREE))[0][0].ids) < 3
        assert len(search(model, [[3]], SearchOptions(guard=guard))[0][0].ids) >= 3


class Witness:
    def __init__(self) -> None:
        self.seen: list[Any] = []

    def scored(self, logits: torch.Tensor) -> None:
        self.seen.append(logits)

    def decided(self, step: BeamStep) -> None:
        self.seen.append(step)


def one_search() -> None:
    search(ToyModel(11, seed=1), [[3, 4]], SearchOptions(beam=3))


def test_scores_and_decisions_come_in_turn_and_change_nothing() -> None:
    model, options, witness = ToyModel(11, seed=1), SearchOptions(beam=3), Witness()
    with observing(witness):
        found = search(model, [[3, 4]], options)
    assert found == search(model, [[3, 4]], options)
    assert len(witness.seen) > 2
    for scores, step in zip(witness.seen[::2], witness.seen[1::2], strict=True):
        assert isinstance(step, BeamStep)
        assert scores.shape == (step.totals.numel(), 11)
        assert len(step.candidates.ids) == len(scores)


def test_nothing_is_put_together_while_nobody_observes(monkeypatch: pytest.MonkeyPatch) -> None:
    witness = Witness()
    with observing(witness):
        pass

    def never(*_: object) -> BeamStep:
        raise AssertionError("nobody observes")

    monkeypatch.setattr("tolmach.search.beam.BeamStep", never)
    one_search()
    assert not witness.seen


def test_the_innermost_observes_and_then_the_one_around_it() -> None:
    inner, outer = Witness(), Witness()
    with observing(outer):
        with observing(inner):
            one_search()
        assert inner.seen
        assert not outer.seen
        seen = len(inner.seen)
        one_search()
    assert len(inner.seen) == len(outer.seen) == seen


def test_another_thread_is_not_observed() -> None:
    witness = Witness()
    with observing(witness):
        other = threading.Thread(target=one_search)
        other.start()
        other.join()
    assert not witness.seen
