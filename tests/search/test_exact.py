import pytest

from tests.search.searching import SOURCES, assert_same, brute_force, search
from tests.toy_model import LoopingModel, ToyModel
from tolmach.search import exact
from tolmach.search.guard import Guard, longest_repetition
from tolmach.search.hypothesis import Hypothesis, LengthPenalty
from tolmach.search.methods import ExactSearch
from tolmach.search.options import SearchOptions

FREE = Guard(min_length=0, max_length=4, max_copies=None)


def _every(model: ToyModel, source: list[int], penalty: LengthPenalty) -> list[Hypothesis]:
    return brute_force(model, source, pieces=7, limit=4, penalty=penalty)


@pytest.mark.parametrize("penalty", [None, LengthPenalty(0.6), LengthPenalty.average()], ids=str)
@pytest.mark.parametrize("n_best", [1, 3])
def test_it_finds_what_brute_force_finds_and_proves_it(
    penalty: LengthPenalty | None, n_best: int
) -> None:
    options = SearchOptions(3, n_best, ExactSearch(), penalty, guard=FREE)
    for seed in range(5):
        model = ToyModel(7, seed=seed)
        for source, found in zip(SOURCES, search(model, SOURCES, options), strict=True):
            best = _every(model, source, penalty or LengthPenalty.none())
            assert_same(found, best[:n_best])
            for one in found:
                assert one.proof
                assert one.proof.stopped_by is None
                assert one.proof.ceiling == pytest.approx(best[n_best - 1].score, abs=1e-4)


def test_greedy_search_misses_what_it_finds() -> None:
    missed = 0
    for seed in range(20):
        model = ToyModel(7, seed=seed)
        greedy = SearchOptions(beam=1, penalty=LengthPenalty.none(), guard=FREE)
        certain = SearchOptions(beam=1, method=ExactSearch(), guard=FREE)
        [[quick]], [[sure]] = (search(model, [[3, 5]], each) for each in (greedy, certain))
        assert sure.score >= quick.score - 1e-5 or not quick.finished
        missed += sure.ids != quick.ids
    assert missed > 3


@pytest.mark.parametrize(("children", "together"), [(1, 2), (5, 3), (5, 1)])
def test_how_much_waits_and_is_scored_together_changes_nothing(
    children: int, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact, "MOST_CHILDREN", children)
    monkeypatch.setattr(exact, "TOGETHER", together)
    options = SearchOptions(beam=5, n_best=5, method=ExactSearch(), guard=FREE)
    for seed in range(3):
        model = ToyModel(7, seed=seed)
        [found] = search(model, [[3, 5]], options)
        assert_same(found, _every(model, [3, 5], LengthPenalty.none())[:5])


def test_of_its_own_accord_it_takes_the_empty_translation_where_that_is_most_probable() -> None:
    model = ToyModel(7, seed=1)
    model.output.bias.data[2] += 9.0
    [[found]] = search(model, [[3, 4, 5]], SearchOptions(method=ExactSearch()))
    assert found.ids == ()
    assert found.finished


@pytest.mark.parametrize("states", [1, 2, 3, 5, 11, 31, 101])
@pytest.mark.parametrize("penalty", [LengthPenalty.none(), LengthPenalty.average()], ids=str)
def test_where_it_gives_up_it_says_so_and_claims_no_more_than_is_true(
    states: int, penalty: LengthPenalty
) -> None:
    for seed in range(8):
        model = ToyModel(7, seed=seed, sharpness=1.0)
        options = SearchOptions(1, method=ExactSearch(states), penalty=penalty, guard=FREE)
        [[found]] = search(model, [[3, 5]], options)
        best = _every(model, [3, 5], penalty)[0]
        assert found.proof
        assert found.proof.states <= states
        assert found.score <= best.score + 1e-5
        if found.proof.stopped_by is None:
            assert found.ids == best.ids
        else:
            assert found.proof.stopped_by == "states"
            assert found.proof.states == states
            assert found.proof.ceiling >= best.score - 1e-5


def test_time_stops_it_too() -> None:
    options = SearchOptions(method=ExactSearch(states=None, seconds=1e-9), guard=FREE)
    [[found]] = search(ToyModel(7, sharpness=0.1), [[3, 5]], options)
    assert found.proof
    assert found.proof.stopped_by == "seconds"


def test_a_sentence_alone_and_in_a_batch_gets_the_same_answer() -> None:
    model = ToyModel(11, seed=1)
    options = SearchOptions(beam=3, n_best=3, method=ExactSearch())
    for source, found in zip(SOURCES, search(model, SOURCES, options), strict=True):
        assert_same(found, search(model, [source], options)[0])


def test_prefixes_and_the_minimum_length_hold() -> None:
    model, guard = ToyModel(7, seed=2), Guard(min_length=3, max_length=4, max_copies=None)
    options = SearchOptions(beam=3, n_best=3, method=ExactSearch(), guard=guard)
    [found] = search(model, [[3, 4]], options, [[6, 3]])
    every = _every(model, [3, 4], LengthPenalty.none())
    fitting = [one for one in every if one.ids[:2] == (6, 3) and len(one.ids) >= 3]
    assert_same(found, fitting[:3])


def test_the_guard_against_loops_holds_where_it_is_asked_for() -> None:
    options = SearchOptions(beam=2, method=ExactSearch(states=99), guard=Guard(max_length=9))
    [[found]] = search(LoopingModel(7, [5, 6]), [[3, 4]], options)
    assert longest_repetition(found.ids) <= 4


def test_without_an_end_in_sight_the_cut_hypotheses_of_the_beam_come_back() -> None:
    model = ToyModel(7, seed=1)
    model.output.bias.data[2] = -float("inf")
    options = SearchOptions(beam=3, n_best=3, method=ExactSearch(states=50), guard=FREE)
    [found] = search(model, [[3, 4]], options)
    assert [one.finished for one in found] == [False] * 3
    assert {one.proof.stopped_by for one in found if one.proof} == {"states"}
