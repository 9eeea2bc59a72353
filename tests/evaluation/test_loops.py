import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.evaluation.loops import FEWEST_ROUNDS, LONGEST_PHRASE, is_looping, rounds


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("", 0),
        ("one", 1),
        ("go go go", 3),
        ("he said in a man in a man in a man in a", 3),
        ("a man in a man in a man in a man in a dog", 4),
        ("哈哈哈哈哈", 5),
        ("very very good and very very bad", 2),
    ],
)
def test_rounds_counts_turns_on_end(text: str, turns: int) -> None:
    assert rounds(text) == turns


def test_a_loop_that_the_reference_shares_is_none() -> None:
    assert is_looping("ha ha ha ha", "he laughed")
    assert not is_looping("ha ha ha ha", "hi hi hi hi")


words = st.lists(
    st.text(st.characters(categories=["Ll"]), min_size=1, max_size=4),
    min_size=2,
    max_size=LONGEST_PHRASE,
)


@given(words, st.integers(FEWEST_ROUNDS, 9))
def test_every_phrase_repeated_is_found(phrase: list[str], turns: int) -> None:
    assert rounds(" ".join(phrase * turns)) >= turns
    assert is_looping(" ".join(["so", *phrase * turns]), "")


@given(st.lists(st.integers(), unique=True))
def test_no_loop_without_a_repeated_word(numbers: list[int]) -> None:
    assert rounds("w " + " ".join(f"w{number}" for number in numbers)) == 1
