import pytest

from benchmarks.alignment import EN_FR, FR_EN, Directions, times_in_recipe
from tolmach.evaluation.alignment_error import GoldLinks


def test_directions_are_scored_alone_and_joined() -> None:
    right, wrong = (0, 0), (1, 0)
    gold = [GoldLinks(frozenset({right}), frozenset({right}))]
    scores = Directions([frozenset({right, wrong})], [frozenset({right})]).scores(gold)
    assert scores[EN_FR].error_rate == pytest.approx(1 / 3)
    assert scores[FR_EN].error_rate == pytest.approx(0)
    assert scores["intersection"].error_rate == pytest.approx(0)
    assert scores["grow-diag-final-and"].precision == pytest.approx(1 / 2)


def test_both_recipes_read_the_gold_text_equally_often() -> None:
    assert times_in_recipe() == 5
