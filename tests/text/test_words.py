from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.words import cased_as_inside, is_word, spelling, substituted, words_of


def test_words_and_marks_by_hand() -> None:
    text = "Don't go: O’Neill's well-known 7,5_x!"
    words = ["Don't", "go", ":", "O’Neill's", "well-known", "7", ",", "5", "_", "x", "!"]
    assert words_of(text) == words
    assert [is_word(word) for word in words] == [c not in ":,_!" for c in "dg:ow7,5_x!"]
    assert spelling(["a", "cat"]) == "a cat"


@given(st.text())
def test_nothing_but_space_is_lost(text: str) -> None:
    assert "".join(words_of(text)) == "".join(text.split())


def test_first_words_are_written_as_they_mostly_are_inside() -> None:
    sentences = [["Der", "Hund"], ["Hund", "der"], ["Tom", "der", "Der", "der"], ["Seltsam"]]
    assert [words[0] for words in cased_as_inside(sentences)] == ["der", "Hund", "Tom", "Seltsam"]
    assert [words[1:] for words in cased_as_inside(sentences)] == [w[1:] for w in sentences]


@given(st.text())
def test_only_whole_words_are_substituted(text: str) -> None:
    assert substituted(text, {}) == text
    assert substituted(f"tom Tom, Tom's Tom {text}", {"Tom": "Ann"}).startswith(
        "tom Ann, Tom's Ann "
    )
