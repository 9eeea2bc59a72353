import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.search.searching import search
from tests.toy_model import LoopingModel, ToyModel
from tolmach.errors import TolmachError
from tolmach.search.guard import (
    ECHOES_BEYOND_SOURCE,
    ECHOES_UNDONE,
    LONGEST_PERIOD,
    MOST_ECHOES,
    Guard,
    longest_echo,
    longest_repetition,
)
from tolmach.search.methods import Sampling
from tolmach.search.options import SearchOptions

WAYS = [
    SearchOptions(beam=1),
    SearchOptions(beam=5),
    SearchOptions(method=Sampling(temperature=0.1, seed=1)),
]


@pytest.mark.parametrize("options", WAYS, ids=["greedy", "beam", "sampling"])
@pytest.mark.parametrize("loop", [[5], [5, 6], [5, 6, 7], [5, 6, 7, 8, 9]])
def test_a_model_that_loops_is_stopped(options: SearchOptions, loop: list[int]) -> None:
    model = LoopingModel(31, loop)
    source = list(range(3, 23))
    [found] = search(model, [source], options)
    copies = 4 if len(loop) == 1 else 3
    assert longest_repetition(found[0].ids) <= copies


@pytest.mark.parametrize("options", WAYS, ids=["greedy", "beam", "sampling"])
@pytest.mark.parametrize("loop", [[5, 6, 5, 7, 6], [5, 6, 7, 5, 6, 8, 5, 7, 6]])
def test_a_loop_that_varies_is_stopped_too(options: SearchOptions, loop: list[int]) -> None:
    source = list(range(3, 23))
    [found] = search(LoopingModel(31, loop), [source], options)
    assert longest_echo(found[0].ids) <= MOST_ECHOES
    free = SearchOptions(beam=1, guard=Guard(max_copies=None))
    [looping] = search(LoopingModel(31, loop), [source], free)
    assert longest_echo(looping[0].ids) > 2 * MOST_ECHOES


def test_echoes_are_counted_and_undone() -> None:
    assert longest_echo([]) == longest_echo([3, 4, 5]) == 0
    assert longest_echo([3, 4, 3, 4]) == 2
    assert longest_echo([3, 4, 3, 4, 5, 3, 4]) == 2  # the new piece undid both
    assert longest_echo([3, 4, 3, 4, 3, 5, 3, 4, 3]) == 4
    assert longest_echo([3, *range(4, 4 + LONGEST_PERIOD), 3]) == 0


def test_a_source_that_echoes_may_be_translated_with_as_many_echoes() -> None:
    assert Guard().echoes([3, 4, 5]) == MOST_ECHOES
    echoing = [3, 4] * 12
    assert Guard().echoes(echoing) >= longest_echo(echoing) + ECHOES_BEYOND_SOURCE
    assert Guard(max_copies=9).echoes([3]) > MOST_ECHOES
    assert Guard(max_copies=None).echoes([3]) > 1000


def test_without_the_guard_it_loops() -> None:
    options = SearchOptions(beam=1, guard=Guard(max_copies=None))
    [found] = search(LoopingModel(31, [5, 6]), [list(range(3, 23))], options)
    assert longest_repetition(found[0].ids) == 25


def test_a_source_that_repeats_may_be_translated_with_as_many_repetitions() -> None:
    zeros = [4, *[3] * 9]
    [found] = search(LoopingModel(31, [5]), [zeros], SearchOptions(beam=1))
    assert longest_repetition(found[0].ids) == 11  # the source's 9, one more, one for single pieces


@pytest.mark.parametrize("options", WAYS, ids=["greedy", "beam", "sampling"])
def test_one_piece_leaves_room_for_twelve_at_most(options: SearchOptions) -> None:
    model = ToyModel(31, sharpness=0.5)
    model.output.bias.data[2] = -100.0
    [found] = search(model, [[5]], options)
    assert len(found[0].ids) == 12


def test_limits_follow_the_source_and_the_options() -> None:
    assert Guard().limit(7) == 24
    assert Guard(max_length=11).limit(7) == 11
    assert Guard(min_length=30).limit(7) == 30
    assert Guard(ratio=0.0, extra=1).limit(0) == 1


def test_what_is_just_possible_is_allowed() -> None:
    assert Guard(ratio=3.0, extra=3).limit(1) == 6
    assert Guard(ratio=0.0, extra=2).limit(9) == 2
    assert Guard(ratio=0.5, extra=0).limit(9) == 4
    assert Guard(max_length=1, min_length=1, max_copies=1).limit(9) == 1
    assert Guard(min_length=0).min_length == 0


def test_a_guard_within_what_a_model_can_write() -> None:
    assert Guard().within(7) == Guard(max_length=7)
    assert Guard(max_length=5).within(7) == Guard(max_length=5)
    assert Guard(max_length=9, min_length=8).within(7) == Guard(max_length=7, min_length=7)


def test_a_translation_may_repeat_once_more_than_a_source_that_repeats() -> None:
    guard = Guard(max_copies=1)
    assert [guard.copies(source) for source in ([3, 4], [3, 3], [3, 4, 3, 4, 3, 4], [])] == [
        1,
        3,
        4,
        1,
    ]
    assert Guard().copies([3, 3]) == 3
    assert Guard(max_copies=None).copies([3]) > 1000


def test_unless_told_otherwise_a_translation_is_no_longer_than_twice_its_source_and_ten() -> None:
    guard = Guard()
    assert (guard.limit(20), guard.min_length, guard.copies([3])) == (50, 1, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ratio": -1.0},
        {"ratio": float("nan")},
        {"ratio": float("inf")},
        {"max_length": 0},
        {"min_length": -1},
        {"max_copies": 0},
        {"min_length": 5, "max_length": 3},
        {"ratio": 0.0, "extra": 0},
        {"extra": -1},
    ],
)
def test_impossible_guards_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(TolmachError):
        Guard(**wrong)  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.lists(st.integers(3, 5), max_size=20))
def test_the_longest_repetition_is_what_counting_finds(pieces: list[int]) -> None:
    expected = max(
        (
            copies
            for start in range(len(pieces))
            for period in range(1, 13)
            for copies in range(1, (len(pieces) - start) // period + 1)
            if pieces[start : start + copies * period] == pieces[start : start + period] * copies
        ),
        default=0,
    )
    assert longest_repetition(pieces) == expected


@settings(deadline=None)
@given(st.lists(st.integers(3, 5), min_size=1, max_size=3), st.integers(1, 40))
def test_no_search_passes_the_allowed_copies(loop: list[int], length: int) -> None:
    source = list(range(3, 3 + length))
    [found] = search(LoopingModel(7, loop), [source], SearchOptions(beam=2))
    assert longest_repetition(found[0].ids) <= 4


@given(st.lists(st.integers(3, 6), max_size=40))
def test_echoes_never_outnumber_the_pieces_that_came_again(pieces: list[int]) -> None:
    again = sum(
        piece in pieces[max(0, place - LONGEST_PERIOD) : place]
        for place, piece in enumerate(pieces)
    )
    new = len(pieces) - again
    assert again - ECHOES_UNDONE * new <= longest_echo(pieces) <= again


@settings(deadline=None)
@given(st.lists(st.integers(3, 6), min_size=1, max_size=9), st.integers(1, 40))
def test_no_search_passes_the_allowed_echoes(loop: list[int], length: int) -> None:
    source = list(range(3, 3 + length))
    [found] = search(LoopingModel(9, loop), [source], SearchOptions(beam=2))
    assert longest_echo(found[0].ids) <= MOST_ECHOES
    assert found[0].ids
