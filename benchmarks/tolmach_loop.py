"""Tolmach's own learner, timed from without: the object that `tolmach train` calls for an update.

Run by `python -m benchmarks.training_speed`; alone on token files that it prepared:

    python -m benchmarks.tolmach_loop FOLDER --updates 40 --warm-up 5

A recipe's defaults hold wherever `benchmarks.setting` names nothing: `training.precision` is
"auto" and gradients are clipped. It prints the same JSON object as `benchmarks/bare_loop.py`.
"""

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path

import torch

from benchmarks.setting import SETTING, Setting, Speed
from tolmach.config import Model, Training
from tolmach.data.batches import BatchStream
from tolmach.data.token_file import TokenCorpus
from tolmach.models.build import build_model
from tolmach.training.learner import Learner
from tolmach.training.processes import Processes


def learner(folder: Path, setting: Setting, updates: int) -> Learner:
    """Assemble model, stream and learner as `tolmach train` does."""
    model = Model(
        size=setting.size,
        heads=setting.heads,
        inner=setting.inner,
        encoder_layers=setting.layers,
        decoder_layers=setting.layers,
        dropout=setting.dropout,
    )
    training = Training(
        updates=updates,
        batch_tokens=setting.batch_tokens,
        learning_rate=setting.learning_rate,
        label_smoothing=setting.label_smoothing,
        seed=setting.seed,
        schedule="inverse_sqrt",
        warmup=0,
    )
    built = build_model(model, setting.vocabulary, setting.vocabulary)
    stream = BatchStream(TokenCorpus.open(folder), setting.batch_tokens, setting.seed)
    return Learner(built, stream, training, Processes())


def measure(learner: Learner, updates: int, warm_up: int) -> Speed:
    """Time the updates after the first `warm_up`."""
    for _ in range(warm_up):
        learner.update()
    started = time.perf_counter()
    reports = [learner.update() for _ in range(updates)]
    seconds = time.perf_counter() - started
    loss = reports[-1].smoothed / reports[-1].tokens
    return Speed(updates, sum(report.tokens for report in reports), seconds, loss)


def main() -> None:
    """Run Tolmach's learner and print its speed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--updates", type=int, default=40)
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(SETTING.seed)
    ours = learner(options.folder, SETTING, options.warm_up + options.updates)
    print(json.dumps(asdict(measure(ours, options.updates, options.warm_up))))


if __name__ == "__main__":
    main()
