"""From text to token files: once, whole, and never from other text than the run began with."""

import json
from collections import Counter
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

from tests.toy_folder import LINES, make_toy_folder
from tests.training.runs import write_corpus
from tolmach.config.corpora import CorpusFiles, TrainingCorpus
from tolmach.config.model import ConvolutionalSettings
from tolmach.config.recipe import Recipe, VocabularySettings, read_recipe
from tolmach.corpus.parallel import Pair, read_pairs
from tolmach.data.mixture import Mixture, MixturePart
from tolmach.errors import TolmachError
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.training import pairs
from tolmach.training.preparation import (
    check_same_text,
    prepare,
)
from tolmach.training.trainer import batch_stream
from tolmach.training.vocabulary import learn_tokenizers


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
    memory = TrainingCorpus(files=[tmp_path / "train.tmx"])
    prepared = prepare(with_corpora(recipe, memory), tmp_path / "data")
    tokenizers, corpus = prepared.tokenizers, prepared.corpus
    assert tokenizers.source.decode(corpus.source[0].tolist()) == "Zwei"
    assert tokenizers.target.decode(corpus.target[0].tolist()) == "two"


def test_what_is_left_out_is_told(recipe: Recipe, tmp_path: Path) -> None:
    units = [("de", "Zwei", "en", "two"), ("de", "Drei", "fr", "trois"), ("de", "Vier", "en", "")]
    units.append(("de", "Zehn " * 200, "en", "ten"))
    body = "".join(
        f'<tu><tuv xml:lang="{a}"><seg>{b}</seg></tuv><tuv xml:lang="{c}"><seg>{d}</seg></tuv></tu>'
        for a, b, c, d in units
    )
    (tmp_path / "train.tmx").write_text(f"<tmx version='1.4'><body>{body}</body></tmx>", "utf-8")
    told: list[str] = []
    memory = TrainingCorpus(files=[tmp_path / "train.tmx"])
    prepare(with_corpora(recipe, memory), tmp_path / "data", told.append)
    assert [said for said in told if said.startswith("leaving out")] == [
        "leaving out 1 unit without both languages (in de 1, fr 1)",
        "leaving out 1 pair with an empty side",
        f"leaving out 1 pair of more than {recipe.data.longest} pieces",
    ]


