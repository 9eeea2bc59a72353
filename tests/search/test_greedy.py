import pytest

from tests.search.searching import SOURCES, assert_same, search
from tests.toy_model import ToyModel
from tolmach.search.beam import beam_search
from tolmach.search.guard import Guard
from tolmach.search.options import SearchOptions
from tolmach.search.sources import Sources

GREEDY = SearchOptions(beam=1)


@pytest.mark.parametrize("seed", range(6))
def test_greedy_search_is_a_beam_of_one(seed: int) -> None:
    model = ToyModel(11, seed=seed)
    beam = beam_search(model.eval(), Sources.of(SOURCES), GREEDY)
    for greedy, found in zip(search(model, SOURCES, GREEDY), beam, strict=True):
        assert_same(greedy, found)


def test_every_piece_is_the_most_probable_one_that_is_allowed() -> None:
    model = ToyModel(11, seed=4)
    model.output.bias.data[:2] = 50.0  # padding and <s>, which must never be generated
    found = search(model, SOURCES, GREEDY)
    assert {piece for [one] in found for piece in one.ids} <= set(range(3, 11))
    assert all(probability < -10 for [one] in found for probability in one.log_probabilities)


def test_prefixes_are_kept() -> None:
    prefixes = [[3, 9, 4], [], [5], [5, 5], [7, 8], [3]]
    model = ToyModel(11, seed=5)
    for prefix, [one] in zip(prefixes, search(model, SOURCES, GREEDY, prefixes), strict=True):
        assert list(one.ids[: len(prefix)]) == prefix


def test_a_sentence_that_never_ends_is_cut_at_its_own_limit() -> None:
    model = ToyModel(11, seed=5)
    model.output.bias.data[2] = -100.0
    options = SearchOptions(beam=1, guard=Guard(ratio=2, extra=3, max_copies=None))
    lengths = [len(one.ids) for [one] in search(model, SOURCES, options)]
    assert lengths == [2 * len(source) + 3 for source in SOURCES]
