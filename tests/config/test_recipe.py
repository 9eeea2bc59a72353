import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.config.recipe import Recipe, read_continued_recipe, read_recipe
from tolmach.errors import TolmachError
from tolmach.model_paths import DEFAULT_MODEL, LECTURE

TEXT = """
name = "toy"
[data]
source_language = "de"
target_language = "en"
train = [["a.de", "/b/a.en"], ["c.tsv"]]
dev = ["dev.tsv"]
[model]
size = 24
heads = 3
"""


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recipes") / "toy.toml"
    path.write_text(TEXT, "utf-8")
    return path


def test_paths_are_those_of_the_recipes_folder(recipe: Path) -> None:
    data = read_recipe(recipe).data
    first, second = data.train
    assert first.files == [recipe.parent / "a.de", Path("/b/a.en")]
    assert second.files == [recipe.parent / "c.tsv"]
    assert [each.files for each in data.dev] == [[recipe.parent / "dev.tsv"]]


def test_corpora_are_lists_of_files_or_tables_that_say_more(recipe: Path) -> None:
    train = "[['a.tsv'], {files = ['b.de', 'b.en'], weight = 0.5, tag = 'made', reversed = true}]"
    dev = "[['a.tsv'], {files = ['/b.tsv'], reversed = true}]"
    data = read_recipe(recipe, [f"data.train={train}", f"data.dev={dev}"]).data
    plain, made = data.train
    assert (plain.weight, plain.tag, plain.reversed) == (1.0, None, False)
    assert (made.weight, made.tag, made.reversed) == (0.5, "made", True)
    assert made.files == [recipe.parent / "b.de", recipe.parent / "b.en"]
    assert [each.files for each in data.dev] == [[recipe.parent / "a.tsv"], [Path("/b.tsv")]]
    assert [each.reversed for each in data.dev] == [False, True]
    assert data.tags == ["made"]


def test_what_says_no_more_than_its_files_is_written_back_as_before(recipe: Path) -> None:
    train = "data.train=[['/a.de', '/a.en'], {files = ['/b.tsv'], weight = 1}]"
    written = read_recipe(recipe, [train, "data.dev=['/dev.tsv']"]).model_dump(mode="json")["data"]
    assert written["train"] == [["/a.de", "/a.en"], ["/b.tsv"]]
    assert written["dev"] == ["/dev.tsv"]
    several = read_recipe(recipe, ["data.dev=[['/a.tsv'], ['/b.tsv']]"]).model_dump(mode="json")
    assert several["data"]["dev"] == [["/a.tsv"], ["/b.tsv"]]


