"""Source words left out in turn, against scores of the shortened sources."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toy_folder import LINES, make_toy_folder
from tolmach.analysis.alignment.erasure_links import (
    LITTLE,
    links_both_ways,
    links_of_losses,
    piece_losses,
    word_losses,
)
from tolmach.corpus.parallel import Pair
from tolmach.translation.translator import Translator

SOURCE, TARGET = "Der Hund schläft", LINES[3]


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return Translator.load(make_toy_folder(tmp_path_factory.mktemp("models") / "toy"))


def test_a_piece_loses_what_it_is_less_probable_without_a_word(translator: Translator) -> None:
    losses = piece_losses(translator, SOURCE, TARGET, [(0, 3), (4, 8), (9, 16)])
    whole, without = (
        [token.log_probability for token in scored.tokens]
        for scored in translator.score([SOURCE, "Der schläft"], [TARGET] * 2)
    )
    assert losses.shape == (len(whole), 3)
    assert losses[:, 1] == pytest.approx(np.subtract(whole, without), abs=1e-3)


def test_a_word_loses_what_its_pieces_lose_together_and_never_less_than_nothing(
    translator: Translator,
) -> None:
    (found,) = word_losses(translator, [Pair(SOURCE, "dog")])
    losses = piece_losses(translator, SOURCE, "dog", [(0, 3), (4, 8), (9, 16)])
    assert len(losses) > 2  # several pieces, and `</s>`
    np.testing.assert_allclose(found, np.maximum(losses[:-1].sum(0, keepdims=True), 0))


def test_a_word_goes_where_it_loses_most_balanced_and_nowhere_if_it_loses_little() -> None:
    losses = np.array([[4.0, 3.0, 0.0], [5.0, 0.0, 1.0], [LITTLE - 0.01, 0.0, 0.0]])
    # Divided by about 3, the root of 9 and a half, by that of 3, and by 1.
    assert links_of_losses(losses) == {(1, 0), (0, 1)}


def test_two_models_count_as_their_mean_and_words_of_both_sides_ask() -> None:
    forward = np.array([[3.0, 0.0, 2.0], [0.0, 1.0, 0.0]])
    backward = np.array([[1.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    # The mean: [[2, 0, 1.5], [0, 0.5, 0.5]]; the columns' roots 1.41, 0.71, 1.41.
    ahead, back = links_both_ways(forward, backward)
    assert ahead == {(0, 0), (1, 1)}
    assert back == {(0, 0), (1, 1), (2, 0)}


def test_an_empty_side_has_no_links(translator: Translator) -> None:
    pairs = [Pair("", "dog"), Pair("Hund", ""), Pair("", "")]
    losses = word_losses(translator, pairs)
    assert [each.shape for each in losses] == [(1, 0), (0, 1), (0, 0)]
    assert list(map(links_of_losses, losses)) == [frozenset()] * 3


@given(st.text("ab\u00e4 .", max_size=9), st.text("xy! ", max_size=9))
def test_every_word_of_any_text_is_asked(translator: Translator, source: str, target: str) -> None:
    (losses,) = word_losses(translator, [Pair(source, target)])
    assert losses.shape == (len(target.split()), len(source.split()))
    assert (losses >= 0).all()
