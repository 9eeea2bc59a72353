"""No key of a recipe is dead: each, altered, changes the loss of a toy's first updates, or else
what the key says."""

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
import torch
from pydantic import BaseModel
from torch import Tensor

from tests.toy_folder import make_toy_folder
from tolmach.config.corpora import CorpusFiles, DataSettings, TrainingCorpus
from tolmach.config.model import (
    ConvolutionalSettings,
    HybridSettings,
    RecurrentSettings,
    TransformerSettings,
)
from tolmach.config.recipe import Recipe, TrainingSettings, VocabularySettings
from tolmach.models.build import load_model
from tolmach.models.protocol import TranslationModel
from tolmach.training.checkpoint import Checkpoints
from tolmach.training.export import export_model
from tolmach.training.monitoring.display import QuietDisplay, progress_console
from tolmach.training.preparation import PreparedData, prepare
from tolmach.training.processes import Processes
from tolmach.training.run_folder import RunFolder
from tolmach.training.trainer import Trainer
from tolmach.training.validation import Validation, Validator

UPDATES = 5
SMALL = {"encoder_layers": 2, "decoder_layers": 2, "dropout": 0.1}
HEADS = {"size": 16, "heads": 2, "inner": 24}
MODELS: dict[str, dict[str, Any]] = {
    "transformer": {"architecture": "transformer", **HEADS, **SMALL},
    "recurrent": {"architecture": "recurrent", "embedding": 11, "size": 14, **SMALL},
    "convolutional": {"architecture": "convolutional", "size": 13, **SMALL},
    "hybrid": {"architecture": "hybrid", **HEADS, **SMALL},
}
KINDS: dict[str, type[BaseModel]] = {
    "transformer": TransformerSettings,
    "recurrent": RecurrentSettings,
    "convolutional": ConvolutionalSettings,
    "hybrid": HybridSettings,
}
BASE: dict[str, Any] = {
    "name": "toy",
    "data": {"source_language": "de", "target_language": "en", "train": [["a"]], "dev": ["b"]},
    "vocabulary": {"size": 280},
    "model": MODELS["transformer"],
    "training": {
        "updates": UPDATES,
        "batch_tokens": 90,
        "precision": "float32",
        "warmup": 2,
        "validate_every": 2,
        "report_every": 2,
        "checkpoint_every": 3,
    },
}


@dataclass(frozen=True)
class Altered:
    """Another value of a key, settings that it needs to matter, and what it then changes."""

    value: Any
    beside: dict[str, Any] = field(default_factory=dict)
    changes: str = "losses"


