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


def test_sampling_needs_no_beam() -> None:
    assert SearchOptions(beam=1, n_best=9, method=Sampling()).paths == 9


def test_what_is_not_asked_for_is_the_methods_own() -> None:
    usual, exact = SearchOptions(), SearchOptions(method=ExactSearch())
    assert (usual.effective_penalty, usual.effective_guard) == (LengthPenalty(), Guard())
    assert exact.effective_penalty == LengthPenalty.none()
    assert exact.effective_guard == Guard(min_length=0, max_copies=None)
    asked = SearchOptions(method=ExactSearch(), penalty=LengthPenalty.average(), guard=Guard())
    assert (asked.effective_penalty, asked.effective_guard) == (LengthPenalty.average(), Guard())
