"""Paths followed side by side: each to its own end or limit, whatever the others do."""

import pytest
import torch
from torch import Tensor

from tests.search.searching import SOURCES, assert_same, search
from tests.toy_model import ScriptedModel, ToyModel
from tolmach.search.constraints import Candidates
from tolmach.search.guard import Guard
from tolmach.search.length import AveragePenalty
from tolmach.search.methods import Sampling
from tolmach.search.options import SearchOptions
from tolmach.search.path import follow_paths
from tolmach.search.sources import Sources
from tolmach.text.tokenizer import BOS_ID, EOS_ID

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
        n_best=2, method=Sampling(), guard=Guard(extra=5, min_length=0), penalty=AveragePenalty()
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
