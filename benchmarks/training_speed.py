"""Training speed of Tolmach beside JoeyNMT 2.3.0 and a bare PyTorch loop, in one run.

    python -m benchmarks.training_speed --threads 1 2 --rounds 5 --json speed.json

All train the model of `benchmarks.setting` (a Transformer, 3+3 layers, 256 wide, 8,000 pieces
shared by source, target and softmax) on Multi30k English to German, cut into the same pieces, in
batches of at most 2,048 padded pieces, on the CPU. Every contender is one process held to as many
cores as it may use threads. First all variants of the bare loop race once; the two fastest enter
the contest, in which the contenders take turns, and the faster of them is the bar. Three ways to
count would give three answers, so all count alike: target pieces with `</s>` and without padding,
over the wall time of the training loop after a warm-up, without start-up, validation, checkpoints
and logs. JoeyNMT does not sort pairs by length; the padding that this costs it is its own.

Columns: target tokens a second (median of the rounds, lowest and highest); real target tokens an
update; Tolmach's speed as a multiple of the contender's (median over the rounds of the ratio
within the round); the last loss in nats a token, a check that all of them learn (JoeyNMT leaves
out the constant entropy of the smoothed target).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

from benchmarks.corpus import (
    in_pieces,
    learn_pieces,
    training_pairs,
    write_piece_text,
    write_pieces,
)
from benchmarks.measurement import (
    REPOSITORY,
    Spread,
    interleaved,
    machine,
    round_ratios,
    show_table,
    write_json,
)
from benchmarks.peers import JOEYNMT, joeynmt_configuration
from benchmarks.recipe import write_text
from benchmarks.setting import SETTING, Speed

FINALISTS = 2
DEV_PAIRS = 50  # JoeyNMT wants a development set, though it never comes to look at it
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


def prepare(folder: Path) -> str:
    """Cut the corpus into pieces and write it for every contender; return the corpus's name."""
    name, pairs = training_pairs()
    tokenizer = learn_pieces(pairs, SETTING.vocabulary)
    write_text(folder, pairs)
    pieces = in_pieces(tokenizer, pairs)
    write_pieces(folder / "pieces.json", pieces)
    write_piece_text(folder, "train", pieces, len(tokenizer))
    write_piece_text(folder, "dev", pieces[:DEV_PAIRS], len(tokenizer))
    return name


def tolmach(course: Course) -> Speed:
    """Run `tolmach train` (`benchmarks/tolmach_loop.py`), which learns the same pieces."""
    driver = [sys.executable, "-m", "benchmarks.tolmach_loop"]
    return course.run([*driver, str(course.folder)])


def joeynmt(course: Course) -> Speed:
    """Run JoeyNMT's own loop (`benchmarks/joeynmt_loop.py`)."""
    updates = course.warm_up + course.updates + 1
    configuration = course.folder / "joeynmt.yaml"
    settings = joeynmt_configuration(course.folder, SETTING, updates)
    configuration.write_text(json.dumps(settings, indent=1), "utf-8")
    driver = Path(__file__).with_name("joeynmt_loop.py")
    return course.run([JOEYNMT.install(), driver, configuration])


def bare(course: Course, attention: str, precision: str) -> Speed:
    """Run one variant of the bare loop (`benchmarks/bare_loop.py`)."""
    pieces = str(course.folder / "pieces.json")
    driver = [sys.executable, "-m", "benchmarks.bare_loop", pieces]
    return course.run([*driver, "--attention", attention, "--precision", precision])


def bare_variants(course: Course) -> dict[str, Contender]:
    """Return every variant of the bare loop by name."""
    variants = product(("modules", "fused", "written"), ("float32", "bfloat16"))
    return {
        f"bare loop, {attention}, {precision}": partial(bare, course, attention, precision)
        for attention, precision in variants
    }


def contest(course: Course, rounds: int) -> dict[str, list[Speed]]:
    """Let the fastest bare loops, JoeyNMT and Tolmach take turns."""
    variants = bare_variants(course)
    trial = {name: speeds[0].rate for name, speeds in interleaved(variants, 1).items()}
    finalists = sorted(trial, key=trial.__getitem__, reverse=True)[:FINALISTS]
    contenders: dict[str, Contender] = {
        PEER: partial(joeynmt, course),
        **{name: variants[name] for name in finalists},
        OURS: partial(tolmach, course),
    }
    return interleaved(contenders, rounds)


@dataclass(frozen=True)
class Row:
    """What the table and the JSON file say of one contender."""

    contender: str
    tokens_per_second: Spread
    tokens_per_update: float
    ours_is_times: Spread
    loss: float

    @property
    def shown(self) -> list[str]:
        """The cells of the table."""
        return [
            self.contender,
            self.tokens_per_second.shown(0),
            f"{self.tokens_per_update:,.0f}",
            self.ours_is_times.shown(2),
            f"{self.loss:.2f}",
        ]


def summary(results: dict[str, list[Speed]]) -> list[Row]:
    """Return one row a contender, slowest first."""
    rates = {name: [speed.rate for speed in speeds] for name, speeds in results.items()}
    rows = [
        Row(
            contender=name,
            tokens_per_second=Spread.of(rates[name]),
            tokens_per_update=statistics.mean(s.target_tokens / s.updates for s in speeds),
            ours_is_times=round_ratios(rates[OURS], rates[name]),
            loss=speeds[-1].loss,
        )
        for name, speeds in results.items()
    ]
    return sorted(rows, key=lambda row: row.tokens_per_second.median)


def main() -> None:
    """Run the contest for every number of threads."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, nargs="+", default=[1])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--updates", type=int, default=30, help="counted, after the warm-up")
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts: dict[str, object] = {"machine": machine(), "setting": SETTING, "threads": {}}
    columns = ["contender", "target tokens/s", "tokens/update", "Tolmach is times", "loss"]
    tables: dict[int, list[Row]] = {}
    JOEYNMT.install()
    with tempfile.TemporaryDirectory() as temporary:
        corpus = prepare(Path(temporary))
        for threads in options.threads:
            course = Course(Path(temporary), threads, options.updates, options.warm_up)
            tables[threads] = summary(contest(course, options.rounds))
            title = f"Training on {corpus}, {threads} thread(s)"
            show_table(title, columns, [row.shown for row in tables[threads]])
    write_json(options.json, "training speed", {**facts, "corpus": corpus, "threads": tables})


if __name__ == "__main__":
    main()
