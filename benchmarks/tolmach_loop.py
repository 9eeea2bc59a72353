"""`tolmach train` as a user runs it, and the speed that its own log tells.

Run by `python -m benchmarks.training_speed`; alone on a folder in which that wrote the text:

    python -m benchmarks.tolmach_loop FOLDER --updates 40 --warm-up 5

The command runs in this process. Each line of `metrics.jsonl` gives the real target tokens so far
and the speed since the line before, from which the seconds between two lines follow: everything
the loop does, reporting included, without validation, checkpoints and start-up. What
`benchmarks.setting` does not name is left at a recipe's defaults, so that precision is "auto" and
gradients are clipped. It prints the same JSON object as `benchmarks/bare_loop.py`.
"""

import argparse
import json
import math
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.recipe import Pace, write_recipe
from benchmarks.setting import Speed


def train(recipe: Path, run: Path, threads: int) -> list[dict[str, Any]]:
    """Run the command; return the training lines of its log."""
    from tolmach.cli.main import main as tolmach

    sys.argv = ["tolmach", "train", str(recipe), "-o", str(run)]
    sys.argv += ["--quiet", "--threads", str(threads)]
    with suppress(SystemExit):
        tolmach()
    lines = map(json.loads, (run / "metrics.jsonl").read_text("utf-8").splitlines())
    return [line for line in lines if line["event"] == "train"]


def speed(lines: list[dict[str, Any]], warm_up: int) -> Speed:
    """Sum up the lines after the first `warm_up` updates."""
    before = next(line for line in lines if line["update"] == warm_up)
    tokens, seconds, update = before["tokens"], 0.0, warm_up
    for line in lines[lines.index(before) + 1 :]:
        seconds += (line["tokens"] - tokens) / line["tokens_per_second"]
        tokens, update = line["tokens"], line["update"]
    return Speed(update - warm_up, tokens - before["tokens"], seconds, lines[-1]["loss"])


def main() -> None:
    """Run `tolmach train` and print its speed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--updates", type=int, default=40)
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    total = options.warm_up + options.updates
    pace = Pace(total, report_every=math.gcd(options.warm_up, total))
    recipe = write_recipe(options.folder, pace)
    with tempfile.TemporaryDirectory() as run:
        lines = train(recipe, Path(run), options.threads)
    print(json.dumps(asdict(speed(lines, options.warm_up))))


if __name__ == "__main__":
    main()
