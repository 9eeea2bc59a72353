import pytest

from tolmach.config.kept import check_kept
from tolmach.errors import TolmachError


def test_what_is_as_it_was_passes_and_what_is_no_longer_asked_does_not_matter() -> None:
    check_kept({"seed": 1, "size": 8}, {"seed": 1}, "run in here")


@pytest.mark.parametrize(
    ("began", "told"), [({"seed": 1}, "seed = 1"), ({}, "seed = None")], ids=["other", "new"]
)
def test_a_changed_setting_is_named_with_both_values(began: dict[str, int], told: str) -> None:
    with pytest.raises(
        TolmachError, match=f"The run in here began with {told}, and it is 2 now; put it back"
    ):
        check_kept(began, {"seed": 2}, "run in here")
