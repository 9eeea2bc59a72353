import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.strings.markdown import delimiters, is_strong, line_marks, unfinished_link


def pairs(line: str) -> list[tuple[str, str]]:
    """Return the marks of each pair, the outermost first."""
    marks = sorted(delimiters(line))
    closing = {mark.name: mark for mark in marks if mark.kind == "close"}
    return [
        (line[mark.start : mark.end], line[slice(*closing[mark.name][:2])])
        for mark in marks
        if mark.kind == "open"
    ]


def alone(line: str) -> list[str]:
    return [line[mark.start : mark.end] for mark in sorted(delimiters(line)) if mark.kind == "lone"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Das ist **sehr** wichtig", [("**", "**")]),
        ("*a* _b_ __c d__ ~~e~~", [(x, x) for x in ("*", "_", "__", "~~")]),
        ("***a***", [("***", "***")]),
        ("Das ist ==wichtig== und ==gut==.", [("==", "==")] * 2),
        ("**a *b***", [("**", "**"), ("*", "*")]),
        ("**fett**gedruckt", [("**", "**")]),
        ("Er sagt *„ja“*.", [("*", "*")]),
        ('[a](x(y) "t") [b][c]', [("[", '](x(y) "t")'), ("[", "][c]")]),
        ("[![a](b)](c)", [("[", "](c)"), ("![", "](b)")]),
    ],
)
def test_pairs(line: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Preis* und [^1]", ["*", "[^1]"]),
        ("**offen *a*", ["**"]),
        ("| a | b |", ["|"] * 3),
        ("a | b", ["|"]),
        ("_Datei", ["_"]),
    ],
)
def test_marks_alone(line: str, expected: list[str]) -> None:
    assert alone(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "5 * 3 * 2",
        "2*3",
        "a==b und c==d",
        "a == b",
        "Leser*innen und Freund*innen",
        "2*34*5 und a*b*c",
        "snake_case_name",
        "[x] (y)",
        "a|b",
    ],
)
def test_ordinary_text_has_none(line: str) -> None:
    assert list(delimiters(line)) == []


@pytest.mark.parametrize(
    "line",
    [
        *("## |Der Hund| ##", "* |Der Hund|", "  - [x] |Der Hund|", "> > |Der Hund|"),
        *("1. |Der Hund|", "2) |Der Hund|", "[^1]: |Der Hund|", ": |Der Hund|", "|#Hund|"),
        *(
            ".. note:: |Der Hund|",
            ".. code-block:: python||",
            ".. _der-hund:||",
            '!!! tip |"Hund"|',
        ),
        *("---||", "```py||", "[a]: https://example.org||", "|1.250|", "|-5 Grad|"),
    ],
)
def test_marks_at_the_edges_of_a_line(line: str) -> None:
    before, within, after = line.split("|")
    assert line_marks(before + within + after) == (len(before), len(before + within))


@pytest.mark.parametrize("line", ["[][*]", "[a](*b*) c", "*a [b](c*)*", "[a](b[c](d))", "[^*a*]"])
def test_nothing_in_a_mark_is_another(line: str) -> None:
    marks = sorted(delimiters(line))
    assert all(one.end <= other.start for one, other in pairwise(marks))
    assert {*Counter(mark.name for mark in marks if mark.kind != "lone").values()} <= {2}


@given(st.text("*_~[]()|` a.") | st.text())
def test_marks_of_any_line_are_apart_and_paired(line: str) -> None:
    marks = sorted(delimiters(line))
    done = 0
    for mark in marks:
        assert done <= mark.start < mark.end <= len(line)
        done = mark.end
    named = [[mark.name for mark in marks if mark.kind == kind] for kind in ("open", "close")]
    assert sorted(named[0]) == sorted(named[1])
    first, last = line_marks(line)
    assert 0 <= first <= last <= len(line)


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        ("a [b", ["["]),
        ("a ![b c", ["!["]),
        ("a [", ["["]),
        ("a [b]", ["[", "]"]),
        ("a [b](", ["[", "]("]),
        ("a [b](c.md", ["[", "](c.md"]),
        *(("a [b](c.md)", []), ("a[0", []), ("a [b] c", []), ("a [ b", []), ("", [])),
    ],
)
def test_a_link_may_be_half_written(line: str, marks: list[str]) -> None:
    assert [line[start:end] for start, end in unfinished_link(line)] == marks


@pytest.mark.parametrize("line", ["un|*|glaub|*|lich", "|*|Haus|*|tür", "Haus|*|tür|*|"])
def test_a_part_of_a_word_may_be_emphasised(line: str) -> None:
    marks = [(one.start, one.kind) for one in sorted(delimiters(line.replace("|", "")))]
    first, second = (found.start() for found in re.finditer(r"\*", line.replace("|", "")))
    assert marks == [(first, "open"), (second, "close")]


def test_a_word_in_strong_emphasis_is_no_name_of_a_program() -> None:
    assert is_strong("__sehr__")
    assert not is_strong("__sehr_gut__")


@pytest.mark.parametrize("unit", [" _`", "_ä`", "*a", " **a _b", "[a](b)"])
def test_long_lines_take_a_time_that_grows_as_they_do(unit: str) -> None:
    line = unit * 20_000  # of these signs, each asked all before it
    assert sum(mark.end - mark.start for mark in delimiters(line)) <= len(line)


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        ("Das ist '''sehr''' ''gut''.", ["'''", "'''", "''", "''"]),
        ("Er sagt ``Komm jetzt'' zu mir.", ["``", "''"]),
        ("Sie ist 5'11'' groß, er 6''.", []),
        ("a ``b c", ["``"]),
    ],
)
def test_apostrophes_of_mediawiki_and_quotes_of_tex_are_marks(line: str, marks: list[str]) -> None:
    assert [line[one.start : one.end] for one in sorted(delimiters(line))] == marks


def test_numbers_of_notes_are_no_link() -> None:
    assert not list(delimiters("Der Hund.[1][2]"))
    assert [kind for *_, kind, _ in delimiters("Der [Hund][1]")] == ["open", "close"]
