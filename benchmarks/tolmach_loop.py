"""`tolmach train` as a user runs it, and the speed that its own log tells.

Run by the benchmarks of training speed; alone on a recipe that one of them wrote:

    python -m benchmarks.tolmach_loop RECIPE --updates 40 --warm-up 5

RECIPE must ask for as many updates as both together, and for a report at the end of the warm-up.
The command runs in this process. Each line of `metrics.jsonl` gives the real target tokens so far
and the speed since the line before, from which the seconds between two lines follow: everything
the loop does, reporting included, without validation, checkpoints and start-up. What the recipe
does not name is left at its default, so that gradients are clipped. It prints the same JSON object
as `benchmarks/bare_loop.py`.
"""

import argparse
import json
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

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


def speed(lines: list[dict[str, Any]], warm_up: int, parameters: int) -> Speed:
    """Sum up the lines after the first `warm_up` updates of a model of so many parameters."""
    before = next(line for line in lines if line["update"] == warm_up)
    tokens, seconds, update = before["tokens"], 0.0, warm_up
    for line in lines[lines.index(before) + 1 :]:
        seconds += (line["tokens"] - tokens) / line["tokens_per_second"]
        tokens, update = line["tokens"], line["update"]
    counted = tokens - before["tokens"]
    return Speed(update - warm_up, counted, seconds, lines[-1]["loss"], parameters)


def main() -> None:
    """Run `tolmach train` and print its speed."""
    from tolmach.recipes.start_model import StartModel

    parser = argparse.ArgumentParser()
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--updates", type=int, default=40)
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as run:
        lines = train(options.recipe, Path(run), options.threads)
        parameters = StartModel.read(Path(run) / "model").parameters
    print(json.dumps(asdict(speed(lines, options.warm_up, parameters))))


if __name__ == "__main__":
    main()
