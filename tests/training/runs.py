"""A tiny training run in a process of its own, on text that the test makes."""

import json
import os
import random
from pathlib import Path
from typing import Any

from safetensors.torch import load_file
from torch import Tensor

from tests.warm import WarmProcess, warm_commands

RECIPE = """
name = "reversal"
[data]
source_language = "de"
target_language = "en"
train = [["train.tsv"]]
dev = ["dev.tsv"]
[vocabulary]
size = 290
[model]
size = 16
heads = 2
inner = 24
encoder_layers = 1
decoder_layers = 1
dropout = 0.2
[training]
updates = 16
batch_tokens = 90
batches_per_update = 2
learning_rate = 3e-3
warmup = 5
ema = 0.9
patience = 50
validate_every = 8
checkpoint_every = 4
report_every = 3
keep_best = 2
"""


def write_corpus(folder: Path) -> Path:
    """Write a corpus of words in reverse order, and its recipe; return the recipe's path."""
    rng = random.Random(7)
    words = ["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben"]
    for name, count in (("train", 180), ("dev", 9)):
        rows = [rng.choices(words, k=rng.randint(1, 6)) for _ in range(count)]
        lines = [f"{' '.join(row)}\t{' '.join(reversed(row))}\n" for row in rows]
        (folder / f"{name}.tsv").write_text("".join(lines), "utf-8")
    recipe = folder / "recipe.toml"
    recipe.write_text(RECIPE, "utf-8")
    return recipe


def training_process(recipe: Path, folder: Path, *options: str) -> WarmProcess:
    """Start `tolmach train`."""
    return WarmProcess("train", recipe, "-o", folder, *options)


def training_processes(recipe: Path, folder: Path, count: int) -> WarmProcess:
    """Start `torchrun` with so many processes of `tolmach train`."""
    torchrun = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", count)
    train = ("--no-python", "tolmach", "train", recipe, "-o", folder)
    found_in = f"{warm_commands()}{os.pathsep}{os.environ['PATH']}"
    return WarmProcess(*torchrun, *train, program="python", PATH=found_in)


def finished(process: WarmProcess) -> str:
    """Wait for success and return what was said on standard error."""
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


def final_state(folder: Path) -> dict[str, Tensor]:
    """Return the tensors of the newest checkpoint."""
    last = max((folder / "checkpoints").iterdir(), key=lambda path: int(path.name))
    return load_file(last / "state.safetensors")


def metrics(folder: Path) -> list[dict[str, Any]]:
    """Return the log without what the clock decides."""
    lines = (folder / "metrics.jsonl").read_text("utf-8").splitlines()
    clock = ("seconds", "tokens_per_second")
    return [
        {key: value for key, value in json.loads(line).items() if key not in clock}
        for line in lines
    ]
