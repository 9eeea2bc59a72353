import pytest
from hypothesis import given

from tests.markup.marked_lines import MIXED
from tolmach.markup.blocks import Block, MarkedLine


def cut(line: str) -> str:
    """Return a line with its blocks in brackets."""
    return "".join(
        f"⟦{''.join(part.written for part in piece.parts)}⟧" if isinstance(piece, Block) else piece
        for piece in MarkedLine.of(line).pieces
    )


@pytest.mark.parametrize(
    "line",
    [
        "⟦Der Hund schläft.⟧",
        "  ⟦Der <b>Hund</b> schläft.⟧ ",
        "<p><b>⟦Der Hund.⟧</b></p> <p>⟦Die Katze.⟧</p>",
        "⟦Liebe Anna,⟧<br>⟦ich komme <br> morgen.⟧",
        "⟦Eins.⟧\\n⟦Zwei.⟧",
        "</b>⟦Hund <i>Katze⟧<x/>",
        "⟦<b>Der</b> Hund⟧",
        "⟦Fehler⟧: {message}",
        "{x}: ⟦Der Hund⟧ – %s",
        "&copy; ⟦Alle Rechte⟧ &raquo;",
        "<b>⟦Wichtig:⟧</b> ⟦Der Hund beißt.⟧",
        "&quot;⟦Der Hund schläft.⟧&quot;",
        "⟦Er sagt &quot;ja&quot;⟧",
        "| ⟦Name⟧ | **⟦Alter⟧** |",
        "## ⟦Der Hund⟧ ##",
        "{% if x %}⟦Der Hund⟧{% else %}⟦Die Katze⟧{% endif %}",
        "⟦Der Hund {% if x %}schläft{% endif %} hier.⟧",
        "{a} <b>%s</b> &amp; {b}",
        "{a}⟦Der Hund⟧{/a}",
        "⟦Datei⟧ &gt; ⟦Neu⟧ -&gt; ⟦Der Ordner⟧",
        "⟦Wenn a &gt; b ist, so ist es gut.⟧",
        "{n, plural, one {<b>#</b><br>⟦# Hund⟧} other {⟦Die # Hunde &amp; Tom⟧}}",
        "⟦Es fehlen {n}.⟧ ⟦Dritte Zeile {m}.⟧",
        "<i>⟦Es gilt <b>{n}</b>.⟧ ⟦Dritte <u>Zeile</u>.⟧</i>",
        "⟦Nimm <code>7</code>.⟧ ⟦Dann {m}! Danach %d.⟧ ⟦Ende.⟧",
        "⟦Nimm 7. Dann {n}. und <b>{m}. Danach</b> mehr.⟧",
        "⟦Am {n}. Mai kam die {m}. Auflage.⟧",
        "---",
        "5 &lt; 6",
    ],
)
def test_a_line_is_cut_into_blocks(line: str) -> None:
    assert cut(line.replace("⟦", "").replace("⟧", "")) == line


@pytest.mark.parametrize("mark", ["{% if x %}", "{{#a}}"])
def test_statements_of_a_template_end_a_block_only_between_sentences(mark: str) -> None:
    assert len(MarkedLine.of(f"Der Hund. {mark}Die Katze").blocks) == 2
    assert len(MarkedLine.of(f'Er sagt: "Ja!" <b> </b>{mark}Die Katze').blocks) == 2
    assert len(MarkedLine.of(f"Der Hund {mark}schläft").blocks) == 1
    many = MarkedLine.of(f"Hund {mark} " * 5_000)  # in a time that grows as the line does
    texts = (p.parts if isinstance(p, Block) else () for p in many.pieces)
    assert sum(part.text.count("Hund") for parts in texts for part in parts) == 5_000


def test_line_breaks_alone_stay_however_many_there_are() -> None:
    line = "\\n" * 10_000  # in a time that grows as the line does
    assert cut(line) == line


