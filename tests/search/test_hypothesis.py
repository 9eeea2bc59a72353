import pytest

from tolmach.search.hypothesis import Hypothesis, ranked
from tolmach.search.length import AveragePenalty, WuPenalty


def scored(*log_probabilities: float, finished: bool = True) -> Hypothesis:
    ids = range(3, 3 + len(log_probabilities) - finished)
    penalty = AveragePenalty()
    return Hypothesis.scored(list(ids), log_probabilities, finished=finished, penalty=penalty)


def test_a_score_is_the_sum_divided_by_the_penalty_of_the_length_with_its_end() -> None:
    found = Hypothesis.scored([3, 4], [-1.0, -2.0, -3.0], finished=True, penalty=WuPenalty(0.5))
    assert found.score == pytest.approx(-6.0 / (8 / 6) ** 0.5)
    assert found.log_probability == -6.0
    assert (found.ids, found.log_probabilities) == ((3, 4), (-1.0, -2.0, -3.0))
    assert (found.finished, found.proof) == (True, None)


def test_nothing_at_all_has_a_score_too() -> None:
    found = Hypothesis.scored([], [], finished=False, penalty=AveragePenalty())
    assert (found.score, found.log_probability) == (0.0, 0)
    one = Hypothesis.scored([], [-3.0], finished=True, penalty=AveragePenalty())
    assert one.score == -3.0


def test_finished_ones_come_first_and_then_the_best() -> None:
    cut, good, bad = scored(-0.1, finished=False), scored(-1.0, -1.0), scored(-2.0, -2.0)
    assert ranked([cut, bad, good], 3) == [good, bad, cut]
    assert ranked([cut, bad, good], 2) == [good, bad]
