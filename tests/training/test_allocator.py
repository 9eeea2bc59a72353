"""What the C library is told, and that it obeys; whether that pays is measured, not tested."""

import ctypes
import os
import subprocess
import sys
from typing import Any

import pytest

from tolmach.training.allocator import keep_freed_memory

PROGRAM = """
import ctypes, sys
from tolmach.training.allocator import keep_freed_memory
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
