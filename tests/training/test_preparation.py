"""From text to token files: once, whole, and never from other text than the run began with."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.toy_folder import LINES, make_toy_folder
from tests.training.runs import write_corpus
from tolmach.config import Recipe, read_recipe
from tolmach.errors import TolmachError
from tolmach.text.parallel import Pair
from tolmach.text.tokenizer import Tokenizer, TokenizerPair
from tolmach.training.preparation import check_same_text, prepare, spread


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    return read_recipe(write_corpus(tmp_path))


def test_what_is_prepared_is_not_prepared_again(recipe: Recipe, tmp_path: Path) -> None:
    first = prepare(recipe, tmp_path / "data")
    written = (tmp_path / "data" / "tokenizer.json").stat().st_mtime_ns
    assert prepare(recipe, tmp_path / "data").counts == first.counts
    assert (tmp_path / "data" / "tokenizer.json").stat().st_mtime_ns == written
    assert first.counts.kept == len(first.corpus) == 180


def test_every_long_step_is_told_and_only_where_it_is_taken(recipe: Recipe, tmp_path: Path) -> None:
    told: list[str] = []
    data = recipe.data.model_copy(update={"augment": 0.1})
    prepare(recipe.model_copy(update={"data": data}), tmp_path / "data", told.append)
    assert told == [
        "reading the training text",
        "learning a vocabulary of 290 pieces",
        "making more pairs of the text itself",
        "cutting the text into pieces",
    ]
    prepare(recipe.model_copy(update={"data": data}), tmp_path / "data", told.append)
    assert len(told) == 4


def test_the_language_of_each_side_is_what_the_recipe_says(recipe: Recipe, tmp_path: Path) -> None:
    unit = "".join(
        f'<tuv xml:lang="{language}"><seg>{text}</seg></tuv>'
        for language, text in (("fr", "deux"), ("en", "two"), ("de", "Zwei"))
    )
    (tmp_path / "train.tmx").write_text(
        f"<tmx version='1.4'><body><tu>{unit}</tu></body></tmx>", "utf-8"
    )
    data = recipe.data.model_copy(update={"train": [[tmp_path / "train.tmx"]]})
    prepared = prepare(recipe.model_copy(update={"data": data}), tmp_path / "data")
    tokenizers, corpus = prepared.tokenizers, prepared.corpus
    assert tokenizers.source.decode(corpus.source[0].tolist()) == "Zwei"
    assert tokenizers.target.decode(corpus.target[0].tolist()) == "two"


def test_two_vocabularies_know_the_pieces_of_their_own_side(recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text("äöü äöü\tone two\n" * 9, "utf-8")
    apart = recipe.vocabulary.model_copy(update={"joint": False, "size": 262})
    prepared = prepare(recipe.model_copy(update={"vocabulary": apart}), tmp_path / "data")
    lengths = [
        [len(tokenizer.encode(text)) for text in ("äöü äöü", "one two")]
        for tokenizer in (prepared.tokenizers.source, prepared.tokenizers.target)
    ]
    assert lengths[0][0] < lengths[1][0]
    assert lengths[1][1] < lengths[0][1]
    assert not prepared.tokenizers.joint


@pytest.mark.parametrize(
    ("section", "change"), [("data", {"longest": 7}), ("vocabulary", {"size": 280})]
)
def test_other_settings_prepare_anew(
    section: str, change: dict[str, int], recipe: Recipe, tmp_path: Path
) -> None:
    told: list[str] = []
    prepare(recipe, tmp_path / "data", told.append)
    settings = getattr(recipe, section).model_copy(update=change)
    other = recipe.model_copy(update={section: settings})
    prepare(other, tmp_path / "data", told.append)
    assert told.count("reading the training text") == 2
    more = other.data.model_copy(update={"train": [*other.data.train, other.data.dev]})
    prepare(other.model_copy(update={"data": more}), tmp_path / "data", told.append)
    assert told.count("reading the training text") == 3


def test_half_prepared_is_not_prepared(recipe: Recipe, tmp_path: Path) -> None:
    half = tmp_path / ".data.part"
    half.mkdir()
    (half / "source.ids").write_bytes(b"half")
    assert len(prepare(recipe, tmp_path / "data").corpus) == 180
    assert not half.exists()


def test_other_text_is_prepared_anew_but_refused_by_a_run_that_goes_on(
    recipe: Recipe, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    check_same_text(recipe, data)
    prepare(recipe, data)
    check_same_text(recipe, data)
    with recipe.data.train[0][0].open("a", encoding="utf-8") as stream:
        stream.write("acht\tacht\n")
    with pytest.raises(TolmachError, match=r"training text, or .* has changed"):
        check_same_text(recipe, data)
    assert prepare(recipe, data).counts.kept == 181


def test_a_recipe_of_lower_case_prepares_lower_case(recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text("EIN Haus\tA House\n" * 3, "utf-8")
    (tmp_path / "dev.tsv").write_text("Äpfel\tApples\n", "utf-8")
    lower = recipe.model_copy(update={"data": recipe.data.model_copy(update={"lowercase": True})})
    prepared = prepare(lower, tmp_path / "data")
    assert prepared.dev == [Pair("äpfel", "apples")]
    assert prepared.tokenizers.source.decode(prepared.corpus.source[0].tolist()) == "ein haus"


def test_other_text_of_the_same_size_is_other_text(recipe: Recipe, tmp_path: Path) -> None:
    prepare(recipe, tmp_path / "data")
    train = recipe.data.train[0][0]
    train.write_text(train.read_text("utf-8").replace("eins", "acht"), "utf-8")
    with pytest.raises(TolmachError, match=r"training text, or .* has changed"):
        check_same_text(recipe, tmp_path / "data")
    prepared = prepare(recipe, tmp_path / "data")
    row = prepared.tokenizers.source.decode(prepared.corpus.source.ids.tolist())
    assert "acht" in row
    assert "eins" not in row


def test_another_vocabulary_to_start_from_is_other_data(recipe: Recipe, tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    started = recipe.model_copy(update={"start_from": folder})
    before = len(prepare(started, tmp_path / "data").tokenizers.source)
    TokenizerPair(*[Tokenizer.learn(LINES, 271)] * 2).save(folder / "tokenizer.json")
    with pytest.raises(TolmachError, match=r"vocabulary in start_from, has changed"):
        check_same_text(started, tmp_path / "data")
    assert len(prepare(started, tmp_path / "data").tokenizers.source) == 271 < before


def test_a_missing_file_is_named(recipe: Recipe, tmp_path: Path) -> None:
    prepare(recipe, tmp_path / "data")
    (tmp_path / "train.tsv").unlink()
    with pytest.raises(TolmachError, match=r"train\.tsv cannot be read: No such file"):
        check_same_text(recipe, tmp_path / "data")


@pytest.mark.parametrize(
    ("name", "message"), [("dev", "dev set holds no pair"), ("train", "no usable pair")]
)
def test_text_without_a_pair_is_refused_and_leaves_no_data(
    name: str, message: str, recipe: Recipe, tmp_path: Path
) -> None:
    (tmp_path / f"{name}.tsv").write_text("\t\n" * 7, "utf-8")
    with pytest.raises(TolmachError, match=message):
        prepare(recipe, tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_augmentation_adds_pairs_made_of_the_text(recipe: Recipe, tmp_path: Path) -> None:
    data = recipe.data.model_copy(update={"augment": 0.5})
    prepared = prepare(recipe.model_copy(update={"data": data}), tmp_path / "data")
    made = prepared.counts.kept - 180
    assert 0 < made <= 90
    texts = {tuple(prepared.corpus.source[row]) for row in range(180, 180 + made)}
    assert tuple(prepared.tokenizers.source.encode("sieben")) in texts


@pytest.mark.parametrize(("length", "count"), [(0, 3), (2, 3), (5, 3), (59, 40), (1000, 40)])
def test_what_is_taken_of_many_is_spread_over_all_of_them(length: int, count: int) -> None:
    taken = spread(range(length), count)
    assert len(taken) == min(length, count)
    steps = {after - before for before, after in pairwise([*taken, length])}
    assert max(steps, default=0) <= min(steps, default=0) + 1
