"""The recipe by which benchmarks run `tolmach train`, and the text files that it names."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.setting import SETTING, RecurrentSetting, Setting
from tolmach.corpus.parallel import Pair

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
dropout = {setting.dropout}
{model}
[training]
updates = {pace.updates}
batch_tokens = {setting.batch_tokens}
label_smoothing = {setting.label_smoothing}
learning_rate = {setting.learning_rate}
final_learning_rate = {setting.learning_rate}
warmup = 0
seed = {setting.seed}
precision = "{pace.precision}"
report_every = {pace.report_every}
validate_every = {pace.updates}
checkpoint_every = {pace.updates}
"""

TRANSFORMER = """\
size = {setting.size}
heads = {setting.heads}
inner = {setting.inner}
encoder_layers = {setting.layers}
decoder_layers = {setting.layers}
"""

RECURRENT = """\
architecture = "recurrent"
cell = "lstm"
embedding = {setting.size}
size = {setting.size}
link = "attention_after"
score = "bilinear"
input_feeding = {feeding}
"""


@dataclass(frozen=True)
class Pace:
    """How many updates `tolmach train` takes, how often it reports, and in which precision."""

    updates: int
    report_every: int
    precision: str = "auto"


def write_text(folder: Path, pairs: Sequence[Pair], times: int = 1) -> None:
    """Write `pairs`, repeated `times` times, as training text, and a few as dev set."""
    lines = [f"{pair.source}\t{pair.target}\n" for pair in pairs]
    with gzip.open(folder / "train.tsv.gz", "wt", encoding="utf-8", compresslevel=1) as train:
        for _ in range(times):
            train.writelines(lines)
    (folder / "dev.tsv").write_text("".join(lines[:DEV_PAIRS]), "utf-8")


def write_recipe(folder: Path, pace: Pace, setting: Setting | RecurrentSetting = SETTING) -> Path:
    """Write the recipe beside the text and return its path."""
    recipe = folder / "recipe.toml"
    text = TEMPLATE.format(setting=setting, model=_model(setting), pace=pace)
    recipe.write_text(text, "utf-8")
    return recipe


def _model(setting: Setting | RecurrentSetting) -> str:
    match setting:
        case Setting():
            return TRANSFORMER.format(setting=setting)
        case RecurrentSetting():
            return RECURRENT.format(setting=setting, feeding=str(setting.input_feeding).lower())
