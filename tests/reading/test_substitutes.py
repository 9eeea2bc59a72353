from hypothesis import given
from hypothesis import strategies as st

from tolmach.markup.parts import parts_of
from tolmach.reading.marks.part import Part
from tolmach.reading.marks.plain_text import PlainText
from tolmach.reading.substitutes import (
    NAMES,
    NUMBERS,
    Substitute,
    Vocabulary,
    Words,
    counterparts,
    has_usual_sign,
    is_quotation_mark,
    is_usual,
    lost,
    replacements,
    substitutions,
)

Given = str | None


def fixed(line: str) -> list[Part]:
    return [part for part in parts_of(line) if part.kind == "fixed"]


def ways(line: str, taken: str = "", left_out: set[int] | None = None) -> list[tuple[Given, ...]]:
    vocabulary = Vocabulary(conjunctions=("und", "and"))
    found = substitutions(fixed(line), taken, vocabulary, left_out or set())
    return [tuple(word.word if word else None for word in words) for words in found]


def names(count: int) -> Words:
    return tuple(map(Substitute.verbatim, NAMES[:count]))


def came(line: str, words: Words, text: str) -> str | set[int]:
    """Return a translation with the fixed parts in it, or the numbers of those that are lost."""
    plain = PlainText.of(parts_of(line), [word.word if word else None for word in words])
    if missing := lost(words, plain, text):
        return missing
    for start, end, written in sorted(replacements(words, fixed(line), plain, text), reverse=True):
        text = text[:start] + written + text[end:]
    return text


def test_what_is_fixed_comes_first_then_names_and_numbers() -> None:
    assert ways("{a}") == [("{a}",), ("Tom",), ("30",)]
    assert ways("{a} und {b}", "Tom hat 30 Bücher") == [
        ("{a}", "{b}"),
        ("John", "Jack"),
        ("John", "25"),
        ("25", "John"),
        ("25", "40"),
    ]


def test_a_format_of_numbers_is_a_number_and_an_address_a_name() -> None:
    assert ways("%d")[1:] == [("30",)]
    assert ways("%1$.2f, anna@example.org")[1:] == [("30", "Tom")]


def test_of_an_element_in_code_its_content_is_read() -> None:
    assert ways("<kbd>Alt</kbd>")[0] == ("Alt",)
    assert ways("<code> git <b>add</b> </code>")[0] == ("git add",)
    assert ways("<code>&lt;</code>")[0] == ("<code>&lt;</code>",)
    keys = "<kbd>Alt</kbd>+<kbd>F4</kbd>"
    assert ways(keys)[0] == ("Alt+F4",)
    words = (Substitute.verbatim("Alt+F4"),)
    assert came(f"Mit {keys} beenden", words, "Quit with Alt+F4") == f"Quit with {keys}"


def test_a_name_comes_through_in_the_genitive() -> None:
    words = (Substitute.verbatim("Tom").as_person(),)
    assert came("{0}'s files", words, "Toms Dateien") == "{0}s Dateien"
    assert came("{0}'s files", words, "Tomaten und Tom") == "Tomaten und {0}"
    assert came("{0}'s files", words, "Toms und Tom") == {0}
    assert came("{0}'s files", words, "Файлы Тома в Томске") == "Файлы {0} в Томске"


def test_what_something_belongs_to_is_a_name() -> None:
    found = substitutions(fixed("{a} und {b}"), "", Vocabulary(), owners=[1])
    assert [[word.word for word in words if word] for words in found] == [
        ["Tom", "John"],
        ["30", "Tom"],
    ]


def test_what_is_left_out_has_no_word() -> None:
    assert ways("{a}, {b}", left_out={0}) == [(None, "{b}"), (None, "Tom"), (None, "30")]
    assert ways("{a}", left_out={0}) == [(None,)]


def test_many_are_all_names_or_all_numbers_for_as_long_as_there_are_any() -> None:
    _, persons, numbers = ways(", ".join(f"{{x{n}}}" for n in range(9)))
    assert persons == (*NAMES, None)
    assert numbers == (*NUMBERS, None)


