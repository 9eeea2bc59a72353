"""Processor time of commands from nothing to done, beside a bare interpreter and `import torch`.

    python -m benchmarks.startup --rounds 15 --json startup.json

Everything runs in processes of its own, in turns, once before the clock starts. Claims: `tolmach
--help` and `tolmach check`, of short lines and of sentences whose language it identifies, take at
most 0.3 s more than an interpreter that does nothing, and `tolmach translate` of one sentence,
model loaded and all, on the native engine, at most 0.4 s. After the turns a probe asks which
commands have imported torch.

Columns: seconds of processor time, which other work disturbs less than wall time (median, lowest
and highest); seconds more than the row it is held against (median over the rounds of the difference
within the round); whether torch was imported.
"""

import argparse
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.measurement import interleaved, machine, show_table, write_results
from tolmach.evaluation.speed import Spread

NOTHING, TORCH = "python -c pass", "python -c 'import torch'"
SENTENCE = "Zwei Hunde spielen im Schnee.\n"
SHORT_PAIRS = "ein Hund\ta dog\neine Katze\ta cat\n"
PAIRS = "Zwei Hunde spielen im Schnee.\tTwo dogs are playing in the snow.\n"
COMMAND = [sys.executable, "-c", "from tolmach.cli.main import main; main()"]
PROBE = """
import atexit, sys
atexit.register(lambda: print("torch" in sys.modules, file=sys.stderr))
from tolmach.cli.main import main
main()
"""


@dataclass(frozen=True)
class Task:
    """A command, what it reads from standard input, and the row it is held against."""

    command: Sequence[str]
    against: str | None
    text: str = ""

    def seconds(self) -> float:
        """Run once and return the processor time."""
        started = _spent_by_children()
        subprocess.run(self.command, input=self.text, check=True, capture_output=True, text=True)
        return _spent_by_children() - started

    def imports_torch(self) -> bool:
        """Run once more and return whether torch had been imported at the end."""
        if self.command[2] != COMMAND[2]:
            return "torch" in self.command[2]
        probe = [sys.executable, "-c", PROBE, *self.command[3:]]
        done = subprocess.run(probe, input=self.text, capture_output=True, text=True, check=True)
        return done.stderr.splitlines()[-1] == "True"


@dataclass(frozen=True)
class Row:
    """What the table and the JSON file say of one command."""

    command: str
    seconds: Spread
    against: str | None
    more_than_it: Spread | None
    imports_torch: bool

    @property
    def shown(self) -> list[str]:
        """The cells of the table."""
        more = self.more_than_it.shown(3) if self.more_than_it else ""
        imported = "yes" if self.imports_torch else "no"
        return [self.command, self.seconds.shown(3), more, self.against or "", imported]


def _spent_by_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def tasks(model: Path | None) -> dict[str, Task]:
    """Return every task by name."""
    chosen = ["--model", str(model)] if model else []
    found = {
        NOTHING: Task([sys.executable, "-c", "pass"], None),
        TORCH: Task([sys.executable, "-c", "import torch"], None),
        "tolmach --help": Task([*COMMAND, "--help"], NOTHING),
        "tolmach check": Task([*COMMAND, "check", "-"], NOTHING, SHORT_PAIRS),
        "tolmach check, sentences": Task([*COMMAND, "check", "-"], NOTHING, PAIRS),
        "tolmach translate": Task([*COMMAND, "translate", *chosen], NOTHING, SENTENCE),
    }
    return {name: task for name, task in found.items() if works(name, task)}


def works(name: str, task: Task) -> bool:
    """Run once, which also warms the disk cache; say so where the command fails."""
    done = subprocess.run(task.command, input=task.text, capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip() or "no reason given").splitlines()[-1]
        print(f"left out: {name} (exit status {done.returncode}: {reason})", file=sys.stderr)
    return done.returncode == 0


def summary(tasks: dict[str, Task], seconds: dict[str, list[float]]) -> list[Row]:
    """Return one row a task."""
    rows = []
    for name, task in tasks.items():
        other = seconds[task.against] if task.against else None
        more = [one - two for one, two in zip(seconds[name], other, strict=True)] if other else None
        spread = Spread.of(more) if more else None
        rows.append(Row(name, Spread.of(seconds[name]), task.against, spread, task.imports_torch()))
    return rows


def main() -> None:
    """Measure, print the table, write the JSON file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, help="by default the shipped one")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    os.environ["PYTHONWARNINGS"] = "ignore"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package comes compiled
    known = tasks(options.model)
    runs = {name: partial(Task.seconds, task) for name, task in known.items()}
    rows = summary(known, interleaved(runs, options.rounds))
    columns = ["command", "seconds", "more", "than", "imports torch"]
    show_table("Start-up", columns, [row.shown for row in rows])
    write_results(options.json, "start-up", {"machine": facts, "rows": rows})


if __name__ == "__main__":
    main()
