import numpy as np
import pytest

from benchmarks.alignment import EN_FR, FR_EN, Directions, plain_links, times_in_recipe
from benchmarks.measurement import REPOSITORY
from tolmach.analysis.alignment.error_rate import GoldLinks
from tolmach.analysis.alignment.links import Attended
from tolmach.config.recipe import read_recipe


def test_directions_are_judged_alone_and_joined() -> None:
    right, wrong = (0, 0), (1, 0)
    gold = [GoldLinks(frozenset({right}), frozenset({right}))]
    both = Directions([frozenset({right, wrong})], [frozenset({right})])
    found = both.judged(gold, [frozenset({right})])
    assert found[EN_FR].score.error_rate == pytest.approx(1 / 3)
    assert found[FR_EN].score.error_rate == pytest.approx(0)
    assert found["intersection"].score.error_rate == pytest.approx(0)
    assert found["grow-diag-final-and"].shares == pytest.approx((1 / 2, 1, 1 / 3))
    assert (found[EN_FR].agreement, found[FR_EN].agreement) == pytest.approx((2 / 3, 1), abs=1e-4)


def test_plain_attention_is_the_heads_mean_of_the_last_layer_or_of_all() -> None:
    below = [[[0.9, 0.1, 0], [0.1, 0.9, 0], [0, 0, 1]]] * 2  # two heads
    above = [
        [[0.3, 0.4, 0.3], [0.3, 0.2, 0.5], [0, 0, 1]],
        [[0, 0.6, 0.4], [0.5, 0, 0.5], [0, 0, 1]],
    ]
    pair = Attended({1: np.array(below), 2: np.array(above)}, [0, 1], [0, 1])
    assert plain_links(pair, last=True) == {(1, 0), (0, 1)}
    assert plain_links(pair, last=False) == {(0, 0), (1, 1)}


def test_both_recipes_read_the_same_text_the_gold_pairs_five_times() -> None:
    there, back = (
        read_recipe(REPOSITORY / "recipes" / f"alignment.{way}.toml").data.train
        for way in ("en-fr", "fr-en")
    )
    assert [corpus.files[::-1] for corpus in there] == [corpus.files for corpus in back]
    assert times_in_recipe() == 5
