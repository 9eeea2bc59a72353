"""Source words left out in turn, against scores of the shortened sources."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toy_folder import LINES, make_toy_folder
from tolmach.analysis.erasure import erasure_links, links_of_losses, piece_losses
from tolmach.text.parallel import Pair
from tolmach.translator import Translator

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


def test_a_word_loses_what_its_pieces_lose_together(translator: Translator) -> None:
    (found,) = erasure_links(translator, [Pair(SOURCE, "dog")])
    losses = piece_losses(translator, SOURCE, "dog", [(0, 3), (4, 8), (9, 16)])
    assert len(losses) > 2  # several pieces, and `</s>`
    assert found == links_of_losses(losses[:-1].sum(0, keepdims=True))


def test_a_word_goes_where_it_loses_most_balanced_and_nowhere_if_it_loses_nothing() -> None:
    losses = np.array([[4.0, 3.0, 0.0], [5.0, 0.0, 1.0], [-1.0, -2.0, 0.0]])
    # Divided by 3, the root of 9, by that of 3, and by 1: what is below 0 counts as nothing.
    assert links_of_losses(losses) == {(1, 0), (0, 1)}


def test_an_empty_side_has_no_links(translator: Translator) -> None:
    pairs = [Pair("", "dog"), Pair("Hund", ""), Pair("", "")]
    assert erasure_links(translator, pairs) == [frozenset()] * 3


@given(st.text("ab\u00e4 .", max_size=9), st.text("xy! ", max_size=9))
def test_links_stay_within_the_words(translator: Translator, source: str, target: str) -> None:
    (found,) = erasure_links(translator, [Pair(source, target)])
    places = [place for _, place in found]
    assert all(i < len(source.split()) and j < len(target.split()) for i, j in found)
    assert len(set(places)) == len(places)  # a target word has one link at most
