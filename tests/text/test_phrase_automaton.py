import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.toy_folder import LINES
from tolmach.text.phrase_automaton import FOUND, START, avoiding, containing
from tolmach.text.tokenizer import EOS_ID, Tokenizer

TOKENIZER = Tokenizer.learn([*LINES, "the dogs the dogs hot dog hot dogma"] * 2, 331)
SPELLING = TOKENIZER.spelling()
LETTERS = [b"", b"", b"", b"a", b"b", b"ab", b" ", b"aba"]  # special, then pieces of a toy


def _spelled(ids: list[int]) -> str:
    return b"".join(LETTERS[piece] for piece in ids).decode()


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("The dog sleeps.", True),
        ("dog", True),
        ("A hot-dog!", True),
        ("“dog”", True),
        ("dog’s", True),
        ("two dogs", False),
        ("hotdog", False),
        ("dogma", False),
        ("Dog", True),
        ("“Dog”, it says.", True),
        ("Here. Dog!", True),
        ("A Dog", False),
        ("hot-Dog", False),
        ("do g", False),
        ("ödog", False),
        ("dogö", False),
        ("", False),
    ],
)
def test_a_word_is_found_where_it_stands_alone(text: str, there: bool) -> None:
    assert containing("dog", SPELLING).finds(TOKENIZER.encode(text)) == there


def test_several_words_are_found_with_their_spaces() -> None:
    phrase = containing("under the", SPELLING)
    assert phrase.finds(TOKENIZER.encode("It is under the table."))
    assert not phrase.finds(TOKENIZER.encode("It is under a table, the old one."))


def test_without_word_borders_it_is_found_anywhere() -> None:
    assert containing("dog", SPELLING, whole_words=False).finds(TOKENIZER.encode("hotdogs"))


def test_marks_need_no_border() -> None:
    assert containing("!", SPELLING).finds(TOKENIZER.encode("dog!!"))
    assert containing("50 %", SPELLING).finds(TOKENIZER.encode("150 %")) is False


def test_what_is_avoided_is_found_in_any_pieces_and_with_a_capital() -> None:
    avoided = avoiding(["dog", "under"], SPELLING)
    assert avoided.finds(TOKENIZER.encode("Dog"))
    assert avoided.finds(TOKENIZER.encode("under"))
    letters = [SPELLING.index(bytes([byte])) for byte in b" dog"]
    assert avoided.finds(letters)
    assert not avoided.finds(TOKENIZER.encode("cat"))


def test_what_is_avoided_ends_with_its_piece() -> None:
    letters = [SPELLING.index(bytes([byte])) for byte in b" dogs"]
    assert avoiding(["dog"], SPELLING).finds(letters)
    [whole] = TOKENIZER.encode("dogs")
    assert not avoiding(["dog"], SPELLING).finds([whole])


@settings(deadline=None, max_examples=100)
@given(
    st.text("ab ", min_size=1, max_size=4).filter(str.strip).map(str.strip),
    st.lists(st.integers(3, len(LETTERS) - 1), max_size=7),
)
@example("a a", [3, 6, 3, 6, 3])
def test_it_finds_what_a_regular_expression_finds(phrase: str, ids: list[int]) -> None:
    words, anywhere = (containing(phrase, LETTERS, whole_words=w) for w in (True, False))
    text = _spelled(ids)
    assert words.finds(ids) == bool(re.search(rf"\b{re.escape(phrase)}\b", text))
    assert anywhere.finds(ids) == (phrase in text)
    if words.finds(ids):
        assert avoiding([phrase], LETTERS).finds(ids)


@settings(deadline=None, max_examples=100)
@given(st.text("ab", min_size=1, max_size=5), st.lists(st.integers(3, 7), max_size=4))
def test_the_pieces_remaining_are_the_fewest_that_do(phrase: str, ids: list[int]) -> None:
    automaton = containing(phrase, LETTERS)
    state = START
    for piece in ids:
        state = int(automaton.table[state, piece])
    front, steps = {state}, 0
    while all(automaton.table[each, EOS_ID] != FOUND for each in front):
        front = {int(automaton.table[each, piece]) for each in front for piece in range(3, 8)}
        steps += 1
    assert automaton.remaining[state] == steps
