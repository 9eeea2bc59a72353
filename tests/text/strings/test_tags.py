import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.strings.tags import Tag, tags

OPENING = (
    """
<b>|<0>|<>|<a href="x>y">|<a @click="go">|<a (click)="go()">|<a [href]="x">|<a *ngIf="x > 1">
<a #ref>|<a v-slot:[x]>|<a href=https://example.org/?a=1>|<a href=\\"x\\">|<a href="x"class='b'>
<a b={x > 1} {...p}>|<a on:click={() => {f(x)}}>|<a {{ x }} {% if a > b %}c{% endif %} <%= d %>>
<a :disabled="a < b">
<x-a @class(['a' => f($b) > 1]) c="d">|<i @if(a > b)>|<a @b(>
<a\\nhref="x">|<a title=Anna's>|<a href="x>|<svelte:self>|<Trans.Part a="1">|&lt;b c="d"&gt;
&amp;lt;i&amp;gt;|[b]|[url=https://example.org]
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
ALONE = (
    """
<br>|<BR/>|<img src="a.png">|<1/>|<x id="1"/>|<!-- <b> -->|<!-- open|<!DOCTYPE html>|&lt;br/&gt;
<00:00:05.000>|<12:05.000>|<a class="x" href='y'|class="y">|<div
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
FIXED = (
    """
<code>ls <b></code>|<span translate="no">Tolmach</span>|<![CDATA[x < y]]>|<https://example.org/>
<anna@example.org>|<i class="a notranslate">x</i>|H<sub>2</sub>O
H<g n="0">2</g>O
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def found(line: str) -> list[tuple[str, str]]:
    return [(line[tag.start : tag.end], tag.kind) for tag in tags(line)]


@pytest.mark.parametrize(
    ("written", "kind"),
    [(tag, "open") for tag in OPENING]
    + [(tag, "lone") for tag in ALONE]
    + [(tag, "fixed") for tag in FIXED],
)
def test_tags_are_found_whole(written: str, kind: str) -> None:
    assert found(written) == [(written, kind)]


@pytest.mark.parametrize("note", ['<a href="#x">1</a>', '<g n="0">12</g>', "<B>3</B>"])
def test_a_number_behind_a_word_is_a_mark_of_its_own(note: str) -> None:
    assert found(f"Das Haus{note} steht.") == [(note, "lone")]
    for line in (f"Das Haus {note} steht.", f"Das Haus{note}tier.", f"Haus{note[:-5]}x{note[-5:]}"):
        assert [kind for _, kind in found(line)] == ["open", "close"]


JSON = (
    r"\u003cb class=\u0022x\u0022\u003ex\u003c/b\u003e",
    r"\u003Cb\u003Ex\u003C\/b\u003E",
)


def test_the_tags_of_a_pair_have_one_name() -> None:
    for line in (
        "<B>x</b>",
        "<0>x</0>",
        "<>x</>",
        "[b]x[/b]",
        "&lt;b&gt;x&lt;/b&gt;",
        *JSON,
    ):
        opening, closing = tags(line)
        assert (opening.kind, closing.kind, opening.name) == ("open", "close", closing.name)
    opening, closing, other = tags('<bpt id="1">&lt;b&gt;</bpt>x<ept id="1">y</ept><ex rid="7"/>')
    assert (opening.kind, closing.kind, other.kind) == ("open", "close", "close")
    assert opening.name == closing.name != other.name


@pytest.mark.parametrize("shown", ['<img src="a">', "<input>", '<i class="a"></i>', "<hr/>"])
def test_what_shows_something_parts_the_words_around_it(shown: str) -> None:
    [glued] = tags(f"Der{shown}Hund")
    assert (glued.kind, glued.breaks) == ("lone", True)
    assert not any(tag.breaks for tag in tags(f"Der {shown} Hund{shown}."))


@pytest.mark.parametrize(
    "formula",
    ["CO<sub>2</sub>", "x<sub>1</sub>", "Ca<sup>2+</sup>", "SO<sub>4</sub><sup>2-</sup>"],
)
def test_a_formula_is_a_word_of_its_own(formula: str) -> None:
    assert [*tags(f"Das ist {formula}.")] == [Tag(8, 8 + len(formula), "fixed")]


def test_a_brace_closes_a_command() -> None:
    (command,) = tags("Das ist \\textbf{sehr {x} gut} so.")
    assert (command.kind, command.closed_at) == ("open", (28, 29))
    assert [tag.kind for tag in tags("\\emph{offen")] == ["lone"]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        *(("link:https://a.de/b[", "]"), ("xref:b.adoc#c[", "]"), ("image::b.png[", "]")),
        *(("https://a.de[", "]"), ("btn:[", "]"), ("<<b-1,", ">>"), ("[[Hund#Fell|", "]]")),
        *((r"{\bf ", "}"), (r"{\large\itshape ", "}"), (r"{\color{red}", "}")),
    ],
)
def test_brackets_close_links_of_asciidoc_and_wikis_and_switches_of_latex(
    opening: str, closing: str
) -> None:
    line = f"Der {opening}rote (Hund){closing} da [1] {{x}} << >>"
    (tag,) = tags(line)
    assert (line[tag.start : tag.end], tag.kind) == (opening, "open")
    assert tag.closed_at is not None
    assert line[slice(*tag.closed_at)] == closing


@pytest.mark.parametrize(
    "line",
    [
        *("https://a.de[1]", "https://a.de[]", "f(x)[Hund]", "liste[Hund]", "a/link:[Hund]"),
        *("<<Hund>>", "[[Hund]]", "[[Datei:a.png|mini|Hund]]", r"{\an8}Hund", r"{\alpha Hund}"),
    ],
)
def test_other_brackets_close_no_tag(line: str) -> None:
    assert all(tag.closed_at is None for tag in tags(line))


def test_paragraphs_are_blocks_and_unknown_names_may_be_words() -> None:
    paragraph, line_end, bold, name = tags("<p>a<br>b<b>c<vorname>")
    assert [tag.block for tag in (paragraph, line_end, bold, name)] == [True, False, False, False]
    assert line_end.breaks
    assert [tag.may_be_word for tag in (paragraph, bold, name)] == [False, False, True]


def test_a_name_that_html_never_closes_is_one_of_a_pair_where_it_is_closed() -> None:
    opening, closing, line_end, other = tags("Siehe <link>hier</link>.<br>Da</br>")
    assert (opening.kind, closing.kind, opening.block) == ("open", "close", False)
    assert (line_end.kind, other.kind) == ("lone", "close")
    (alone,) = tags('<link rel="x">')
    assert (alone.kind, alone.block) == ("lone", True)


@pytest.mark.parametrize(
    "text", ["5 < 6 und 7 > 3", "a<b", "x <y", "I <3 it", "<- <= <", "[1] [x]"]
)
def test_ordinary_text_has_none(text: str) -> None:
    assert found(text) == []


@given(st.lists(st.sampled_from([*OPENING, *ALONE, *FIXED, "<", '"', "Wort "]) | st.text()))
def test_any_line_has_them_in_order(parts: list[str]) -> None:
    last = 0
    for tag in tags("".join(parts)):
        assert last <= tag.start < tag.end
        last = tag.end
