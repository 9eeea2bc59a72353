import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from tests.toy_folder import LINES
from tolmach.metrics.pairwise import pairwise_bleu, pairwise_chrf

TEXTS = [
    *LINES,
    "The dog sleeps under the table.",
    "the the the the the the",
    "Good",
    "G",
    "",
    "10,000 dogs (or so) — aren't they?",
    "犬はテーブルの下で寝ています。",
]


def _reference(metric: BLEU | CHRF, texts: list[str]) -> np.ndarray[tuple[int, int], np.dtype]:
    rows = [[metric.sentence_score(one, [other]).score for other in texts] for one in texts]
    return np.array(rows).reshape(len(texts), len(texts))


def test_each_against_each_is_what_sacrebleu_says() -> None:
    np.testing.assert_allclose(pairwise_chrf(TEXTS), _reference(CHRF(), TEXTS), atol=1e-9)
    expected = _reference(BLEU(effective_order=True), TEXTS)
    np.testing.assert_allclose(pairwise_bleu(TEXTS), expected, atol=1e-9)
    assert len(set(expected.flatten().tolist())) > 10


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text("ab .,'1é\u2028") | st.text(max_size=9), min_size=1, max_size=4))
@example(["", ""])
def test_whatever_the_texts_sacrebleu_says_the_same(texts: list[str]) -> None:
    np.testing.assert_allclose(pairwise_chrf(texts), _reference(CHRF(), texts), atol=1e-9)
    expected = _reference(BLEU(effective_order=True), texts)
    np.testing.assert_allclose(pairwise_bleu(texts), expected, atol=1e-9)


@pytest.mark.parametrize("measure", [pairwise_chrf, pairwise_bleu])
def test_one_text_is_all_like_itself(measure: object) -> None:
    assert callable(measure)
    assert measure(["The dog sleeps."]) == pytest.approx(100.0)
