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
import statistics
import sys
import tempfile
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
from benchmarks.course import OURS, PEER, Contender, Course
from benchmarks.measurement import (
    interleaved,
    machine,
    show_table,
    write_results,
)
from benchmarks.peers import JOEYNMT
from benchmarks.recipe import write_text
from benchmarks.setting import SETTING, Speed
from tolmach.evaluation.spread import Spread, round_ratios

FINALISTS = 2
DEV_PAIRS = 50  # JoeyNMT wants a development set, though it never comes to look at it


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
        PEER: partial(course.joeynmt, SETTING),
        **{name: variants[name] for name in finalists},
        OURS: partial(course.tolmach, SETTING),
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
    write_results(options.json, "training speed", {**facts, "corpus": corpus, "threads": tables})


if __name__ == "__main__":
    main()
