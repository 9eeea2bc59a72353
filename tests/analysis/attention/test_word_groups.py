import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toy_translator import TOKENIZER
from tolmach.analysis.attention.word_groups import (
    PiecesAndWords,
    merged,
    spelled_words,
    words_of_pieces,
)
from tolmach.text.normalize import normalize
from tolmach.text.words import word_spans

FOUR = np.array([[0.1, 0.2, 0.3, 0.4], [0.5, 0.1, 0.0, 0.4], [0.0, 0.0, 1.0, 0.0]], np.float32)


def test_pieces_find_their_words() -> None:
    words = [(0, 3), (4, 9), (9, 10)]
    pieces = [(0, 1), (1, 3), (3, 4), (4, 9), (9, 10), (9, 10), (10, 11)]
    assert words_of_pieces(pieces, words) == [0, 0, 1, 1, 2, 2, 2]


def test_a_piece_across_words_belongs_to_the_first() -> None:
    assert words_of_pieces([(0, 2), (2, 3)], [(0, 1), (1, 2), (2, 3)]) == [0, 2]


def test_words_get_the_sum_and_give_the_mean() -> None:
    found = merged(FOUR, [0, 1, 1, 2], [0, 0, 1])
    np.testing.assert_allclose(found, [[0.3, 0.3, 0.4], [0.0, 1.0, 0.0]], atol=1e-6)


def test_a_word_without_pieces_gives_and_gets_nothing() -> None:
    found = merged(FOUR, [0, 2, 2, 2], [0, 2, 2])
    np.testing.assert_allclose(
        found, [[0.1, 0.0, 0.9], [0.0, 0.0, 0.0], [0.25, 0.0, 0.75]], atol=1e-6
    )


def test_heads_and_layers_stay_apart() -> None:
    both = merged(np.stack([FOUR, 2 * FOUR]), [0, 1, 1, 2], [0, 0, 1])
    np.testing.assert_allclose(both[1], 2 * both[0])


@given(st.lists(st.integers(0, 3), min_size=1, max_size=7), st.integers(1, 5))
def test_rows_still_sum_to_one(source: list[int], length: int) -> None:
    weights = np.random.default_rng(0).dirichlet(np.ones(len(source)), length)
    found = merged(weights.astype(np.float32), source, list(range(length)))
    np.testing.assert_allclose(found.sum(1), 1, atol=1e-5)


@settings(deadline=None)
@given(st.text(st.sampled_from("Hund dog!? 20ä東🙂"), min_size=1))
def test_words_of_pieces_are_those_of_the_text(text: str) -> None:
    text = normalize(text)
    encoding = TOKENIZER.encode_with_spans(text)
    found = PiecesAndWords.of(encoding.ids, TOKENIZER)
    assert found.text == text
    spans = word_spans(text)
    if spans:
        numbers = words_of_pieces(encoding.spans, spans)
        assert found.groups[:-1] == tuple(sorted(set(numbers)).index(each) for each in numbers)
    assert "".join(found.words) == text.replace(" ", "") + "</s>"
    assert len(found.pieces) == len(found.groups) == len(encoding.ids) + 1


def test_pieces_that_spell_no_text_have_words_all_the_same() -> None:
    half, space = (TOKENIZER.spelling().index(each) for each in (b"\xc3", b" "))
    found = PiecesAndWords.of([space, half], TOKENIZER)
    assert found.words == ("\ufffd", "</s>")
    assert found.groups == (0, 0, 1)
    assert PiecesAndWords.of([], TOKENIZER).groups == (0,)


def test_words_that_one_piece_spells_together_stay_together() -> None:
    # say "yes". in the pieces say, ", yes and ".
    words = [(0, 3), (4, 5), (5, 8), (8, 9), (9, 10)]
    pieces = [(0, 3), (4, 5), (5, 8), (8, 10)]
    assert spelled_words(pieces, words) == ([(0, 3), (4, 5), (5, 8), (8, 10)], [0, 1, 2, 3])
    assert spelled_words([], []) == ([], [])
