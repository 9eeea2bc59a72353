import pytest
from hypothesis import example, given

from tests.markup.marked_lines import MIXED
from tolmach.markup.parts import parts_of
from tolmach.reading.marks.part import Part


def kinds(line: str) -> list[tuple[str, str]]:
    return [(part.kind, part.written) for part in parts_of(line)]


def fixed(line: str) -> list[str]:
    return [part.written for part in parts_of(line) if part.kind == "fixed"]


def test_a_line_falls_into_text_and_tags() -> None:
    assert kinds('Der <a href="x>y">Hund</a><br/>da') == [
        ("text", "Der "),
        ("open", '<a href="x>y">'),
        ("text", "Hund"),
        ("close", "</a>"),
        ("lone", "<br/>"),
        ("text", "da"),
    ]


@pytest.mark.parametrize(
    "written",
    [
        *("{0}", "{{ name }}", "%{n}", ":name", "%1$s", "<%= name %>", "$NAME", "[[name]]"),
        *("https://example.org/a?b=1&c=2", "anna.b@example.org", "config.toml", "`ls <b>`"),
        *("<code>ls <b></code>", "<![CDATA[x < y]]>", "&unknown;", "AT&amp;T", "5 &lt; 6"),
        *("<username>", "&lt;script&gt;", "{a}/{b}", "{first} {last}", "%d%%"),
    ],
)
def test_what_stands_for_a_word_is_fixed(written: str) -> None:
    assert kinds(f"Das ist {written}, ja.") == [
        ("text", "Das ist "),
        ("fixed", written),
        ("text", ", ja."),
    ]


@pytest.mark.parametrize(
    "text", ["100 % sicher", "50%ige Lösung", "Uhr: morgen", "{offen", "a @ b", "%", "Leser*innen"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert kinds(text) == [("text", text)]


def test_a_placeholder_at_a_word_is_a_mark_and_two_around_words_are_a_pair() -> None:
    assert [kind for kind, _ in kinds("{0}rote{1}")] == ["open", "text", "close"]
    assert [kind for kind, _ in kinds("%1$sder rote Hund%2$s")] == ["open", "text", "close"]
    assert [kind for kind, _ in kinds("Datei{n} da")] == ["text", "lone", "text"]
    assert fixed("{n}px {name}s {x}-Datei") == ["{n}", "{name}", "{x}"]


def test_a_tag_with_a_partner_or_at_a_word_is_no_word() -> None:
    assert fixed("Der <x>Hund</x> und <y>Katze") == []
    assert fixed("Gib <name> ein") == ["<name>"]
    assert fixed("a <b> b") == []


def test_what_a_template_says_is_a_mark() -> None:
    assert [kind for kind, _ in kinds("{% if x %}a{% endif %}")] == ["open", "text", "close"]
    assert [kind for kind, _ in kinds("{{#if x}}a{{/if}}")] == ["open", "text", "close"]
    assert [kind for kind, _ in kinds("<% if x %>a<% end %>")] == ["open", "text", "close"]
    assert [kind for kind, _ in kinds("<?php if (x): ?>a<?php endif; ?>")][::2] == ["open", "close"]
    twice = [part.name for part in parts_of("<% a do |b| %>c<% for d %>e<% end %>f<% end %>")]
    assert twice == ["%", "", "%", "", "%", "", "%"]
    assert [part.block for part in parts_of("a{% else %}b")] == [False, True, False]


def test_letters_in_code_are_text_and_spaces_are_marks() -> None:
    assert parts_of("f&uuml;r&nbsp;x") == [
        Part("text", "f&uuml;r", read="für"),
        Part("lone", "&nbsp;", "space", read=" "),
        Part("text", "x"),
    ]


def test_a_space_of_jsx_is_a_space_and_a_reading_in_ruby_a_mark() -> None:
    assert parts_of("Da{' '}ist")[1] == Part("lone", "{' '}", "space", read=" ")
    ruby = "<ruby>Hund<rp>(</rp><rt>x</rt><rp>)</rp></ruby>"
    assert kinds(ruby)[1:-1] == [
        *(("text", "Hund"), ("lone", "<rp>(</rp>")),
        *(("lone", "<rt>x</rt>"), ("lone", "<rp>)</rp>")),
    ]


def test_quotation_marks_in_code_are_pairs() -> None:
    names = [part.name for part in parts_of("&quot;a&quot; &bdquo;b&ldquo;") if part.name]
    assert names == ["opening", "closing"] * 2
    assert [part.name for part in parts_of("5&quot; da") if part.name] == ["sign"]


def test_markdown_knows_nothing_of_what_is_inside_other_marks() -> None:
    assert [kind for kind, _ in kinds("<a title='*'>a</a> *b")] == [
        *("open", "text", "close", "text", "lone", "text")
    ]
    assert kinds("[a](https://example.org/b_c_d) e") == [
        ("open", "["),
        ("text", "a"),
        ("close", "](https://example.org/b_c_d)"),
        ("text", " e"),
    ]
    assert [part.kind for part in parts_of("\\textbf{a {b}, \\ref{c}}")] == [
        *("open", "text", "fixed", "text", "fixed", "close")
    ]


@given(MIXED)
@example("<b " * 20)
def test_nothing_of_a_line_is_lost(line: str) -> None:
    parts = parts_of(line)
    assert "".join(part.written for part in parts) == line
    assert all(part.written for part in parts)


def test_spaces_are_marks_and_wide_ones_set_blocks_apart() -> None:
    found = parts_of("Der  Hund\u00a0schläft\tgut  ")
    assert [(part.written, part.block) for part in found if part.name == "space"] == [
        ("  ", False),
        ("\u00a0", False),
        ("\t", True),
    ]
    assert "".join(part.written for part in found) == "Der  Hund\u00a0schläft\tgut  "


def test_a_placeholder_between_letters_of_a_script_without_spaces_is_no_mark() -> None:
    assert [part.kind for part in parts_of("赤い猫は{0}で寝ます")] == ["text", "fixed", "text"]
    assert [part.kind for part in parts_of("auf {0}diese{1} Weise")][1::2] == ["open", "close"]


def test_arrows_between_words_point_to_the_next() -> None:
    for arrow in ("-&gt;", "&gt;", "&rarr;", "->"):
        (one,) = (part for part in parts_of(f"Datei {arrow} Neu da") if part.kind == "fixed")
        assert (one.written, one.read) == (arrow, ">")
    assert [part.read for part in parts_of("Datei-&gt;Neu") if part.kind == "fixed"] == [""]
