"""Every command that takes a model, with every architecture: it works, or says rightly why not.

The models are untrained and soon come to an end; that no command stumbles over their shapes is
tested here, what it says of them elsewhere.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from tests.cli.command import tolmach_text
from tests.models.variants import (
    PRUNED_CROSS_ATTENTION,
    TRANSFORMER,
    VARIANTS,
    WITHOUT_CROSS_ATTENTION,
    changed,
)
from tests.toy_folder import LINES
from tolmach.config.model import Model, TransformerSettings
from tolmach.model_folder import Description, ModelFolder, SelfTest
from tolmach.models.build import build_model, weights_of
from tolmach.text.tokenizer import EOS_ID, Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

TOKENIZER = Tokenizer.learn(LINES, 290)
ANIMALS = ["Hund", "Vogel", "Fisch", "Wolf", "Esel"]
PAIRS = [
    (f"{one} sieht {other} {number}", f"{one} sees {other} {number}")
    for one in ANIMALS
    for other in ANIMALS
    for number in range(2, 6)
]
ENDLESS = " ".join(["Der Hund schläft unter dem Tisch und"] * 20)

FAMILIES = [
    "transformer, post-norm",
    "transformer, pruned",
    "transformer, SSRU",
    "recurrent, vector at the start",
    "recurrent, vector at every step",
    "recurrent, attention before",
    "recurrent, input feeding",
    "hybrid",
    "hybrid, pruned",
    "convolutional",
    "convolutional, vector at every step",
]
BARE = ["none left in the first layer", "none left in the last layer", "the middle layer alone"]
MODELS: dict[str, list[Model]] = {
    **{name: [VARIANTS[name]] for name in FAMILIES},
    **{f"transformer, {name}": [PRUNED_CROSS_ATTENTION[name]] for name in BARE},
    "transformer, none of whose layers attends": [WITHOUT_CROSS_ATTENTION],
    "transformer, 64 positions": [changed(TRANSFORMER, positions="learned", longest=64)],
    "transformers together": [TRANSFORMER, VARIANTS["transformer, rotary"]],
}
Words = list[object]
COMMANDS: dict[str, Callable[[Path], Words]] = {
    "translate": lambda _: ["translate", "text", "--json"],
    "translate endless": lambda _: ["translate", "endless", "--beam", 2],
    "translate n-best": lambda _: ["translate", "text", "--n-best", 2],
    "translate sample": lambda _: ["translate", "text", "--search", "sample", "--seed", 1],
    "translate diverse": lambda _: ["translate", "text", "--search", "diverse"],
    "translate exact": lambda _: ["translate", "text", "--search", "exact", "--states", 9],
    "translate risk": lambda _: ["translate", "text", "--search", "risk", "--evidence-size", 3],
    "translate words": lambda _: ["translate", "text", "--include", "dog", "--exclude", "cat"],
    "translate prefix": lambda _: ["translate", "text", "--prefix", "Th"],
    "translate markup": lambda _: ["translate", "marked", "--markup"],
    "translate glossary": lambda _: ["translate", "text", "--glossary", "terms"],
    "evaluate": lambda _: ["evaluate", "few.tsv"],
    "score": lambda _: ["score", "few.tsv"],
    "score endless": lambda _: ["score", "long.tsv"],
    "calibrate": lambda _: ["calibrate", "some.tsv"],
    "trust": lambda _: ["trust", "text", "--json"],
    "look as a page": lambda out: ["look", LINES[2], "-o", out / "look.html"],
    "look in numbers": lambda out: ["look", LINES[2], "-o", out / "look.json"],
    "look at a matrix": lambda out: ["look", LINES[2], "-o", out / "look.svg"],
    "align": lambda _: ["align", "few.tsv"],
    "align by the first layer": lambda _: ["align", "few.tsv", "--layer", 1],
    "align endless": lambda _: ["align", "long.tsv"],
    "align by erasure": lambda _: ["align", "few.tsv", "--by", "erasure"],
    "heads": lambda out: ["heads", "-o", out / "heads.json"],
    "attribute": lambda _: ["attribute", LINES[2]],
    "attribute pairs": lambda _: ["attribute", "--pairs", "few.tsv"],
    "diversify": lambda _: ["diversify", "few.tsv"],
    "init": lambda out: ["init", "pairs.tsv", "-o", out / "my.toml"],
}
ATTENTION = {
    *("translate markup", "translate glossary", "align", "align by the first layer"),
    *("align endless", "look at a matrix", "attribute pairs"),
}
ONE_MODEL = {
    *("calibrate", "trust", "look as a page", "look in numbers", "look at a matrix"),
    *("align", "align by the first layer", "align endless", "align by erasure"),
    *("heads", "attribute", "attribute pairs"),
}
# An untrained model may translate into nothing.
SILENT = {
    "calibrate": "translates none of the pairs into a word",
    "trust": "trained on to `tolmach calibrate PAIRS --model ",
}
PAIR = (
    "Pair 2, “Der Hund schläft unter dem Tisch und De…”, is too long: toy reads at most 64 pieces"
)
TOO_LONG = dict.fromkeys(("score endless", "align endless"), PAIR)
ONE_VECTOR = "toy has none: its decoder knows the source by one vector; take another model"
PRUNED = "toy has none: all heads of its decoder that attended to it were pruned"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inputs")
    files = {
        "text": [LINES[2], "", LINES[0]],
        "endless": [ENDLESS, LINES[2]],
        "marked": ["Der <b>Hund</b> schläft unter dem <i>Tisch</i>."],
        "terms": ["Hund\tdog"],
        "few.tsv": [f"{LINES[2]}\t{LINES[3]}", *map("\t".join, PAIRS[:3])],
        "long.tsv": ["\t".join(LINES[2:4]), f"{ENDLESS}\t{ENDLESS}"],
        "some.tsv": list(map("\t".join, PAIRS[::9])),
        "pairs.tsv": list(map("\t".join, PAIRS)),
    }
    for name, lines in files.items():
        (folder / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return folder


@pytest.fixture(scope="module", params=MODELS)
def saved(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[Model], list[Path]]:
    """The models of one architecture, in folders."""
    folder = tmp_path_factory.mktemp("models")
    models = MODELS[request.param]
    return models, [_saved(folder / str(n), settings) for n, settings in enumerate(models)]


def _saved(folder: Path, settings: Model) -> Path:
    with torch.random.fork_rng():
        torch.manual_seed(5)
        model = build_model(settings, len(TOKENIZER), len(TOKENIZER))
    with torch.no_grad():
        dict(model.named_parameters())["output.bias"][EOS_ID] = 5.0  # say little
    description = Description(
        name="toy", source_language="de", target_language="en", lowercase=False, model=settings
    )
    tokenizers, weights = TokenizerPair(TOKENIZER, TOKENIZER), weights_of(model, torch.float32)
    selftest = SelfTest(LINES[::2], LINES[1::2])
    ModelFolder(description, tokenizers, weights, "A toy.", selftest).save(folder)
    return folder


def refusals(models: list[Model], command: str) -> list[str]:
    """What a command may say to refuse such models; nothing: it must work."""
    if len(models) > 1:
        return _refusals_of_several(command)
    [settings] = models
    transformer = isinstance(settings, TransformerSettings)
    if command in ATTENTION and getattr(settings, "link", "") in ("start", "every_step"):
        return [ONE_VECTOR]
    if command in TOO_LONG and getattr(settings, "positions", "") == "learned":
        return [TOO_LONG[command]]
    if command in ATTENTION and transformer and not any(_cross_heads(settings)):
        return [PRUNED]
    if command.startswith("attribute") and not transformer:
        return ["a single Transformer alone, and this model is another"]
    if command == "attribute pairs":
        return ["and there is no other; give at least two sentences with different", ""]
    if command == "heads" and getattr(settings, "link", "") in ("start", "every_step"):
        return ["toy has no attention heads: its decoder knows the source by one vector", ""]
    if command == "heads":
        return ["There is no text to examine heads on", ""]
    if command == "align by the first layer" and transformer and not _cross_heads(settings)[0]:
        return ["No decoder layer 1 attends to the source: choose"]
    return [SILENT[command], ""] if command in SILENT else []


def _cross_heads(settings: Model) -> list[int]:
    return getattr(settings, "cross_heads", None) or [1]


def _refusals_of_several(command: str) -> list[str]:
    if command in ("translate markup", "translate glossary"):
        return ["name one model, not several, whose folder holds a selftest.json"]
    return ["one model"] if command in ONE_MODEL else []


@pytest.mark.parametrize("command", COMMANDS)
def test_it_works_or_says_why_not(
    saved: tuple[list[Model], list[Path]],
    command: str,
    inputs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # a hundred pairs say no more of shapes than a dozen
    monkeypatch.setattr("tolmach.analysis.confidence.calibration_text.FEWEST", 12)
    models, folders = saved
    words = COMMANDS[command](tmp_path)
    flag = {"diversify": "--forward", "init": "--from"}.get(str(words[0]), "--model")
    if flag == "--from":
        folders = folders[:1]
    done = tolmach_text(*words, *(each for one in folders for each in (flag, one)), folder=inputs)
    if done.returncode == 0:
        reasons = refusals(models, command)
        assert not reasons or "" in reasons, f"not refused: {reasons}"
    else:
        assert any(why and why in done.stderr for why in refusals(models, command)), done.stderr
    if done.returncode == 0 and words[0] == "translate" and "--n-best" not in words:
        given = (inputs / str(words[1])).read_text("utf-8").splitlines()
        assert len(done.stdout.splitlines()) == len(given)
