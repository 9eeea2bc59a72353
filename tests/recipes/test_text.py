import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toy_folder import make_toy_folder
from tolmach.config.architectures import Architecture
from tolmach.config.corpora import DataSettings
from tolmach.config.model import (
    ConvolutionalSettings,
    HybridSettings,
    RecurrentSettings,
    TransformerSettings,
)
from tolmach.config.recipe import Recipe, TrainingSettings, VocabularySettings, read_recipe
from tolmach.config.section import Section
from tolmach.corpus.parallel import Pair
from tolmach.corpus.survey import Survey
from tolmach.errors import TolmachError
from tolmach.recipes.draft import Draft, Source
from tolmach.recipes.section_text import toml_value
from tolmach.recipes.start_model import StartModel
from tolmach.recipes.text import recipe_text

SIZES = [1, 19, 2_000, 30_000, 160_000, 1_000_000, 300_000_000]
SOURCE = Source("my", ("de", "en"), [Path("my.de"), Path("my.en")], [Path("dev.tsv")])


def draft(
    pairs: int, sample: list[Pair] | None = None, architecture: Architecture = "transformer"
) -> Draft:
    sample = sample or [Pair("Der Hund schläft.", "The dog sleeps."), Pair("Ja.", "Yes.")]
    source = replace(SOURCE, architecture=architecture)
    return Draft.of(source, Survey(pairs, 0, (9, 9), 40, sample), pairs)


def read(text: str, folder: Path) -> Recipe:
    (folder / "my.toml").write_text(text, "utf-8")
    return read_recipe(folder / "my.toml")


@pytest.mark.parametrize("pairs", SIZES)
def test_a_draft_is_a_recipe_as_it_stands(pairs: int, tmp_path: Path) -> None:
    recipe = read(recipe_text(draft(pairs)), tmp_path)
    assert recipe.data.train[0].files == [tmp_path / "my.de", tmp_path / "my.en"]
    assert recipe.data.dev[0].files == [tmp_path / "dev.tsv"]
    assert recipe.training.warmup < recipe.training.updates
    assert recipe.training.validate_every <= recipe.training.updates
    assert recipe.training.batch_tokens > recipe.data.longest


@pytest.mark.parametrize("pairs", SIZES)
def test_what_is_commented_out_is_the_default(pairs: int, tmp_path: Path) -> None:
    text = recipe_text(draft(pairs))
    uncommented = re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)
    assert read(uncommented, tmp_path) == read(text, tmp_path)
    settings = tomllib.loads(uncommented)
    for name, kind in (
        ("data", DataSettings),
        ("vocabulary", VocabularySettings),
        ("model", TransformerSettings),
        ("training", TrainingSettings),
    ):
        # What is None by default, the heads that pruning has left, cannot be written in TOML.
        written = {key for key, field in kind.model_fields.items() if field.default is not None}
        assert settings.pop(name).keys() == written
    assert settings.keys() == {"name", "notes", "selftest"}


SETTINGS: dict[Architecture, type[Section]] = {
    "recurrent": RecurrentSettings,
    "convolutional": ConvolutionalSettings,
    "hybrid": HybridSettings,
}


@pytest.mark.parametrize("architecture", SETTINGS)
@pytest.mark.parametrize("pairs", [2_000, 1_000_000])
def test_each_architecture_is_drafted_with_every_setting_of_its_own(
    architecture: Architecture, pairs: int, tmp_path: Path
) -> None:
    drafted = draft(pairs, architecture=architecture)
    text = recipe_text(drafted)
    uncommented = re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)
    recipe = read(text, tmp_path)
    assert recipe == read(uncommented, tmp_path)
    assert recipe.model.architecture == architecture
    assert recipe.training.learning_rate == drafted.learning_rate >= drafted.tier.learning_rate
    fields = SETTINGS[architecture].model_fields
    written = {key for key, field in fields.items() if field.default is not None}
    assert tomllib.loads(uncommented)["model"].keys() == written


@pytest.mark.parametrize("others", [19, 300])
def test_one_huge_line_changes_nothing_that_is_drafted(others: int) -> None:
    usual = [Pair(f"Der Hund {n} schläft im Garten.", f"Dog {n} sleeps.") for n in range(others)]
    huge = Pair("Hund " * 20_000, "dog " * 30_000)
    for place in (0, 1, others):
        with_it = [*usual[:place], huge, *usual[place:]]
        assert recipe_text(draft(5_000, with_it)) == recipe_text(draft(5_000, usual))


