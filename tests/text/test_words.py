import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.words import (
    cased_as_inside,
    count_whole,
    fitting_spans,
    in_latin_letters,
    is_word,
    spaced_spans,
    spelling,
    substituted,
    without_mixed_scripts,
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


def test_a_word_of_two_scripts_is_the_one_that_it_half_copies() -> None:
    source = "Welcome to Python, it costs 5 per kg: Стоит"
    for mixed, whole in (("Пython", "Python"), ("Мыlcome", "Welcome"), ("Sтоит", "Стоит")):
        assert without_mixed_scripts(f"Да, {mixed}!", source) == f"Да, {whole}!"
    for text in ("Да, Python", "на гrоk", "Да, Пython 3"):
        assert without_mixed_scripts(text, "Да, Пython 3") == text
    assert without_mixed_scripts("Пython", "") == "Пython"


def test_cyrillic_words_are_written_in_latin_letters() -> None:
    text = "Mr. Достоевский, Джо, Елена Щукина, США, Сэmpbel, Гаев and {имя} 5"
    latin = "Mr. Dostoyevsky, Jo, Yelena Shchukina, SSHA, Sempbel, Gayev and {имя} 5"
    assert in_latin_letters(text, "{имя}") == latin
    assert in_latin_letters("Anna", "") == "Anna"
    assert in_latin_letters("а) or (в) and В: x") == "a) or (c) and V: x"
    assert in_latin_letters("40х20, 7 Х 3, х и 5х") == "40x20, 7 x 3, kh i 5kh"
    assert in_latin_letters("Alt+Н, Ctrl+Shift+Р, C+Рим") == "Alt+H, Ctrl+Shift+P, C+Rim"
