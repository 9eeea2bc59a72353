import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.reading.kept import (
    free_text,
    held_places,
    kept_parts,
    may_have_breaks,
    sentence_breaks,
    with_quotations_apart,
    without_marks,
)
from tolmach.reading.marks.part import Part

PAIR = [("open", "%1$s"), ("close", "%2$s")]


def kept(text: str) -> list[tuple[str, str]]:
    return [(one.part.kind, text[one.start : one.end]) for one in kept_parts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das ist **sehr** gut", [("open", "**"), ("close", "**")]),
        ("_sehr_ ~~gut~~", [("open", "_"), ("close", "_"), ("open", "~~"), ("close", "~~")]),
        ("==sehr== __gut__", [("open", "=="), ("close", "=="), ("open", "__"), ("close", "__")]),
        ("[a](b(c)d) e", [("open", "["), ("close", "](b(c)d)")]),
        ("R&amp;D &foo; b", [("fixed", "R&amp;D"), ("fixed", "&foo;")]),
        ("Der [Hund](x.md) da", [("open", "["), ("close", "](x.md)")]),
        ("Ein <b>Hund</b><br/>", [("open", "<b>"), ("close", "</b>"), ("lone", "<br/>")]),
        ("Ein <b>Hund", [("lone", "<b>")]),
        ("Siehe www.example.org/a", [("fixed", "www.example.org/a")]),
        ("Hallo {name}, tippe `x y`", [("fixed", "{name}"), ("fixed", "`x y`")]),
        ("Das (https://a.de/b) da", [("fixed", "(https://a.de/b)")]),
        ("2 * 3 * 4 und a_b", [("fixed", "a_b")]),
        ("Siehe <https://a.de/b> dort", [("fixed", "<https://a.de/b>")]),
        ("<x/>Ein <x/> Hund", [("lone", "<x/>"), ("fixed", "<x/>")]),
        ("Klick {a}hier mal{/a}", [("open", "{a}"), ("close", "{/a}")]),
        (r"Er \"will\" da", [("fixed", r"\""), ("fixed", r"\"")]),
        (r"f\u00fcr", [("text", r"\u00fc")]),
    ],
)
def test_parts_are_kept(text: str, expected: list[tuple[str, str]]) -> None:
    assert kept(text) == expected


def test_what_is_enclosed_alone_is_left_out() -> None:
    (one,) = kept_parts("Ja (%s) da")
    assert one.part.read == ""


def test_quotes_within_quotes_are_kept_and_marks_of_emphasis_are_no_quotes() -> None:
    assert kept("Da '\"{0}\"' ist") == [("fixed", "'\"{0}\"'")]
    assert kept("Da ''{0}'' ist") == [("open", "''"), ("fixed", "{0}"), ("close", "''")]


def test_the_rest_is_free() -> None:
    text = "a **b** c"
    held = held_places(text, kept_parts(text))
    assert free_text(text, held) == "a b c"


def test_a_letter_in_code_is_read_and_an_apostrophe_within_a_word_is_one() -> None:
    read = [one.part.text for one in kept_parts(r"f\u00fcr don&#39;t don\'t")]
    assert read == ["ü", "'", "'"]


@pytest.mark.parametrize(
    ("text", "plain", "marks"),
    [
        ("The <b>do", "The do", ["<b>"]),
        ("The <b>door</b> is **be", "The door is be", ["<b>", "</b>", "**"]),
        ("The [door](a.md) i", "The door i", ["[", "](a.md)"]),
        ("The [do", "The do", ["["]),
        ("The [door](https://a.ex", "The door", ["[", "](https://a.ex"]),
        ("Tom {name} 2 * 3 ", "Tom {name} 2 * 3 ", []),
        ("a <br/> b", "a b", ["<br/>"]),
    ],
)
def test_marks_are_left_out(text: str, plain: str, marks: list[str]) -> None:
    assert without_marks(text) == (plain, marks)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("„Ja“, so.", [("open", "„"), ("text", "Ja"), ("close", "“"), ("text", ", so.")]),
        ("Er »da«", [("text", "Er "), ("open", "»"), ("text", "da"), ("close", "«")]),
        ("„Ja, sagt er.", [("text", "„Ja, sagt er.")]),
    ],
)
def test_quotation_marks_are_marks_in_pairs(text: str, parts: list[tuple[str, str]]) -> None:
    found = with_quotations_apart([Part("text", text)], "")
    assert [(part.kind, part.written) for part in found] == parts


