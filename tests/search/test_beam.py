import pytest
import torch

from tests.search.searching import SOURCES, assert_same, brute_force, search
from tests.toy_model import ToyModel
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.options import SearchOptions

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


def test_a_prefix_longer_than_the_limit_is_kept_whole() -> None:
    prefix = [3, 4, 5, 6, 3, 4]
    found = search(ToyModel(7), [[3]], SearchOptions(beam=3, guard=FREE), [prefix])[0][0]
    assert list(found.ids) == prefix


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
