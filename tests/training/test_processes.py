"""Processes that share a run: alone, and as torchrun's environment describes them."""

import os
from typing import Any

import pytest
import torch
import torch.distributed as dist

from tolmach.training.processes import Processes


def test_alone_a_process_is_the_first_and_shares_with_nobody() -> None:
    alone = Processes()
    assert (alone.rank, alone.count, alone.local_rank, alone.first) == (0, 1, 0, True)
    values = torch.tensor([1.0, 2.0])
    assert alone.sum(values) is values
    assert alone.share(values) is values
    assert values.tolist() == [1.0, 2.0]
    alone.leave()
    assert not Processes(rank=1, count=2).first


def test_without_torchrun_a_process_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    assert Processes.join() == Processes()
    assert not dist.is_initialized()


class Group:
    """Stands in for torch.distributed in a process of rank 2 among 3."""

    def __init__(self, *, initialised: bool) -> None:
        self.initialised = initialised
        self.calls: list[tuple[Any, ...]] = []

    def is_initialized(self) -> bool:
        return self.initialised

    def init_process_group(self, backend: str) -> None:
        self.calls.append(("init", backend))

    def get_rank(self) -> int:
        return 2

    def get_world_size(self) -> int:
        return 3

    def all_reduce(self, values: torch.Tensor) -> None:
        values.mul_(3)

    def broadcast(self, value: torch.Tensor, source: int) -> None:
        self.calls.append(("broadcast", source))
        value.fill_(7)

    def destroy_process_group(self) -> None:
        self.calls.append(("destroy",))


@pytest.mark.parametrize("initialised", [False, True])
def test_under_torchrun_a_process_joins_shares_and_leaves(
    initialised: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = Group(initialised=initialised)
    monkeypatch.setattr("tolmach.training.processes.dist", group)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setitem(os.environ, "WORLD_SIZE", "3")
    monkeypatch.setitem(os.environ, "LOCAL_RANK", "1")
    joined = Processes.join()
    assert joined == Processes(rank=2, count=3, local_rank=1)
    assert joined.sum(torch.tensor([2.0])).tolist() == [6.0]
    assert joined.share(torch.tensor([2.0])).tolist() == [7.0]
    joined.leave()
    begun = [] if initialised else [("init", "gloo")]
    assert group.calls == [*begun, ("broadcast", 0), ("destroy",)]


def test_two_processes_share_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tolmach.training.processes.dist", Group(initialised=True))
    assert Processes(rank=1, count=2).sum(torch.tensor([2.0])).tolist() == [6.0]
    monkeypatch.setitem(os.environ, "WORLD_SIZE", "3")
    monkeypatch.delenv("LOCAL_RANK", raising=False)
    assert Processes.join().local_rank == 0