def test_lines_that_no_bound_lets_in_change_none() -> None:
    usual = [Pair(f"Der Hund {n} schläft im Garten.", f"Dog {n} sleeps.") for n in range(300)]
    huge = [Pair(f"{n} " + "Hund " * 3_000, f"{n} " + "dog " * 3_000) for n in range(15)]
    with_them, without = draft(5_000, [*usual, *huge]), draft(5_000, usual)
    assert (with_them.longest, with_them.updates) == (without.longest, without.updates)
    assert draft(5_000, huge).longest > without.longest


def test_many_long_lines_are_no_accident() -> None:
    short, long = Pair("Ja.", "Yes."), Pair("viel Text " * 90, "much text " * 90)
    assert draft(5_000, [short] * 90 + [long] * 10).longest > draft(5_000, [short] * 100).longest


@pytest.fixture
def going_on(tmp_path: Path) -> Draft:
    start = StartModel.read(make_toy_folder(tmp_path / "old" / "model", lowercase=True))
    survey = Survey(200, 0, (9, 9), 40, [Pair("Der Hund schläft.", "The dog sleeps.")])
    return Draft.of(replace(SOURCE, start_from=Path("old")), survey, 200, start)


def test_a_draft_that_goes_on_leaves_to_the_model_what_is_the_models(
    going_on: Draft, tmp_path: Path
) -> None:
    text = recipe_text(going_on)
    settings = tomllib.loads(re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE))
    assert settings["start_from"] == "old"
    assert settings["vocabulary"].keys() == {"anew", "dropout"}
    assert "model" not in settings
    assert settings["data"].keys() == DataSettings.model_fields.keys() - {"lowercase"}
    recipe = read(text, tmp_path)
    assert recipe.start_from == tmp_path / "old"
    assert (recipe.model.size, recipe.data.lowercase) == (22, True)


def test_a_draft_that_goes_on_takes_few_and_small_steps(going_on: Draft) -> None:
    fresh = draft(200)
    assert going_on.updates < fresh.updates / 10
    assert going_on.tier.learning_rate < fresh.tier.learning_rate / 5
    assert going_on.warmup < going_on.updates


def test_the_time_is_told_where_it_is_known() -> None:
    assert "times through the text, some 3 hours on" in recipe_text(draft(30_000), takes="3 hours")
    assert "times through the text. Still" in recipe_text(draft(30_000))


def test_more_text_gets_more_of_everything_but_dropout() -> None:
    drafts = [draft(pairs) for pairs in SIZES[2:]]
    for quantity in ("vocabulary", "size", "update_tokens"):
        values = [getattr(each.tier, quantity) for each in drafts]
        assert values == sorted(values)
    dropouts = [each.tier.dropout for each in drafts]
    assert dropouts == sorted(dropouts, reverse=True)


def test_two_scripts_get_two_vocabularies(tmp_path: Path) -> None:
    text = recipe_text(draft(5000, [Pair("Собака спит под столом.", "The dog sleeps.")]))
    recipe = read(text, tmp_path)
    assert (recipe.vocabulary.joint, recipe.model.tied) == (False, "target")


def test_long_sentences_get_room(tmp_path: Path) -> None:
    words = [" ".join(chr(0x4E00 + place + 7 * n) for n in range(90)) for place in range(2)]
    sample = [Pair(words[0], "a"), Pair("b", words[1])]
    recipe = read(recipe_text(draft(30_000, sample)), tmp_path)
    assert recipe.data.longest == 256


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_string_survives_toml(text: str) -> None:
    assert tomllib.loads(f"value = {toml_value([text])}") == {"value": [text]}


def test_lines_fit_a_screen() -> None:
    assert max(map(len, recipe_text(draft(1_000_000)).splitlines())) <= 99


def test_a_broken_draft_would_be_noticed(tmp_path: Path) -> None:
    with pytest.raises(TolmachError, match=r"model\.sizes is no known key"):
        read(recipe_text(draft(2000)).replace("\nsize = 128", "\nsizes = 128"), tmp_path)
