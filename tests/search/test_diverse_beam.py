from collections import Counter

import pytest
import torch

from tests.search.searching import SOURCES, assert_same, search
from tests.toy_model import ToyModel
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.methods import DiverseBeamSearch
from tolmach.search.options import SearchOptions

FREE = Guard(min_length=0, max_length=4, max_copies=None)
Found = tuple[tuple[int, ...], float, bool]


def _slowly(
    model: ToyModel, source: list[int], groups: int, width: int, strength: float
) -> list[Found]:
    """The translations of all groups, written down step by step from the paper."""
    memory = model.encode(torch.tensor([[*source, 2]]), torch.ones(1, len(source) + 1))
    live: dict[int, list[tuple[tuple[int, ...], float]]] = {
        group: [((), 0.0)] for group in range(groups)
    }
    done: dict[int, list[Found]] = {group: [] for group in range(groups)}
    for length in range(5):
        taken: Counter[int] = Counter()
        for group, beam in list(live.items()):
            ways = []
            for ids, total in beam:
                table = model.decode(memory, torch.tensor([[1, *ids]]))[0, -1].log_softmax(-1)
                for piece in range(2, 7):
                    own = total + float(table[piece])
                    ways.append((own - strength * taken[piece], own, ids, piece))
            ways.sort(key=lambda way: -way[0])
            ends = [(ids, own, True) for _, own, ids, piece in ways[:width] if piece == 2]
            taken[2] += len(ends)
            done[group] += ends
            full = len(done[group]) >= width
            if length == 4:
                missing, known = width - len(done[group]), {ids for ids, *_ in done[group]}
                cut = [(ids, total, False) for ids, total in beam if ids not in known]
                done[group] += cut[:missing]
            live[group] = [((*ids, p), own) for _, own, ids, p in ways if p != 2][:width]
            taken.update(ids[-1] for ids, _ in live[group] if not full)
            if len(done[group]) >= width:
                del live[group]
    return [found for group in done.values() for found in group]


@pytest.mark.parametrize("strength", [0.0, 0.5, 2.0])
@pytest.mark.parametrize(("groups", "width"), [(2, 1), (3, 2), (2, 3)])
def test_it_does_what_the_paper_says(groups: int, width: int, strength: float) -> None:
    options = SearchOptions(
        beam=groups * width,
        n_best=groups * width,
        method=DiverseBeamSearch(groups, strength),
        penalty=LengthPenalty.none(),
        guard=FREE,
    )
    for seed in range(6):
        model = ToyModel(7, seed=seed, sharpness=1.5).eval()
        for source, found in zip(SOURCES[:3], search(model, SOURCES[:3], options), strict=True):
            with torch.inference_mode():
                slowly = _slowly(model, source, groups, width, strength)
            expected = {(ids, finished): total for ids, total, finished in slowly}
            scores = {(one.ids, one.finished): one.score for one in found}
            assert len(scores) == min(options.n_best, len({ids for ids, _ in expected}))
            assert scores == pytest.approx({each: expected[each] for each in scores})


def test_groups_that_do_not_mind_each_other_are_one_beam() -> None:
    model = ToyModel(11, seed=1)
    options = SearchOptions(beam=9, n_best=3, method=DiverseBeamSearch(3, 0.0))
    plain = search(model, SOURCES, SearchOptions(beam=3, n_best=3))
    for found, expected in zip(search(model, SOURCES, options), plain, strict=True):
        assert_same(found, expected)


def test_the_stronger_the_more_diverse() -> None:
    distinct = []
    for strength in (0.0, 3.0):
        options = SearchOptions(beam=5, n_best=5, method=DiverseBeamSearch(5, strength))
        found = [search(ToyModel(11, seed=seed), [[3, 4, 5]], options)[0] for seed in range(8)]
        distinct.append(sum(len({one.ids[:2] for one in row}) for row in found))
    assert distinct[0] == 8
    assert distinct[1] > 24


def test_the_best_of_every_group_comes_first_and_nothing_twice() -> None:
    options = SearchOptions(beam=6, n_best=6, method=DiverseBeamSearch(3, 1.0))
    for found in search(ToyModel(11, seed=2), SOURCES, options):
        assert len({one.ids for one in found}) == len(found)
        if all(one.finished for one in found[:3]):
            heads = [one.score for one in found[:3]]
            assert heads == sorted(heads, reverse=True)


def test_a_sentence_alone_and_in_a_batch_gets_the_same_answer_and_keeps_its_prefix() -> None:
    model = ToyModel(11, seed=1, sharpness=1.0)
    options = SearchOptions(beam=6, n_best=4, method=DiverseBeamSearch(3))
    prefixes = [[5, 6], [], [3], [4, 4, 9], [], [7]]
    together = search(model, SOURCES, options, prefixes)
    for source, prefix, found in zip(SOURCES, prefixes, together, strict=True):
        assert_same(found, search(model, [source], options, [prefix])[0])
        assert all(list(one.ids[: len(prefix)]) == prefix for one in found)
