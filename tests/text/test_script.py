import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.script import is_unspaced, length_units, scripts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wärme 42!", {"latin": 5}),
        ("кот cat", {"cyrillic": 3, "latin": 3}),
        ("猫ネコねこ", {"han": 5}),
        ("ＡＢ", {"latin": 2}),
        ("ไทย", {"thai": 3}),
        ("…—1", {}),
    ],
)
def test_letters_are_counted_by_script(text: str, found: dict[str, int]) -> None:
    assert scripts(text) == found


def test_a_tenth_of_unspaced_letters_tells() -> None:
    assert is_unspaced(["红色的猫"])
    assert is_unspaced(["PowerShell 窗口"])
    assert not is_unspaced(["The word for cat is 猫."])
    assert not is_unspaced(["빨간 고양이가"])
    assert not is_unspaced([])
    assert not is_unspaced(["12", ""])


def test_length_is_in_words_or_characters() -> None:
    assert length_units("a bc  d") == ["a", "bc", "d"]
    assert length_units("แมว นอน") == list("แมวนอน")


@given(st.text())
def test_no_text_has_units_of_spaces(text: str) -> None:
    assert "".join(length_units(text)) == "".join(text.split())
