import pytest

from tolmach.plurals import counted


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 pairs"), (1, "1 pair"), (2, "2 pairs"), (12345, "12,345 pairs")]
)
def test_one_thing_has_no_s(count: int, words: str) -> None:
    assert counted(count, "pair") == words
