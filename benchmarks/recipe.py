"""The recipe by which benchmarks run `tolmach train`, and the text files that it names."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.setting import SETTING
from tolmach.text.parallel import Pair

DEV_PAIRS = 50  # validation is not what these benchmarks measure

TEMPLATE = """\
name = "benchmark"

[data]
source_language = "en"
target_language = "de"
train = [["train.tsv.gz"]]
dev = ["dev.tsv"]

[vocabulary]
size = {setting.vocabulary}

[model]
size = {setting.size}
heads = {setting.heads}
inner = {setting.inner}
encoder_layers = {setting.layers}
decoder_layers = {setting.layers}
dropout = {setting.dropout}

[training]
updates = {updates}
batch_tokens = {setting.batch_tokens}
label_smoothing = {setting.label_smoothing}
learning_rate = {setting.learning_rate}
final_learning_rate = {setting.learning_rate}
warmup = 0
seed = {setting.seed}
report_every = {report_every}
validate_every = {updates}
checkpoint_every = {updates}
"""


@dataclass(frozen=True)
class Pace:
    """How many updates `tolmach train` takes, and how often it reports."""

    updates: int
    report_every: int


def write_text(folder: Path, pairs: Sequence[Pair], times: int = 1) -> None:
    """Write `pairs`, repeated `times` times, as training text, and a few as dev set."""
    lines = [f"{pair.source}\t{pair.target}\n" for pair in pairs]
    with gzip.open(folder / "train.tsv.gz", "wt", encoding="utf-8", compresslevel=1) as train:
        for _ in range(times):
            train.writelines(lines)
    (folder / "dev.tsv").write_text("".join(lines[:DEV_PAIRS]), "utf-8")


def write_recipe(folder: Path, pace: Pace) -> Path:
    """Write the recipe beside the text and return its path."""
    recipe = folder / "recipe.toml"
    text = TEMPLATE.format(setting=SETTING, updates=pace.updates, report_every=pace.report_every)
    recipe.write_text(text, "utf-8")
    return recipe
