import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.documents.html_layout import HtmlLayout, TagRules

CASES = [
    ("<p>Guten <b>Tag</b></p>", ["Guten <b>Tag</b>"]),
    ("<ul>\n <li>eins</li>\n <li> zwei </li></ul>", ["eins", "zwei"]),
    ("eins<br>zwei<br/>drei", ["eins", "zwei", "drei"]),
    ("<script>let a = '<p>Hallo</p>';</script>Text<!-- Hallo -->", ["Text"]),
    ("<style>p { color: red }</style><pre>so  wie</pre>", []),
    ("<p translate=no>Hallo <p>du</p></p><p>Welt</p>", ["Welt"]),
    ('<div class="a notranslate">Hallo</div>', []),
    ("<div class=notranslate>Hallo</div><p class=notranslated>Welt</p>", ["Welt"]),
    ("Siehe <code>x = 1</code> dort", ["Siehe <code>x = 1</code> dort"]),
    ("<noscript><p>Bitte <b>an</b></p></noscript>", ["Bitte <b>an</b>"]),
    ("<title>Seite</title><body>Text", ["Seite", "Text"]),
    ("Vor<center>Mitte</center>nach", ["Vor", "Mitte", "nach"]),
    ("1 < 2 und <b>3", ["1 < 2 und <b>3"]),
    ("<script>niemals zu", []),
    ("<p>Vor<script>w('<script src=a><\\/script>')</script>nach", ["Vor", "nach"]),
    ("<style>/* <style> */</style>eins<textarea><textarea></textarea >zwei", ["eins", "zwei"]),
    ("<script>'</scripts>'</SCRIPT\n>Text", ["Text"]),
    ("<svg><svg/><svg>a</svg>b</svg>Text", ["Text"]),
    ("<pre><!-- <pre> --><pre-a></pre>Text", ["Text"]),
    ("<![CDATA[<p>a > b]</p>]]]>Text<![CDATA[c <![CDATA[Wort]]>", ["Text<![CDATA[c"]),
    (
        '<!DOCTYPE b [<!ELEMENT b ANY> <!-- a [ ]> " --> <!ENTITY m "<i>Meer]></i>">\n]>Ufer',
        ["Ufer"],
    ),
    ("<!DOCTYPE b [ <!ENTITY m 'Meer'> <p>Ufer</p>", ["<!DOCTYPE b [", "Ufer"]),
    ("<p><b></b> 12 </p>", []),
    (
        "<?php if ($a > 1) { echo '<p>Halt</p>'; } ?>Text<?xml b?>Wort<? c <? d",
        ["Text", "Wort<? c <? d"],
    ),
    ("<p>Es sind <?= $a ? 1 : 2 ?> Hunde<p><?= $b ?>", ["Es sind <?= $a ? 1 : 2 ?> Hunde"]),
    ("<a title='a > b'>Wort</a>", ["<a title='a > b'>Wort</a>"]),
]


@pytest.mark.parametrize(("text", "parts"), CASES)
def test_what_is_translated_and_what_is_kept(text: str, parts: list[str]) -> None:
    layout = HtmlLayout.of(text)
    assert list(layout.translatable) == parts
    assert layout.filled(parts) == text


def test_inline_elements_not_to_be_translated_are_marked_for_the_translator() -> None:
    text = '<p>Ich mag <span class="notranslate">Rot</span> und <x a="1">Blau</x>.</p>'
    layout = HtmlLayout.of(text, TagRules(ignored=["X"]))
    [part] = layout.translatable
    assert part.count(' translate="no"') == 2
    assert layout.filled([part]) == text


def test_tags_divide_or_join_as_is_asked() -> None:
    rules = TagRules(dividing=["seg"], joining=["p"])
    layout = HtmlLayout.of("<seg>eins</seg><seg>zwei<p>drei</p></seg>", rules)
    assert layout.translatable == ("eins", "zwei<p>drei</p>")


def test_in_xml_names_of_html_mean_nothing() -> None:
    layout = HtmlLayout.of("<d><p>Ein <pre>Hund</pre></p><svg>Ja</svg></d>", TagRules(kept=()))
    assert layout.translatable == ("Ein <pre>Hund</pre>", "<svg>Ja</svg></d>")


