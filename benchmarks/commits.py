"""Speed of this checkout beside that of another commit: commands, translation, training.

    python -m benchmarks.commits 3e12d5f --rounds 5 --json commits.json

The other commit is written into a folder that is thrown away. Both run the same commands in turns,
in processes of one thread. Both translate with the model of the other commit: by PyTorch, since
older commits have nothing else, and as they would without being told.
Processor time counts, start-up included, which other work on the machine disturbs less than wall
time; of training, the time of 10 updates is taken off that of 60.
Claim: nothing takes more than 1.05 times as long as before.

Columns: processor seconds of the other commit and of this checkout (median, lowest and highest);
the second as a multiple of the first (median over the rounds of the ratio within the round).
"""

import argparse
import io
import os
import resource
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.corpus import training_pairs
from benchmarks.measurement import REPOSITORY, interleaved, machine, show_table, write_results
from benchmarks.recipe import Pace, write_recipe, write_text
from tolmach.evaluation.speed import Spread, round_ratios
from tolmach.model_paths import DEFAULT_MODEL

WARM_UP, UPDATES = 10, 60
PAIRS, SENTENCES = 4000, 100


@dataclass(frozen=True)
class Checkout:
    """The source of one commit, and the files that its commands read and write."""

    source: Path
    work: Path
    model: Path

    def seconds(self, *words: object) -> float:
        """Run `tolmach WORDS` and return the seconds of a processor that it takes."""
        before = _spent()
        self._run(*words)
        return _spent() - before

    def translation_seconds(self, *options: object) -> float:
        """Translate some sentences."""
        return self.seconds("translate", "--model", self.model, *options, self.work / "german.txt")

    def by_torch(self, beam: int) -> float:
        """Translate some sentences by PyTorch."""
        engine = ["--engine", "torch"] if "--engine" in self._run("translate", "--help") else []
        return self.translation_seconds("--beam", beam, *engine)

    def update_seconds(self) -> float:
        """Train for some updates, and take off the time of start and first updates."""
        return self._training_seconds(UPDATES) - self._training_seconds(WARM_UP)

    def _training_seconds(self, updates: int) -> float:
        recipe = write_recipe(self.work, Pace(updates, updates))
        with tempfile.TemporaryDirectory() as run:
            return self.seconds("train", recipe, "-q", "-o", Path(run, "run"))

    def _run(self, *words: object) -> str:
        command = [sys.executable, "-m", "tolmach", *map(str, words)]
        changed = {"PYTHONPATH": str(self.source), "OMP_NUM_THREADS": "1", "COLUMNS": "120"}
        done = subprocess.run(
            command, env=os.environ | changed, cwd=self.work, capture_output=True, text=True
        )
        if done.returncode:
            sys.exit(f"{self.source}: {' '.join(command)}\n{done.stderr}")
        return done.stdout


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def source_of(commit: str, folder: Path) -> Path:
    """Write the source of a commit into a folder."""
    packed = subprocess.run(
        ["git", "archive", "--format=tar", commit, "src"],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        check=True,
    )
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder / "src"


def write_inputs(folder: Path) -> None:
    """Write the text that both translate, check and learn from."""
    pairs = training_pairs()[1][:PAIRS]
    write_text(folder, pairs)
    german = "".join(f"{pair.target}\n" for pair in pairs[:SENTENCES])
    (folder / "german.txt").write_text(german, "utf-8")


def rows(old: Checkout, new: Checkout, rounds: int) -> list[tuple[str, Spread, Spread, Spread]]:
    """Return what both took of each task, and the ratio."""
    tasks: dict[str, Callable[[Checkout], float]] = {
        "tolmach --help": lambda one: one.seconds("--help"),
        f"check {PAIRS:,} pairs": lambda one: one.seconds("check", "train.tsv.gz"),
        f"translate {SENTENCES} sentences": lambda one: one.translation_seconds(),
        "by PyTorch, greedy": lambda one: one.by_torch(1),
        "by PyTorch, beam 5": lambda one: one.by_torch(5),
        f"{UPDATES - WARM_UP} updates": lambda one: one.update_seconds(),
    }
    found = []
    for name, task in tasks.items():
        task(old), task(new)  # compiles to bytecode, and warms the disk's cache
        contenders = {
            f"{name}, {who}": partial(task, one) for who, one in (("old", old), ("new", new))
        }
        before, after = interleaved(contenders, rounds).values()
        found.append((name, Spread.of(before), Spread.of(after), round_ratios(after, before)))
    return found


def main() -> None:
    """Measure, print the table, write the JSON file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("commit", help="the other commit")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_inputs(folder)
        source = source_of(options.commit, folder / "old")
        model = source / "tolmach" / "shipped" / DEFAULT_MODEL.name
        old, new = (Checkout(each, folder, model) for each in (source, REPOSITORY / "src"))
        found = rows(old, new, options.rounds)
    columns = ["task", options.commit, "this checkout", "ratio"]
    shown = [[name, *(one.shown(2) for one in spreads)] for name, *spreads in found]
    show_table("Processor seconds", columns, shown)
    told = [
        {"task": name, "before": before, "now": now, "ratio": ratio}
        for name, before, now, ratio in found
    ]
    write_results(
        options.json, "commits", {"machine": facts, "commit": options.commit, "rows": told}
    )


if __name__ == "__main__":
    main()
