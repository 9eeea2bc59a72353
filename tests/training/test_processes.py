"""Processes that share a run: alone, and as torchrun's environment describes them; their memory.

The C library is told to keep freed memory, and obeys; whether that pays is measured, not tested.
"""

import ctypes
import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
import torch
import torch.distributed as dist

from tolmach.errors import TolmachError
from tolmach.training.processes import Processes, keep_freed_memory

PROGRAM = """
import ctypes, sys
from tolmach.training.processes import keep_freed_memory
keep_freed_memory()
def resident():
    return int(open("/proc/self/statm").read().split()[1])
block = bytearray(1 << 26)
full = resident()
del block
print(full - resident(), __import__("os").environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"])
"""


class Library:
    """A C library that notes how `mallopt` is called, or has no such function."""

    def __init__(self, *, knows: bool = True) -> None:
        self.told: list[tuple[int, int]] = []
        if knows:
            self.mallopt = lambda *call: self.told.append(call)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", raising=False)


def told(library: Library, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    asked: list[Any] = []

    def load(name: str | None) -> Library:
        asked.append(name)
        return library

    monkeypatch.setattr(ctypes, "CDLL", load)
    keep_freed_memory()
    assert asked in ([], [None])  # None: the library that the process runs on
    return library.told


def test_freed_memory_is_neither_trimmed_nor_mapped_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    settings = dict(told(Library(), monkeypatch))
    # -1, -2, -3: M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD in malloc.h
    assert settings == {-1: 2**31 - 1, -2: 2**28, -3: 2**31 - 1}
    assert os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] == "128"


def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "7")
    told(Library(), monkeypatch)
    assert os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] == "7"


@pytest.mark.parametrize(("platform", "knows"), [("darwin", True), ("linux", False)])
def test_another_library_is_left_alone(
    platform: str, knows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert told(Library(knows=knows), monkeypatch) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told anything")
def test_freed_memory_stays_with_the_process() -> None:
    free = {key: value for key, value in os.environ.items() if not key.startswith("ONEDNN")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=free
    )
    pages, kernels = map(int, done.stdout.split())
    assert pages < 1000  # of 16,384 that the block had
    assert kernels == 128


def test_alone_a_process_is_the_first_and_shares_with_nobody() -> None:
    alone = Processes()
    assert (alone.rank, alone.count, alone.local_rank, alone.first) == (0, 1, 0, True)
    values = torch.tensor([1.0, 2.0])
    assert alone.sum(values) is values
    assert alone.share(values) is values
    assert values.tolist() == [1.0, 2.0]
    assert not Processes(rank=1, count=2).first


def test_without_torchrun_a_process_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    with Processes.joined() as processes:
        assert processes == Processes()
    assert not dist.is_initialized()


class Group:
    """Stands in for torch.distributed in a process of rank 2 among 3."""

    def __init__(self, *, initialised: bool) -> None:
        self.initialised = initialised
        self.calls: list[tuple[Any, ...]] = []

    def is_initialized(self) -> bool:
        return self.initialised

    def init_process_group(self, backend: str, timeout: timedelta) -> None:
        assert timeout > timedelta(days=1)  # while the first process prepares a large corpus
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
    with Processes.joined() as joined:
        assert joined == Processes(rank=2, count=3, local_rank=1)
        assert joined.sum(torch.tensor([2.0])).tolist() == [6.0]
        assert joined.share(torch.tensor([2.0])).tolist() == [7.0]
    begun = [] if initialised else [("init", "gloo")]
    assert group.calls == [*begun, ("broadcast", 0), ("destroy",)]


def test_two_processes_share_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tolmach.training.processes.dist", Group(initialised=True))
    assert Processes(rank=1, count=2).sum(torch.tensor([2.0])).tolist() == [6.0]
    monkeypatch.setitem(os.environ, "WORLD_SIZE", "3")
    monkeypatch.delenv("LOCAL_RANK", raising=False)
    with Processes.joined() as joined:
        assert joined.local_rank == 0


def test_batches_of_an_update_that_cannot_be_shared_evenly_are_refused() -> None:
    Processes(count=2).check_shares(4)
    with pytest.raises(TolmachError, match="2 processes cannot share 3 batches per update evenly"):
        Processes(count=2).check_shares(3)
