from hypothesis import given
from hypothesis import strategies as st

from tolmach.markup.placeholders import NAMES, NUMBERS, lost, replacements, substitutions


def test_what_is_fixed_comes_first_then_names_and_numbers() -> None:
    assert list(substitutions(["{a}"], "")) == [("{a}",), ("Tom",), ("30",)]
    mixed = list(substitutions(["{a}", "{b}"], "Tom hat 30 Bücher"))
    assert mixed == [
        ("{a}", "{b}"),
        ("John", "Jack"),
        ("John", "25"),
        ("25", "John"),
        ("25", "40"),
    ]


def test_a_format_of_numbers_is_a_number_and_an_address_a_name() -> None:
    assert list(substitutions(["%d"], ""))[1:] == [("30",)]
    assert list(substitutions(["%1$.2f", "anna@example.org"], ""))[1:] == [("30", "Tom")]
    assert list(substitutions(["https://example.org/"], ""))[1:] == [("Tom",)]


def test_what_is_left_out_has_no_word() -> None:
    assert list(substitutions(["{a}", "{b}"], "", {0})) == [
        *((None, "{b}"), (None, "Tom"), (None, "30"))
    ]
    assert list(substitutions(["{a}"], "", {0})) == [(None,)]


def test_many_are_all_names_or_all_numbers_for_as_long_as_there_are_any() -> None:
    _, names, numbers = substitutions([f"{{{n}}}" for n in range(9)], "")
    assert names == (*NAMES, None)
    assert numbers == (*NUMBERS, None)


def test_words_come_back_in_their_place() -> None:
    words, fixed = ("Tom", None, "30"), ["{a}", "{b}", "%d"]
    text = "30 is what Tom's Tomcat said."
    assert lost(words, text) == set()
    assert {
        text[each.start : each.end]: each.written for each in replacements(words, fixed, text)
    } == {
        "Tom": "{a}",
        "30": "%d",
    }


def test_a_word_that_comes_twice_or_not_is_lost() -> None:
    assert lost(("Tom", "Anna", None), "Tom and Tom") == {0, 1}
    assert lost(("{a}", "{a}"), "{a}, {a}") == set()
    assert [(each.start, each.written) for each in replacements(("x", "x"), ["1", "2"], "x x")] == [
        *((0, "1"), (2, "2"))
    ]


@given(st.lists(st.text(min_size=1, max_size=5), max_size=4), st.text())
def test_words_differ_and_are_not_in_the_line(fixed: list[str], line: str) -> None:
    for words in list(substitutions(fixed, line))[1:]:
        given = [word for word in words if word is not None]
        assert len(set(given)) == len(given)
        assert not set(given) & set(line.split())
