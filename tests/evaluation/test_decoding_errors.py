from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.evaluation.decoding_errors import (
    FEWEST_ROUNDS,
    LONGEST_PHRASE,
    is_looping,
    is_proven,
    is_repeating,
    is_search_error,
    rounds,
)
from tolmach.search.hypothesis import Proof


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
    assert is_looping("ha ha ha ha", ["he laughed"])
    assert not is_looping("ha ha ha ha", ["he laughed", "hi hi hi hi"])


words = st.lists(
    st.text(st.characters(categories=["Ll"]), min_size=1, max_size=4),
    min_size=2,
    max_size=LONGEST_PHRASE,
)


@given(words, st.integers(FEWEST_ROUNDS, 9))
def test_every_phrase_repeated_is_found(phrase: list[str], turns: int) -> None:
    assert rounds(" ".join(phrase * turns)) >= turns
    assert is_looping(" ".join(["so", *phrase * turns]), [])


@given(st.lists(st.integers(), unique=True))
def test_no_loop_without_a_repeated_word(numbers: list[int]) -> None:
    assert rounds("w " + " ".join(f"w{number}" for number in numbers)) == 1


VARIED = [
    "They met the NATOs, the NATO's, and the NATOs, the NATO, the NATOs of the NATO.",
    "no, no more, no more no, no, no more of it, no more, no, more of no more",
    "红红的红的红的红红的红的红的红红的",
]


@pytest.mark.parametrize("text", VARIED)
def test_a_loop_with_small_variation_is_found(text: str) -> None:
    assert is_looping(text, [])
    assert not is_looping(text, [text])


@pytest.mark.parametrize(
    ("text", "repeating"),
    [
        ("the end of the day of the day", True),
        ("the value of the firm, the values of it", False),
        ("the value of it, the values of it, and more", True),
        ("that that is, is", False),
        ("very very good", False),
        ("", False),
        ("快快乐乐的人", False),
    ],
)
def test_a_phrase_said_twice_on_end(text: str, repeating: bool) -> None:
    assert is_repeating(text, ["well"]) is repeating
    assert not is_repeating(text, ["well", text])


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_can_be_asked_and_none_is_worse_than_itself(text: str, others: list[str]) -> None:
    assert not is_looping(text, [*others, text])
    assert not is_repeating(text, [*others, text])


@dataclass(frozen=True)
class One:
    log_probability: float
    finished: bool = True
    proof: Proof | None = None


@pytest.mark.parametrize(
    ("found", "missed"),
    [
        (One(-2.0), False),
        (One(-2.0005), False),
        (One(-2.1), True),
        (One(-1.0, finished=False), True),
    ],
)
def test_less_probable_or_cut_is_an_error(found: One, *, missed: bool) -> None:
    assert is_search_error(found, One(-2.0)) is missed


def test_only_a_search_that_ran_to_its_end_proves() -> None:
    assert not is_proven(One(-2.0))
    assert is_proven(One(-2.0, proof=Proof(None, ceiling=-2.0, states=7)))
    assert not is_proven(One(-2.0, proof=Proof("states", ceiling=-1.0, states=7)))
