import gzip
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.errors import TolmachError
from tolmach.text.bpe import (
    Pair,
    alphabet,
    joined,
    learn,
    merge_numbers,
    read_word_counts,
    segment,
    stages,
)
from tolmach.text.normalize import normalize
from tolmach.text.tokenizer import SMALLEST_SIZE, Tokenizer, count_words

HUGS = {"hug": 10, "pug": 5, "pun": 12, "bun": 4, "hugs": 5}
word_counts = st.dictionaries(st.text("abc", min_size=1), st.integers(1, 9))


def test_the_textbook_case() -> None:
    assert alphabet(HUGS) == list("bghnpsu")
    steps = list(islice(learn(HUGS), 3))
    assert [(step.symbol, step.count) for step in steps] == [("ug", 20), ("un", 16), ("hug", 15)]
    assert steps[1].words == {"pun": ("p", "un"), "bun": ("b", "un")}


def test_cutting_a_word_step_by_step() -> None:
    merges = [step.pair for step in islice(learn(HUGS), 3)]
    assert list(segment("bugs", merge_numbers(merges))) == [(("u", "g"), ("b", "ug", "s"))]
    assert [pieces for _, pieces in segment("hugs", merge_numbers(merges))] == [
        ("h", "ug", "s"),
        ("hug", "s"),
    ]
    assert list(segment("sn", merge_numbers(merges))) == []


@given(word_counts)
def test_the_corpus_after_every_step_is_cut_by_the_merges_so_far(words: dict[str, int]) -> None:
    steps = list(learn(words))
    for number, stage in enumerate(stages(words, steps), start=1):
        merges = [step.pair for step in steps[:number]]
        rank = merge_numbers(merges)
        cut = {word: ([tuple(word)] + [p for _, p in segment(word, rank)])[-1] for word in words}
        assert list(stage.corpus.items()) == list(cut.items())
        assert set().union(*cut.values()) <= set(stage.vocabulary)
        assert len(set(stage.vocabulary)) == len(stage.vocabulary)


def test_pairs_do_not_overlap() -> None:
    assert joined(tuple("aaaaa"), ("a", "a")) == ("aa", "aa", "a")


@given(word_counts)
def test_counts_kept_up_to_date_equal_counts_made_anew(words: dict[str, int]) -> None:
    pieces = {word: tuple(word) for word in words}
    for step in learn(words, least=1):
        counts: Counter[Pair] = Counter()
        for word, cut in pieces.items():
            for pair in pairwise(cut):
                counts[pair] += words[word]
        assert step.count == max(counts.values()) == counts[step.pair]
        pieces |= step.words
    assert all(len(cut) == 1 for cut in pieces.values())


@given(word_counts)
def test_a_learnt_word_is_cut_as_learning_left_it(words: dict[str, int]) -> None:
    steps = list(learn(words))
    pieces = {word: tuple(word) for word in words}
    for step in steps:
        pieces |= step.words
    rank = merge_numbers([step.pair for step in steps])
    for word, cut in pieces.items():
        assert ([tuple(word)] + [p for _, p in segment(word, rank)])[-1] == cut


def agree(lines: Sequence[str], merges: int) -> None:
    theirs = Tokenizer.learn(lines, SMALLEST_SIZE + merges).merges
    ours = [step.pair for step in islice(learn(count_words(lines)), merges)]
    assert len(theirs) == merges
    assert ours == theirs


def test_agrees_with_the_library_on_generated_text() -> None:
    chance = random.Random(7)
    syllables = [a + b for a in "bdfgklmnprstwz" for b in ("a", "e", "ei", "u", "ö", "anz")]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(700)]
    lines = [" ".join(chance.choices(words, k=chance.randint(2, 12))) + "." for _ in range(600)]
    agree(lines, 500)


def test_agrees_with_the_library_on_ten_thousand_real_sentences(real_data: Path) -> None:
    with gzip.open(real_data / "tatoeba" / "train.de-en.tsv.gz", "rt", encoding="utf-8") as rows:
        lines = [
            normalize(text) for row in islice(rows, 50_000, 55_000) for text in row.split("\t")[:2]
        ]
    assert len(lines) == 10_000
    agree(lines, 2000)


@pytest.mark.parametrize("words", [{}, {"a": 5}, {"ab": 1, "cd": 1}])
def test_nothing_to_learn(words: dict[str, int]) -> None:
    assert list(learn(words)) == []


def test_counts_add_up_in_the_order_of_the_list(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_text("pug 5\n\n hug\t10\r\npug 2\n")
    assert list(read_word_counts(path).items()) == [("pug", 7), ("hug", 10)]


@pytest.mark.parametrize("line", ["hug", "hug ten", "hug 0", "hug -1", "two words 3", "hug ²"])
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "words"
    path.write_text(f"pug 5\n{line}\n")
    with pytest.raises(TolmachError, match=r"words, line 2: .* is not `word count`"):
        read_word_counts(path)


@given(st.text())
def test_any_list_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "words"
    path.write_text(text, "utf-8")
    with suppress(TolmachError):
        assert all(count > 0 for count in read_word_counts(path).values())
