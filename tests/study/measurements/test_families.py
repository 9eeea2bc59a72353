from pathlib import Path

import pytest

from tolmach.errors import TolmachError
from tolmach.study.measurements.families import families

GOOD = """
forms = ["plain", "turned"]
[[families]]
meaning = "a sees b"
sentences = ["a voit b", "b est vu par a"]
[[families]]
meaning = "b sees a"
sentences = ["b voit a", "a est vu par b"]
"""


@pytest.mark.parametrize("language", ["de", "en", "de-AT"])
def test_ours_are_as_they_should_be(language: str) -> None:
    found = families(language, None)
    assert found is not None
    assert len(found.texts) == len(found.families) * len(found.forms) == 32


def test_a_file_goes_before_ours_and_a_language_may_have_none(tmp_path: Path) -> None:
    path = tmp_path / "fr.toml"
    path.write_text(GOOD, "utf-8")
    found = families("de", path)
    assert found is not None
    assert found.texts == ["a voit b", "b est vu par a", "b voit a", "a est vu par b"]
    assert families("fr", None) is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"turned"]', '"turned", "long"]', "names 3 forms, and 'a sees b' has 2 sentences"),
        ('"b voit a"', '"a  voit b"', "has 'a voit b' 2 times"),
        ('"b voit a"', '"  "', "has a sentence without words"),
        ('"b voit a"', "7", r"families\[1\].sentences\[0\] = 7 is wrong"),
        ("meaning", "meanings", r"perhaps you mean families\[0\]\.meaning\."),
        ("forms", "other = 1\nforms", "known here are forms, families"),
    ],
)
def test_a_file_that_is_wrong_is_told_why(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "fr.toml"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(TolmachError, match=message):
        families("fr", path)


def test_a_meaning_without_its_opposite_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fr.toml"
    path.write_text(f"{GOOD}[[families]]\nmeaning = 'c'\nsentences = ['c', 'd']\n", "utf-8")
    with pytest.raises(TolmachError, match="3 families; they come in twos"):
        families("fr", path)