def test_overrides_are_written_as_in_toml_or_as_bare_words(recipe: Path) -> None:
    overrides = [
        *("training.updates=1_500", "training.schedule=inverse_sqrt", "training.clip = 2"),
        *('name="other"', "vocabulary.joint=false", "model.tied=none", "selftest=['a', 'b']"),
    ]
    found = read_recipe(recipe, overrides)
    assert (found.training.updates, found.training.schedule) == (1500, "inverse_sqrt")
    assert (found.training.clip, found.name, found.selftest) == (2.0, "other", ["a", "b"])
    assert not found.vocabulary.joint


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("training.sed=1", "training.sed is no known key; perhaps you mean training.seed"),
        ("traning.seed=1", "traning is no known key; perhaps you mean training"),
        ("updates=1", "updates is no known key; perhaps you mean training.updates"),
        ("size=1", "size is no known key; perhaps you mean vocabulary.size or model.size"),
        ("data.zzz=1", "data.zzz is no known key; known here are source_language, target_language"),
        ("training.updates=0", "training.updates = 0 is wrong: it must be at least 1"),
        ("training.updates='7'", 'training.updates = "7" is wrong: it must be a whole number'),
        ("training.updates=1.5", "training.updates = 1.5 is wrong: it must be a whole number"),
        ("training.updates=1\nx=2", "it must be a whole number"),
        ("data.longest=true", "data.longest = true is wrong: it must be a whole number"),
        ("data.lowercase=yes", 'data.lowercase = "yes" is wrong: it must be true or false'),
        ("model.norm=mid", "model.norm = \"mid\" is wrong: it must be 'pre' or 'post'"),
        ("model.heads=5", "model: size 24 must be a multiple of 2 * heads = 10"),
        (
            "model.encoder_heads=[1, 2]",
            "encoder_heads has 2 numbers; it needs one for each of 3 la",
        ),
        ("model.cross_heads=[1, 4, 2]", "model: cross_heads = [1, 4, 2] goes beyond heads = 3"),
        (
            "model.decoder_heads=[0, 1.5, 2]",
            "model.decoder_heads[1] = 1.5 is wrong: it must be a whole number",
        ),
        (
            "model.decoder_self=gru",
            "model.decoder_self = \"gru\" is wrong: it must be 'attention' or 'ssru'",
        ),
        ("model.encoder_heads=3", "model.encoder_heads = 3 is wrong: it must be a list"),
        ("model.zzz=1", "model.zzz is no known key; known here are architecture, size, heads"),
        ("model.architecture=rnn", 'model.architecture = "rnn" is wrong: it must be one of \'tran'),
        (
            "model.architecture=[]",
            "model.architecture = [] is wrong: it must be one of 'transformer'",
        ),
        (
            "model.architecture=recurrent",
            "model.heads is no known key; known here are architecture, cel",
        ),
        ("model=3", "model = 3 is wrong: it must be a section"),
        ("model.dropout=1", "model.dropout = 1 is wrong: it must be less than 1"),
        ("model.dropout=nan", "model.dropout = NaN is wrong: it must be a finite number"),
        ("training.learning_rate=0", "it must be more than 0"),
        ("training.betas=[0.9]", "training.betas has too few values"),
        ("training.betas=[0.9, 2]", "training.betas[1] = 2 is wrong: it must be less than 1"),
        ("training=3", "training = 3 is wrong: it must be a section"),
        ("vocabulary.size=258", "vocabulary.size = 258 is wrong: it must be at least 259"),
        ("vocabulary.joint=false", 'model.tied = "all" needs vocabulary.joint = true'),
        ("data.train=['a.tsv']", 'data.train[0] = "a.tsv" is wrong: it must be a list'),
        ("data.train=[]", "data.train = [] is wrong: it must be a list of at least 1"),
        ("data.train=[{weight = 2}]", "data.train[0].files is missing; add it"),
        (
            "data.train=[['a'], {files = ['b'], wieght = 2}]",
            "data.train[1].wieght is no known key; perhaps you mean data.train[1].weight",
        ),
        ("data.train=[{files = ['a'], weight = 0}]", "weight = 0 is wrong: it must be more than 0"),
        ("data.train=[{files = ['a'], weight = '2'}]", "it must be a number"),
        ("data.train=[{files = ['a'], weight = 1e9}]", "it must be at most 1000"),
        (
            "data.train=[{files = ['a'], tag = 'made by me'}]",
            'data.train[0].tag = "made by me" is wrong: a tag is one word of Latin letters',
        ),
        ("data.train=[{files = ['a'], tag = 's'}]", 'tag = "s" is wrong: a tag is one word'),
        ("data.train=[{files = ['a'], reversed = 1}]", "it must be true or false"),
        ("data.dev=[]", "data.dev = [] is wrong: it must be a list of at least 1"),
        (
            "data.dev=[['a'], {files = ['b'], tag = 'made'}]",
            "data.dev[1].tag is no known key; known here are files, reversed",
        ),
        ("data.dev=[['a'], 'b']", 'data.dev[1] = "b" is wrong: it must be a list of files, or a'),
        ("data.train=[['a'], ['b', 3]]", "data.train[1][1] = 3 is wrong: it must be a file name"),
        ("data.train=[['a'], []]", "data.train[1] = [] is wrong: it must be a list of at least 1"),
        ("data.train=[{files = ['a', 3]}]", "data.train[0].files[1] = 3 is wrong: it must be a"),
        ("data.dev=['a', 3]", "data.dev[1] = 3 is wrong: it must be a file name in quotes"),
        ("data.dev=[['a'], ['b', 3]]", "data.dev[1][1] = 3 is wrong: it must be a file name"),
        ("data.dev=['a', 'b', 'c']", 'data.dev = ["a", "b", "c"] is wrong: it must be a list of'),
        ("data.dev=[3]", "data.dev[0] = 3 is wrong: it must be a file name in quotes"),
        ('data.dev=["a\\u0000"]', "no file has a zero byte in its name"),
        ("data.source_language=", "text of at least one character"),
        ("name=a/b", 'name = "a/b" is wrong: it names the run\'s folder'),
        ("name=..", 'name = ".." is wrong'),
        ("name=\udcff", "name = "),
        ("name.x=1", "--set name.x=1: name is a value, not a section"),
        ("training.seed", "--set training.seed: write it as KEY=VALUE"),
        ("training.=1", "--set training.=1: write it as KEY=VALUE"),
    ],
)
def test_a_mistake_is_one_sentence(override: str, message: str, recipe: Path) -> None:
    with pytest.raises(TolmachError) as raised:
        read_recipe(recipe, [override])
    said = str(raised.value)
    assert message in said
    assert said.endswith(".")
    said.encode()


