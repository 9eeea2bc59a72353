import pytest

from tolmach.recipes.training_time import TrainingTime, roughly


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 minute"),
        (100, "2 minutes"),
        (34 * 60, "35 minutes"),
        (89 * 60, "90 minutes"),
        (91 * 60, "2 hours"),
        (34 * 3600, "35 hours"),
        (36 * 3600, "2 days"),
        (1e8, "1,155 days"),
    ],
)
def test_durations_are_round(seconds: float, said: str) -> None:
    assert roughly(seconds) == said


def test_a_time_is_said_in_one_round_number() -> None:
    assert str(TrainingTime(3.2 * 3600, 2, 4.1 * 3600)) == "3 hours"


def test_one_thread_is_better_only_where_it_is_clearly_faster() -> None:
    assert TrainingTime(15 * 3600, 2, 3600).better_alone
    assert str(TrainingTime(15 * 3600, 2, 3600)) == "60 minutes"
    assert not TrainingTime(3600, 2, 3590).better_alone
    assert not TrainingTime(3600, 1).better_alone
