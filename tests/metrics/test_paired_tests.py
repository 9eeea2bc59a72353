import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolmach.metrics.corpus_scores import (
    Scoring,
    bleu_metric,
    chrf_metric,
    sentence_statistics,
    ter_metric,
)
from tolmach.metrics.paired_tests import (
    PairedBootstrap,
    holm,
    randomisation_p,
    sign_test_p,
    smallest_p,
)
from tolmach.metrics.resampling import SentenceStatistics

METRICS = [bleu_metric(Scoring()), chrf_metric(Scoring()), ter_metric(Scoring())]
WORDS = "ein zwei drei vier fünf sechs sieben acht".split()


def _texts(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choices(WORDS, k=chance.randint(4, 9))) for _ in range(count)]


def _counted(metric: object, count: int, seed: int) -> tuple[SentenceStatistics, ...]:
    one, other, references = (_texts(count, seed + add) for add in range(3))
    mixed = [a if row % 3 else b for row, (a, b) in enumerate(zip(one, references, strict=True))]
    return tuple(sentence_statistics(metric, texts, [references]) for texts in (mixed, other))  # type: ignore[arg-type]


def _exactly(one: SentenceStatistics, other: SentenceStatistics) -> float:
    """Return the share of all swaps, one by one, that differ as much as the systems do."""
    observed = abs(one.score - other.score)
    extreme = []
    for swaps in itertools.product([False, True], repeat=len(one.values)):
        left, right = (np.where(np.array(swaps)[:, None], *pair) for pair in (
            (other.values, one.values), (one.values, other.values)))  # fmt: skip
        difference = one.score_of(left.sum(0)) - one.score_of(right.sum(0))
        extreme.append(abs(difference) >= observed - 1e-9)
    return sum(extreme) / len(extreme)


@pytest.mark.parametrize("metric", METRICS, ids=["BLEU", "chrF", "TER"])
@pytest.mark.parametrize("count", [1, 2, 5, 7])
def test_randomisation_of_few_sentences_is_the_enumeration(metric: object, count: int) -> None:
    for seed in (10, 20):
        one, other = _counted(metric, count, seed)
        assert randomisation_p(one, other, 1000) == pytest.approx(_exactly(one, other))


def test_drawn_swaps_come_near_the_enumeration() -> None:
    one, other = _counted(METRICS[1], 9, 30)
    drawn = randomisation_p(one, other, 250)  # 256 would be needed for all
    assert drawn == pytest.approx(randomisation_p(one, other, 256), abs=0.1)


def test_the_bootstrap_comes_near_all_resamples() -> None:
    texts = [_texts(4, seed) for seed in (1, 2, 3)]
    found = PairedBootstrap.of(METRICS[1], texts[:2], [texts[2]], 2000)
    one, other = found.systems
    differences = np.array([
        one.score_of(one.values[list(rows)].sum(0)) - one.score_of(other.values[list(rows)].sum(0))
        for rows in itertools.product(range(4), repeat=4)
    ])  # fmt: skip
    shifted = np.abs(differences - differences.mean())
    exact = (shifted >= abs(one.score - other.score) - 1e-9).mean()
    assert found.p(0, 1) == pytest.approx(max(exact, 2 / 16), abs=0.04)


def test_a_clear_difference_of_many_sentences_is_surely_none_of_chance() -> None:
    references = _texts(60, 5)
    worse = [f"{line} x" for line in references]
    found = PairedBootstrap.of(METRICS[1], [worse, references], [references], 500)
    assert found.p(0, 1) == pytest.approx(1 / 501)
    assert randomisation_p(found.systems[0], found.systems[1], 500) == pytest.approx(1 / 501)


def test_equal_systems_of_one_score_have_p_1() -> None:
    texts = _texts(30, 6)
    found = PairedBootstrap.of(METRICS[0], [texts, texts, texts[::-1]], [texts], 100)
    assert found.p(0, 1) == randomisation_p(found.systems[0], found.systems[1], 100) == 1
    assert found.score(0) == found.score(1)


def test_the_smallest_p_is_that_of_coins() -> None:
    assert [smallest_p(count) for count in range(5)] == [1, 1, 0.5, 0.25, 0.125]
    assert smallest_p(100_000) == 0


texts = st.text("ab .红", max_size=12)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=8))
def test_p_values_are_probabilities_the_same_either_way(rows: list[tuple[str, str, str]]) -> None:
    one, other, references = (list(side) for side in zip(*rows, strict=True))
    found = PairedBootstrap.of(METRICS[1], [one, other], [references], 20)
    first, second = found.systems
    floor = smallest_p(sum(a != b for a, b in zip(one, other, strict=True)))
    assert floor <= found.p(0, 1) <= 1
    assert found.p(0, 1) == found.p(1, 0)
    assert floor <= randomisation_p(first, second, 100) <= 1
    assert randomisation_p(first, second, 100) == randomisation_p(second, first, 100)


def test_several_p_values_are_corrected_by_rank() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_the_sign_test_is_the_binomial_distribution_s() -> None:
    assert sign_test_p(0, 0) == 1
    assert sign_test_p(5, 0) == pytest.approx(2 / 2**5)
    assert sign_test_p(1, 4) == pytest.approx(2 * 6 / 2**5)
    assert sign_test_p(900, 700) == sign_test_p(700, 900)
    assert 0 < sign_test_p(900, 700) < 1e-5
