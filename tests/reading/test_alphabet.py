from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.readers import TOKENIZERS, WITHOUT_COUNTS
from tolmach.reading.alphabet import Alphabet, compatible
from tolmach.text.source_counts import SourceCounts
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

COUNTED, OLD = Alphabet.of(TOKENIZERS), Alphabet.of(WITHOUT_COUNTS)


def test_a_model_reads_what_its_training_had() -> None:
    assert all(map(COUNTED.reads, "aäßẞN,.!?:„“ 5"))
    assert not any(map(COUNTED.reads, "é&€😀太Яx²"))


def test_an_old_model_reads_letters_of_its_script_and_usual_marks() -> None:
    assert all(map(OLD.reads, "aäéŁ,.!?'\" 5"))
    assert not any(map(OLD.reads, "&€😀太Я²"))


def test_scripts_are_those_of_most_letters() -> None:
    assert COUNTED.has_script("é")
    assert OLD.has_script("é")
    assert not COUNTED.has_script("Я")
    assert COUNTED.unread_script("Das ist Владимир") == "cyrillic"
    assert COUNTED.unread_script("Das ist gut") == ""


def test_quotes_are_a_pair_that_is_read() -> None:
    assert COUNTED.quotes == "„“"


@pytest.mark.parametrize(
    "text", ["Der Hund schläft.", "Anna", "der Hund, die Katze: das Haus ja", "So ist es!"]
)
def test_most_text_is_plain(text: str) -> None:
    assert COUNTED.is_plain(text)


def test_plain_text_has_apostrophes_but_no_name_with_a_word_between_them() -> None:
    vocabulary = Tokenizer.learn(["ab"], 300)
    counts = SourceCounts(dict.fromkeys("abnr'’", 10_000))
    found = Alphabet.of(TokenizerPair(vocabulary, vocabulary, counts))
    assert [found.is_plain(text) for text in ("a'b", "a’n", "r'n'b", "r’n’b")] == [1, 1, 0, 0]


@pytest.mark.parametrize(
    "text",
    ["DER Hund", "Es ist 5", "„Ja“", "Hund & Katze", "a.b", "Hund ", " Hund", "Ja..", "- Ja", ""],
)
def test_what_has_a_sign_or_a_number_is_not(text: str) -> None:
    assert not COUNTED.is_plain(text)


@given(st.text(alphabet="aäD.,: 5&(\n", max_size=30))
def test_plain_text_is_of_characters_that_are_read(text: str) -> None:
    for alphabet in (COUNTED, OLD):
        if alphabet.is_plain(text):
            assert all(map(alphabet.reads, text))


def test_variants_of_letters_are_the_usual_ones() -> None:
    assert compatible("ﬁnden") == "finden"


def test_a_sign_must_be_seen_more_often_than_a_letter() -> None:
    vocabulary = Tokenizer.learn(["ab"], 300)
    counts = SourceCounts({"a": 5_000_000, "≥": 90, "é": 90, "≤": 110})
    found = Alphabet.of(TokenizerPair(vocabulary, vocabulary, counts))
    assert [found.reads(sign) for sign in "≥é≤"] == [False, True, True]


def test_a_letter_that_no_piece_has_must_be_seen_more_often() -> None:
    vocabulary = Tokenizer.learn(["éé"] * 20, 300)
    counts = SourceCounts({"a": 100_000_000, "é": 90, "ł": 90, "ó": 400})
    found = Alphabet.of(TokenizerPair(vocabulary, vocabulary, counts))
    assert [found.reads(letter) for letter in "éłó"] == [True, False, True]


def test_signs_that_stand_in_code_alone_are_never_read() -> None:
    vocabulary = Tokenizer.learn(["a{b<c}"] * 20, 300)
    found = Alphabet.of(TokenizerPair(vocabulary, vocabulary, SourceCounts(Counter("a<{}>" * 500))))
    assert [found.reads(sign) for sign in "a<{}>"] == [True, False, False, False, True]
