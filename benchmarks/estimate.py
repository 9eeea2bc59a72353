"""The time that `tolmach init` foretells beside the time that the run takes.

    python -m benchmarks.estimate --threads 1 2 --minutes 2 --json estimate.json

For each number of threads, in a process of its own: a recipe is drafted for some pairs of Multi30k
(or generated text), its updates are timed as `init` times them, the number of updates is set to
what then takes so many minutes, and `tolmach train` follows it from start to end. Claim: the run
takes at most 1.5 times as long as foretold, and at least that part of it. Where other work comes
and goes, time by the clock tells nothing; both then say what share of a processor they got.

Columns: threads; updates; minutes foretold and taken; the second as a multiple of the first; the
processors that were at work during either; the multiple if the run had got as much of them.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.corpus import training_pairs
from benchmarks.measurement import machine, show_table, write_results

PAIRS = 4000


@dataclass(frozen=True)
class Timed:
    """Seconds by the clock, and of processors."""

    clock: float
    processor: float

    @property
    def share(self) -> float:
        """The processors that were at work."""
        return self.processor / self.clock

    @classmethod
    def of(cls, work: Callable[[], object]) -> "Timed":
        """Do the work, by this process and those that it starts and waits for."""
        clock, processor = time.perf_counter(), _processor_seconds()
        work()
        return cls(time.perf_counter() - clock, _processor_seconds() - processor)


@dataclass(frozen=True)
class Row:
    """What was foretold in seconds, and what came of it."""

    threads: int
    updates: int
    foretold: float
    rehearsal: Timed
    run: Timed

    @property
    def shown(self) -> list[str]:
        """The cells of the table."""
        ratio = self.run.clock / self.foretold
        shares = self.rehearsal.share, self.run.share
        return [
            *(f"{self.threads}", f"{self.updates:,}"),
            *(f"{seconds / 60:.1f}" for seconds in (self.foretold, self.run.clock)),
            f"{ratio:.2f}",
            *(f"{share:.2f}" for share in shares),
            f"{ratio * shares[1] / shares[0]:.2f}",
        ]


def measure(threads: int, minutes: float, folder: Path) -> Row:
    """Draft, foretell, and train, in `folder`."""
    from tolmach.config.recipe import read_recipe
    from tolmach.recipes.new_recipe import RecipeRequest, write_recipe
    from tolmach.training.rehearsal import rehearse

    text = folder / "text.tsv"
    lines = [f"{pair.source}\t{pair.target}\n" for pair in training_pairs()[1][:PAIRS]]
    text.write_text("".join(lines), "utf-8")
    request = RecipeRequest([text], ("en", "de"), recipe=folder / "text.toml")
    draft = write_recipe(request).draft
    recipe = read_recipe(request.path)
    foretold: list[float] = []
    rehearsal = Timed.of(
        lambda: foretold.append(rehearse(recipe, draft.lengths, draft.vocabulary).seconds)
    )
    updates = max(1, round(recipe.training.updates * 60 * minutes / foretold[0]))
    changed = [f"training.updates={updates}", f"training.warmup={max(1, updates // 10)}"]
    settings = [word for each in changed for word in ("--set", each)]
    command = ["train", str(request.path), "-q", "-o", str(folder / "run"), *settings]
    threaded = ["--threads", str(threads)]
    run = Timed.of(
        lambda: subprocess.run([sys.executable, "-m", "tolmach", *command, *threaded], check=True)
    )
    expected = foretold[0] * updates / recipe.training.updates
    return Row(threads, updates, expected, rehearsal, run)


def _processor_seconds() -> float:
    who = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))


def measured_apart(threads: int, minutes: float) -> Row:
    """Measure in a process that has so many threads from its start."""
    command = [sys.executable, "-m", "benchmarks.estimate", "--apart"]
    done = subprocess.run(
        [*command, "--threads", str(threads), "--minutes", str(minutes)],
        env=os.environ | {"OMP_NUM_THREADS": str(threads)},
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(done.stdout)
    rehearsal, run = (Timed(**found[name]) for name in ("rehearsal", "run"))
    return Row(found["threads"], found["updates"], found["foretold"], rehearsal, run)


def main() -> None:
    """Measure, print the table, write the JSON file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--apart", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.apart:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(options.threads[0], options.minutes, Path(folder))
        print(json.dumps(asdict(found)))
        return
    facts = machine()
    rows = [measured_apart(threads, options.minutes) for threads in options.threads]
    columns = ["threads", "updates", "foretold", "taken", "ratio", "share then", "share in the run"]
    show_table("Minutes", [*columns, "at like shares"], [row.shown for row in rows])
    write_results(options.json, "estimate", {"machine": facts, "rows": rows})


if __name__ == "__main__":
    main()
