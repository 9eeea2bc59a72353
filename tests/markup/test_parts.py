import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tolmach.markup.parts import MarkedLine, Part

PIECES = ["<b>", "</b>", "<br/>", "&amp;", "& ", "<", ">", "{0}", "%s", "Wort", " ", "<ph id='1'/>"]


def kinds(line: str) -> list[tuple[str, str]]:
    return [(part.kind, part.written) for part in MarkedLine.of(line).parts]


def test_a_line_falls_into_text_and_tags() -> None:
    assert kinds('Der <a href="x>y">Hund</a><br/>da') == [
        ("text", "Der "),
        ("open", '<a href="x>y">'),
        ("text", "Hund"),
        ("close", "</a>"),
        ("lone", "<br/>"),
        ("text", "da"),
    ]


def test_comments_and_instructions_are_marks_of_their_own() -> None:
    assert [kind for kind, _ in kinds("a<!-- <b> -->b<?x y?>c")] == [
        *("text", "lone", "text", "lone", "text")
    ]


@pytest.mark.parametrize(
    "fixed",
    [
        "{0}",
        "{{ name }}",
        "${x}",
        "{n, plural, one {# Tag} other {# Tage}}",
        "%s",
        "%1$s",
        "%(name)s",
        "%.2f",
        "%USER%",
        "https://example.org/a?b=1&c=2",
        "www.example.org",
        "anna.b@post.example.org",
        "<code>ls <b></code>",
        '<span translate="no">Tolmach</span>',
        "<![CDATA[x < y]]>",
        "&unknown;",
    ],
)
def test_what_must_come_through_is_found(fixed: str) -> None:
    line = MarkedLine.of(f"Das ist {fixed}, ja.")
    assert line.fixed == [fixed]
    assert [part.written for part in line.parts] == ["Das ist ", fixed, ", ja."]


@pytest.mark.parametrize(
    "text", ["100 % sicher", "50%ige Lösung", "3 < 5 und 7 > 6", "a <3", "{offen", "a @ b", "%"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert kinds(text) == [("text", text)]


def test_code_is_a_word_and_native_tags_are_none() -> None:
    assert kinds('<ph id="1">%s</ph>')[0][0] == "fixed"
    assert kinds("m<sup>2</sup>") == [("text", "m"), ("lone", "<sup>2</sup>")]
    assert kinds('a <x id="1"/> b')[1][0] == "fixed"
    assert kinds('a<x id="1"/> b')[1][0] == "lone"


def test_the_halves_of_a_pair_are_known_by_their_number() -> None:
    line = MarkedLine.of('<bpt id="1">&lt;b&gt;</bpt>Hund<ept id="1">&lt;/b&gt;</ept><ex rid="7"/>')
    opening, _, closing, other = line.parts
    assert (opening.kind, closing.kind, other.kind) == ("open", "close", "close")
    assert opening.name == closing.name != other.name


def test_entities_are_decoded_and_encoded_again_unless_the_sign_stands_plainly() -> None:
    line = MarkedLine.of("R&amp;D &#60; A &lt; B > C")
    assert line.parts == (Part("text", "R&D < A < B > C"),)
    assert line.signs == {"&": "&amp;", "<": "&lt;"}
    assert MarkedLine.of("Hund & Katze").signs == {"<": "&lt;", ">": "&gt;"}


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map("".join))
@example("<b " * 20)
def test_nothing_of_a_line_is_lost(line: str) -> None:
    found = MarkedLine.of(line)
    if "&" not in line:
        assert "".join(part.written for part in found.parts) == line
    assert all(part.written for part in found.parts)
