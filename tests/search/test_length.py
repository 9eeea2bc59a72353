import pytest

from tests.search.searching import search
from tests.toy_model import ToyModel
from tolmach.errors import TolmachError
from tolmach.search.guard import Guard
from tolmach.search.length import AveragePenalty, WuPenalty
from tolmach.search.options import SearchOptions


def test_wu_et_al_by_hand() -> None:
    assert WuPenalty(0.6).divisor(1) == 1.0
    assert WuPenalty(0.5).divisor(19) == pytest.approx(2.0)  # (24 / 6) ** 0.5
    assert WuPenalty(0.0).divisor(1000) == 1.0


def test_averaging_divides_by_the_length() -> None:
    assert AveragePenalty().divisor(7) == 7.0


@pytest.mark.parametrize("alpha", [-0.1, 11.0, float("nan")])
def test_an_impossible_alpha_is_refused(alpha: float) -> None:
    with pytest.raises(TolmachError, match="length penalty"):
        WuPenalty(alpha)


def test_the_ends_of_what_makes_sense_are_allowed() -> None:
    assert WuPenalty(10.0).divisor(1) == WuPenalty(0.0).divisor(1) == 1.0


def test_unless_told_otherwise_length_counts_to_the_power_of_three_halves() -> None:
    assert WuPenalty().divisor(7) == pytest.approx(2**1.5)


def test_a_stronger_penalty_gives_longer_translations() -> None:
    lengths = []
    for alpha in (0.0, 1.5):
        options = SearchOptions(penalty=WuPenalty(alpha), guard=Guard(min_length=0))
        found = [search(ToyModel(11, seed=s), [[3, 4, 5]], options)[0][0] for s in range(20)]
        lengths.append(sum(len(one.ids) for one in found))
    assert lengths[0] + 10 < lengths[1]
