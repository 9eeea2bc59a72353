"""Words that must not be said, whatever the search; prefixes and loops are tested beside them."""

import pytest

from tests.search.searching import SOURCES, assert_same, brute_force, constraint, search, spelled
from tests.toy_model import ToyModel
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.methods import BeamSearch, DiverseBeamSearch, ExactSearch, Sampling
from tolmach.search.options import SearchOptions

FREE = Guard(min_length=0, max_length=4, max_copies=None)
WAYS = [
    SearchOptions(beam=1),
    SearchOptions(beam=5, n_best=3),
    SearchOptions(beam=6, n_best=3, method=DiverseBeamSearch(3)),
    SearchOptions(n_best=5, method=Sampling(seed=1)),
    SearchOptions(beam=3, n_best=3, method=ExactSearch(states=300), guard=Guard(min_length=4)),
]
FORBIDDEN = [["a"], ["ab"], ["a", "b", "c"], ["aa", "dbd"], ["abc", "bcd", "d"]]


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