def test_signs_are_read_as_usual_or_left_out() -> None:
    assert ways("a &amp; b &copy; c &ndash; d") == [*(("und", None, "–"), (None, None, None))]
    assert [has_usual_sign(part) for part in fixed("&copy; &quot; {x}")] == [False, True, False]


def test_a_part_that_is_read_otherwise_must_come_through_so() -> None:
    parts = [Part("fixed", "5 €", "number", read="5"), Part("fixed", "®", read="")]
    read, number = substitutions(parts, "", Vocabulary())
    assert [word.word if word else None for word in read] == ["5", None]
    assert [word.word if word else None for word in number] == ["30", None]


def test_days_stand_for_dates_and_hours_for_times() -> None:
    vocabulary = Vocabulary.of(list, "de-DE", "en")
    parts = [Part("fixed", "3.5.2020", "number"), Part("fixed", "14:30", "number")]
    _, days, *_ = substitutions(parts, "", vocabulary)
    assert [word.word if word else None for word in days] == ["Montag", "8"]
    assert days[0] is not None
    assert days[0].in_target.findall("on Monday, Mondays") == ["Monday"]


def test_words_come_back_in_their_place() -> None:
    words = (Substitute.verbatim("Tom"), None, Substitute.verbatim("30"))
    assert came("{a}, {b}, %d", words, "30 is what Tom's Tomcat said.") == (
        "%d is what {a}'s Tomcat said."
    )
    assert came("{a}s Hund, {b}px breit", names(2), "Tom's dog, John") == "{a}'s dog, {b}"


def test_a_word_that_comes_twice_or_not_is_lost() -> None:
    assert came("{a}, {b}", names(2), "Tom and Tom") == {0, 1}
    same = (Substitute.verbatim("{a}"),) * 2
    assert came("{a} und {a}", same, "{a}, {a}") == "{a}, {a}"
    assert came("{a} und {a}", same, "{a}") == {0, 1}


def test_a_date_that_goes_on_is_lost() -> None:
    date = Substitute.verbatim("2024-01-01")
    plain = PlainText.of([Part("text", "vom "), Part("fixed", date.word, "number")], [date.word])
    assert not lost((date,), plain, "of 2024-01-01.")
    for longer in ("2024-01-01-01", "01-2024-01-01", "2024-01-01.5"):
        assert lost((date,), plain, f"of {longer}") == {0}


def test_signs_come_back_in_order_whatever_the_translation_has() -> None:
    quotes = tuple(map(Substitute.sign, "„“"))
    assert came("Sag &bdquo;ja&ldquo;", quotes, 'Say "yes"') == "Say &bdquo;yes&ldquo;"
    assert came('"A" sagt &bdquo;ja&ldquo;', quotes, '"A" says "yes"') == (
        '"A" says &bdquo;yes&ldquo;'
    )
    both = (Substitute.conjunction(("und", "and")),)
    assert came("a und b &amp; c", both, "a and b and c") == "a and b &amp; c"


@given(st.lists(st.sampled_from(["{a}", "%d", "&quot;", "&copy;", "<x>"]), max_size=4), st.text())
def test_words_differ_and_are_not_in_the_line(parts: list[str], line: str) -> None:
    for words in ways(" da ".join(parts), line)[1:]:
        given = [word for word in words if word in NAMES + NUMBERS]
        assert len(set(given)) == len(given)
        assert not set(given) & set(line.split())


def test_signs_that_translations_write_otherwise_count_as_one() -> None:
    assert counterparts("„").findall('"Ja" «nein»') == ['"', '"', "«", "»"]
    assert counterparts("–").findall("a - b — c-d 1-2") == ["-", "—", "-"]
    assert counterparts("…").findall("so ... so…") == ["...", "…"]
    assert counterparts("&").findall("a & b") == ["&"]
    assert is_quotation_mark("»")
    assert not is_quotation_mark("&")
    assert [is_usual(sign) for sign in "!©"] == [True, False]
