"""Paths followed side by side: each to its own end or limit, whatever the others do."""

from collections import Counter

import pytest
import torch
from torch import Tensor

from tests.search.searching import SOURCES, assert_same, search
from tests.toy_model import ScriptedModel, ToyModel
from tolmach.search.beam import beam_search
from tolmach.search.constraints import Candidates
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.methods import Sampling
from tolmach.search.options import SearchOptions
from tolmach.search.path import follow_paths
from tolmach.search.sources import Sources
from tolmach.text.tokenizer import BOS_ID, EOS_ID

GREEDY = SearchOptions(beam=1)
ONE_PIECE = Guard(min_length=0, max_length=1, max_copies=None)


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


def _sampled(sampling: Sampling, count: int = 1, guard: Guard | None = None) -> SearchOptions:
    return SearchOptions(n_best=count, method=sampling, guard=guard or Guard())


def test_one_seed_gives_a_text_one_sample_in_any_company_and_order() -> None:
    model = ToyModel(11, seed=3, sharpness=1.0)
    options = _sampled(Sampling(seed=13), count=3)
    together = search(model, SOURCES, options)
    backwards = search(model, SOURCES[::-1], options)[::-1]
    for source, found, other in zip(SOURCES, together, backwards, strict=True):
        assert_same(found, other)
        assert_same(found, search(model, [source], options)[0])


def test_seeds_and_the_samples_of_one_sentence_differ() -> None:
    model = ToyModel(11, seed=3, sharpness=0.5)
    samples = [
        one.ids
        for seed in (1, 2)
        for one in search(model, [[3, 4, 5]], _sampled(Sampling(seed=seed), count=5))[0]
    ]
    assert len(set(samples)) > 5


@pytest.mark.parametrize("sampling", [Sampling(top_k=1), Sampling(top_p=1e-6)], ids=str)
def test_with_no_choice_left_sampling_is_greedy(sampling: Sampling) -> None:
    model = ToyModel(11, seed=1)
    greedy = search(model, SOURCES, SearchOptions(beam=1))
    for found, expected in zip(search(model, SOURCES, _sampled(sampling)), greedy, strict=True):
        assert_same(found, expected)


@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(seed=1),
        Sampling(temperature=0.5, seed=1),
        Sampling(top_k=3, seed=1),
        Sampling(top_p=0.6, seed=1),
    ],
    ids=str,
)
def test_pieces_come_as_often_as_the_distribution_says(sampling: Sampling) -> None:
    model, count = ToyModel(11, seed=3, sharpness=2.0), 4000
    found = search(model, [[3, 4]], _sampled(sampling, count, ONE_PIECE))[0]
    drawn = Counter(one.ids[0] if one.ids else 2 for one in found)
    expected = _expected(model, sampling)
    for piece in range(11):
        assert drawn[piece] / count == pytest.approx(float(expected[piece]), abs=0.03)
        assert (drawn[piece] > 0) <= bool(expected[piece] > 0)


def _expected(model: ToyModel, sampling: Sampling) -> torch.Tensor:
    """The distribution of the first piece, written the long way round."""
    memory = model.encode(torch.tensor([[3, 4, 2]]), torch.ones(1, 3, dtype=torch.bool))
    logits = model.step(torch.tensor([1]), model.start(memory)).logits[0].detach()
    logits[:2] = -torch.inf
    mass = (logits / sampling.temperature).softmax(-1)
    kept, total = torch.zeros_like(mass), 0.0
    for rank, piece in enumerate(mass.argsort(descending=True).tolist()):
        if rank < (sampling.top_k or 11) and total < sampling.top_p:
            kept[piece] = mass[piece]
        total += float(mass[piece])
    return kept / kept.sum()


def test_scores_are_the_models_own_whatever_the_temperature() -> None:
    model = ToyModel(11, seed=3)
    greedy = search(model, [[5, 6]], SearchOptions(beam=1))[0]
    for temperature in (0.01, 1e-30):
        cold = search(model, [[5, 6]], _sampled(Sampling(temperature=temperature)))[0]
        assert_same(cold, greedy)


def test_samples_keep_their_prefix() -> None:
    model = ToyModel(11, seed=5, sharpness=0.5)
    found = search(model, [[3, 4]], _sampled(Sampling(), count=7), [[9, 3, 9]])[0]
    assert {one.ids[:3] for one in found} == {(9, 3, 9)}
    assert len({one.ids for one in found}) > 1


A, B = 3, 4
GUARD = Guard(ratio=1.0, extra=0, min_length=0, max_copies=None)


class Rank:
    """Takes the best candidate, or for paths of odd number the second; notes who asked when."""

    count = 2

    def __init__(self) -> None:
        self.asked: list[tuple[int, list[int]]] = []

    def choose(self, candidates: Candidates, paths: Tensor, step: int) -> Tensor:
        self.asked.append((step, paths.tolist()))
        order = candidates.log_probabilities.argsort(descending=True)
        return order.gather(1, (paths % 2)[:, None]).squeeze(1)


def test_two_paths_a_sentence_go_their_own_ways_and_leave_when_they_end() -> None:
    model = ScriptedModel(
        7,
        [
            {BOS_ID: {A: -0.5, EOS_ID: -1.0}},
            {A: {B: -0.2, A: -1.8}},
            {B: {EOS_ID: -0.3}},
        ],
    )
    options = SearchOptions(
        n_best=2,
        method=Sampling(),
        guard=Guard(extra=5, min_length=0),
        penalty=LengthPenalty.average(),
    )
    chooser = Rank()
    with torch.inference_mode():
        found = follow_paths(model, Sources.of([[A], [B]]), options, chooser=chooser)
    assert chooser.asked == [(0, [0, 1, 2, 3]), (1, [0, 2]), (2, [0, 2])]
    for best, second in found:
        assert (best.ids, best.finished) == ((A, B), True)
        assert best.log_probabilities == pytest.approx([-0.5, -0.2, -0.3])
        assert best.score == pytest.approx(-1.0 / 3)
        assert (second.ids, second.finished) == ((), True)
        assert second.log_probabilities == pytest.approx([-1.0])


def test_at_its_limit_a_path_may_only_end_and_is_cut_where_it_does_not() -> None:
    on = {A: {A: -0.1}, BOS_ID: {A: -0.1}}
    ending = {A: {EOS_ID: -0.1}, BOS_ID: {A: -0.1}}
    for last, finished in ((on, False), (ending, True)):
        model = ScriptedModel(7, [on, on, last])
        [[found]] = search(model, [[5, 5]], SearchOptions(beam=1, guard=GUARD))
        assert (found.ids, found.finished) == ((A, A), finished)
        assert len(found.log_probabilities) == 2 + finished
        assert model.steps == 3


def test_each_sentence_has_a_limit_of_its_own() -> None:
    model = ScriptedModel(7, [{A: {A: -0.1}, BOS_ID: {A: -0.1}}])
    found = search(model, [[5] * 4, [5], [5] * 3], SearchOptions(beam=1, guard=GUARD))
    assert [len(one.ids) for [one] in found] == [4, 1, 3]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_samples_of_a_sentence_do_not_depend_on_its_company(count: int) -> None:
    model = ToyModel(11, seed=3, sharpness=1.0)
    options = SearchOptions(n_best=count, method=Sampling(seed=5))
    together = search(model, SOURCES, options)
    for source, found in zip(SOURCES, together, strict=True):
        assert len(found) == count
        assert_same(found, search(model, [source], options)[0])
