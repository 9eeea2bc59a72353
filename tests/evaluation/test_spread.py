from tolmach.evaluation.spread import Spread, round_ratios


def test_a_spread_is_a_median_and_both_ends() -> None:
    assert Spread.of([5.0, 1.0, 2.0]) == Spread(2.0, 1.0, 5.0)
    assert Spread(2.0, 1.0, 5000.0).shown(1) == "2.0 (1.0 to 5,000.0)"


def test_ratios_are_taken_within_rounds() -> None:
    assert round_ratios([2.0, 9.0, 8.0], [1.0, 3.0, 4.0]) == Spread(2.0, 2.0, 3.0)
