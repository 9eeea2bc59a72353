import pytest

from tolmach.errors import TolmachError
from tolmach.search.options import Sampling, SearchOptions


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"beam": 0}, "beam"), ({"n_best": 0}, "at least 1"), ({"beam": 2, "n_best": 3}, "widen")],
)
def test_impossible_options_are_refused_in_words(wrong: dict[str, int], named: str) -> None:
    with pytest.raises(TolmachError, match=named):
        SearchOptions(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"temperature": 0.0},
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


def test_sampling_needs_no_beam() -> None:
    assert SearchOptions(beam=1, n_best=9, sampling=Sampling()).paths == 9
