import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.errors import ModelError
from tolmach.text.words import (
    SourceCounter,
    SourceCounts,
    WordCases,
    cased_as_inside,
    count_whole,
    fitting_spans,
    is_word,
    read_cases,
    read_characters,
    spaced_spans,
    spelling,
    substituted,
    word_spans,
    words_of,
)


def test_words_and_marks_by_hand() -> None:
    text = "Don't go: O’Neill's well-known 7,5_x!"
    words = ["Don't", "go", ":", "O’Neill's", "well-known", "7", ",", "5", "_", "x", "!"]
    assert words_of(text) == words
    assert [is_word(word) for word in words] == [c not in ":,_!" for c in "dg:ow7,5_x!"]
    assert spelling(["a", "cat"]) == "a cat"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("红色的AI。", ["红", "色", "的", "AI", "。"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("C++, F# or .NET", ["C++", ",", "F#", "or", ".NET"]),
        ("ASP.NET 3.5 x#y A+", ["ASP", ".", "NET", "3", ".", "5", "x", "#", "y", "A", "+"]),
    ],
)
def test_words_of_other_scripts_and_of_software(text: str, words: list[str]) -> None:
    assert words_of(text) == words
    assert is_word(".NET")


@pytest.mark.parametrize(
    ("phrase", "text", "count"),
    [
        ("dog", "dog, dogs and hotdog; dog's", 2),
        ("狗", "红色的狗在睡觉", 1),
        ("AI", "用AI技术，AIX", 1),
        ("C", "C++, C# and C", 1),
        ("C++", "C++!", 1),
        ("न", "नमस्ते", 0),
        ("ก", "กี่ ก", 1),
        ("%", "10% or %", 2),
        ("big dog", "a big dog", 1),
    ],
)
def test_whole_phrases_are_counted(phrase: str, text: str, count: int) -> None:
    assert count_whole(phrase, text) == count


def test_text_without_spaces_is_cut_at_letters_unless_somebody_has_cut_it() -> None:
    assert fitting_spans(["红色的猫在花园里睡觉。", "好"]) is word_spans
    assert fitting_spans(["红色 的 猫 在 花园 里 睡觉 。"]) is spaced_spans
    assert fitting_spans(["The word for cat is 猫.", ""]) is spaced_spans
    assert fitting_spans([]) is spaced_spans


@given(st.text())
def test_nothing_but_space_is_lost(text: str) -> None:
    assert "".join(words_of(text)) == "".join(text.split())


def test_first_words_are_written_as_they_mostly_are_inside() -> None:
    sentences = [["Der", "Hund"], ["Hund", "der"], ["Tom", "der", "Der", "der"], ["Seltsam"]]
    assert [words[0] for words in cased_as_inside(sentences)] == ["der", "Hund", "Tom", "Seltsam"]
    assert [words[1:] for words in cased_as_inside(sentences)] == [w[1:] for w in sentences]


@given(st.text())
def test_only_whole_words_are_substituted(text: str) -> None:
    assert substituted(text, {}) == text
    assert substituted(f"tom Tom, Tom's Tom {text}", {"Tom": "Ann"}).startswith(
        "tom Ann, Tom's Ann "
    )


def test_a_phrase_is_counted_where_no_letter_touches_it() -> None:
    assert count_whole("dog", "dog, dogs, (dog) hotdog") == 2
    assert count_whole("!", "a!! b!") == 3


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
