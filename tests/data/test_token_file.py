"""Token files hold each pair's pieces, a tag before the source, and leave out what is unusable."""

from collections import Counter
from pathlib import Path

import pytest

from tolmach.corpus.parallel import Pair
from tolmach.data import token_file
from tolmach.data.token_file import Preparation, Side, TokenCorpus, TokenWriter
from tolmach.text.tokenizer import EOS_ID, Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

LINES = ["eins zwei drei", "drei zwei eins", "one two three", "three two one"]
TOKENIZER = Tokenizer.learn(LINES * 3, 300, ["made"])
TOKENIZERS = TokenizerPair(TOKENIZER, TOKENIZER)
PAIRS = [Pair("eins zwei", "one two"), Pair("", "one"), Pair("drei", "three"), Pair("eins", "")]


def written(folder: Path) -> tuple[list[list[int]], list[list[int]]]:
    corpus = TokenCorpus.open(folder)
    return rows_of(corpus.source), rows_of(corpus.target)


def rows_of(side: Side) -> list[list[int]]:
    return [side[n].tolist() for n in range(len(side))]


def test_pairs_come_back_and_those_without_a_side_do_not(tmp_path: Path) -> None:
    with TokenWriter(TOKENIZERS, tmp_path, 40) as writer:
        assert writer.write(PAIRS) == 2
    assert writer.counts == Preparation(kept=2, empty=2)
    sources, targets = written(tmp_path)
    assert TOKENIZER.decode_batch(sources) == ["eins zwei", "drei"]
    assert TOKENIZER.decode_batch(targets) == ["one two", "three"]


def test_corpora_follow_each_other_each_with_its_tag(tmp_path: Path) -> None:
    with TokenWriter(TOKENIZERS, tmp_path, 40) as writer:
        kept = [writer.write(PAIRS), writer.write(PAIRS[2:], "made"), writer.write([])]
    assert kept == [2, 1, 0]
    sources, targets = written(tmp_path)
    assert sources[2] == [TOKENIZER.tags["made"], *sources[1]]
    assert targets[2] == targets[1]


def test_a_tag_counts_among_the_pieces(tmp_path: Path) -> None:
    longest = len(TOKENIZER.encode("eins zwei"))
    assert longest >= len(TOKENIZER.encode("one two"))
    with TokenWriter(TOKENIZERS, tmp_path, longest) as writer:
        assert writer.write(PAIRS[:1]) == 1
        assert writer.write(PAIRS[:1], "made") == 0
    assert writer.counts == Preparation(kept=1, too_long=1)


def test_pieces_of_all_sentences_are_counted_however_many_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_file, "_COUNTED", 3)
    with TokenWriter(TOKENIZERS, tmp_path, 40) as writer:
        writer.write(PAIRS * 3)
    side = TokenCorpus.open(tmp_path).source
    expected = Counter(piece for row in rows_of(side) for piece in [*row, EOS_ID])
    counts = side.piece_counts
    assert {piece: int(counts[piece]) for piece in counts.nonzero()[0].tolist()} == expected


def test_nothing_is_counted_where_there_is_nothing(tmp_path: Path) -> None:
    with TokenWriter(TOKENIZERS, tmp_path, 40) as writer:
        writer.write([])
    assert not TokenCorpus.open(tmp_path).source.piece_counts.any()
