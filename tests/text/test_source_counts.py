import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.errors import ModelError
from tolmach.files import write_lines
from tolmach.text.source_counts import (
    SourceCounter,
    SourceCounts,
    WordCases,
    read_cases,
    read_characters,
)

COUNTS = SourceCounts({"a": 2, "ß": 1}, WordCases(frozenset(["a"]), {"a": {"": 3, "b _": -12}}))


def counted(*texts: str) -> SourceCounts:
    counter = SourceCounter()
    counter.add(texts)
    return counter.counts()


def usual(counts: SourceCounts, text: str) -> str:
    return " ".join(word for word, _ in counts.cases.usual(text))


def test_words_are_counted_as_they_are_written_inside_sentences() -> None:
    found = counted("Der Hund und die Katze", "Hund und Katze", "Gut ist der Hund, gut")
    assert found.characters["H"] == 3
    assert usual(found, "DER HUND UND DIE") == "der Hund und die"
    assert [known for _, known in found.cases.usual("HUND XYZ")] == [True, False]
    assert next(found.cases.usual("HUND XYZ")) == ("Hund", True)  # the first alone
    assert usual(counted("Das ist groß, McCoy"), "GROSS MCCOY") == "groß McCoy"


def test_words_of_sentences_in_capitals_say_nothing_of_their_case() -> None:
    found = counted("DAS IST GUT", "Das ist gut")
    assert usual(found, "IST GUT") == "ist gut"


def test_neighbours_tell_the_case_of_a_word_that_has_two() -> None:
    found = counted(*["Ja, wenn Sie gehen, gut"] * 9, *["Ja, wenn sie geht, gut"] * 7)
    assert usual(found, "WENN SIE") == "wenn Sie"
    assert usual(found, "WENN SIE GEHT") == "wenn sie geht"
    assert usual(found, "WENN SIE GEHEN") == "wenn Sie gehen"


def test_signs_before_a_word_tell_its_case() -> None:
    found = counted(*["Ja, er sagt: „Gut so“"] * 4, *["Ja, er ist gut so"] * 6)
    assert usual(found, "JA, ER SAGT: „GUT SO“") == "ja er sagt Gut so"
    assert usual(found, "JA, ER IST GUT SO") == "ja er ist gut so"


def test_neighbours_and_endings_tell_the_case_of_a_word_never_read() -> None:
    nouns = [f"Er sah den {a}hof und ging" for a in ("Bahn", "Fried", "Bauern", "Guts", "Hinter")]
    found = counted(*nouns, *(f"Er will {a}iert werden" for a in ("stud", "rad", "dik", "mark")))
    assert list(found.cases.usual("DEN PFERDEHOF UND"))[1] == ("Pferdehof", False)
    assert list(found.cases.usual("WILL MASSIERT WERDEN"))[1] == ("massiert", False)


def test_other_forms_tell_the_case_of_a_word_never_read() -> None:
    found = counted("Er fährt von London aus", "Er hat lindes, linde Luft")
    assert usual(found, "LONDONS LINDER") == "Londons linder"


def test_counts_of_two_texts_are_joined() -> None:
    found = counted("Das ist ein Hund").joined(counted("So ein hund ist da"))
    assert usual(found, "HUND") == "hund"
    assert found.characters["H"] == 1


@given(st.lists(st.text()), st.text())
def test_case_is_told_of_every_word_of_any_text(texts: list[str], text: str) -> None:
    for word, _ in counted(*texts).cases.usual(text):
        assert word


def test_counts_come_back_from_disk(tmp_path: Path) -> None:
    COUNTS.save(tmp_path)
    assert read_characters(tmp_path) == COUNTS.characters
    assert read_cases(tmp_path) == COUNTS.cases


def test_older_models_have_words_and_characters_in_one_file(tmp_path: Path) -> None:
    content = {"characters": {"a": 2}, "words": ["a"], "heralds": ["b"], "pairs": ["a>b"]}
    (tmp_path / "source_counts.json").write_text(json.dumps(content), "utf-8")
    assert read_characters(tmp_path) == {"a": 2}
    assert read_cases(tmp_path) == WordCases(frozenset(["a"]))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "3",
        '{"characters": 5}',
        '{"characters": {"a": []}}',
        '{"words": [], "clues": {"a": 5}}',
    ],
)
def test_damage_is_told(tmp_path: Path, content: str) -> None:
    COUNTS.save(tmp_path)
    for name, read in (("counts.json", read_characters), ("words.json.gz", read_cases)):
        write_lines(tmp_path / f"source_{name}", [content])
        with pytest.raises(ModelError, match=rf"source_{name} is damaged .* copy the model"):
            read(tmp_path)