def test_a_limit_that_leaves_nothing_is_told(recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text("eins zwei drei\tone two three\n" * 9, "utf-8")
    data = recipe.data.model_copy(update={"longest": 1})
    told: list[str] = []
    with pytest.raises(TolmachError, match=r"9 pairs .* have more pieces than data\.longest = 1;"):
        prepare(recipe.model_copy(update={"data": data}), tmp_path / "data", told.append)
    assert told[-1].endswith("of more than 1 piece")


def with_positions(recipe: Recipe, **more: object) -> Recipe:
    """Return the recipe with a model that has learnt positions for 49 pieces and `</s>`."""
    data = recipe.data.model_copy(update={"longest": 49})
    model = ConvolutionalSettings(size=14, longest=50)
    return recipe.model_copy(update={"data": data, "model": model, **more})


def test_dev_pairs_that_the_model_has_no_positions_for_are_left_out_and_told(
    recipe: Recipe, tmp_path: Path
) -> None:
    long, exact = "eins\t" + "q" * 49, "q" * 48 + "\tzwei"  # a piece each, and the word's start
    (tmp_path / "dev.tsv").write_text(f"{long}\n{exact}\n{long}\n", "utf-8")
    told: list[str] = []
    prepared = prepare(with_positions(recipe), tmp_path / "data", told.append)
    assert prepared.dev == [Pair("q" * 48, "zwei")]
    assert told[-1] == "leaving out 2 dev pairs of more than 49 pieces"
    assert len(prepare(recipe, tmp_path / "others").dev) == 3


def test_a_dev_set_or_a_self_test_that_is_too_long_for_the_model_is_refused(
    recipe: Recipe, tmp_path: Path
) -> None:
    told = with_positions(recipe, selftest=["eins", "q" * 50])
    with pytest.raises(TolmachError, match=r"sentence of selftest .* 49 pieces .*shorten: qqq"):
        prepare(told, tmp_path / "data")
    (tmp_path / "dev.tsv").write_text("eins\t" + "q" * 50, "utf-8")
    with pytest.raises(TolmachError, match=r"Every dev pair .* model\.longest = 50"):
        prepare(with_positions(recipe), tmp_path / "data")


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
    more = with_corpora(other, *other.data.train, TrainingCorpus(files=[tmp_path / "dev.tsv"]))
    prepare(more, tmp_path / "data", told.append)
    assert told.count("reading the training text") == 3


def test_without_weights_and_tags_token_files_are_the_text_and_no_more(
    recipe: Recipe, tmp_path: Path
) -> None:
    """Bit for bit what was prepared before there were such keys, so that old runs go on."""
    folder = tmp_path / "data"
    prepared = prepare(recipe, folder)
    lines = (tmp_path / "train.tsv").read_text("utf-8").splitlines()
    sides = [line.split("\t") for line in lines]
    tokenizer = Tokenizer.learn((side for pair in sides for side in pair), 290)
    assert (folder / "tokenizer.json").read_text("utf-8") == tokenizer.to_json()
    for name, texts in zip(("source", "target"), zip(*sides, strict=True), strict=True):
        rows = tokenizer.encode_batch(texts)
        ids = np.concatenate([np.array(row, np.int32) for row in rows])
        assert (folder / f"{name}.ids").read_bytes() == ids.tobytes()
        offsets = np.array([0, *accumulate(map(len, rows))], np.int64)
        assert (folder / f"{name}.offsets").read_bytes() == offsets.tobytes()
    summary = json.loads((folder / "prepared.json").read_text("utf-8"))
    assert summary["settings"]["data"]["train"] == [[str(tmp_path / "train.tsv")]]
    assert summary["settings"]["data"]["dev"] == [str(tmp_path / "dev.tsv")]
    assert summary.keys() == {"settings", "files", "counts"}
    assert prepared.mixture is None


def test_what_was_prepared_before_a_setting_was_there_is_used(
    recipe: Recipe, tmp_path: Path
) -> None:
    prepare(recipe, tmp_path / "data")
    summary = tmp_path / "data" / "prepared.json"
    written = json.loads(summary.read_text("utf-8"))
    del written["settings"]["data"]["templates"], written["settings"]["vocabulary"]["dropout"]
    summary.write_text(json.dumps(written), "utf-8")
    told = list[str]()
    prepare(recipe, tmp_path / "data", told.append)
    assert "reading the training text" not in told


def with_corpora(recipe: Recipe, *corpora: TrainingCorpus) -> Recipe:
    return recipe.model_copy(
        update={"data": recipe.data.model_copy(update={"train": list(corpora)})}
    )


def test_corpora_are_prepared_with_their_weights_tags_and_sides(
    recipe: Recipe, tmp_path: Path
) -> None:
    files = [tmp_path / "train.tsv"]
    weighted = with_corpora(
        recipe,
        TrainingCorpus(files=files, weight=0.5),
        TrainingCorpus(files=files, weight=2, tag="made", reversed=True),
    )
    prepared = prepare(weighted, tmp_path / "data")
    assert prepared.mixture == Mixture(
        [MixturePart(180, 0.5), MixturePart(180, 2.0), MixturePart(0, 1.0)]
    )
    assert len(batch_stream(weighted, prepared).mixture or ()) == 90 + 360
    sources, targets = prepared.corpus.source, prepared.corpus.target
    tag = prepared.tokenizers.source.tags["made"]
    assert sources[180].tolist() == [tag, *targets[0]]
    assert targets[180].tolist() == sources[0].tolist()
    again = prepare(weighted, tmp_path / "data")
    assert again.mixture == prepared.mixture


def test_another_weight_is_other_data(recipe: Recipe, tmp_path: Path) -> None:
    files = [tmp_path / "train.tsv"]
    prepare(with_corpora(recipe, TrainingCorpus(files=files, weight=0.5)), tmp_path / "data")
    other = with_corpora(recipe, TrainingCorpus(files=files, weight=0.25))
    with pytest.raises(TolmachError, match="has changed"):
        check_same_text(other, tmp_path / "data")


def test_a_vocabulary_counts_each_corpus_by_its_weight(recipe: Recipe, tmp_path: Path) -> None:
    often, rare = [tmp_path / "often.tsv"], [tmp_path / "rare.tsv"]
    for word, (path,) in (("xyz", often), ("pqr", rare)):
        path.write_text(f"{word}\t{word}\n" * 40, "utf-8")
    for first, second, merged in ((2, 0.1, "xyz"), (0.1, 2, "pqr")):
        weighted = with_corpora(
            recipe.model_copy(update={"vocabulary": VocabularySettings(size=260)}),
            TrainingCorpus(files=often, weight=first),
            TrainingCorpus(files=rare, weight=second),
        )
        (merge,) = learn_tokenizers(weighted).source.merges
        assert "".join(merge) in merged


def test_the_dev_set_is_of_every_corpus_that_it_names(recipe: Recipe, tmp_path: Path) -> None:
    dev = [CorpusFiles(files=[tmp_path / "dev.tsv"], reversed=swapped) for swapped in (False, True)]
    data = recipe.data.model_copy(update={"dev": dev})
    found = prepare(recipe.model_copy(update={"data": data}), tmp_path / "data").dev
    assert len(found) == 18
    assert found[9:] == [Pair(pair.target, pair.source) for pair in found[:9]]


def test_a_reversed_translation_memory_is_refused(recipe: Recipe, tmp_path: Path) -> None:
    corpus = TrainingCorpus(files=[tmp_path / "memory.tmx.gz"], reversed=True)
    (tmp_path / "memory.tmx.gz").touch()
    with pytest.raises(TolmachError, match=r"memory\.tmx\.gz is a TMX.*leave out reversed"):
        prepare(with_corpora(recipe, corpus), tmp_path / "data")


def test_a_tag_that_the_vocabulary_to_start_from_lacks_is_refused(
    recipe: Recipe, tmp_path: Path
) -> None:
    started = recipe.model_copy(update={"start_from": make_toy_folder(tmp_path / "toy")})
    corpus = TrainingCorpus(files=[tmp_path / "train.tsv"], tag="made")
    with pytest.raises(TolmachError, match=r"has no tag 'made'; take it out of data.train"):
        prepare(with_corpora(started, corpus), tmp_path / "data")


def test_of_a_corpus_of_any_weight_an_epoch_reads_another_sentence(
    recipe: Recipe, tmp_path: Path
) -> None:
    files = [tmp_path / "train.tsv"]
    weighted = with_corpora(
        recipe, TrainingCorpus(files=files), TrainingCorpus(files=files, weight=0.001)
    )
    mixture = prepare(weighted, tmp_path / "data").mixture
    assert mixture is not None
    assert len(mixture) == 181
    read = [int(mixture.sentences(epoch, np.array([180]), 3)[0]) for epoch in range(180)]
    assert sorted(read) == list(range(180, 360))


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
    with recipe.data.train[0].files[0].open("a", encoding="utf-8") as stream:
        stream.write("acht\tacht\n")
    with pytest.raises(TolmachError, match=r"training text, .* has changed"):
        check_same_text(recipe, data)
    assert prepare(recipe, data).counts.kept == 181


def test_the_same_text_is_the_same_in_another_place(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(recipe, tmp_path / "data")
    (tmp_path / "moved").mkdir()
    monkeypatch.chdir(tmp_path / "moved")
    moved = write_corpus(tmp_path / "moved")
    check_same_text(read_recipe(Path(moved.name)), tmp_path / "data")
    (tmp_path / "moved" / "train.tsv").write_text("acht\tacht\n", "utf-8")
    with pytest.raises(TolmachError, match="has changed"):
        check_same_text(read_recipe(Path(moved.name)), tmp_path / "data")


def test_a_recipe_of_lower_case_prepares_lower_case(recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text("EIN Haus\tA House\n" * 3, "utf-8")
    (tmp_path / "dev.tsv").write_text("Äpfel\tApples\n", "utf-8")
    lower = recipe.model_copy(update={"data": recipe.data.model_copy(update={"lowercase": True})})
    prepared = prepare(lower, tmp_path / "data")
    assert prepared.dev == [Pair("äpfel", "apples")]
    assert prepared.tokenizers.source.decode(prepared.corpus.source[0].tolist()) == "ein haus"


def test_other_text_of_the_same_size_is_other_text(recipe: Recipe, tmp_path: Path) -> None:
    prepare(recipe, tmp_path / "data")
    train = recipe.data.train[0].files[0]
    train.write_text(train.read_text("utf-8").replace("eins", "acht"), "utf-8")
    with pytest.raises(TolmachError, match=r"training text, .* has changed"):
        check_same_text(recipe, tmp_path / "data")
    prepared = prepare(recipe, tmp_path / "data")
    row = prepared.tokenizers.source.decode(prepared.corpus.source.ids.tolist())
    assert "acht" in row
    assert "eins" not in row


def test_another_vocabulary_to_start_from_is_other_data(recipe: Recipe, tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    started = recipe.model_copy(update={"start_from": folder})
    before = len(prepare(started, tmp_path / "data").tokenizers.source)
    joint = Tokenizer.learn(LINES, 271)
    TokenizerPair(joint, joint).save(folder / "tokenizer.json")
    with pytest.raises(TolmachError, match=r"vocabulary in start_from has changed"):
        check_same_text(started, tmp_path / "data")
    assert len(prepare(started, tmp_path / "data").tokenizers.source) == 271 < before


def test_another_dev_set_is_refused_by_a_run_that_goes_on(recipe: Recipe, tmp_path: Path) -> None:
    prepare(recipe, tmp_path / "data")
    written = (tmp_path / "dev.tsv").read_text("utf-8")
    (tmp_path / "dev.tsv").write_text(written + "acht\tacht\n", "utf-8")
    with pytest.raises(TolmachError, match=r"the dev set .* has changed"):
        check_same_text(recipe, tmp_path / "data")


def test_a_run_that_began_when_dev_sets_were_not_stamped_goes_on(
    recipe: Recipe, tmp_path: Path
) -> None:
    prepare(recipe, tmp_path / "data")
    summary = tmp_path / "data" / "prepared.json"
    found = json.loads(summary.read_text("utf-8"))
    del found["files"][-1]
    summary.write_text(json.dumps(found), "utf-8")
    check_same_text(recipe, tmp_path / "data")
    with (tmp_path / "train.tsv").open("a", encoding="utf-8") as stream:
        stream.write("acht\tacht\n")
    with pytest.raises(TolmachError, match="has changed"):
        check_same_text(recipe, tmp_path / "data")


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


@pytest.mark.parametrize("joint", [True, False])
def test_pairs_out_of_templates_are_drawn_once_for_vocabulary_and_text(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, joint: bool
) -> None:
    drawn: list[int] = []

    def draw(_source: str, _target: str, count: int) -> list[Pair]:
        drawn.append(count)
        return [Pair("qxqx", "zyzy")] * count

    monkeypatch.setattr(pairs, "templated", draw)
    update = {
        "data": recipe.data.model_copy(update={"templates": 50}),
        "vocabulary": VocabularySettings(size=300, joint=joint),
    }
    told: list[str] = []
    prepared = prepare(recipe.model_copy(update=update), tmp_path / "data", told.append)
    assert drawn == [50]
    assert prepared.counts.kept == 180 + 50
    assert len(prepared.tokenizers.source.encode("qxqx")) == 1
    assert len(prepared.tokenizers.target.encode("zyzy")) == 1
    assert told[1:3] == ["drawing 50 pairs out of templates", "learning a vocabulary of 300 pieces"]


def test_what_training_reads_is_counted(recipe: Recipe, tmp_path: Path) -> None:
    counts = prepare(recipe, tmp_path / "data").tokenizers.counts
    assert counts is not None
    sources = [pair.source for pair in read_pairs(recipe.data.train[0].files)]
    wanted = Counter("".join(sources))
    assert all(counts.characters[sign] >= count for sign, count in wanted.items())
    again = prepare(recipe, tmp_path / "data").tokenizers.counts
    assert again == counts
