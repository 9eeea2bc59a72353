import threading
from typing import Any

import torch

from tests.search.searching import search
from tests.toy_model import ToyModel
from tolmach.search.beam_observer import BeamStep, notify_decision, notify_scores, observing
from tolmach.search.options import SearchOptions


class Witness:
    def __init__(self) -> None:
        self.seen: list[Any] = []

    def scored(self, logits: torch.Tensor) -> None:
        self.seen.append(logits)

    def decided(self, step: BeamStep) -> None:
        self.seen.append(step)


def never() -> BeamStep:
    raise AssertionError("nobody observes")


def test_scores_and_decisions_come_in_turn_and_change_nothing() -> None:
    model, options, witness = ToyModel(11, seed=1), SearchOptions(beam=3), Witness()
    with observing(witness):
        found = search(model, [[3, 4]], options)
    assert found == search(model, [[3, 4]], options)
    assert len(witness.seen) > 2
    for scores, step in zip(witness.seen[::2], witness.seen[1::2], strict=True):
        assert isinstance(step, BeamStep)
        assert scores.shape == (step.totals.numel(), 11)
        assert len(step.candidates.ids) == len(scores)


def test_nothing_is_put_together_while_nobody_observes() -> None:
    witness = Witness()
    with observing(witness):
        pass
    notify_scores(torch.zeros(1))
    notify_decision(never)
    assert not witness.seen


def test_the_innermost_observes_and_then_the_one_around_it() -> None:
    inner, outer = Witness(), Witness()
    with observing(outer):
        with observing(inner):
            notify_scores(torch.tensor(1))
        notify_scores(torch.tensor(2))
    assert [int(each) for each in inner.seen] == [1]
    assert [int(each) for each in outer.seen] == [2]


def test_another_thread_is_not_observed() -> None:
    witness = Witness()
    with observing(witness):
        other = threading.Thread(target=notify_scores, args=(torch.zeros(1),))
        other.start()
        other.join()
    assert not witness.seen
