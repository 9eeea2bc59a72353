import pytest

from tests.search.searching import search
from tests.toy_model import ToyModel
from tolmach.errors import TolmachError
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import Hypothesis, LengthPenalty, ranked
from tolmach.search.options import SearchOptions


def test_wu_et_al_by_hand() -> None:
    assert LengthPenalty(0.6).divisor(1) == 1.0
    assert LengthPenalty(0.5).divisor(19) == pytest.approx(2.0)  # (24 / 6) ** 0.5
    assert LengthPenalty.none().divisor(1000) == 1.0


def test_averaging_divides_by_the_length() -> None:
    assert LengthPenalty.average().divisor(7) == 7.0


@pytest.mark.parametrize("alpha", [-0.1, 11.0, float("nan")])
def test_an_impossible_alpha_is_refused(alpha: float) -> None:
    with pytest.raises(TolmachError, match="length penalty"):
        LengthPenalty(alpha)


def test_the_ends_of_what_makes_sense_are_allowed() -> None:
    assert LengthPenalty(10.0).divisor(1) == LengthPenalty.none().divisor(1) == 1.0


def test_unless_told_otherwise_length_counts_to_the_power_of_three_halves() -> None:
    assert LengthPenalty().divisor(7) == pytest.approx(2**1.5)


def test_a_stronger_penalty_gives_longer_translations() -> None:
    lengths = []
    for alpha in (0.0, 1.5):
        options = SearchOptions(penalty=LengthPenalty(alpha), guard=Guard(min_length=0))
        found = [search(ToyModel(11, seed=s), [[3, 4, 5]], options)[0][0] for s in range(20)]
        lengths.append(sum(len(one.ids) for one in found))
    assert lengths[0] + 10 < lengths[1]


def scored(*log_probabilities: float, finished: bool = True) -> Hypothesis:
    ids = range(3, 3 + len(log_probabilities) - finished)
    penalty = LengthPenalty.average()
    return Hypothesis.scored(list(ids), log_probabilities, finished=finished, penalty=penalty)


def test_a_score_is_the_sum_divided_by_the_penalty_of_the_length_with_its_end() -> None:
    found = Hypothesis.scored([3, 4], [-1.0, -2.0, -3.0], finished=True, penalty=LengthPenalty(0.5))
    assert found.score == pytest.approx(-6.0 / (8 / 6) ** 0.5)
    assert found.log_probability == -6.0
    assert (found.ids, found.log_probabilities) == ((3, 4), (-1.0, -2.0, -3.0))
    assert (found.finished, found.proof) == (True, None)


def test_nothing_at_all_has_a_score_too() -> None:
    found = Hypothesis.scored([], [], finished=False, penalty=LengthPenalty.average())
    assert (found.score, found.log_probability) == (0.0, 0)
    one = Hypothesis.scored([], [-3.0], finished=True, penalty=LengthPenalty.average())
    assert one.score == -3.0


def test_finished_ones_come_first_and_then_the_best() -> None:
    cut, good, bad = scored(-0.1, finished=False), scored(-1.0, -1.0), scored(-2.0, -2.0)
    assert ranked([cut, bad, good], 3) == [good, bad, cut]
    assert ranked([cut, bad, good], 2) == [good, bad]


def test_the_engine_that_found_it_makes_no_other_hypothesis() -> None:
    assert Hypothesis((3,), (-1.0,), -1.0, True, engine="native") == Hypothesis(
        (3,), (-1.0,), -1.0, True
    )
