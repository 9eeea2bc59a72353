from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.errors import TolmachError
from tolmach.text.source_counts import SourceCounts, WordCases
from tolmach.text.tokenizer import SMALLEST_SIZE, Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

LINES = ["the old house", "the older houses", "a house, 1990", "älter, größer"] * 3
TOKENIZER = Tokenizer.learn(LINES, SMALLEST_SIZE + 30)


@pytest.mark.parametrize("joint", [True, False])
def test_both_sides_come_back_from_disk(tmp_path: Path, joint: bool) -> None:
    other = TOKENIZER if joint else Tokenizer.learn(LINES[:1] * 2, SMALLEST_SIZE + 3)
    TokenizerPair(TOKENIZER, other).save(tmp_path / "tokenizer.json")
    loaded = TokenizerPair.load(tmp_path / "tokenizer.json")
    assert loaded.joint == joint
    assert loaded.source.merges == TOKENIZER.merges
    assert loaded.target.merges == other.merges


def test_counts_of_the_source_stand_beside_the_tokenizer(tmp_path: Path) -> None:
    vocabulary, path = Tokenizer.learn(["a b"], 300), tmp_path / "tokenizer.json"
    counts = SourceCounts({"a": 2, "ß": 1}, WordCases(frozenset(["a"])))
    TokenizerPair(vocabulary, vocabulary, counts).save(path)
    assert TokenizerPair.load(path).counts == counts
    (tmp_path / "source_counts.json").unlink()
    assert TokenizerPair.load(path).counts is None


def test_a_missing_file_is_named_once(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    with pytest.raises(TolmachError, match=f"{path} cannot be read: No such file or directory;"):
        TokenizerPair.load(path)


@pytest.mark.parametrize("text", ["", "{", "3", "[]", "{}", '{"source": 1, "target": 2}', "\0"])
def test_a_damaged_file_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text(text)
    with pytest.raises(TolmachError, match="tokenizer"):
        TokenizerPair.load(path)


@given(st.integers(0, 4000), st.text(max_size=20))
def test_any_damage_loads_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, place: int, noise: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "tokenizer.json"
    sound = TOKENIZER.to_json()
    path.write_text(sound[:place] + noise + sound[place + len(noise) :], "utf-8")
    with suppress(TolmachError):
        TokenizerPair.load(path)
