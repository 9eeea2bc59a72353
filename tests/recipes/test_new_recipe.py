from pathlib import Path

import pytest

from tolmach.config.recipe import read_recipe
from tolmach.errors import DataError
from tolmach.files import read_lines
from tolmach.model_paths import DEFAULT_MODEL
from tolmach.recipes.new_recipe import RecipeRequest, note_time, write_recipe
from tolmach.recipes.training_time import TrainingTime


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("my.de-en.tsv")
    nouns = ["Hund", "Katze", "Vogel", "Fisch", "Baum", "Stein", "Berg", "Fluss"]
    pairs = [
        f"{one} und {two} {n}\t{one} and {two} {n}" for n, one in enumerate(nouns) for two in nouns
    ]
    path.write_text("\n".join(pairs) + "\n", "utf-8")
    return path


def test_a_dev_set_is_held_out_and_the_recipe_reads(corpus: Path) -> None:
    made = write_recipe(RecipeRequest([corpus]))
    assert made.split is not None
    assert (made.split.train + made.split.dev + made.split.lost, made.shared) == (64, 0)
    recipe = read_recipe(Path("my.de-en.toml"))
    assert (recipe.data.source_language, recipe.data.target_language) == ("de", "en")
    [train], [dev] = (each[0].files for each in (recipe.data.train, recipe.data.dev))
    sides = [set(read_lines(path)) for path in (train, dev)]
    assert not sides[0] & sides[1]


def test_a_dev_set_that_is_given_is_compared(corpus: Path) -> None:
    Path("dev.tsv").write_text("Hund und Katze 0\tunlike\nneu\tnew\n", "utf-8")
    made = write_recipe(RecipeRequest([corpus], dev=[Path("dev.tsv")], recipe=Path("mine.toml")))
    assert (made.split, made.shared) == (None, 1)
    assert sorted(map(str, Path().iterdir())) == ["dev.tsv", "mine.toml", "my.de-en.tsv"]


def test_the_time_is_noted_in_the_recipe(corpus: Path) -> None:
    request = RecipeRequest([corpus])
    made = write_recipe(request)
    before = read_recipe(request.path)
    note_time(request, made.draft, TrainingTime(7200.0, threads=2))
    assert "2 hours" in request.path.read_text("utf-8")
    assert read_recipe(request.path) == before


def test_nothing_is_overwritten_unless_forced(corpus: Path) -> None:
    write_recipe(RecipeRequest([corpus]))
    with pytest.raises(DataError, match="is there already"):
        write_recipe(RecipeRequest([corpus]))
    write_recipe(RecipeRequest([corpus], force=True))


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (RecipeRequest([Path("-")]), "cannot be read twice"),
        (RecipeRequest([Path("my.de-en.tsv")], recipe=Path("my.txt")), "let it end in .toml"),
        (RecipeRequest([Path("missing.tsv")]), "missing.tsv"),
        (RecipeRequest([Path("my.de-en.tsv")], dev=[Path()]), "is a folder; name the files in it"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    corpus: Path, request_: RecipeRequest, words: str
) -> None:
    with pytest.raises(DataError, match=words):
        write_recipe(request_)
    assert list(Path().iterdir()) == [corpus]


@pytest.mark.parametrize("recipe", ["my.toml", "deep/my.toml"])
def test_a_shipped_model_keeps_its_name_wherever_the_recipe_is(recipe: str, corpus: Path) -> None:
    write_recipe(RecipeRequest([corpus], start_from=Path("de-en"), recipe=Path(recipe)))
    assert 'start_from = "de-en"' in Path(recipe).read_text("utf-8")
    assert read_recipe(Path(recipe)).start_from == DEFAULT_MODEL