LEARNT = {"model.positions": "learned"}
AFTER = {"model.link": "attention_after"}
OF_LAYERS = {
    "size": Altered(24),
    "encoder_layers": Altered(1),
    "decoder_layers": Altered(1),
    "tied": Altered("none"),
    "dropout": Altered(0.5),
}
OF_TRANSFORMERS = {
    "heads": Altered(1),
    "inner": Altered(11),
    "norm": Altered("post"),
    "positions": Altered("rotary"),
    "longest": Altered(200, LEARNT),
    "activation": Altered("gelu"),
    "attention_dropout": Altered(0.5),
    "inner_dropout": Altered(0.5),
    "encoder_heads": Altered([1, 2]),
}
OF_RECURRENCE = {
    "cell": Altered("lstm"),
    "residual": Altered(True),
    "link": Altered("attention_after"),
    "score": Altered("dot"),
    "input_feeding": Altered(True, AFTER),
}
OF_MODELS: dict[str, dict[str, Altered]] = {
    "transformer": OF_LAYERS
    | OF_TRANSFORMERS
    | {"decoder_heads": Altered([2, 1]), "cross_heads": Altered([0, 2])}
    | {"decoder_self": Altered("ssru")}
    | {"architecture": Altered("convolutional", {"model": MODELS["convolutional"]})},
    "recurrent": OF_LAYERS
    | OF_RECURRENCE
    | {
        "embedding": Altered(17),
        "bidirectional": Altered(False),
        "reverse_source": Altered(True),
        "architecture": Altered("hybrid", {"model": {}}),
    },
    "convolutional": OF_LAYERS
    | {
        "kernel": Altered(5),
        "link": Altered("every_step"),
        "longest": Altered(200),
        "architecture": Altered("recurrent", {"model": {}}),
    },
    "hybrid": OF_LAYERS
    | OF_TRANSFORMERS
    | OF_RECURRENCE
    | {"architecture": Altered("transformer", {"model": MODELS["transformer"]})},
}
OF_TRAINING = {
    "updates": Altered(50),
    "batch_tokens": Altered(40),
    "batches_per_update": Altered(2),
    "seed": Altered(2),
    "precision": Altered("bfloat16"),
    "optimizer": Altered("adamw", {"training.weight_decay": 0.5}),
    "learning_rate": Altered(3e-3),
    "schedule": Altered("inverse_sqrt"),
    "warmup": Altered(4),
    "final_learning_rate": Altered(5e-4),
    "betas": Altered([0.5, 0.9]),
    "weight_decay": Altered(0.5),
    "clip": Altered(0.01),
    "label_smoothing": Altered(0.3),
    "r_drop": Altered(5.0),
    "ema": Altered(0.9, changes="judged"),
    "validate_every": Altered(3, changes="validations"),
    "validate_beam": Altered(3, changes="beam"),
    "patience": Altered(1, changes="updates"),
    "keep_best": Altered(1, changes="kept"),
    "best_by": Altered("loss", changes="best"),
    "checkpoint_every": Altered(2, changes="checkpoints"),
    "report_every": Altered(3, changes="reports"),
    "save_precision": Altered("float32", changes="precision"),
}
OF_DATA = {
    "source_language": Altered("nl", changes="description"),
    "target_language": Altered("fr", changes="description"),
    "train": Altered([["other"]]),
    "dev": Altered(["other"], changes="dev"),
    "lowercase": Altered(True),
    "longest": Altered(9),
    "augment": Altered(0.5),
    "templates": Altered(20),
}
OF_CORPORA = {
    "files": Altered([{"files": ["other"]}]),
    "reversed": Altered([{"files": ["a"], "reversed": True}]),
    "weight": Altered([{"files": ["a"], "weight": 0.5}]),
    "tag": Altered([{"files": ["a"], "tag": "made"}]),
}
OF_DEV = {
    "files": Altered([["b"], ["other"]], changes="dev"),
    "reversed": Altered([{"files": ["b"], "reversed": True}], changes="dev"),
}
OF_VOCABULARY = {
    "size": Altered(270),
    "joint": Altered(False, {"model.tied": "target"}),
    "dropout": Altered(0.3),
}
OF_RECIPE = {
    "name": Altered("another", changes="card"),
    "notes": Altered("Made up.", changes="card"),
    "selftest": Altered(["Eins"], changes="selftest"),
}
SECTIONS: dict[str, tuple[type[BaseModel], dict[str, Altered]]] = {
    "training": (TrainingSettings, OF_TRAINING),
    "data": (DataSettings, OF_DATA),
    "vocabulary": (VocabularySettings, OF_VOCABULARY),
}


class Oracle:
    """Takes the validator's place: foretells falling scores and notes the weights it judges."""

    def __init__(self) -> None:
        self.scores = iter([3.0, 2.0, 1.0, 0.0])
        self.judged: list[Tensor] = []

    def validate(self, model: TranslationModel) -> Validation:
        self.judged.append(next(model.parameters()).detach().clone())
        return Validation(2.0, next(self.scores), 30.0, ["x"] * 99)

    def encoder_entropies(self, _: TranslationModel) -> list[float]:
        return [0.5, 0.5]

    def translate(self, _: TranslationModel, sources: list[list[int]], __: object) -> list[str]:
        return ["x"] * len(sources)


