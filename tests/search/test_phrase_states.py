"""How far hypotheses have come in their phrases, beside automata that read one piece at a time.

Piece 3 is spelled a, 4 b, 5 c, 6 d.
"""

from collections.abc import Sequence

import pytest
import torch

from tests.search.searching import constraint
from tolmach.search.phrase_states import PhraseStates
from tolmach.text.phrase_automaton import FOUND, START, PhraseAutomaton

CPU = torch.device("cpu")
A, B, C, D = 3, 4, 5, 6
PHRASES = [["ab"], [], ["cd", "a"], ["abc"]]


def automata() -> list[tuple[PhraseAutomaton, ...]]:
    return [constraint(7, include=phrases).include for phrases in PHRASES]


def slowly(row: Sequence[PhraseAutomaton], ids: Sequence[int]) -> list[int]:
    """How many pieces each phrase still takes after `ids`."""
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
        states = states.after(torch.arange(4), torch.tensor(pieces))
        said = [[*ids, piece] for ids, piece in zip(said, pieces, strict=True)]
        left = states.remaining[states.states]
        for row, ids, found in zip(rows, said, left.tolist(), strict=True):
            assert found[: len(row)] == slowly(row, ids)
            assert not any(found[len(row) :])


def test_rows_are_chosen_and_repeated() -> None:
    states = PhraseStates.of(automata(), CPU)
    chosen = states.after(torch.tensor([3, 0]), torch.tensor([A, A]))
    expected = states.after(torch.arange(4), torch.tensor([A, B, B, A]))
    assert torch.equal(chosen.states, expected.states[[3, 0]])
    assert torch.equal(states.repeat(2).states, states.states[[0, 0, 1, 1, 2, 2, 3, 3]])


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
    then = states.after(torch.arange(4), torch.tensor([A, A, C, A]))
    nearer = then.advancing(logits)
    assert [nearer[0, 0], *nearer[2], nearer[3, 0]] == [B, D, A, B]


def test_candidates_that_say_what_must_not_be_said() -> None:
    row = constraint(7, exclude=["ab", "d"]).exclude
    assert row
    states = PhraseStates.of([[row], []], CPU)
    ids = torch.arange(7).repeat(2, 1)
    assert states.found_by(ids).nonzero().tolist() == [[0, D]]
    states = states.after(torch.tensor([0, 1]), torch.tensor([A, A]))
    assert states.found_by(ids).nonzero().tolist() == [[0, B], [0, D]]
    assert states.most_found() == 2
    found = states.after(torch.tensor([0, 1]), torch.tensor([B, B]))
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
    after = states.after(torch.tensor(kept, dtype=torch.long), torch.tensor(kept))
    assert after.states.shape == (len(rows), 0)
