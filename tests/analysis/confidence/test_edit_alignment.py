import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.analysis.confidence.edit_alignment import kept_words


@pytest.mark.parametrize(
    ("words", "reference", "kept"),
    [
        ("the dog sleeps .", "the dog sleeps .", "++++"),
        ("the big dog sleeps", "the dog sleeps", "+-++"),
        ("a dog sleeps now", "the dog sleeps", "-++-"),
        ("dog the", "the dog", "--"),  # no shifts: two words are substituted
        ("the dog", "", "--"),
        ("", "the dog", ""),
        ("the the dog", "the dog", "-++"),
    ],
)
def test_by_hand(words: str, reference: str, kept: str) -> None:
    found = kept_words(words.split(), reference.split())
    assert "".join("+" if each else "-" for each in found) == kept


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_kept_words_stand_in_the_reference_in_order(words: list[str], other: list[str]) -> None:
    kept = [word for word, each in zip(words, kept_words(words, other), strict=True) if each]
    rest = iter(other)
    assert all(word in rest for word in kept)


@given(st.lists(st.sampled_from("abc")))
def test_all_of_the_same_is_kept(words: list[str]) -> None:
    assert kept_words(words, words) == [True] * len(words)
