from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.languages import (
    Languages,
    checked_pair,
    corpus_languages,
    corpus_name,
    languages_of_names,
)
from tolmach.corpus.parallel import Pair
from tolmach.corpus.tmx import TmxWriter
from tolmach.errors import TolmachError
from tolmach.files import whole_text

NOTHING = (None, None)


@pytest.mark.parametrize(
    ("names", "languages", "called"),
    [
        (["my.de", "my.en"], ("de", "en"), "my"),
        (["train.de.gz", "train.en.gz"], ("de", "en"), "train"),
        (["a/my.cs.txt", "b/my.pt-BR.txt"], ("cs", "pt-BR"), "my"),
        (["german.txt", "english.txt"], NOTHING, "german-english"),
        (["de", "en"], NOTHING, "de-en"),
        (["news.de-en.tsv.gz"], ("de", "en"), "news.de-en"),
        (["fr_en.tsv"], ("fr", "en"), "fr_en"),
        (["my.zh_Hant_TW", "my.deu"], ("zh-Hant-TW", "de"), "my"),
        (["news.de_DE-en_US.tsv.zst"], ("de-DE", "en-US"), "news.de_DE-en_US"),
        (["corpus.tsv"], NOTHING, "corpus"),
        (["train.src", "train.tgt"], NOTHING, "train"),
        (["my.src-tgt.tsv"], NOTHING, "my.src-tgt"),
        (["my-own-corpus.tsv"], NOTHING, "my-own-corpus"),
    ],
)
def test_what_names_say(names: list[str], languages: Languages, called: str) -> None:
    paths = [Path(name) for name in names]
    assert languages_of_names(paths) == languages
    assert corpus_name(paths) == called


@given(st.text(st.characters(blacklist_characters="/\0"), min_size=1).filter(lambda n: n != "."))
def test_any_name_is_taken(name: str) -> None:
    assert corpus_name([Path(name)])
    found = languages_of_names([Path(name)])
    assert all(found) or found == NOTHING


def test_sentences_say_what_names_do_not() -> None:
    sample = [Pair("Der Hund schläft unter dem Tisch.", "The dog is sleeping under the table.")]
    assert corpus_languages([Path("a.tsv")], sample, NOTHING) == ("de", "en")
    assert corpus_languages([Path("a.tsv")], sample, ("nds", None)) == ("nds", "en")
    assert corpus_languages([Path("a.tsv")], [Pair("1", "2")], NOTHING) == NOTHING


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["my-old.tsv"], ("de", "en")),  # Burmese and Mochi
        (["to_do.tsv"], ("de", "en")),
        (["news.en-de.tsv"], ("de", "en")),
        (["a.en", "a.de"], ("de", "en")),
        (["gsw-en.tsv"], ("gsw", "en")),  # what is near to the language that was read
        (["a.nds", "a.sco"], ("nds", "sco")),
    ],
)
def test_sentences_contradict_what_names_seem_to_say(names: list[str], expected: Languages) -> None:
    sample = [
        Pair("Der Hund schläft unter dem Tisch.", "The dog is sleeping under the table."),
        Pair("Die Katze sitzt auf der Fensterbank.", "The cat is sitting on the window sill."),
    ]
    assert corpus_languages([Path(name) for name in names], sample, NOTHING) == expected


@pytest.mark.parametrize(
    ("given_languages", "expected"),
    [
        (NOTHING, ("de", "en-US")),
        (("en", None), ("en", "de")),
        ((None, "de"), ("en-US", "de")),
        (("en", "de"), ("en", "de")),
    ],
)
def test_a_memory_says_it_itself(
    given_languages: Languages, expected: Languages, tmp_path: Path
) -> None:
    path = tmp_path / "memory.tmx.gz"
    with whole_text(path) as stream, TmxWriter(stream, ("de", "en-US")) as memory:
        memory.write("Hund", "dog")
    assert corpus_languages([path], [], given_languages) == expected


@pytest.mark.parametrize(
    ("found", "given_languages", "message"),
    [
        ((None, "en"), NOTHING, "The source language of a and b cannot be told; say it with --s"),
        (("en", None), NOTHING, "The target language of a and b cannot be told"),
        (("en", "en"), NOTHING, "Both sides of a and b seem to be in 'en'"),
        (("", "en"), ("", None), "'' is no language code"),
        (("d e", "en"), ("d e", None), r"'d e' is no language code; write it like de"),
    ],
)
def test_unknown_languages_are_asked_for(
    found: Languages, given_languages: Languages, message: str
) -> None:
    with pytest.raises(TolmachError, match=message):
        checked_pair(found, [Path("a"), Path("b")], given_languages)


def test_one_language_into_itself_must_be_said() -> None:
    assert checked_pair(("de", "de"), [Path("a")], ("de", "de")) == ("de", "de")


def test_sides_that_stand_the_other_way_round_are_told() -> None:
    sample = [Pair("Der Hund schläft unter dem Tisch.", "The dog is sleeping under the table.")]
    message = r"^a\.tsv: the source is in de and the target in en-GB, not the other way round;"
    with pytest.raises(TolmachError, match=message):
        corpus_languages([Path("a.tsv")], sample, ("en-GB", "de"))
    assert corpus_languages([Path("a.tsv")], sample, ("de", "en-GB")) == ("de", "en-GB")
    assert corpus_languages([Path("a.tsv")], [Pair("1", "2")], ("en", "de")) == ("en", "de")


@pytest.mark.parametrize("code", ["dr", "english"])
def test_what_is_no_language_is_told(code: str) -> None:
    with pytest.raises(TolmachError, match=f"^'{code}' is no language code; write it like de"):
        checked_pair((code, "en"), [Path("a.tsv")], (code, "en"))
    assert checked_pair(("x-ours", "en"), [Path("a.tsv")], ("x-ours", "en")) == ("x-ours", "en")
