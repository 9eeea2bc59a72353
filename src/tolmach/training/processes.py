"""The processes that share a training run, started by `torchrun`; one alone is the usual case."""

import os
from dataclasses import dataclass
from typing import Self

import torch
import torch.distributed as dist
from torch import Tensor


@dataclass(frozen=True)
class Processes:
    """This process's rank among `count`; only rank 0 validates, writes and speaks."""

    rank: int = 0
    count: int = 1
    local_rank: int = 0

    @classmethod
    def join(cls) -> Self:
        """Join the group that torchrun's environment describes, or stand alone without one."""
        if "WORLD_SIZE" not in os.environ:
            return cls()
        if not dist.is_initialized():
            dist.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo")
        return cls(dist.get_rank(), dist.get_world_size(), int(os.environ.get("LOCAL_RANK", "0")))

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

    def leave(self) -> None:
        """Leave the group."""
        if self.count > 1:
            dist.destroy_process_group()
