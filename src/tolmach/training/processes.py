"""The processes that share a training run, and the memory of each.

`torchrun` starts several; one alone is the usual case.
"""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

import torch
import torch.distributed as dist
from torch import Tensor

from tolmach.errors import RunError

# the others wait while the first one prepares the text or validates, which may take hours;
# torchrun itself ends them where one of them dies
_PATIENCE = timedelta(days=30)


@dataclass(frozen=True)
class Processes:
    """This process's rank among `count`; only rank 0 validates, writes and speaks."""

    rank: int = 0
    count: int = 1
    local_rank: int = 0

    @classmethod
    @contextmanager
    def joined(cls) -> Iterator[Self]:
        """Join the group that torchrun's environment describes, or stand alone without one."""
        if "WORLD_SIZE" not in os.environ:
            yield cls()
            return
        if not dist.is_initialized():
            backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
            dist.init_process_group(backend, timeout=_PATIENCE)
        try:
            yield cls(
                dist.get_rank(), dist.get_world_size(), int(os.environ.get("LOCAL_RANK", "0"))
            )
        finally:
            dist.destroy_process_group()

    @property
    def first(self) -> bool:
        """Whether this process validates, writes and speaks."""
        return self.rank == 0

    def sum(self, values: Tensor) -> Tensor:
        """Add up `values` over all processes, in place."""
        if self.count > 1:
            dist.all_reduce(values)
        return values

    def share(self, value: Tensor) -> Tensor:
        """Give every process the first one's `value`, in place."""
        if self.count > 1:
            dist.broadcast(value, 0)
        return value

    def check_shares(self, batches: int) -> None:
        """Raise TolmachError where the batches of an update cannot be shared evenly."""
        if batches % self.count:
            raise RunError(
                f"{self.count} processes cannot share {batches} batches per update evenly; set "
                "training.batches_per_update to a multiple of the number of processes (and lower "
                "training.batch_tokens to keep updates the same size)."
            )


_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3  # names of mallopt's settings, malloc.h
_NEVER = 2**31 - 1
_KERNELS_KEPT = "128"


def keep_freed_memory() -> None:
    """Let the process reuse freed memory instead of handing it back after every operation.

    By default glibc returns large blocks to the system when they are freed and fetches zeroed
    pages when they are next needed, some thousand times an update. oneDNN, for its part, keeps up
    to 1,024 kernels compiled for shapes that hardly come again; fewer do as well in less memory.
    Call it before torch is imported. Does nothing where the C library is another one.
    """
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", _KERNELS_KEPT)
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _NEVER)
        mallopt(_TRIM_THRESHOLD, _NEVER)
        mallopt(_TOP_PAD, 1 << 28)