def test_a_line_may_have_to_stay_whole() -> None:
    for line in ("<p>Eins.</p><p>Zwei.</p>", "<b>Eins:</b> zwei", "Eins {n}. Zwei"):
        assert len(MarkedLine.of(line).blocks) == 2
        assert len(MarkedLine.of(line, whole=True).blocks) == 1


def test_a_block_knows_its_text_and_what_is_fixed() -> None:
    (block,) = MarkedLine.of("Der {x} <b>f&uuml;r</b> %s da").blocks
    assert [part.written for part in block.fixed] == ["{x}", "%s"]
    assert block.text.split() == ["Der", "für", "da"]


def test_signs_are_written_as_the_line_writes_them() -> None:
    assert MarkedLine.of("Hund &uuml; Katze").codes == {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "ü": "&uuml;",
    }
    assert MarkedLine.of("R & D, &uuml; ü, &#39;").codes == {"<": "&lt;", ">": "&gt;"}
    assert MarkedLine.of("geht&#39;s").codes["'"] == "&#39;"


@given(MIXED)
def test_nothing_of_a_line_is_lost(line: str) -> None:
    assert cut(line).replace("⟦", "").replace("⟧", "") == line.replace("⟦", "").replace("⟧", "")
    for block in MarkedLine.of(line).blocks:
        assert not block.parts[0].written[:1].isspace()
        assert not block.parts[-1].written[-1:].isspace()


@pytest.mark.parametrize(
    ("line", "longest"),
    [
        ("Der <b>Hund</b> schläft im Garten. " * 100, 1_100),
        ("<b>Hund</b> schläft. " * 200, 1_100),
        ("K&auml;fig. <i>x</i> " * 200, 2_100),
        ("Hund {a} " * 2_000, 4_100),
        ("<u>" + "Der Hund. " * 200 + "</u> " + "Die <b>Katze</b>. " * 150, 2_100),
    ],
)
def test_a_long_line_is_cut_at_sentence_ends_outside_pairs(line: str, longest: int) -> None:
    cut_up = MarkedLine.of(line)
    texts = ["".join(part.written for part in block.parts) for block in cut_up.blocks]
    assert len(texts) > 1
    assert max(map(len, texts)) < longest
    assert all(text.count("<b>") == text.count("</b>") for text in texts)
    assert cut(line).replace("⟦", "").replace("⟧", "") == line
    assert len(MarkedLine.of(line, whole=True).blocks) == 1


def test_unseen_characters_at_the_edges_stay_there() -> None:
    line = MarkedLine.of("\u200b\u202aDer <b>Hund</b>.\u202c\xad")
    assert (line.pieces[0], line.pieces[-1]) == ("\u200b\u202a", "\u202c\xad")


@pytest.mark.parametrize(
    ("line", "texts", "quote"),
    [
        ('{"a": "Der <b>Hund</b>", "n": 3}', ["Der <b>Hund</b>"], '"'),
        ("print(_('Guten Tag'))", ["Guten Tag"], "'"),
        ("Der Hund", ["Der Hund"], ""),
    ],
)
def test_of_code_only_strings_are_blocks(line: str, texts: list[str], quote: str) -> None:
    found = MarkedLine.of(line)
    written = ["".join(part.written for part in block.parts) for block in found.blocks]
    assert (written, {block.quote for block in found.blocks}) == (texts, {quote})
    blocks = iter(written)
    assert "".join(one if isinstance(one, str) else next(blocks) for one in found.pieces) == line
    assert ("&" in found.codes) == (not quote)


def test_number_signs_of_messages_are_numbers() -> None:
    block, _ = MarkedLine.of("{n, plural, one {# <b>Hund</b>} other {x}}").blocks
    assert [(part.written, part.name, part.read) for part in block.fixed] == [("#", "number", "1")]
    (other,) = MarkedLine.of("# <b>Hund</b>").blocks
    assert other.fixed == []
