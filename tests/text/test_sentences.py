import gzip
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.sentences import has_end_mark, spliced, split_long, split_sentences

text_with_marks = st.text(st.sampled_from('aAÄß1 .!?…。，,;\n\t"“)(é'))


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Das ist z. B. gut.",
        ".. _Der Hund: da",
        "Das ist z.B. Brot.",
        "Dr. Müller kam um 3.5 Uhr.",
        "Am 3. Oktober 1990 war es so weit.",
        "Der 2. Weltkrieg endete 1945.",
        "Er wohnt in der Hauptstr. 5 in Berlin.",
        "Das kostet ca. 3.000 Euro inkl. MwSt. pro Jahr.",
        "Mr. and Mrs. Brown live at 5 Main St. in Boston.",
        "J. R. R. Tolkien wrote it.",
        "Das Gesetz (3. Abt. Römisch, Kgl. Hof) gilt hier.",
        "It was so (7th Cir. 1987).",
        "Сумма 20 руб. (вкл. НДС 20 %)",
        "See e.g. Fig. 3 and p. 12.",
        "The U.S. Army is large.",
        "См. рис. 3 на стр. 5.",
        "Offen Mo.–Fr. 9–18 Uhr, Sa. 10–14 Uhr",
        "Mo. – Fr. von 9 bis 18 Uhr",
        "Пн. – Пт. с 9 до 18",
        "IV. Ergebnisse",
        "Er kam im II. Semester an.",
        "See ch. 3, by Smith et al. (2019), on Sat. 5 May.",
        "Wir haben a) Brot und b) Milch.",
        "b) Milch c) Tee",
        "1) drei 5) vier",
        "Die Fa. Meier & Co. KG, gez. Dr. Groß",
        "We land at 7 p.m. GMT and leave at 10 A.M. (CET).",
        "Цена 10 руб. 50 коп., est. 1990",
        "Пт., 13 дек. 2024 г. в 10 часов",
        "Он живёт на ул. Садовой.",
        "Pi is 3.14159, isn't it?",
        "„Was soll das?“, fragte sie.",
        "Visit www.example.com. now",
        "Brot, Milch usw. (siehe oben)",
        "Wir essen bspw. Brot.",
        "«Иди сюда!» — сказал он.",
        "Siehe http://a.de/b?Seite=2 und a.b?Ja.",
        "Das Album „Wham!Bam“ ist gut.",
    ],
)
def test_one_sentence_stays_one(sentence: str) -> None:
    assert cut(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Er kam.", "Sie ging!", "Warum?"],
        ["Er sagte: „Komm!“", "Sie kam nicht."],
        ["It ended in 1945.", "The war was over."],
        ["No.", "I will not."],
        ["He sat.", "3 dogs did so."],
        ["Sie kam am Sa.", "Er kam auch."],
        ["You and I.", "Nobody else."],
        ["Well...", "Maybe."],
        ["Äpfel, Birnen usw.", "Das ist alles."],
        ["¿Qué?", "¡Nada!"],
        ["<b>Er kam!</b>", "Sie ging."],
        ["**Warum?**", "Darum."],
        ["a) Er kam.", "b) Sie ging.", "(c) Ende."],
        ["а) Он пришёл.", "б) Она ушла."],
        ["Was?", "a) Brot", "b) Milch und b) Tee", "c) Rom"],
        ["1) хлеб", "2) чай", "(3) сыр"],
        ["Er kam.", "(lacht)"],
        ["Er kam (er war müde.", "Sehr müde!) und ging."],
    ],
)
def test_sentences_come_apart(sentences: list[str]) -> None:
    assert cut("  ".join(sentences)) == sentences


def test_sentences_without_a_space_come_apart_again_and_again() -> None:
    assert cut("Wann?Wo?Mit wem?Ach!Nein!") == ["Wann?", "Wo?", "Mit wem?", "Ach!", "Nein!"]
    assert cut("a.b?Wann?Wo?Ja") == ["a.b?Wann?Wo?Ja"]


@pytest.mark.parametrize(
    ("text", "ended"),
    [("Er kam.", True), ("Er kam!“)", True), ("Er kam", False), ("1. Er kam:", False), ("", False)],
)
def test_the_last_mark_tells_whether_a_sentence_has_ended(text: str, ended: bool) -> None:
    assert has_end_mark(text) == ended


def test_chinese_needs_no_space() -> None:
    assert cut("你好。你是谁？「我不知道！」他说。") == [
        "你好。",
        "你是谁？",
        "「我不知道！」",
        "他说。",
    ]


def test_a_line_end_ends_a_sentence() -> None:
    assert cut("A title\n\n A text\r\n") == ["A title", "A text"]


@pytest.mark.parametrize(("language", "least"), [("de", 0.99), ("en", 0.99)])
def test_real_sentences_are_found_again(real_data: Path, language: str, least: float) -> None:
    with gzip.open(real_data / "pud" / f"{language}_pud.conllu.gz", "rt", encoding="utf-8") as file:
        sentences = [line[9:].strip() for line in file if line.startswith("# text = ")]
    found = set(cut(" ".join(sentences)))
    hits = len(found & set(sentences))
    assert 2 * hits / (len(found) + len(sentences)) > least


def check_spans(text: str, spans: list[tuple[int, int]]) -> None:
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    gaps = spliced(text, [(*span, "") for span in spans])
    assert not gaps.strip()
    assert spliced(text, [(*span, text[slice(*span)]) for span in spans]) == text


@given(text_with_marks)
def test_no_character_is_lost(text: str) -> None:
    check_spans(text, split_sentences(text))


@given(text_with_marks, st.integers(1, 20))
def test_long_text_is_cut_below_the_limit_but_for_long_words(text: str, longest: int) -> None:
    spans = split_long(text, longest)
    check_spans(text, spans)
    for part in (text[start:end] for start, end in spans if end - start > longest):
        assert len(part.split()) == 1
        assert not re.search(r"，\w", part)


def test_long_text_is_cut_at_a_clause_then_at_a_space_and_words_stay_whole() -> None:
    text = "one two, three four five sixseveneight nine，ten"
    parts = [text[start:end] for start, end in split_long(text, 11)]
    assert parts == ["one two,", "three four", "five", "sixseveneight", "nine，ten"]
    assert split_long("nine，ten", 7) == [(0, 5), (5, 8)]


def test_time_grows_with_the_length_only() -> None:
    for hostile in ("." * 200_000 + "x", "\n" * 200_000, "!)" * 100_000, "a. " * 70_000):
        check_spans(hostile, split_sentences(hostile))
        check_spans(hostile, split_long(hostile, 100))


def test_a_missing_space_does_not_join_sentences() -> None:
    assert cut("Wirklich?Ja, gut!!Oder?") == ["Wirklich?", "Ja, gut!!", "Oder?"]
    assert cut("It's good!I'm so glad.") == ["It's good!", "I'm so glad."]


def test_a_roman_number_may_end_a_sentence() -> None:
    assert cut("It was part II. So it was I. Then") == ["It was part II.", "So it was I.", "Then"]
