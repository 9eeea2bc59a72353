import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.words import (
    SourceCounter,
    SourceCounts,
    cased_as_inside,
    count_whole,
    fitting_spans,
    is_word,
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


def counted(*texts: str) -> SourceCounts:
    counter = SourceCounter()
    counter.add(texts)
    return counter.counts()


def usual(counts: SourceCounts, text: str) -> str:
    return " ".join(word for word, _ in counts.usual(text))


def test_words_are_counted_as_they_are_written_inside_sentences() -> None:
    found = counted("Der Hund und die Katze", "Hund und Katze", "Gut ist der Hund, gut")
    assert found.characters["H"] == 3
    assert usual(found, "DER HUND UND DIE") == "der Hund und die"
    assert [known for _, known in found.usual("HUND XYZ")] == [True, False]
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
    assert found.usual("DEN PFERDEHOF UND")[1] == ("Pferdehof", False)
    assert found.usual("WILL MASSIERT WERDEN")[1] == ("massiert", False)


def test_counts_of_two_texts_are_joined() -> None:
    found = counted("Das ist ein Hund").joined(counted("So ein hund ist da"))
    assert usual(found, "HUND") == "hund"
    assert found.characters["H"] == 1


@given(st.lists(st.text()), st.text())
def test_case_is_told_of_every_word_of_any_text(texts: list[str], text: str) -> None:
    for word, _ in counted(*texts).usual(text):
        assert word
