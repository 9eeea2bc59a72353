"""Test sets are found by name and direction, and paired rightly; scores are sacreBLEU's."""

import gzip
import json
import sys
from pathlib import Path

import pytest
import sacrebleu

from benchmarks import quality
from benchmarks.quality import SETS, pairs_of, set_files, treebank_texts
from tests.toy_folder import make_toy_folder
from tolmach import Translator
from tolmach.corpus.parallel import Pair

TREES = {
    "de": ["Der Hund schläft.", "Die  Katze auch."],
    "en": ["The dog sleeps.", "So does the cat."],
}
DE_EN, EN_DE = ("de", "en"), ("en", "de")


def compress(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(text.encode()))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder of data with PUD, Tatoeba and the captions of 2016."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("TOLMACH_DATA", str(folder))
    for language, texts in TREES.items():
        trees = [f"# sent_id = {n}\n# text = {text}\n1\tx\tx\n\n" for n, text in enumerate(texts)]
        compress(folder / "pud" / f"{language}_pud.conllu.gz", "".join(trees))
        captions = "".join(f"{text}\n" for text in texts)
        compress(folder / "multi30k" / f"test_2016_flickr.{language}.gz", captions)
    compress(folder / "tatoeba" / "test.de-en.tsv.gz", "Guten Morgen!\tGood morning!\n" * 3)
    return folder


def test_the_source_comes_first_in_either_direction(data: Path) -> None:
    del data
    trees = [Pair("Der Hund schläft.", "The dog sleeps."), Pair("Die Katze auch.", TREES["en"][1])]
    for name in ("pud", "multi30k-2016"):
        assert pairs_of(set_files(name, DE_EN), DE_EN) == trees
        back = [Pair(pair.target, pair.source) for pair in trees]
        assert pairs_of(set_files(name, EN_DE), EN_DE) == back
    assert pairs_of(set_files("tatoeba", DE_EN), DE_EN)[0].source == "Guten Morgen!"
    assert pairs_of(set_files("tatoeba", EN_DE), EN_DE)[0].source == "Good morning!"


def test_only_tatoebas_russian_is_judged_by_dev(data: Path) -> None:
    assert set_files("tatoeba", ("en", "ru")) == [data / "tatoeba" / "dev.ru-en.tsv.gz"]
    assert set_files("msdocs", ("ru", "en")) == [data / "msdocs" / "test.ru-en.tsv.gz"]
    assert set_files("msdocs", DE_EN) == [data / "msdocs" / "test.de-en.tsv.gz"]
    assert [set_files(name, ("de", "fr")) for name in SETS] == [[]] * len(SETS)


def test_a_treebanks_sentences_are_those_it_names(data: Path) -> None:
    found = treebank_texts(data / "pud" / "de_pud.conllu.gz")
    assert found == ["Der Hund schläft.", "Die Katze auch."]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["quality", *arguments])
    quality.main()


def test_what_is_there_is_judged_and_the_rest_is_named(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    model, path = make_toy_folder(tmp_path / "toy"), tmp_path / "quality.json"
    run(monkeypatch, str(model), "--direction", "de-en", "--json", str(path))
    shown, told = capsys.readouterr()
    assert "msdocs: left out" in told
    results = json.loads(path.read_text("utf-8"))
    assert (results["benchmark"], results["direction"]) == ("quality", "de-en")
    sets = {each["name"]: each for each in results["sets"]}
    sentences = {"tatoeba": 3, "pud": 2, "multi30k-2016": 2}
    assert {name: each["sentences"] for name, each in sets.items()} == sentences
    translated = [found.text for found in Translator.load(model).translate(TREES["de"])]
    bleu, chrf = sets["pud"]["scores"]
    assert bleu["value"] == pytest.approx(sacrebleu.corpus_bleu(translated, [TREES["en"]]).score)
    assert chrf["value"] == pytest.approx(sacrebleu.corpus_chrf(translated, [TREES["en"]]).score)
    assert all(f"{score['name']}|{score['signature']}" in shown for score in (bleu, chrf))
    assert data.is_dir()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--direction", "en-de"), "The model translates de to en, not en-de"),
        (("--direction", "deen"), "does not name two languages"),
        (("--sets", "msdocs", "multi30k-2017"), "None of msdocs, multi30k-2017 is there"),
    ],
)
def test_a_mistake_is_one_sentence(
    options: tuple[str, ...],
    message: str,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert data.is_dir()
    with pytest.raises(SystemExit, match=message):
        run(monkeypatch, str(make_toy_folder(tmp_path / "toy")), *options)
