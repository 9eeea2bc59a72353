import pytest

from tolmach.errors import TolmachError
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.methods import (
    BeamSearch,
    DiverseBeamSearch,
    ExactSearch,
    Method,
    MinimumRisk,
    Sampling,
)
from tolmach.search.options import SearchOptions


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"beam": 0}, "beam"), ({"n_best": 0}, "at least 1"), ({"beam": 2, "n_best": 3}, "widen")],
)
def test_impossible_options_are_refused_in_words(wrong: dict[str, int], named: str) -> None:
    with pytest.raises(TolmachError, match=named):
        SearchOptions(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", [BeamSearch(), DiverseBeamSearch(2), ExactSearch()], ids=str)
def test_no_beam_gives_more_translations_than_it_holds(method: Method) -> None:
    with pytest.raises(TolmachError, match="widen it to at least 5"):
        SearchOptions(beam=4, n_best=5, method=method)


def test_groups_share_a_beam_evenly() -> None:
    with pytest.raises(TolmachError, match="multiple"):
        SearchOptions(beam=7, method=DiverseBeamSearch(3))


def test_risk_chooses_among_no_more_than_there_are() -> None:
    with pytest.raises(TolmachError, match="evidence of at least 7"):
        SearchOptions(n_best=7, method=MinimumRisk(size=5))


def test_no_beam_gives_more_evidence_than_there_is_memory_for() -> None:
    with pytest.raises(TolmachError, match="evidence of 10,001 translations"):
        SearchOptions(method=MinimumRisk(size=10_001, evidence=BeamSearch()))
    assert SearchOptions(method=MinimumRisk(size=10_000, evidence=BeamSearch())).beam == 5
    assert SearchOptions(method=MinimumRisk(size=10_001)).beam == 5


def test_what_is_just_possible_is_allowed() -> None:
    for method in (BeamSearch(), DiverseBeamSearch(2), ExactSearch()):
        assert SearchOptions(beam=4, n_best=4, method=method).paths == 4
    assert SearchOptions(n_best=5, method=MinimumRisk(size=5)).n_best == 5
    assert SearchOptions(beam=3, n_best=3, method=DiverseBeamSearch()).beam == 3
    assert (SearchOptions().beam, SearchOptions().n_best) == (5, 1)


def test_only_a_beam_can_be_told_what_must_be_there() -> None:
    for method in (BeamSearch(), MinimumRisk(evidence=BeamSearch())):
        SearchOptions(method=method).check_can_include()
    for other in (Sampling(), MinimumRisk(), ExactSearch(), DiverseBeamSearch()):
        with pytest.raises(TolmachError, match="Only beam search"):
            SearchOptions(method=other).check_can_include()


def test_a_model_that_can_write_less_limits_the_guard_of_the_method() -> None:
    assert SearchOptions().within(7).guard == Guard(max_length=7)
    exact = SearchOptions(method=ExactSearch()).within(7)
    assert exact.guard == Guard(max_length=7, min_length=0, max_copies=None)
    assert exact.method == ExactSearch()


def test_sampling_needs_no_beam() -> None:
    assert SearchOptions(beam=1, n_best=9, method=Sampling()).paths == 9


def test_what_is_not_asked_for_is_the_methods_own() -> None:
    usual, exact = SearchOptions(), SearchOptions(method=ExactSearch())
    assert (usual.effective_penalty, usual.effective_guard) == (LengthPenalty(), Guard())
    assert exact.effective_penalty == LengthPenalty.none()
    assert exact.effective_guard == Guard(min_length=0, max_copies=None)
    asked = SearchOptions(method=ExactSearch(), penalty=LengthPenalty.average(), guard=Guard())
    assert (asked.effective_penalty, asked.effective_guard) == (LengthPenalty.average(), Guard())
