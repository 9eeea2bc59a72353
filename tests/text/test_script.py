import pytest

from tolmach.text.script import scripts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wärme 42!", {"latin": 5}),
        ("кот cat", {"cyrillic": 3, "latin": 3}),
        ("猫ネコねこ", {"han": 5}),
        ("ＡＢ", {"latin": 2}),
        ("𝓗𝐚𝔩𝛼", {"latin": 3, "greek": 1}),
        ("ไทย", {"thai": 3}),
        ("…—1", {}),
    ],
)
def test_letters_are_counted_by_script(text: str, found: dict[str, int]) -> None:
    assert scripts(text) == found
