"""Training speed of recurrent models with attention beside JoeyNMT 2.3.0's, in one run.

    python -m benchmarks.recurrent_speed --rounds 5 --json recurrent.json

Both train LSTMs of one layer, 512 wide (`benchmarks.setting.RecurrentSetting`), with 8,000 pieces
shared by source, target and softmax, on Multi30k English to German, on the CPU: once with input
feeding, where each step waits for what the one before attended to, and once without, where the
states of all target pieces can be had at once. Both get the very same batches of at most 2,048
padded pieces, pairs of like length together: those that `tolmach train` makes, written out for
JoeyNMT, whose own batches would hold more padding. That all of them counted the same target
pieces is checked. Contenders take turns, each one process held to as many cores as threads.
JoeyNMT computes in float32. Tolmach does what it does by default, bfloat16 where the processor
has instructions for it, and runs in float32, too, so that it can be seen what comes of which.

Columns: target tokens a second (median of the rounds, lowest and highest), counted with `</s>` and
without padding over the wall time of the training loop after a warm-up; that speed as a multiple
of JoeyNMT's (median over the rounds of the ratio within the round); parameters in millions; the
last loss in nats a token, a check that all of them learn (JoeyNMT leaves out the constant entropy
of the smoothed target).
"""

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.corpus import PiecePair, training_pairs, write_piece_text
from benchmarks.course import OURS, PEER, Contender, Course
from benchmarks.measurement import (
    interleaved,
    machine,
    show_table,
    write_results,
)
from benchmarks.peers import JOEYNMT
from benchmarks.recipe import Pace, write_recipe, write_text
from benchmarks.setting import RecurrentSetting, Speed
from tolmach.config.recipe import read_recipe
from tolmach.data.batches import BatchStream, Position
from tolmach.evaluation.spread import Spread, round_ratios
from tolmach.text.tokenizer import EOS_ID
from tolmach.training.preparation import prepare

SETTING = RecurrentSetting()
MODELS = {
    "input feeding": SETTING,
    "no input feeding": replace(SETTING, input_feeding=False),
}
DEV_PAIRS = 50  # JoeyNMT wants a development set, though it never comes to look at it


def write_course(folder: Path, updates: int) -> str:
    """Write the text for Tolmach and its first `updates` batches for JoeyNMT.

    Return the corpus's name.
    """
    name, pairs = training_pairs()
    write_text(folder, pairs)
    recipe = read_recipe(write_recipe(folder, Pace(updates, updates), SETTING))
    prepared = prepare(recipe, folder / "data")
    stream = BatchStream(prepared.corpus, SETTING.batch_tokens, SETTING.seed)
    places = islice(stream.places_from(Position()), updates)
    batches = [place.sentences for place in places]
    rows = zip(*prepared.corpus.rows(np.concatenate(batches)), strict=True)
    pieces = [PiecePair([*source, EOS_ID], [*target, EOS_ID]) for source, target in rows]
    vocabulary = len(prepared.tokenizers.target)
    write_piece_text(folder, "train", pieces, vocabulary)
    write_piece_text(folder, "dev", pieces[:DEV_PAIRS], vocabulary)
    (folder / "batches.json").write_text(json.dumps([len(batch) for batch in batches]), "utf-8")
    return name


def contest(course: Course, setting: RecurrentSetting, rounds: int) -> dict[str, list[Speed]]:
    """Let JoeyNMT and Tolmach in both precisions take turns on the same batches."""
    batches = course.folder / "batches.json"
    contenders: dict[str, Contender] = {
        PEER: partial(course.joeynmt, setting, "--batches", batches),
        f"{OURS}, float32": partial(course.tolmach, setting, "float32"),
        OURS: partial(course.tolmach, setting),
    }
    results = interleaved(contenders, rounds)
    check_same_batches(results)
    return results


def check_same_batches(results: dict[str, list[Speed]]) -> None:
    """End the benchmark unless all counted the same target pieces."""
    counts = {name: {speed.target_tokens for speed in speeds} for name, speeds in results.items()}
    if len(set.union(*counts.values())) > 1:
        sys.exit(f"The contenders did not train on the same batches: {counts}")


@dataclass(frozen=True)
class Row:
    """What the table and the JSON file say of one contender."""

    model: str
    contender: str
    tokens_per_second: Spread
    times_joeynmt: Spread
    tokens_per_update: float
    parameters: int
    loss: float

    @property
    def shown(self) -> list[str]:
        """The cells of the table."""
        return [
            f"{self.model}: {self.contender}",
            self.tokens_per_second.shown(0),
            self.times_joeynmt.shown(2),
            f"{self.parameters / 1e6:.3f}",
            f"{self.loss:.2f}",
        ]


def summary(model: str, results: dict[str, list[Speed]]) -> list[Row]:
    """Return one row a contender."""
    rates = {name: [speed.rate for speed in speeds] for name, speeds in results.items()}
    return [
        Row(
            model=model,
            contender=name,
            tokens_per_second=Spread.of(rates[name]),
            times_joeynmt=round_ratios(rates[name], rates[PEER]),
            tokens_per_update=speeds[-1].target_tokens / speeds[-1].updates,
            parameters=speeds[-1].parameters,
            loss=speeds[-1].loss,
        )
        for name, speeds in results.items()
    ]


def main() -> None:
    """Run the contest for both models."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--updates", type=int, default=20, help="counted, after the warm-up")
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = {"machine": machine(), "setting": SETTING, "threads": options.threads}
    columns = ["model and contender", "target tokens/s", "times JoeyNMT", "M parameters", "loss"]
    JOEYNMT.install()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as temporary:
        course = Course(Path(temporary), options.threads, options.updates, options.warm_up)
        corpus = write_course(course.folder, options.warm_up + options.updates + 1)
        for model, setting in MODELS.items():
            rows += summary(model, contest(course, setting, options.rounds))
    title = f"Training recurrent models on {corpus}, {options.threads} thread(s)"
    show_table(title, columns, [row.shown for row in rows])
    write_results(options.json, "recurrent speed", {**facts, "corpus": corpus, "contenders": rows})


if __name__ == "__main__":
    main()
