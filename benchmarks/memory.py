"""Does the memory of training grow with the corpus? One corpus, and the same repeated 50 times.

    python -m benchmarks.memory --updates 60 --json memory.json

`tolmach train` runs on both, as a user runs it, for the same number of updates. Every few
milliseconds the private anonymous resident memory of the process and its children is read
(`RssAnon` in /proc/PID/status: heap, stacks, tensors; not the mapped token files, which belong to
the operating system's cache). Preparing (learning pieces, cutting the text) ends when
`prepared.json` appears in the run's folder; what follows is training.

Columns: peak MiB of preparing, peak MiB of training, median MiB of training; the last row holds
the repeated corpus as a multiple of the corpus itself. The claim is that training's stay within
10 % of 1.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import training_pairs
from benchmarks.measurement import REPOSITORY, machine, show_table, write_results
from benchmarks.recipe import Pace, write_recipe, write_text
from tolmach.corpus.parallel import Pair

PERIOD = 0.02  # seconds between two readings
MEBIBYTE_IN_KIBIBYTES = 1024


@dataclass(frozen=True)
class Usage:
    """Private memory of one run, in MiB."""

    pairs: int
    preparing_peak: float
    training_peak: float
    training_median: float

    @property
    def shown(self) -> list[str]:
        """The figures as cells of the table."""
        figures = self.preparing_peak, self.training_peak, self.training_median
        return [f"{figure:,.0f}" for figure in figures]


def measure(folder: Path, pairs: list[Pair], times: int, updates: int) -> Usage:
    """Train on `pairs` repeated `times` times in `folder` and watch the memory."""
    folder.mkdir()
    write_text(folder, pairs, times)
    recipe = write_recipe(folder, Pace(updates, report_every=updates))
    run = folder / "run"
    command = [sys.executable, "-c", "from tolmach.cli.main import main; main()"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "train", str(recipe), "-o", str(run)], cwd=REPOSITORY, stdout=log, stderr=log
        )
        readings = list(watch(process, run))
    if process.returncode:
        sys.exit((folder / "log").read_text("utf-8"))
    training = [memory for prepared, memory in readings if prepared]
    preparing = [memory for prepared, memory in readings if not prepared]
    count = times * len(pairs)
    return Usage(count, max(preparing), max(training), statistics.median(training))


def watch(process: "subprocess.Popen[bytes]", run: Path) -> Iterator[tuple[bool, float]]:
    """Yield, until the process ends, whether preparing is over and the memory held, in MiB."""
    prepared = False
    while process.poll() is None:
        prepared = prepared or any(run.glob("**/prepared.json"))
        memory = sum(anonymous_kibibytes(each) for each in family(process.pid))
        if memory:
            yield prepared, memory / MEBIBYTE_IN_KIBIBYTES
        time.sleep(PERIOD)


def family(process: int) -> Iterator[int]:
    """Yield the ids of a process and of all processes below it."""
    yield process
    try:
        tasks = Path(f"/proc/{process}/task").iterdir()
        lists = [(task / "children").read_text() for task in tasks]
    except OSError:  # it has ended meanwhile
        return
    for child in " ".join(lists).split():
        yield from family(int(child))


def anonymous_kibibytes(process: int) -> int:
    """Return `RssAnon` of a process, 0 once it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("RssAnon:")]
    return int(found[0]) if found else 0


def ratios(once: Usage, repeated: Usage) -> dict[str, float]:
    """Return the memory of the repeated corpus as a multiple of the corpus itself."""
    names = "preparing_peak", "training_peak", "training_median"
    return {name: getattr(repeated, name) / getattr(once, name) for name in names}


def main() -> None:
    """Measure both, print the table, write the JSON file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--updates", type=int, default=60)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    corpus, pairs = training_pairs()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        once = measure(folder / "once", pairs, 1, options.updates)
        repeated = measure(folder / "repeated", pairs, options.times, options.updates)
    times = ratios(once, repeated)
    rows = [
        [corpus, f"{once.pairs:,}", *once.shown],
        [f"{options.times} times", f"{repeated.pairs:,}", *repeated.shown],
        ["ratio", "", *(f"{ratio:.2f}" for ratio in times.values())],
    ]
    columns = ["corpus", "pairs", "preparing, peak", "training, peak", "training, median"]
    show_table("Private memory in MiB", columns, rows)
    results = {"corpus": corpus, "once": once, "repeated": repeated, "ratios": times}
    write_results(options.json, "memory", {"machine": facts, **results})


if __name__ == "__main__":
    main()
