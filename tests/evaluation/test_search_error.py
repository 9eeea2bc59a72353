from dataclasses import dataclass

import pytest

from tolmach.evaluation.search_error import is_proven, is_search_error
from tolmach.search.hypothesis import Proof


@dataclass(frozen=True)
class One:
    log_probability: float
    finished: bool = True
    proof: Proof | None = None


@pytest.mark.parametrize(
    ("found", "missed"),
    [
        (One(-2.0), False),
        (One(-2.0005), False),
        (One(-2.1), True),
        (One(-1.0, finished=False), True),
    ],
)
def test_less_probable_or_cut_is_an_error(found: One, *, missed: bool) -> None:
    assert is_search_error(found, One(-2.0)) is missed


def test_only_a_search_that_ran_to_its_end_proves() -> None:
    assert not is_proven(One(-2.0))
    assert is_proven(One(-2.0, proof=Proof(None, ceiling=-2.0, states=7)))
    assert not is_proven(One(-2.0, proof=Proof("states", ceiling=-1.0, states=7)))
