from dataclasses import replace
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.markup.marked_lines import BALANCED, STREWN, nesting, tags, without_tags
from tolmach.markup.blocks import MarkedLine
from tolmach.markup.parts import parts_of
from tolmach.reading.marks.mark import Mark
from tolmach.reading.marks.plain_text import PlainText
from tolmach.reading.marks.writing import Replacement, written


def plain(line: str, words: tuple[str | None, ...] = ()) -> PlainText:
    return PlainText.of(parts_of(line), chain(words, repeat(None)))


def test_pairs_enclose_text_and_what_is_left_over_stands_alone() -> None:
    found = plain("a <b>c <i>d</i></b> </u>e<s>")
    assert found.text == "a c d e"
    pair, closing, opening = found.marks
    assert (pair.opening, pair.closing, found.text[pair.start : pair.end]) == ("<b>", "</b>", "c d")
    assert [(one.opening, found.text[one.start : one.end]) for one in pair.inside] == [("<i>", "d")]
    assert [(one.opening, one.closing, one.gap) for one in (closing, opening)] == [
        ("</u>", "", (True, False)),
        ("<s>", "", (False, False)),
    ]


def test_pairs_that_cross_stay_nested() -> None:
    (pair, left) = plain("<b>a <i>b</b> c</i>").marks
    assert (pair.opening, pair.closing) == ("<b>", "</b>")
    assert [one.opening for one in pair.inside] == ["<i>"]
    assert left.opening == "</i>"


def test_neighbours_without_text_between_them_are_one() -> None:
    (mark,) = plain("a <br/><a><img/></a> b").marks
    assert (mark.opening, mark.gap) == ("<br/><a><img/></a>", (True, True))


def test_what_breaks_parts_words() -> None:
    assert plain("Hund<br/>Katze").text == "Hund Katze"
    assert plain("<p>Hund</p><p>Katze</p>").text.split() == ["Hund", "Katze"]
    assert plain("Hunde<x/>hütte").text == "Hundehütte"


def test_what_is_fixed_gives_way_to_a_word_or_to_nothing() -> None:
    assert plain("Hallo {a}, {b}!", ("Tom", "Anna")).text == "Hallo Tom, Anna!"
    assert plain("Hallo {a}, {b}!", ("Tom", None)).places == ((6, 9), None)
    left = plain("Hallo {a}, {b}!", (None, None))
    assert left.text == "Hallo,!"
    assert [(mark.opening, mark.fixed) for mark in left.marks] == [("{a}", True), ("{b}", True)]


def test_white_space_before_what_is_left_out_goes_and_marks_do_not_move_on() -> None:
    for line in ("<t0>  </t0> & Hund", "<b>Hund </b>{a}, Katze", "Hund <i>{a}, Katze</i>"):
        found = plain(line)
        result = written(found.text, found.marks)
        assert without_tags(result) == without_tags(line)
        assert nesting(result) == nesting(line)
    (pair, left) = plain("<b>Hund </b>{a}, Katze").marks
    assert (pair.start, pair.end, left.start) == (0, 4, 4)


@pytest.mark.parametrize(
    "line",
    [
        "Der <b>rote</b> Hund",
        "<p>Der <b>rote</b> <i>Hund</i></p>",
        "Hund<br/>Katze",
        "Hund <br/> Katze",
        "Hund <br/>Katze<x/> und",
        "<p>Hund</p><p>Katze</p>",
        "<br/> Hund <br/>",
        "<b></b>Hund",
        "Tom &amp; Maria",
        "5&nbsp;Euro",
        "Da&nbsp;<b>ist</b>&nbsp;er",
        "Er sagt &quot;ja&quot;",
        "Das <img src='a'> ist <b>da",
        "Datei{n} ist {0}rot{1}",
    ],
)
def test_what_was_taken_out_is_written_in_again(line: str) -> None:
    found = plain(line)
    assert written(found.text, found.marks, MarkedLine.of(line).codes) == line


def test_what_was_left_out_is_a_word_again() -> None:
    def fixed(place: int, *gap: bool) -> Mark:
        return Mark("{a}", "", place, place, (gap[0], gap[1]), fixed=True)

    assert written("Hello!", [fixed(5, True, False)]) == "Hello {a}!"
    assert written("I saw", [fixed(2, True, True)]) == "I {a} saw"
    assert written("lives here", [fixed(0, False, True)]) == "{a} lives here"
    assert written("not there", [fixed(3, False, False)]) == "not {a} there"


def test_scripts_without_spaces_say_nothing_of_them() -> None:
    (mark,) = plain("猫は{a}で寝ます", (None,)).marks
    assert written("The cat sleeps", [replace(mark, start=8, end=8)]) == "The cat {a} sleeps"
    (mark,) = plain("Der Hund:{a}", (None,)).marks
    assert written("猫は寝ます", [replace(mark, start=2, end=2)]) == "猫は{a}寝ます"
    (mark,) = plain("Der <img/> Hund").marks
    assert written("แมว", [replace(mark, start=0, end=0)]) == "<img/>แมว"


def test_what_stands_for_something_gives_way_to_it() -> None:
    pair = Mark("<b>", "</b>", 0, 3)
    stands = [Replacement(0, 3, "{a<b}"), Replacement(8, 10, "%d")]
    assert written("Tom has 30 < 40.", [pair], {"<": "&lt;"}, stands) == (
        "<b>{a<b}</b> has %d &lt; 40."
    )


@given(BALANCED | STREWN)
def test_every_mark_is_written_once_and_nested_as_it_was(line: str) -> None:
    found = plain(line)
    result = written(found.text, found.marks)
    assert tags(result) == tags(line)
    assert without_tags(result) == without_tags(line)
    if "t0" in line:
        assert nesting(result) == nesting(line)


@given(st.integers(0, 300))
def test_depth_is_no_danger(depth: int) -> None:
    line = "<b>" * depth + "Hund" + "</b>" * depth
    found = plain(line)
    assert written(found.text, found.marks) == line


def test_a_space_beside_a_mark_stays_where_the_translation_has_none() -> None:
    found = plain("Das ist <CODE>, ja.")
    (mark,) = found.marks
    assert mark.gap == (True, False)
    assert written("This is, yes.", [replace(mark, start=7, end=7)]) == "This is <CODE>, yes."


def test_space_that_is_a_mark_is_not_taken_back() -> None:
    marks = [Mark("   ", "", 1, 1, space=True), Mark("\t", "", 2, 2, space=True)]
    assert written("a b", marks) == "a   \tb"
