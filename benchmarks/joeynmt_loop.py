"""JoeyNMT's own training loop, timed from within; runs in JoeyNMT's environment.

    .venv-peers/joeynmt-2.3.0/bin/python -m benchmarks.joeynmt_loop CONFIG --updates 40 --warm-up 5

CONFIG must ask for at least one update more than both together. `joeynmt.training.train` runs
unchanged; only the moment at which each of its training steps begins is noted, with the batch's
real target tokens (`batch.ntokens`: with `</s>`, without padding). From the beginning of one step
to that of a later one lies everything the loop does for the updates between: fetching and padding
batches, forward, backward, Adam. Start-up, validation, checkpoints and logs lie outside.

With `--batches FILE` its batches are not its own choice: FILE lists in JSON how many of the
corpus's sentences each takes, in the corpus's order.

It prints the same JSON object as `benchmarks/bare_loop.py`; the loss is JoeyNMT's, in nats a
token, without the constant entropy of the smoothed target.
"""

import argparse
import json
import logging
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import torch
from joeynmt.config import load_config  # type: ignore[import-not-found]
from joeynmt.datasets import TokenBatchSampler  # type: ignore[import-not-found]
from joeynmt.helpers import make_model_dir  # type: ignore[import-not-found]
from joeynmt.training import TrainManager, train  # type: ignore[import-not-found]

Step = tuple[float, int, float]


def give_batches(sizes: list[int]) -> None:
    """Let JoeyNMT's sampler deal out the corpus in its order, so many sentences a batch."""
    ends = list(accumulate(sizes))

    def dealt(_sampler: Any) -> Iterator[list[int]]:
        for size, end in zip(sizes, ends, strict=True):
            yield list(range(end - size, end))

    TokenBatchSampler.__iter__ = dealt


def noted_steps(configuration: dict[str, Any]) -> tuple[list[Step], int]:
    """Train; return when each step began, its real target tokens and its loss.

    The other figure is how many parameters are learnt.
    """
    steps: list[Step] = []
    counts: list[int] = []
    original = TrainManager._train_step

    def noting(manager: Any, batch: Any) -> Any:
        if not counts:
            counts.append(sum(parameter.numel() for parameter in manager.model.parameters()))
        started = time.perf_counter()
        loss, correct = original(manager, batch)
        steps.append((started, int(batch.ntokens), float(loss)))
        return loss, correct

    TrainManager._train_step = noting
    train(rank=0, world_size=None, cfg=configuration, skip_test=True)
    return steps, counts[0]


def main() -> None:
    """Run JoeyNMT on a configuration file and print its speed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("configuration", type=Path)
    parser.add_argument("--updates", type=int, default=40)
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batches", type=Path)
    options = parser.parse_args()
    logging.disable(logging.INFO)
    torch.set_num_threads(options.threads)
    configuration = load_config(options.configuration)
    make_model_dir(Path(configuration["model_dir"]), overwrite=True)
    if options.batches:
        give_batches(json.loads(options.batches.read_text("utf-8")))
    steps, parameters = noted_steps(configuration)
    end = options.warm_up + options.updates
    counted = steps[options.warm_up : end]
    speed = {
        "updates": len(counted),
        "target_tokens": sum(tokens for _, tokens, _ in counted),
        "seconds": steps[end][0] - counted[0][0],
        "loss": counted[-1][2],
        "parameters": parameters,
    }
    print(json.dumps(speed))


if __name__ == "__main__":
    main()