def test_in_xml_text_in_cdata_is_translated() -> None:
    data = "<![CDATA[<p>Der <k>Hund</k> & so</p> Auto]]>"
    text = f"<s>Die <i>Katze</i> {data}<k><![CDATA[Nein]]></k></s>"
    layout = HtmlLayout.of(text, TagRules(ignored=["k"], kept=(), reads_data=True))
    [cat, dog, car] = layout.translatable
    assert (cat, car) == ("<s>Die <i>Katze</i>", "Auto")
    assert dog.replace(' translate="no" tolmach=""', "") == "Der <k>Hund</k> & so"
    assert layout.filled(layout.translatable) == text
    assert HtmlLayout.of(text).translatable == ("<s>Die <i>Katze</i>",)


@pytest.mark.parametrize("inside", ["eins<br>zwei", "<p>eins</p>", "<i>eins <!-- a --></i> zwei"])
def test_what_divides_an_element_does_not_make_it_translated(inside: str) -> None:
    text = f'Ja <span translate="no">{inside}</span> nein'
    layout = HtmlLayout.of(text)
    assert layout.translatable == ("Ja", "nein")
    assert layout.filled(layout.translatable) == text


def test_long_runs_are_cut_between_sentences() -> None:
    sentence = "Dies ist ein <b>langer</b> Satz. "
    layout = HtmlLayout.of("<p>" + sentence * 200 + "</p>")
    assert len(layout.translatable) > 2
    assert all(len(part) < 2100 for part in layout.translatable)
    assert all(part.startswith("Dies") and part.endswith(".") for part in layout.translatable)


def test_sentences_become_parts_where_no_pair_of_tags_and_no_word_spans_them() -> None:
    apart = "Der <b>Hund</b> schläft. "
    within = "<i>Die <a href='x'>Katze</a> schläft. Die Maus</i> frisst. "
    glued = "Siehe <u>www.</u>Haus.<b>Garten</b> heute "
    wrapped = "und\nder Vogel\nsingt "
    text = 20 * apart + 20 * within + 10 * glued + 10 * wrapped
    layout = HtmlLayout.of(text)
    parts = layout.translatable
    assert len(parts) > 4
    for pair in ("b", "i", "u"):
        assert all(part.count(f"<{pair}>") == part.count(f"</{pair}>") for part in parts)
    assert all(part.endswith(".") for part in parts[:-1])
    assert max(map(len, parts[:-1])) < 500
    assert layout.filled(parts) == text


def test_a_message_is_no_more_divided_than_a_pair_of_tags() -> None:
    message = "{n, plural, one {Der Hund schläft. Er träumt.} other {Die Hunde schlafen.}}. "
    parts = HtmlLayout.of(10 * message).translatable
    assert len(parts) > 1
    assert all(part.count("{") == part.count("}") for part in parts)


@pytest.mark.parametrize("text", ["a" * 9000, "<" * 9000, "wort " * 2000, "<b>" * 300 + "a" * 9000])
def test_what_no_sentence_divides_is_cut_too(text: str) -> None:
    layout = HtmlLayout.of(text + "a")
    assert all(len(part) <= 4100 for part in layout.translatable)
    assert layout.filled(layout.translatable) == text + "a"
    assert "".join(layout.translatable).count("wort") == text.count("wort")


@pytest.mark.parametrize(
    "unit", ["<![CDATA[ a ", "<!-- a ", "<pre> a ", "<a 'b ", "<i translate=no> a "]
)
def test_what_is_opened_a_thousand_times_and_never_closed_comes_back(unit: str) -> None:
    text = unit * 20_000  # which took minutes where each of them looked for its end
    layout = HtmlLayout.of(text)
    assert layout.filled(layout.translatable) == text


@given(st.text(alphabet="<>/pbi \"'=abc!-\n", max_size=60) | st.text())
def test_any_text_comes_back_as_it_was(text: str) -> None:
    layout = HtmlLayout.of(text)
    assert layout.filled(layout.translatable) == text
