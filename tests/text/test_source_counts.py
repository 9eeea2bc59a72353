import json
from pathlib import Path

import pytest

from tolmach.errors import ModelError
from tolmach.text.source_counts import (
    SourceCounter,
    SourceCounts,
    WordCases,
    read_cases,
    read_characters,
)

COUNTS = SourceCounts(
    {"a": 2, "ß": 1}, WordCases(frozenset(["a"]), frozenset(["b"]), frozenset(["a>b"]))
)


def counted(*texts: str) -> SourceCounts:
    counter = SourceCounter()
    counter.add(texts)
    return counter.counts()


def test_words_are_counted_as_they_are_written_inside_sentences() -> None:
    found = counted("Der Hund und die Katze", "Hund und Katze", "Gut ist der Hund, gut")
    assert found.characters["H"] == 3
    assert (found.cases.usual("HUND"), found.cases.usual("DIE"), found.cases.usual("XYZ")) == (
        "Hund",
        "die",
        None,
    )
    assert counted("Das ist groß").cases.usual("GROSS") == "groß"


def test_what_mostly_comes_before_capitals_heralds_one() -> None:
    assert counted(*["Er sah den Hund und ging"] * 20).cases.heralds == {"den"}


def test_a_neighbour_tells_the_case_of_a_word_that_has_two() -> None:
    found = counted(*["Ja, wenn Sie gehen, gut"] * 9, *["Ja, wenn sie geht, gut"] * 7)
    assert found.cases.usual("SIE") == "Sie"
    assert found.cases.usual("SIE", after="GEHT") == "sie"
    assert found.cases.usual("SIE", after="GEHEN") == "Sie"


def test_counts_of_two_texts_are_joined() -> None:
    found = counted("Das ist ein Hund").joined(counted("So ein hund ist da"))
    assert found.cases.usual("HUND") == "hund"
    assert found.characters["H"] == 1


def test_counts_come_back_from_disk(tmp_path: Path) -> None:
    COUNTS.save(tmp_path)
    assert read_characters(tmp_path) == COUNTS.characters
    assert read_cases(tmp_path) == COUNTS.cases


def test_older_models_have_words_and_characters_in_one_file(tmp_path: Path) -> None:
    content = {"characters": {"a": 2}, "words": ["a"], "heralds": ["b"], "pairs": ["a>b"]}
    (tmp_path / "source_counts.json").write_text(json.dumps(content), "utf-8")
    assert read_characters(tmp_path) == {"a": 2}
    assert read_cases(tmp_path) == COUNTS.cases


@pytest.mark.parametrize(
    "content", ["", "[]", "3", '{"characters": 5}', '{"characters": {"a": []}}']
)
def test_damage_is_told(tmp_path: Path, content: str) -> None:
    COUNTS.save(tmp_path)
    for name, read in (("counts", read_characters), ("words", read_cases)):
        (tmp_path / f"source_{name}.json").write_text(content, "utf-8")
        with pytest.raises(ModelError, match=rf"source_{name}.json is damaged .* copy the model"):
            read(tmp_path)
