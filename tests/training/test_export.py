"""The model folder that a run leaves: rounded weights, their self-test, a card for a reader."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch

from tests.training.runs import write_corpus
from tolmach.config.recipe import Recipe, read_recipe
from tolmach.model_folder import ModelFolder
from tolmach.models.build import build_model
from tolmach.models.protocol import TrainableModel
from tolmach.search.options import SearchOptions
from tolmach.training.export import export_model
from tolmach.training.preparation import PreparedData, prepare
from tolmach.training.validation import Validation, Validator

FOUND = Validation(2.0, 12.345, 45.678, [], ("BLEU|tok:zh", "chrF2|nc:6"))


@dataclass
class Listener:
    """Takes the validator's place; notes the weights that translate, and what they are given."""

    weights: list[torch.Tensor] = field(default_factory=list)
    sources: list[list[int]] = field(default_factory=list)

    def translate(
        self, model: TrainableModel, sources: list[list[int]], options: SearchOptions
    ) -> list[str]:
        assert options == SearchOptions(beam=1)
        self.weights.append(next(model.parameters()).detach().clone())
        self.sources += sources
        return [str(len(source)) for source in sources]


@dataclass
class Run:
    recipe: Recipe
    prepared: PreparedData
    model: TrainableModel
    listener: Listener = field(default_factory=Listener)

    def export(self, **changed: Any) -> ModelFolder:
        recipe = self.recipe.model_copy(update=changed)
        return export_model(
            recipe, self.prepared, self.model, cast(Validator, self.listener), FOUND
        )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    recipe = read_recipe(write_corpus(tmp_path))
    prepared = prepare(recipe, tmp_path / "data")
    pieces = len(prepared.tokenizers.source)
    return Run(recipe, prepared, build_model(recipe.model, pieces, pieces))


def test_the_rounded_weights_give_the_self_test_and_the_exact_ones_come_back(run: Run) -> None:
    exact = {name: value.detach().clone() for name, value in run.model.named_parameters()}
    content = run.export()
    name, value = next(run.model.named_parameters())
    assert content.weights[name].dtype == torch.float16
    assert not torch.equal(content.weights[name].float(), exact[name])
    assert torch.equal(run.listener.weights[0], content.weights[name].float())
    for name, value in run.model.named_parameters():
        assert torch.equal(value, exact[name]), name


def test_the_exact_weights_come_back_after_an_error_too(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = next(run.model.parameters()).detach().clone()
    monkeypatch.setattr(run.listener, "translate", None)
    with pytest.raises(TypeError):
        run.export()
    assert torch.equal(next(run.model.parameters()), exact)


def test_the_self_test_is_of_the_dev_set_or_of_what_the_recipe_names(run: Run) -> None:
    dev = [pair.source for pair in run.prepared.dev]
    assert set(run.export().selftest.sources) <= set(dev)
    assert len(run.export().selftest.sources) == min(40, len(dev))
    run.listener.sources.clear()
    lower = run.recipe.data.model_copy(update={"lowercase": True})
    content = run.export(selftest=["  Eins  ZWEI "], data=lower)
    assert content.selftest.sources == ["Eins ZWEI"]
    assert run.prepared.tokenizers.source.decode(run.listener.sources[0]) == "eins zwei"
    assert content.description.lowercase


def test_the_folder_says_what_the_recipe_says(run: Run) -> None:
    described = run.export().description
    data, model = run.recipe.data, run.recipe.model
    languages = (described.source_language, described.target_language)
    assert languages == (data.source_language, data.target_language) == ("de", "en")
    assert (described.name, described.lowercase, described.model) == ("reversal", False, model)


def test_of_a_long_dev_set_forty_sentences_are_the_self_test(run: Run) -> None:
    run.prepared = replace(run.prepared, dev=run.prepared.dev * 6)
    assert len(run.export().selftest.sources) == len(run.listener.sources) == 40


def test_what_is_exported_can_be_saved_and_loaded(run: Run, tmp_path: Path) -> None:
    content = run.export()
    content.save(tmp_path / "model")
    loaded = ModelFolder.load(tmp_path / "model")
    assert loaded.description == content.description
    assert loaded.selftest == content.selftest
    assert loaded.card == content.card


def test_the_card_says_what_a_reader_must_know(run: Run) -> None:
    card = run.export(notes="  Of our own making, CC0. ").card
    parameters = sum(each.numel() for each in run.model.parameters())
    for part in (
        "# reversal\n",
        "Translates de to en.\n\nOf our own making, CC0.\n",
        f"| parameters | {parameters:,} |",
        "| trained on | 180 sentence pairs |",
        "| dev set | 9 sentence pairs |",
        "| dev BLEU | 12.35 |",
        "| dev chrF | 45.68 |",
        "| dev perplexity | 7.39 per piece |",
        "\n\n    BLEU|tok:zh\n    chrF2|nc:6\n",
    ):
        assert part in card
    assert "Translates de to en.\n\n| |" in run.export().card


def test_pieces_are_counted_on_both_sides_of_a_joint_vocabulary(run: Run) -> None:
    counts = run.export().piece_counts
    assert counts is not None
    assert counts.source == counts.target
    assert len(counts.source) == len(run.prepared.tokenizers.source)
    corpus = run.prepared.corpus
    ends = 2 * len(corpus.source)  # one `</s>` a sentence
    assert sum(counts.source) == len(corpus.source.ids) + len(corpus.target.ids) + ends


def test_pieces_of_two_vocabularies_are_counted_apart(tmp_path: Path) -> None:
    path = write_corpus(tmp_path)
    text = tmp_path / "train.tsv"
    text.write_text(text.read_text("utf-8").replace("\n", " ende\n"), "utf-8")
    recipe = read_recipe(path, ["vocabulary.joint=false", 'model.tied="none"'])
    prepared = prepare(recipe, tmp_path / "data")
    corpus, tokenizers = prepared.corpus, prepared.tokenizers
    model = build_model(recipe.model, len(tokenizers.source), len(tokenizers.target))
    counts = Run(recipe, prepared, model).export().piece_counts
    assert counts is not None
    ends = len(corpus.source)
    for found, side in zip(counts, (corpus.source, corpus.target), strict=True):
        assert found[3:] == np.bincount(side.ids, minlength=len(found)).tolist()[3:]
        assert sum(found) == len(side.ids) + ends
