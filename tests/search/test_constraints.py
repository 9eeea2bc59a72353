"""Words that must not be said, whatever the search; prefixes, loops and the progress in phrases.

Progress is tested beside automata that read one piece at a time; piece 3 is spelled a, 4 b, 5 c,
6 d.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from tests.search.searching import SOURCES, assert_same, brute_force, constraint, search, spelled
from tests.toy_model import ToyModel
from tolmach.search.constraints import Constraints, PhraseStates
from tolmach.search.guard import LONGEST_PERIOD, UNLIMITED, Guard
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.methods import BeamSearch, DiverseBeamSearch, ExactSearch, Sampling
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.search.sources import Sources
from tolmach.text.phrase_automaton import FOUND, START, PhraseAutomaton
from tolmach.text.tokenizer import EOS_ID

A, B, C, D = 3, 4, 5, 6
FREE = Guard(min_length=0, max_length=4, max_copies=None)
WAYS = [
    SearchOptions(beam=1),
    SearchOptions(beam=5, n_best=3),
    SearchOptions(beam=6, n_best=3, method=DiverseBeamSearch(3)),
    SearchOptions(n_best=5, method=Sampling(seed=1)),
    SearchOptions(beam=3, n_best=3, method=ExactSearch(states=300), guard=Guard(min_length=4)),
]
FORBIDDEN = [["a"], ["ab"], ["a", "b", "c"], ["aa", "dbd"], ["abc", "bcd", "d"]]


def constraints(*sources: list[int], prefixes: Any = None, guard: Guard = FREE) -> Constraints:
    return Constraints.of(Sources.of(sources, prefixes), guard)


def followed(start: Constraints, pieces: list[int]) -> Constraints:
    for piece in pieces:
        start = start.after(torch.tensor([piece]))
    return start


def allowed(of: Constraints, step: int, *, vocabulary: int = 9) -> set[int]:
    """The pieces that may come next, as the whole table and as candidates say alike."""
    torch.manual_seed(step)
    logits = torch.randn(1, vocabulary)
    every = of.every(logits, step)[0]
    ids, scores = of.candidates(logits, step, count=vocabulary)
    for piece, score in zip(ids[0].tolist(), scores[0].tolist(), strict=True):
        if score > -math.inf:
            assert score == pytest.approx(float(every[piece]), abs=1e-5)
    expected = logits.log_softmax(-1)[0]
    found = set(every.isfinite().nonzero().flatten().tolist())
    assert found == {int(ids[0, slot]) for slot in scores[0].isfinite().nonzero()}
    for piece in found:
        assert float(every[piece]) == pytest.approx(float(expected[piece]), abs=1e-5)
    return found


def test_padding_and_the_beginning_never_come_and_the_end_not_too_early() -> None:
    start = constraints([3], guard=Guard(min_length=2))
    ends = [EOS_ID in allowed(start, step) for step in range(4)]
    assert ends == [False, False, True, True]
    assert allowed(start, 0) == set(range(3, 9))


def test_a_prefix_is_forced_while_it_lasts_and_then_all_is_free() -> None:
    start = constraints([3], prefixes=[[5, 7]])
    assert [allowed(start, step) for step in (0, 1)] == [{5}, {7}]
    assert allowed(start, 2) == set(range(2, 9))


def test_of_several_sentences_each_has_its_own_prefix() -> None:
    start = constraints([3], [4], [5], prefixes=[[5, 7], [], [6]])
    logits = torch.zeros(3, 9)
    for step, pieces in ((0, [{5}, None, {6}]), (1, [{7}, None, None])):
        every = start.every(logits, step)
        ids, scores = start.candidates(logits, step, count=9)
        for row, forced in enumerate(pieces):
            free = forced or set(range(2, 9))
            assert set(every[row].isfinite().nonzero().flatten().tolist()) == free
            assert {int(ids[row, slot]) for slot in scores[row].isfinite().nonzero()} == free


@pytest.mark.parametrize("loop", [[3], [3, 4], [3, 4, 5], list(range(9, 9 + LONGEST_PERIOD))])
@pytest.mark.parametrize("copies", [1, 2, 3])
def test_a_loop_ends_with_as_many_copies_as_are_allowed(loop: list[int], copies: int) -> None:
    guard = Guard(max_copies=copies)
    most = copies + (1 if len(loop) == 1 else 0)
    start = constraints([3], guard=guard)
    said = replace(start, most_echoes=torch.full_like(start.most_echoes, UNLIMITED))
    for piece in [8, 7, *loop * most, *loop[:-1]]:
        assert piece in allowed(said, 9, vocabulary=30)
        said = followed(said, [piece])
    free = allowed(said, 9, vocabulary=30)
    assert loop[-1] not in free
    assert EOS_ID in free


def test_where_the_source_repeats_so_may_its_translation() -> None:
    guard = Guard(max_copies=1)
    for source, most in (([3, 4], 2), ([5] * 3, 5)):
        said = followed(constraints(source, guard=guard), [7] * (most - 1))
        assert 7 in allowed(said, 9)
        assert 7 not in allowed(followed(said, [7]), 9)


def test_rows_are_chosen_and_repeated_with_all_that_they_remember() -> None:
    start = constraints([3], [4, 4], prefixes=[[5], [6, 7]], guard=Guard(max_copies=2))
    said = start.after(torch.tensor([5, 6]))
    turned = said.select(torch.tensor([1, 0])).after(torch.tensor([7, 5]))
    twice = said.select(torch.tensor([0, 0, 1, 1]))
    alone = said.after(torch.tensor([5, 7]))
    for name in ("prefix", "copies", "recent", "runs", "most_echoes", "echoes"):
        assert torch.equal(getattr(turned, name), getattr(alone, name)[[1, 0]]), name
        assert torch.equal(getattr(twice, name), getattr(said, name)[[0, 0, 1, 1]]), name
    assert turned.runs[1, 0] == 1
    assert twice.excluded.states.shape[0] == 4


@pytest.mark.parametrize("count", [1, 3])
def test_there_are_candidates_enough_whatever_is_forbidden(count: int) -> None:
    start = constraints([3], guard=Guard(min_length=3, max_copies=1))
    said = followed(start, [7, 8, 8, 7, 8, 8])
    logits = torch.zeros(1, 50)
    logits[0, [0, 1, 2, 7, 8]] = 9.0
    scores = said.candidates(logits, 2, count=count).log_probabilities
    assert int(scores.isfinite().sum()) >= count


@pytest.mark.parametrize("exclude", FORBIDDEN, ids=str)
@pytest.mark.parametrize("method", [BeamSearch(), ExactSearch()], ids=str)
def test_the_best_that_is_allowed_is_what_brute_force_leaves(
    exclude: list[str], method: BeamSearch | ExactSearch
) -> None:
    options = SearchOptions(1300, 9, method, penalty=LengthPenalty.none(), guard=FREE)
    for seed in range(3):
        model = ToyModel(7, seed=seed)
        [found] = search(
            model, [[3, 5]], options, phrase_constraints=[constraint(7, exclude=exclude)]
        )
        every = brute_force(model, [3, 5], pieces=7, limit=4, penalty=LengthPenalty.none())
        free = [one for one in every if not any(bad in spelled(one.ids) for bad in exclude)]
        assert_same([one for one in found if one.finished], free[:9])


@pytest.mark.parametrize("options", WAYS, ids=str)
@pytest.mark.parametrize("exclude", [["a", "b", "c", "d"], ["ab", "hg", "ca", "dd"]], ids=str)
def test_no_search_says_what_it_must_not(options: SearchOptions, exclude: list[str]) -> None:
    said = set()
    for seed in range(4):
        model = ToyModel(11, seed=seed, sharpness=1.0)
        phrase_constraints = [constraint(11, exclude=exclude)] * len(SOURCES)
        for found in search(model, SOURCES, options, phrase_constraints=phrase_constraints):
            for one in found:
                assert not any(bad in spelled(one.ids) for bad in exclude)
        said |= {
            bad
            for found in search(model, SOURCES, options)
            for one in found
            for bad in exclude
            if bad in spelled(one.ids)
        }
    assert said


def test_a_prefix_stands_even_if_it_says_what_must_not_be_said() -> None:
    options, words = SearchOptions(beam=3), [constraint(11, exclude=["ab"])]
    [[found]] = search(ToyModel(11), [[3, 4]], options, [[3, 4, 3]], words)
    assert spelled(found.ids[:3]) == "aba"


def begun(pieces: int, *steps: Sequence[int]) -> PhraseConstraints:
    """An open prefix of which each step has only some pieces, and then everything is free."""
    table = np.full((len(steps) + 2, pieces), FOUND, np.int32)
    for number, allowed_ones in enumerate(steps, start=START):
        table[number, list(allowed_ones)] = number + 1
    table[-1] = len(steps) + 1
    return PhraseConstraints(departing=PhraseAutomaton(table), opened=len(steps))


def fits(ids: Sequence[int], prefix: Sequence[int], steps: Sequence[Sequence[int]]) -> bool:
    rest = ids[len(prefix) :]
    return (
        list(ids[: len(prefix)]) == list(prefix)
        and len(rest) >= len(steps)
        and all(piece in step for piece, step in zip(rest, steps, strict=False))
    )


OPEN = [([], [[A, B]]), ([D], [[A, C], [D]]), ([B, B], [[B]])]


@pytest.mark.parametrize(("prefix", "steps"), OPEN, ids=str)
@pytest.mark.parametrize("method", [BeamSearch(), ExactSearch()], ids=str)
def test_the_best_that_goes_on_from_an_open_prefix(
    prefix: list[int], steps: list[list[int]], method: BeamSearch | ExactSearch
) -> None:
    options = SearchOptions(1300, 9, method, penalty=LengthPenalty.none(), guard=FREE)
    for seed in range(3):
        model = ToyModel(7, seed=seed)
        [found] = search(model, [[3, 5]], options, [prefix], [begun(7, *steps)])
        every = brute_force(model, [3, 5], pieces=7, limit=4, penalty=LengthPenalty.none())
        fitting = [one for one in every if fits(one.ids, prefix, steps)]
        assert_same([one for one in found if one.finished], fitting[:9])


@pytest.mark.parametrize("options", WAYS, ids=str)
def test_each_sentence_goes_on_from_its_own_open_prefix(options: SearchOptions) -> None:
    model, guard = ToyModel(11, sharpness=1.0), options.effective_guard
    options = replace(options, guard=replace(guard, max_copies=1))
    rows = [*OPEN, ([], []), ([A, A, A], [[A], [A]]), ([], [[D, 10]])]
    words = [begun(11, *steps) if steps else PhraseConstraints() for _, steps in rows]
    prefixes = [prefix for prefix, _ in rows]
    found = search(model, SOURCES, options, prefixes, words)
    for hypotheses, (prefix, steps) in zip(found, rows, strict=True):
        assert hypotheses
        assert all(fits(one.ids, prefix, steps) for one in hypotheses)
        assert all(math.isfinite(one.score) for one in hypotheses)


def test_a_phrase_is_included_after_an_open_prefix() -> None:
    words = replace(begun(7, [A, B], [C]), include=constraint(7, include=["dd"]).include)
    [hypotheses] = search(ToyModel(7), [[3, 5]], SearchOptions(5, 3), [[D]], [words])
    for one in hypotheses:
        assert fits(one.ids, [D], [[A, B], [C]])
        assert "dd" in spelled(one.ids)


CPU = torch.device("cpu")
PHRASES = [["ab"], [], ["cd", "a"], ["abc"]]


def automata() -> list[tuple[PhraseAutomaton, ...]]:
    return [constraint(7, include=phrases).include for phrases in PHRASES]


def slowly(row: Sequence[PhraseAutomaton], ids: Sequence[int]) -> list[int]:
    """The number of pieces that each phrase still takes after `ids`."""
    left = []
    for automaton in row:
        state = START
        for piece in ids:
            state = int(automaton.table[state, piece])
        left.append(int(automaton.remaining[state]))
    return left


def test_hypotheses_read_piece_by_piece_as_their_automata_do() -> None:
    rows = automata()
    states = PhraseStates.of(rows, CPU)
    assert bool(states)
    said: list[list[int]] = [[], [], [], []]
    for pieces in ([A, A, C, A], [B, B, D, B], [C, C, A, C]):
        states = states.after(torch.tensor(pieces))
        said = [[*ids, piece] for ids, piece in zip(said, pieces, strict=True)]
        left = states.remaining[states.states]
        for row, ids, found in zip(rows, said, left.tolist(), strict=True):
            assert found[: len(row)] == slowly(row, ids)
            assert not any(found[len(row) :])


def test_rows_are_chosen() -> None:
    states = PhraseStates.of(automata(), CPU)
    chosen = states.select(torch.tensor([3, 0])).after(torch.tensor([A, A]))
    expected = states.after(torch.tensor([A, B, B, A]))
    assert torch.equal(chosen.states, expected.states[[3, 0]])


def test_how_much_remains_after_each_candidate() -> None:
    rows = automata()
    states = PhraseStates.of(rows, CPU)
    ids = torch.arange(3, 7).repeat(4, 1)
    expected = [[sum(slowly(row, [piece])) for piece in range(3, 7)] for row in rows]
    assert states.remaining_after(ids).tolist() == expected
    assert expected[0] == [1, 2, 2, 2]


def test_the_best_piece_that_brings_a_phrase_nearer() -> None:
    states = PhraseStates.of(automata(), CPU)
    logits = torch.zeros(4, 7)
    logits[:, D] = 9.0
    nearer = states.advancing(logits)
    assert [nearer[0, 0], *nearer[2], nearer[3, 0]] == [A, C, A, A]
    then = states.after(torch.tensor([A, A, C, A]))
    nearer = then.advancing(logits)
    assert [nearer[0, 0], *nearer[2], nearer[3, 0]] == [B, D, A, B]


def test_candidates_that_say_what_must_not_be_said() -> None:
    row = constraint(7, exclude=["ab", "d"]).exclude
    assert row
    states = PhraseStates.of([[row], []], CPU)
    ids = torch.arange(7).repeat(2, 1)
    assert states.found_by(ids).nonzero().tolist() == [[0, D]]
    states = states.after(torch.tensor([A, A]))
    assert states.found_by(ids).nonzero().tolist() == [[0, B], [0, D]]
    assert states.most_found() == 2
    found = states.after(torch.tensor([B, B]))
    assert found.states[0, 0] == FOUND
    assert not found.found_by(ids).any()  # it is there already


def test_one_automaton_that_many_share_stands_in_the_table_once() -> None:
    [one] = constraint(7, include=["ab"]).include
    alone = PhraseStates.of([[one]], CPU)
    assert len(PhraseStates.of([[one], [one], []], CPU).table) == len(alone.table)
    assert len(alone.table) == len(one.table)


@pytest.mark.parametrize("rows", [[], [[], []]])
def test_without_phrases_there_is_nothing_to_follow(rows: list[list[PhraseAutomaton]]) -> None:
    states = PhraseStates.of(rows, CPU)
    assert not states
    assert states.states.shape == (len(rows), 0)
    assert states.most_found() == 0
    kept = [0] * len(rows)
    after = states.select(torch.tensor(kept, dtype=torch.long)).after(torch.tensor(kept))
    assert after.states.shape == (len(rows), 0)
