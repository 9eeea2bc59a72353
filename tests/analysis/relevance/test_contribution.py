import math

import numpy as np
import pytest

from tolmach import Translator
from tolmach.analysis.relevance.attribution import relevance_of_texts
from tolmach.analysis.relevance.contribution import (
    PLACES,
    Mean,
    SourceShares,
    reassigned,
    source_shares,
    wrong_against_own,
)
from tolmach.analysis.relevance.propagation import Relevance, Shares, likeliest
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError

PAIRS = [
    Pair("Warum lachst du?", "Why do you laugh?"),
    Pair("Der Hund trinkt Wasser.", "The dog is drinking water."),
    Pair("Ja.", "Yes."),
]


def owing(target: tuple[int, ...], explained: tuple[int, ...], *shares: float) -> Relevance:
    source: Shares = np.array(shares, np.float32)[:, None]
    prefix: Shares = np.diag(1 - source[:, 0])
    return Relevance(target, explained, source, prefix)


def test_a_sentence_is_read_at_the_same_places_however_long_it_is() -> None:
    found = SourceShares.of([owing((7, 2), (7, 2), 1, 0.5), owing((5, 4, 2), (5, 9, 8), 0, 1, 0)])
    np.testing.assert_allclose(found.along[0], 1 - PLACES / 2)
    np.testing.assert_allclose(found.along[1], 1 - abs(2 * PLACES - 1), atol=1e-12)
    np.testing.assert_allclose(found.mean, [0.75, 1 / 3])
    assert found.followed == 3 / 5
    assert found.missing == 0


def test_a_sentence_of_one_prediction_owes_the_same_all_along() -> None:
    found = SourceShares.of([owing((2,), (2,), 0.25)])
    np.testing.assert_allclose(found.along, np.full((1, len(PLACES)), 0.25))


def test_the_margin_of_a_mean_is_as_wide_as_so_few_values_ask() -> None:
    found = Mean.of(np.array([1.0, 2.0, 6.0]))
    assert found.value == 3
    assert found.margin == pytest.approx(4.302653 * math.sqrt(7) / math.sqrt(3))
    assert math.isnan(Mean.of(np.array([1.0])).margin)


def test_every_sentence_gets_another_s_text_of_like_length() -> None:
    assert reassigned(["ccc", "a", "bb", "dddd"]) == ["dddd", "bb", "ccc", "a"]
    assert reassigned(["a", "a", "bb"]) == ["bb", "bb", "a"]
    assert reassigned(["", "a"]) == ["a", ""]


@pytest.mark.parametrize("texts", [[], ["a"], ["a", "a"]])
def test_without_another_text_there_is_no_wrong_prefix(texts: list[str]) -> None:
    with pytest.raises(TolmachError, match="here is no other"):
        reassigned(texts)


def test_the_shipped_model_follows_its_own_prefix_and_not_a_wrong_one() -> None:
    translator = Translator.load()
    found = source_shares(translator, PAIRS)
    assert list(found) == ["own", "reference", "wrong"]
    assert found["own"].followed > 0.8 > found["wrong"].followed
    for shares in found.values():
        assert shares.along.shape == (3, len(PLACES))
        assert shares.missing < 1e-3
        # the first prediction knows no target but `<s>`
        np.testing.assert_allclose(shares.along[:, 0], found["own"].along[:, 0], atol=1e-4)
    sides = [pair.source for pair in PAIRS], [pair.target for pair in PAIRS]
    given = relevance_of_texts(translator, *sides, likeliest)
    np.testing.assert_allclose(
        found["reference"].mean, [each.source_share.mean() for each in given], rtol=1e-5
    )
    difference = found["wrong"].mean.mean() - found["own"].mean.mean()
    assert wrong_against_own(found).value == pytest.approx(difference)
