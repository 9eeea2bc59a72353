from dataclasses import replace

import pytest

from tolmach.metrics.corpus_scores import sentence_chrf
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.methods import BeamSearch, MinimumRisk, Sampling, Utility
from tolmach.search.options import SearchOptions
from tolmach.search.risk import by_expected_utility, chosen, engine_options

TEXTS = ["The dog sleeps.", "A cat.", "The dog slept.", "The dog sleeps.", "Dogs sleep."]
FOUND = [Hypothesis((number,), (-2.0 - number,), -2.0 - number, True) for number in range(5)]


def _expected(text: str, weights: list[float]) -> float:
    scores = [sentence_chrf([text], [[other]])[0] for other in TEXTS]
    return sum(score * weight for score, weight in zip(scores, weights, strict=True))


def test_samples_are_ranked_by_their_mean_likeness_to_all() -> None:
    found = by_expected_utility(FOUND, TEXTS, risk=MinimumRisk(size=5))
    expected = {(row,): _expected(TEXTS[row], [0.2] * 5) for row in (0, 1, 2, 4)}
    assert {one.ids: one.score for one in found} == pytest.approx(expected)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found[0].ids == (0,)


def test_hypotheses_of_a_beam_weigh_as_they_are_probable() -> None:
    risk = MinimumRisk(size=5, evidence=BeamSearch())
    mass = [2.718281828**-row for row in range(5)]
    weights = [each / sum(mass) for each in mass]
    best = by_expected_utility(FOUND, TEXTS, risk=risk)[0]
    assert best.ids == (0,)
    assert best.score == pytest.approx(_expected(TEXTS[0], weights))


@pytest.mark.parametrize("utility", ["chrf", "bleu"])
def test_the_odd_one_out_never_wins(utility: Utility) -> None:
    texts = ["The dog sleeps now.", "The dog sleeps here.", "Eight ox carts", "The dog sleeps so."]
    risk = MinimumRisk(size=4, utility=utility)
    assert by_expected_utility(FOUND[:4], texts, risk=risk)[-1].ids == (2,)


def test_a_cut_translation_is_evidence_but_comes_last() -> None:
    cut = [replace(one, finished=one.ids not in {(0,), (3,)}) for one in FOUND]
    found = by_expected_utility(cut, TEXTS, risk=MinimumRisk(size=5))
    assert found[-1].ids == (0,)
    assert found[-1].score == max(one.score for one in found)


def test_the_evidence_is_as_many_samples_or_as_wide_a_beam() -> None:
    guard, sampling = Guard(max_length=3), Sampling(top_p=0.9, seed=1)
    options = SearchOptions(n_best=2, method=MinimumRisk(size=7, evidence=sampling), guard=guard)
    assert engine_options(options) == SearchOptions(n_best=7, method=sampling, guard=guard)
    by_beam = replace(options, method=MinimumRisk(7, evidence=BeamSearch()))
    assert engine_options(by_beam) == SearchOptions(beam=7, n_best=7, guard=guard)


def test_as_many_are_chosen_as_are_asked_for() -> None:
    options = SearchOptions(n_best=2, method=MinimumRisk(size=5))
    best = by_expected_utility(FOUND, TEXTS, risk=MinimumRisk(size=5))
    assert chosen(FOUND, options, lambda one: TEXTS[one.ids[0]]) == best[:2] != best


def test_every_other_method_is_the_engines_own() -> None:
    options = SearchOptions(n_best=2, method=Sampling())
    assert engine_options(options) is options
    assert chosen(FOUND, options, lambda _: "one text for all") == FOUND