@pytest.mark.parametrize("model", ['{architecture = "convolutional"}', '{positions = "learned"}'])
def test_learnt_positions_reach_over_the_longest_sentence(model: str, recipe: Path) -> None:
    settings = [f"model={model}", "model.longest=7"]
    read_recipe(recipe, [*settings, "data.longest=6"])
    said = "model.longest = 7 is too short for data.longest = 7; it must be at least 8"
    with pytest.raises(TolmachError, match=said):
        read_recipe(recipe, [*settings, "data.longest=7"])


def test_heads_left_of_self_attention_need_self_attention(recipe: Path) -> None:
    with pytest.raises(TolmachError, match='decoder_heads needs decoder_self = "attention"'):
        read_recipe(recipe, ["model.decoder_self=ssru", "model.decoder_heads=[1, 2, 1]"])
    assert read_recipe(recipe, ["model.decoder_self=ssru", "model.cross_heads=[1, 2, 1]"])


def test_computed_positions_know_no_end(recipe: Path) -> None:
    read_recipe(recipe, ["model.longest=7", "data.longest=7"])


def test_convolutions_have_keys_of_their_own(recipe: Path) -> None:
    convolutional = 'model={architecture = "convolutional", kernel = 5, link = "every_step"}'
    assert read_recipe(recipe, [convolutional]).model.architecture == "convolutional"
    with pytest.raises(TolmachError, match="heads is no known key; known here are archit"):
        read_recipe(recipe, [convolutional, "model.heads=2"])
    with pytest.raises(TolmachError, match="kernel = 0 is wrong: it must be at least 1"):
        read_recipe(recipe, [convolutional, "model.kernel=0"])