@dataclass
class Laboratory:
    """Runs recipes on text of its own; what is prepared alike is prepared once."""

    folder: Path
    prepared: dict[str, PreparedData] = field(default_factory=dict)
    known: dict[str, list[float]] = field(default_factory=dict)

    def recipe(self, settings: dict[str, Any]) -> Recipe:
        recipe = Recipe.model_validate(settings)
        located = {
            side: [
                corpus.model_copy(update={"files": [self.folder / path for path in corpus.files]})
                for corpus in getattr(recipe.data, side)
            ]
            for side in ("train", "dev")
        }
        return recipe.model_copy(update={"data": recipe.data.model_copy(update=located)})

    def trainer(self, settings: dict[str, Any]) -> Trainer:
        recipe = self.recipe(settings)
        key = f"{recipe.data} {recipe.vocabulary} {recipe.start_from}"
        if key not in self.prepared:
            place = self.folder / f"data-{len(self.prepared)}"
            self.prepared[key] = prepare(recipe, place)
        run = RunFolder(self.folder / f"run-{random.getrandbits(60)}")
        run.path.mkdir()
        display = QuietDisplay(progress_console())
        return Trainer(recipe, run, self.prepared[key], display, Processes())

    def losses(self, settings: dict[str, Any]) -> list[float]:
        """Return the loss of each of the first updates."""
        if str(settings) not in self.known:
            learner = self.trainer(settings).learner
            reports = [learner.update() for _ in range(UPDATES)]
            self.known[str(settings)] = [report.smoothed / report.tokens for report in reports]
        return self.known[str(settings)]

    def whole_run(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return what else there is to see of a run, by name."""
        trainer = self.trainer(settings)
        beam = trainer.validator.options.beam
        oracle = Oracle()
        trainer.validator = cast(Validator, oracle)
        outcome = trainer.run()
        found = Validation(2.0, 3.0, 30.0, [])
        folder = export_model(
            trainer.recipe, trainer.prepared, trainer.learner.model, trainer.validator, found
        )
        records = trainer.records
        return {
            "updates": outcome.update,
            "best": outcome.best,
            "judged": [weights.tolist() for weights in oracle.judged],
            "beam": beam,
            "validations": [r["update"] for r in records if r["event"] == "validation"],
            "reports": [r["update"] for r in records if r["event"] == "train"],
            "kept": len(list(trainer.folder.best.iterdir())),
            "precision": next(iter(folder.weights.values())).dtype,
            "description": folder.description,
            "card": folder.card,
            "selftest": folder.selftest.sources,
            "dev": trainer.prepared.dev,
        }


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Laboratory:
    folder = tmp_path_factory.mktemp("laboratory")
    rng = random.Random(7)
    words = {"Eins": "one", "zwei": "two", "Drei": "three", "vier": "Four", "fünf": "five"}
    for name, count in (("a", 90), ("b", 9), ("other", 60)):
        rows = [rng.choices(list(words), k=rng.randint(1, 6)) for _ in range(count)]
        lines = [f"{' '.join(row)}\t{' '.join(words[word] for word in row)}\n" for row in rows]
        (folder / name).write_text("".join(lines), "utf-8")
    return Laboratory(folder)


def with_setting(settings: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """Return the settings with one more, `section.key` or a whole section."""
    section, _, name = key.partition(".")
    return settings | {section: settings.get(section, {}) | {name: value} if name else value}


def both(settings: dict[str, Any], key: str, altered: Altered) -> tuple[dict[str, Any], ...]:
    """Return the settings with what the key needs, as they are and with the key altered."""
    for name, value in altered.beside.items():
        if name != "model":  # of another architecture, which takes no key of this one
            settings = with_setting(settings, name, value)
    other = with_setting(settings, "model", altered.beside.get("model", settings["model"]))
    return settings, with_setting(other, key, altered.value)


MODEL_KEYS = [(kind, key) for kind, keys in OF_MODELS.items() for key in keys]
OTHER_KEYS = [
    (f"{section}.{key}", each) for section, (_, of) in SECTIONS.items() for key, each in of.items()
]
OTHER_KEYS += list(OF_RECIPE.items())
OTHER_KEYS += [("data.train", each) for each in OF_CORPORA.values()]
OTHER_KEYS += [("data.dev", each) for each in OF_DEV.values()]


@pytest.mark.parametrize(("kind", "key"), MODEL_KEYS, ids=lambda each: str(each))
def test_a_key_of_the_model_changes_what_is_learnt(
    kind: str, key: str, laboratory: Laboratory
) -> None:
    settings = with_setting(BASE, "model", MODELS[kind])
    before, after = both(settings, f"model.{key}", OF_MODELS[kind][key])
    assert laboratory.losses(before) != laboratory.losses(after)


@pytest.mark.parametrize(
    ("key", "altered"), OTHER_KEYS, ids=[f"{key} {each.value}" for key, each in OTHER_KEYS]
)
def test_every_other_key_changes_what_is_learnt_or_what_it_says(
    key: str, altered: Altered, laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tolmach.training.trainer.write_learning_curve", lambda *_: None)
    saved: list[int] = []
    monkeypatch.setattr(Checkpoints, "save", lambda _, __, progress: saved.append(progress.update))
    before, after = both(BASE, key, altered)
    if altered.changes == "losses":
        assert laboratory.losses(before) != laboratory.losses(after)
        return
    found: list[dict[str, Any]] = []
    for settings in (before, after):
        saved.clear()
        found.append(laboratory.whole_run(settings) | {"checkpoints": [*saved]})
    assert found[0][altered.changes] != found[1][altered.changes]


def test_the_same_settings_give_the_same_losses(laboratory: Laboratory) -> None:
    once = laboratory.losses(BASE)
    laboratory.known.clear()
    assert laboratory.losses(BASE) == once


TOY = {"size": 22, "heads": 1, "inner": 13, "encoder_layers": 1, "decoder_layers": 1}


def test_a_run_that_starts_from_a_model_begins_with_its_weights(laboratory: Laboratory) -> None:
    start = make_toy_folder(laboratory.folder / "start")
    settings = with_setting(BASE, "model", {"architecture": "transformer", **TOY})
    settings = with_setting(settings, "vocabulary", {})
    started = laboratory.trainer(settings | {"start_from": str(start)})
    fresh = laboratory.trainer(settings)
    weights = load_model(start).model.state_dict()
    for name, value in started.learner.model.named_parameters():
        assert torch.equal(value, weights[name]), name
    assert started.learner.update().nll != fresh.learner.update().nll


def test_a_vocabulary_learnt_anew_gives_a_started_run_other_pieces(laboratory: Laboratory) -> None:
    start = make_toy_folder(laboratory.folder / "start")
    settings = with_setting(BASE, "model", {"architecture": "transformer", **TOY})
    settings |= {"start_from": str(start), "vocabulary": {"size": 270, "anew": True}}
    started = laboratory.trainer(settings)
    weights = load_model(start).model.state_dict()
    learnt = dict(started.learner.model.named_parameters())
    assert len(learnt["output.bias"]) == len(started.prepared.tokenizers.target) == 270
    same = {name for name in learnt if learnt[name].shape == weights[name].shape}
    assert learnt.keys() - same == {"source_embedding.weight", "output.bias"}
    assert all(torch.equal(learnt[name], weights[name]) for name in same)


BY_A_STARTED_RUN = {"anew"}  # which the test above alters


@pytest.mark.parametrize("section", SECTIONS)
def test_no_key_of_a_section_is_left_out(section: str) -> None:
    kind, altered = SECTIONS[section]
    assert altered.keys() == kind.model_fields.keys() - BY_A_STARTED_RUN


def test_no_key_of_a_corpus_is_left_out() -> None:
    assert OF_CORPORA.keys() == TrainingCorpus.model_fields.keys()
    assert OF_DEV.keys() == CorpusFiles.model_fields.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_no_key_of_an_architecture_is_left_out(kind: str) -> None:
    assert OF_MODELS[kind].keys() == KINDS[kind].model_fields.keys()


def test_no_key_of_the_recipe_itself_is_left_out() -> None:
    assert {*OF_RECIPE, *SECTIONS, "model", "start_from"} == Recipe.model_fields.keys()
