import pytest

from tests.search.searching import SOURCES, assert_same, brute_force, constraint, search, spelled
from tests.toy_model import ToyModel
from tolmach.errors import RequestError, TolmachError
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.methods import DiverseBeamSearch, ExactSearch, Method, Sampling
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints

FREE = Guard(min_length=0, max_length=4, max_copies=None)
PHRASES = [["a"], ["ab"], ["dd"], ["aba", "c"], ["ab", "cd"], ["abab"]]


@pytest.mark.parametrize("include", PHRASES, ids=str)
def test_a_beam_as_wide_as_the_search_space_is_brute_force(include: list[str]) -> None:
    options = SearchOptions(beam=1300, n_best=5, guard=FREE)
    for seed in range(3):
        model = ToyModel(7, seed=seed)
        [found] = search(
            model, [[3, 5]], options, phrase_constraints=[constraint(7, include=include)]
        )
        every = brute_force(model, [3, 5], pieces=7, limit=4, penalty=LengthPenalty())
        fitting = [one for one in every if all(phrase in spelled(one.ids) for phrase in include)]
        assert fitting
        assert_same([one for one in found if one.finished], fitting[:5])


@pytest.mark.parametrize("include", [["a"], ["fed"], ["ab", "ge"], ["aa", "bb"]], ids=str)
def test_a_narrow_beam_always_says_what_it_must(include: list[str]) -> None:
    for seed in range(6):
        model = ToyModel(11, seed=seed)
        phrase_constraints = [constraint(11, include=include)] * len(SOURCES)
        for found in search(
            model, SOURCES, SearchOptions(5, 3), phrase_constraints=phrase_constraints
        ):
            assert len({one.ids for one in found}) == 3
            for one in found:
                assert all(phrase in spelled(one.ids) for phrase in include)


@pytest.mark.parametrize("include", [["ab"], ["ab", "ac"], ["fed", "a"]], ids=str)
def test_pieces_far_from_probable_are_found_where_a_phrase_needs_them(include: list[str]) -> None:
    model = ToyModel(60, seed=3)
    model.output.bias.data[3:9] -= 20.0  # a to f, of 57, come last of all
    options = SearchOptions(beam=6, n_best=6)
    [found] = search(
        model, [[30, 31, 32]], options, phrase_constraints=[constraint(60, include=include)]
    )
    assert len({one.ids for one in found}) == len(found) > 1
    for one in found:
        assert all(phrase in spelled(one.ids) for phrase in include)


def test_what_must_be_said_costs_probability_and_a_wider_beam_wins_some_back() -> None:
    totals = {1: 0.0, 5: 0.0, 40: 0.0}
    for seed in range(8):
        model = ToyModel(11, seed=seed)
        words = [constraint(11, include=["fed"])]
        totals[1] += search(model, [[3, 5]], SearchOptions(40))[0][0].score
        for beam in (5, 40):
            totals[beam] += search(model, [[3, 5]], SearchOptions(beam), phrase_constraints=words)[
                0
            ][0].score
    assert totals[5] < totals[40] < totals[1]


def test_a_phrase_fits_after_a_prefix_and_into_the_shortest_room() -> None:
    options = SearchOptions(beam=4, guard=Guard(ratio=0.0, extra=1))
    [[found]] = search(
        ToyModel(7), [[3]], options, [[6, 6]], phrase_constraints=[constraint(7, include=["abc"])]
    )
    assert spelled(found.ids) == "ddabc"


def test_what_a_maximum_of_length_leaves_no_room_for_is_refused() -> None:
    words = [constraint(7, include=["abc"])]
    for most, prefix in ((2, []), (4, [6, 6])):
        options = SearchOptions(beam=4, guard=Guard(max_length=most))
        with pytest.raises(RequestError, match=f"no more than {most}"):
            search(ToyModel(7), [[3]], options, [prefix], words)


def test_a_phrase_that_the_prefix_says_is_there_already() -> None:
    options = SearchOptions(beam=3, guard=FREE)
    prefixes = [[3, 4]]
    plain = search(ToyModel(7), [[3]], options, prefixes)
    words = search(ToyModel(7), [[3]], options, prefixes, [constraint(7, include=["ab"])])
    assert_same(words[0], plain[0])


def test_each_sentence_has_its_own_phrases_and_those_without_are_searched_as_ever() -> None:
    model = ToyModel(11, seed=1)
    asked: list[list[str]] = [["c"], [], ["ha"], ["b", "bb"], [], ["c"]]
    phrase_constraints = [constraint(11, include=phrases) for phrases in asked]
    options = SearchOptions(beam=5, n_best=5)
    together = search(model, SOURCES, options, phrase_constraints=phrase_constraints)
    for source, words, phrases, found in zip(
        SOURCES, phrase_constraints, asked, together, strict=True
    ):
        assert_same(found, search(model, [source], options, phrase_constraints=[words])[0])
        assert all(phrase in spelled(one.ids) for phrase in phrases for one in found)
    plain = search(model, SOURCES, options)
    assert_same(together[1], plain[1])
    assert_same(together[4], plain[4])


def test_what_must_and_what_must_not_be_said_go_together() -> None:
    for seed in range(5):
        words = [constraint(11, include=["ba"], exclude=["b", "bac", "cb"])]
        assert search(
            ToyModel(11, seed=seed), [[3, 5]], SearchOptions(), phrase_constraints=words
        ) == [[]]
        words = [constraint(11, include=["ba"], exclude=["bac", "cb", "a"])]
        assert search(
            ToyModel(11, seed=seed), [[3, 5]], SearchOptions(), phrase_constraints=words
        ) == [[]]
        words = [constraint(11, include=["ba"], exclude=["bac", "cb"])]
        [[found]] = search(
            ToyModel(11, seed=seed), [[3, 5]], SearchOptions(), phrase_constraints=words
        )
        assert "ba" in spelled(found.ids)
        assert "bac" not in spelled(found.ids)


def test_a_beam_with_fewer_places_than_pieces_is_refused() -> None:
    words: list[PhraseConstraints] = [constraint(7, include=["abc", "d"])]
    with pytest.raises(TolmachError, match="widen it to at least 5"):
        search(ToyModel(7), [[3]], SearchOptions(beam=4), phrase_constraints=words)


@pytest.mark.parametrize("method", [Sampling(), ExactSearch(), DiverseBeamSearch()], ids=str)
def test_no_other_search_can_be_told_what_must_be_said(method: Method) -> None:
    with pytest.raises(TolmachError, match="Only beam search"):
        search(
            ToyModel(7),
            [[3]],
            SearchOptions(method=method),
            phrase_constraints=[constraint(7, include=["a"])],
        )


def test_neighbours_change_nothing() -> None:
    model, options = ToyModel(11, seed=2), SearchOptions(5, 3)
    asked = [constraint(11, include=["ab"]), PhraseConstraints()] * len(SOURCES)
    sources = [source for source in SOURCES for _ in range(2)]
    alone = [
        search(model, [source], options, phrase_constraints=[words])[0]
        for source, words in zip(sources, asked, strict=True)
    ]
    for found, wanted in zip(
        search(model, sources, options, phrase_constraints=asked), alone, strict=True
    ):
        assert_same(found, wanted)