def test_quotations_have_the_marks_asked_for_and_other_parts_stay() -> None:
    found = with_quotations_apart([Part("text", '"Yes"'), Part("fixed", '"b"')], "„“")
    assert "".join(part.written for part in found) == '„Yes“"b"'


def test_a_quotation_may_go_across_other_parts() -> None:
    mark, replaced = Part("lone", "\\n"), Part("text", "ä", read="a")
    found = with_quotations_apart([Part("text", 'x("Ja'), mark, Part("text", '")'), replaced], "«»")
    assert "".join(part.written for part in found) == "x(«Ja\\n»)ä"
    assert found[-1] is replaced


@given(st.text(alphabet="ab*_[]()<>/`{}~ x.:", max_size=50))
def test_parts_are_in_order_and_pairs_are_whole(text: str) -> None:
    found = list(kept_parts(text))
    last = 0
    for one in found:
        assert last <= one.start < one.end <= len(text)
        last = one.end


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("<!-- a <b> --> x", ["lone"]),
        ('a <b class="x>y">c</b>', ["open", "close"]),
        ("a \\textbf{b} c", ["open", "close"]),
        ("a <code>b</code> c", ["fixed"]),
        ("a <name>, b", ["fixed"]),
        ("a [b]c[/b]", ["open", "close"]),
        ("a <![CDATA[x < y]]> b", ["fixed"]),
    ],
)
def test_tags_are_those_of_markup(text: str, kinds: list[str]) -> None:
    assert [one.part.kind for one in kept_parts(text)] == kinds


def test_signs_that_may_begin_a_break_are_looked_at_once() -> None:
    assert not may_have_breaks("%" * 500_000)  # minutes if each looks as far as it can
    assert may_have_breaks("{%- if so %}Ja.{%- else %}Nein.")


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Der Hund.<br/>Die Katze.", ["Der Hund.", "Die Katze."]),
        ("Der Hund <br> <br> die Katze", ["Der Hund <br> <br> die Katze"]),
        ("Der Hund<br/>Die Katze", ["Der Hund", "Die Katze"]),
        ("Der Hund.\\nDie Katze.\\n", ["Der Hund.", "Die Katze.\\n"]),
        ("<p>Der Hund</p><p>die Katze</p>", ["<p>Der Hund", "die Katze</p>"]),
        ("<p>Der Hund</p> <p>die Katze</p>", ["<p>Der Hund", "die Katze</p>"]),
        ("<b>Der Hund.<br/>Die</b> Katze", ["<b>Der Hund.", "Die</b> Katze"]),
        ("Der Hund schläft.", ["Der Hund schläft."]),
        ("{%if a%}Der Hund{%else%}die Katze{%endif%}", ["{%if a%}Der Hund", "die Katze{%endif%}"]),
        ("{{#if a}}Ja {{else}} nein{{/if}}", ["{{#if a}}Ja", "nein{{/if}}"]),
        ("Der {% if a %}Hund{% endif %} schläft", ["Der {% if a %}Hund{% endif %} schläft"]),
    ],
)
def test_line_breaks_and_paragraphs_part_sentences(text: str, parted: list[str]) -> None:
    breaks = sentence_breaks(text, kept_parts(text)) if may_have_breaks(text) else ()
    places = [0, *(place for span in breaks for place in span), len(text)]
    parts = [text[a:b] for a, b in zip(places[::2], places[1::2], strict=True)]
    assert [part for part in parts if part] == parted


@pytest.mark.parametrize(
    ("text", "read"),
    [("20&nbsp;&euro;", "20"), ("&pound;1.250,5", "1.250,5"), ("5&#160;&#8381;", "5"), ("7️⃣", "7")],
)
def test_of_a_sum_with_entities_the_number_is_read(text: str, read: str) -> None:
    (one,) = kept_parts(f"Da {text} da")
    assert (one.part.written, one.part.read, one.part.name) == (text, read, "number")
