import pytest

from tolmach.errors import TolmachError
from tolmach.search.methods import (
    BeamSearch,
    DiverseBeamSearch,
    ExactSearch,
    Method,
    MinimumRisk,
    Sampling,
)


@pytest.mark.parametrize(
    "wrong",
    [
        {"temperature": 0.0},
        {"temperature": 1e-31},
        {"temperature": float("nan")},
        {"top_k": 0},
        {"top_p": 0.0},
        {"top_p": 1.1},
        {"seed": -1},
    ],
)
def test_impossible_sampling_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(TolmachError):
        Sampling(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [{"groups": 0}, {"strength": -1.0}, {"strength": float("nan")}])
def test_impossible_groups_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(TolmachError, match="impossible"):
        DiverseBeamSearch(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [{"states": 0}, {"seconds": 0.0}, {"seconds": float("nan")}])
def test_no_time_at_all_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(TolmachError, match=next(iter(wrong))):
        ExactSearch(**wrong)  # type: ignore[arg-type]


def test_what_is_just_possible_is_allowed() -> None:
    for strength in (0.0, 100.0):
        assert DiverseBeamSearch(1, strength).strength == strength
    Sampling(temperature=100.0, top_k=1, top_p=1.0, seed=0)
    Sampling(temperature=1e-30, top_p=1e-9)
    ExactSearch(states=1, seconds=1e-9)
    ExactSearch(states=None)
    assert MinimumRisk(size=1, utility="bleu").size == 1
    for wrong in ({"temperature": 100.5}, {"strength": 100.5}):
        with pytest.raises(TolmachError):
            (Sampling if "temperature" in wrong else DiverseBeamSearch)(**wrong)  # type: ignore[arg-type]


def test_unless_told_otherwise_samples_are_of_the_models_own_distribution() -> None:
    assert Sampling() == Sampling(temperature=1.0, top_k=None, top_p=1.0, seed=None)
    assert MinimumRisk() == MinimumRisk(size=100, utility="chrf", evidence=Sampling())
    assert DiverseBeamSearch() == DiverseBeamSearch(groups=None, strength=1.5)
    assert ExactSearch() == ExactSearch(states=100_000, seconds=None)


def test_no_evidence_and_an_unknown_utility_are_refused() -> None:
    with pytest.raises(TolmachError, match="no evidence"):
        MinimumRisk(size=0)
    with pytest.raises(TolmachError, match='no utility "ter"; choose one of chrf, bleu'):
        MinimumRisk(utility="ter")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "can_include"),
    [
        (BeamSearch(), True),
        (DiverseBeamSearch(), False),
        (Sampling(), False),
        (ExactSearch(), False),
        (MinimumRisk(), False),
        (MinimumRisk(evidence=BeamSearch()), True),
    ],
    ids=str,
)
def test_searches_by_beam_alone_can_include_phrases(method: Method, can_include: bool) -> None:
    assert method.can_include is can_include


def test_a_model_scores_as_many_paths_as_the_beam_is_wide_or_samples_are_drawn() -> None:
    assert Sampling().paths(beam=5, n_best=3) == 3
    for method in (BeamSearch(), DiverseBeamSearch(), ExactSearch()):
        assert method.paths(beam=5, n_best=3) == 5


def test_a_beam_gives_as_many_translations_as_it_is_wide() -> None:
    BeamSearch().check(beam=3, n_best=3)
    with pytest.raises(TolmachError, match="widen it to at least 4"):
        BeamSearch().check(beam=3, n_best=4)