RECURRENT = 'model={architecture = "recurrent"}'


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("model.size=7", "model: size 7 must be even, for two directions share it"),
        ("model.input_feeding=true", 'model: input_feeding = true needs link = "attention_after"'),
        ("model.link=none", "model.link = \"none\" is wrong: it must be 'start', 'every_step'"),
        ("model.norm=pre", "model.norm is no known key; known here are architecture, cell, embedd"),
        ("vocabulary.joint=false", 'model.tied = "all" needs vocabulary.joint = true'),
    ],
)
def test_another_architecture_has_keys_of_its_own(
    override: str, message: str, recipe: Path
) -> None:
    assert read_recipe(recipe, [RECURRENT]).model.architecture == "recurrent"
    with pytest.raises(TolmachError, match=re.escape(message)):
        read_recipe(recipe, [RECURRENT, override])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "name is missing; add it."),
        (b'name = "a"', "data is missing; add it."),
        (b'nam = "a"', "nam is no known key; perhaps you mean name."),
        (b"a = ]", "is not valid TOML: Invalid value (at line 1, column 5)"),
        (b"a = 1\na = 2", "is not valid TOML: Cannot overwrite a value"),
        (b"a = '\xe4'", "is not valid UTF-8 from byte 6 on; save it as UTF-8 text."),
        (b"a = " + b"[" * 100_000, "is not valid TOML"),
    ],
)
def test_a_damaged_recipe_is_named(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_bytes(content)
    with pytest.raises(TolmachError) as raised:
        read_recipe(path)
    assert str(raised.value).startswith(str(path))
    assert message in str(raised.value)


def test_a_missing_recipe_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(TolmachError, match=f"{path} cannot be read"):
            read_recipe(path)


KEYS = st.text() | st.sampled_from(
    [f"{name}.{key}" for name in ("data", "model", "training") for key in ("size", "dev", "seed")]
    + ["name", "selftest", "training", "training.betas", "data.dev", "data.train"]
    + ["extends", "vocabulary.size"]
)
VALUES = st.text() | st.sampled_from(
    [
        *("[]", "{}", "1", "-1", "nan", "1e999", "{a = 1}", "07:32:00", "[['a']]", "[['a'], 'b']"),
        *("[{files = ['a'], weight = 2, tag = 'b'}]", "[{files = ['a']}]", "[{files = 1}, {}]"),
    ]
)


@given(st.lists(st.builds("{}={}".format, KEYS, VALUES) | st.text(), max_size=3))
def test_overrides_give_a_recipe_or_a_sentence(recipe: Path, overrides: list[str]) -> None:
    with suppress(TolmachError):
        found = read_recipe(recipe, overrides)
        assert Recipe.model_validate(found.model_dump()) == found


@given(content=st.binary() | st.text().map(str.encode))
def test_any_file_gives_a_recipe_or_a_sentence(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    with pytest.raises(TolmachError):
        read_recipe(path)


def test_a_recipe_that_goes_on_takes_what_it_leaves_open_from_the_model(tmp_path: Path) -> None:
    folder = tmp_path / "run" / "model"
    folder.mkdir(parents=True)
    shape = "size = 24\nheads = 3\ninner = 60\ndropout = 0.3"
    (folder / "config.toml").write_text(f"lowercase = true\n[model]\n{shape}", "utf-8")
    path = tmp_path / "toy.toml"
    path.write_text(TEXT, "utf-8")
    found = read_recipe(path, ["start_from=run", "model.dropout=0.4"])
    assert (found.start_from, found.data.lowercase) == (tmp_path / "run", True)
    assert found.model.model_dump(include={"size", "heads", "inner", "dropout"}) == {
        "size": 24,
        "heads": 3,
        "inner": 60,
        "dropout": 0.4,
    }
    bare = path.with_name("bare.toml")
    bare.write_text(TEXT.partition("[model]")[0], "utf-8")
    assert read_recipe(bare, ["start_from=run"]).model.size == 24


@pytest.mark.parametrize(
    ("model", "override", "message"),
    [
        (
            "size = 48\nheads = 6",
            "model.dropout=0.4",
            "model.size is 24, but 48 in {run}, and a model that goes on keeps its shape; leave "
            "out model.size, model.heads.",
        ),
        ("size = 24\nheads = 3", "model.norm=post", "model.norm is 'post', but 'pre' in {run}"),
        (
            "size = 24\nheads = 3\nencoder_heads = [1, 3, 3]",
            "model.encoder_heads=[1, 1, 1]",
            "model.encoder_heads is [1, 1, 1], but [1, 3, 3] in {run}",
        ),
        (
            "architecture = 'recurrent'",
            "model.architecture=transformer",
            "model.architecture is 'transformer', but 'recurrent' in {run}",
        ),
    ],
)
def test_a_model_that_goes_on_keeps_its_shape(
    model: str, override: str, message: str, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "config.toml").write_text(f"[model]\n{model}", "utf-8")
    path = tmp_path / "toy.toml"
    path.write_text(TEXT, "utf-8")
    with pytest.raises(TolmachError, match=re.escape(f"{path}: {message.format(run=folder)}")):
        read_recipe(path, ["start_from=run", override])


def test_a_damaged_model_to_start_from_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "config.toml").write_text("model = 3", "utf-8")
    path = tmp_path / "toy.toml"
    path.write_text(TEXT, "utf-8")
    with pytest.raises(TolmachError, match=r"config\.toml is damaged \(its model is no section"):
        read_recipe(path, ["start_from=run"])


def test_a_vocabulary_gives_way_to_that_of_a_model_named_above_it(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "config.toml").write_text("[model]\nsize = 24\nheads = 3", "utf-8")
    vocabulary = "[vocabulary]\nsize = 900\njoint = true\ndropout = 0.2"
    (tmp_path / "base.toml").write_text(f"{TEXT}\n{vocabulary}", "utf-8")
    own = tmp_path / "own.toml"

    own.write_text('extends = "base.toml"\nstart_from = "run"', "utf-8")
    for found in (read_recipe(own), read_recipe(tmp_path / "base.toml", ["start_from=run"])):
        assert (found.learns_vocabulary, found.vocabulary.dropout) == (False, 0.2)
        assert found.start_from is not None

    own.write_text('extends = "base.toml"\nstart_from = "run"\nvocabulary.anew = true', "utf-8")
    assert read_recipe(own).vocabulary.size == 900
    own.write_text('extends = "base.toml"\nstart_from = "run"\nvocabulary.size = 800', "utf-8")
    with pytest.raises(TolmachError, match=r"leave out vocabulary\.size, or learn another"):
        read_recipe(own)
    own.write_text(f'start_from = "run"\n{TEXT}\n{vocabulary}', "utf-8")
    with pytest.raises(TolmachError, match=r"leave out vocabulary\.joint, or learn another"):
        read_recipe(own, ["vocabulary.dropout=0.1"])


def test_a_shipped_model_to_start_from_has_a_name_wherever_the_recipe_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep").mkdir()
    base = tmp_path / "deep" / "base.toml"
    base.write_text(f'start_from = "de-en"\n{TEXT.partition("[model]")[0]}', "utf-8")
    own = tmp_path / "own.toml"
    own.write_text('extends = "deep/base.toml"', "utf-8")
    monkeypatch.chdir(tmp_path)
    assert [read_recipe(path).start_from for path in (base, own)] == [DEFAULT_MODEL] * 2
    mine = tmp_path / "deep" / "de-en"
    mine.mkdir()
    (mine / "config.toml").write_text("[model]\nsize = 48\nheads = 3", "utf-8")
    found = read_recipe(own)
    assert (found.start_from, found.model.size) == (mine, 48)


def test_a_recipe_can_be_made_to_go_on_from_a_model_whatever_it_says(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "config.toml").write_text("[model]\nsize = 48\nencoder_heads = [0, 2, 4]", "utf-8")
    path = tmp_path / "toy.toml"
    path.write_text(f'start_from = "nowhere"\n{TEXT}', "utf-8")
    settings = ["vocabulary.size=900", "vocabulary.dropout=0.1", "training.updates=7"]
    found = read_continued_recipe(path, folder, settings)
    assert found.start_from == folder
    assert found.model.model_dump(include={"size", "heads", "encoder_heads"}) == {
        "size": 48,
        "heads": 4,
        "encoder_heads": [0, 2, 4],
    }
    assert (found.vocabulary.dropout, found.training.updates) == (0.1, 7)
    assert found.data.dev[0].files == [tmp_path / "dev.tsv"]


def test_a_recipe_goes_on_from_a_shipped_model_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(TEXT, "utf-8")
    found = read_continued_recipe(path, Path("transformer"))
    assert found.start_from == LECTURE / "transformer"


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["start_from=nowhere"], "nowhere is no model folder"),
        (["start_from=."], "is no model folder"),
        (["start_from=3"], "start_from = 3 is wrong: it must be a file name in quotes"),
        (["start_from=run", "vocabulary.size=900"], "leave out vocabulary.size, or learn another"),
        (["start_from=run", "model=3"], "model = 3 is wrong: it must be a section"),
    ],
)
def test_a_model_to_start_from_that_cannot_be_is_one_sentence(
    overrides: list[str], message: str, tmp_path: Path
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "config.toml").write_text("[model]\nsize = 24\nheads = 3", "utf-8")
    path = tmp_path / "toy.toml"
    path.write_text(TEXT, "utf-8")
    with pytest.raises(TolmachError, match=re.escape(message)):
        read_recipe(path, overrides)
