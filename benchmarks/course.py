"""The contenders of a benchmark of training as processes of their own, and how they are held."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.joeynmt_configuration import write_configuration
from benchmarks.measurement import REPOSITORY
from benchmarks.peers import JOEYNMT
from benchmarks.recipe import Pace, write_recipe
from benchmarks.setting import RecurrentSetting, Setting, Speed

OURS, PEER = "Tolmach", "JoeyNMT 2.3.0"

Contender = Callable[[], Speed]


@dataclass(frozen=True)
class Course:
    """Where the prepared corpus lies, and how far a contender runs on how many threads."""

    folder: Path
    threads: int
    updates: int
    warm_up: int

    def run(self, command: Sequence[str | Path]) -> Speed:
        """Run one contender's driver on the last cores of this machine and read its speed."""
        cores = sorted(os.sched_getaffinity(0))[-self.threads :]
        figures = ("updates", self.updates), ("warm-up", self.warm_up), ("threads", self.threads)
        options = [text for name, count in figures for text in (f"--{name}", str(count))]
        done = subprocess.run(
            [*map(str, command), *options],
            check=True,
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": str(self.threads), "PYTHONWARNINGS": "ignore"},
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )
        return Speed(**json.loads(done.stdout.splitlines()[-1]))

    def tolmach(self, setting: Setting | RecurrentSetting, precision: str = "auto") -> Speed:
        """Run `tolmach train` (`benchmarks/tolmach_loop.py`), which learns the pieces itself."""
        total = self.warm_up + self.updates
        pace = Pace(total, math.gcd(self.warm_up, total), precision)
        recipe = write_recipe(self.folder, pace, setting)
        return self.run([sys.executable, "-m", "benchmarks.tolmach_loop", recipe])

    def joeynmt(self, setting: Setting | RecurrentSetting, *options: str | Path) -> Speed:
        """Run JoeyNMT's own loop (`benchmarks/joeynmt_loop.py`)."""
        updates = self.warm_up + self.updates + 1
        configuration = write_configuration(self.folder, setting, updates)
        loop = "benchmarks.joeynmt_loop"
        return self.run([JOEYNMT.install(), "-m", loop, configuration, *options])
