import pytest

from tolmach.wording import counted, excerpt


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 pairs"), (1, "1 pair"), (2, "2 pairs"), (12345, "12,345 pairs")]
)
def test_one_thing_has_no_s(count: int, words: str) -> None:
    assert counted(count, "pair") == words


@pytest.mark.parametrize(
    ("text", "shown"), [("", ""), ("Hund", "Hund"), ("Hunde", "Hun…"), ("犬犬犬犬犬", "犬犬犬…")]
)
def test_an_excerpt_is_no_longer_than_asked(text: str, shown: str) -> None:
    assert excerpt(text, 4) == shown
