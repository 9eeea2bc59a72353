from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.markup.marked_lines import BALANCED, MIXED, STREWN, nesting, tags
from tests.toy_folder import LINES, make_toy_folder
from tolmach.analysis.alignment.aligner import Aligner
from tolmach.analysis.alignment.links import AttentionSource
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.markup.parts import parts_of
from tolmach.markup.translator import MarkedTranslation, MarkupTranslator
from tolmach.model_paths import DEFAULT_MODEL
from tolmach.search.guard import Guard
from tolmach.search.options import SearchOptions
from tolmach.translation.glossary import Glossary
from tolmach.translation.translator import Translator

SHORT = SearchOptions(beam=2, guard=Guard(max_length=7))


def looks() -> list[AttentionSource]:
    return [AttentionSource(1, "said")]


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return Translator.load(make_toy_folder(tmp_path_factory.mktemp("models") / "toy"))


@settings(max_examples=60, deadline=None)
@given(BALANCED | STREWN)
def test_whatever_tags_are_strewn_in_come_once_and_nested(toy: Translator, line: str) -> None:
    found = MarkupTranslator(toy, looks).translate(line, SHORT)
    assert tags(found.text) == tags(line)
    assert found.text.count("&") == line.count("&")
    assert found.lost == ()
    if "t0" in line:
        assert nesting(found.text) == nesting(line)


@settings(max_examples=60, deadline=None)
@given(st.lists(MIXED, max_size=3))
def test_any_lines_keep_their_markup(toy: Translator, lines: list[str]) -> None:
    check_kept(lines, MarkupTranslator(toy, looks).translate(lines, SHORT))


def check_kept(lines: list[str], found: list[MarkedTranslation]) -> None:
    assert len(found) == len(lines)
    for line, one in zip(lines, found, strict=True):
        asked = Counter(part.written for part in parts_of(line) if part.kind != "text")
        assert all(one.text.count(each) >= count for each, count in asked.items())


@pytest.fixture(scope="module")
def shipped() -> MarkupTranslator:
    if not DEFAULT_MODEL.is_dir():
        pytest.skip("no translator is shipped here")
    return MarkupTranslator(Translator.load())


@settings(max_examples=12, deadline=None)
@given(st.lists(MIXED, max_size=3))
def test_any_lines_keep_their_markup_through_the_shipped_model(
    shipped: MarkupTranslator, lines: list[str]
) -> None:
    check_kept(lines, shipped.translate(lines, SHORT))


def test_text_without_marks_is_translated_as_without_markup(toy: Translator) -> None:
    for line in ("Der Hund schläft", "Guten Morgen. Der Tisch."):
        found = MarkupTranslator(toy, looks).translate(line, SHORT)
        assert found.plain == toy.translate(line, SHORT)
        assert found.text == found.plain.text


def test_blocks_are_joined_with_the_spans_of_each(toy: Translator) -> None:
    found = MarkupTranslator(toy, looks).translate("<p>Der Hund</p> <p>Guten Morgen</p>", SHORT)
    one, other = (toy.translate(text, SHORT) for text in ("Der Hund", "Guten Morgen"))
    assert found.text == f"<p>{one.text}</p> <p>{other.text}</p>"
    assert (found.plain.source, found.plain.text) == (
        "Der Hund Guten Morgen",
        f"{one.text} {other.text}".strip(),
    )
    last = found.plain.segments[-1]
    assert found.plain.source[slice(*last.source_span)] == "Guten Morgen"
    assert found.plain.text[slice(*last.target_span)] == other.text


def test_the_tags_of_a_prefix_come_from_the_source(toy: Translator) -> None:
    line, prefix = "Der <b>Hund</b> &amp; die Katze", "The <b>dog</b> &amp; the"
    options = SearchOptions(beam=2, guard=Guard(max_length=20))
    found = MarkupTranslator(toy, looks).translate(line, options, prefix=prefix)
    assert tags(found.text) == tags(line)
    assert found.plain.text.startswith("The dog & the")


def test_half_a_link_of_a_prefix_comes_from_the_source(toy: Translator) -> None:
    line = "Der [Hund](a.md) und die Katze"
    options = SearchOptions(beam=1, guard=Guard(max_length=9))
    whole = MarkupTranslator(toy, looks).translate(line, options, prefix="The do")
    found = MarkupTranslator(toy, looks).translate(line, options, prefix="The [do")
    assert found.text == whole.text


def test_a_prefix_begins_the_line_and_not_each_block(toy: Translator) -> None:
    found = MarkupTranslator(toy, looks).translate("<p>Der Hund</p><p>Ja</p>", SHORT, prefix="The")
    assert found.plain.text.count("The") == 1


def test_alternatives_have_the_tags_too(toy: Translator) -> None:
    options = SearchOptions(beam=3, n_best=3, guard=Guard(max_length=7))
    found = MarkupTranslator(toy, looks).translate(["Der <b>Hund</b>", ""], options)
    assert len(found[0].alternatives) == 2
    for one in (found[0], *found[0].alternatives):
        assert tags(one.text) == ["</b>", "<b>"]
    assert (found[1].text, found[1].alternatives) == ("", ())


def test_what_has_no_words_stays_as_it_is(toy: Translator) -> None:
    markup = MarkupTranslator(toy, looks)
    for line in ("{a}: <b>%s</b> &amp; {b}", "<code>a</code>&foo;"):
        for spaced in (line, f"  {line} ", line.replace(" ", "  ")):
            assert markup.translate(spaced).text == spaced


def test_placeholders_come_through_whatever_the_model_says(toy: Translator) -> None:
    (found,) = MarkupTranslator(toy, looks).translate(["Hund {0} und {1:N2} %s"], SHORT)
    assert [found.text.count(each) for each in ("{0}", "{1:N2}", "%s")] == [1, 1, 1]


@pytest.mark.parametrize("name", ["{0}", "%{n}", "{{ n }}", ":name", "<%= x %>", "$NAME", "%s"])
@pytest.mark.parametrize("line", ["{} Hund", "Hund {} und", "und Hund {}"])
def test_a_tag_around_a_placeholder_stays_around_it(toy: Translator, line: str, name: str) -> None:
    marked = f"<b>{name}</b>"
    (found,) = MarkupTranslator(toy, looks).translate([line.format(marked)], SHORT)
    assert marked in found.text


def test_a_tag_around_a_sentence_that_is_copied_stays_around_it(toy: Translator) -> None:
    (found,) = MarkupTranslator(toy, looks).translate(["<b>Кошка спит.</b> Der Hund."], SHORT)
    assert found.text.startswith("<b>Кошка спит.</b>")


def test_the_self_test_tells_where_to_look_and_several_models_have_none(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    toy = Translator.load(folder)
    line = "Der <b>Hund</b>"
    chosen = Aligner(toy).choose([Pair(*LINES[:2]), Pair(*LINES[2:])])[0]
    by_choice = MarkupTranslator(toy, lambda: chosen)
    assert MarkupTranslator(toy).translate(line, SHORT) == by_choice.translate(line, SHORT)
    with pytest.raises(TolmachError, match="name one model, not several"):
        MarkupTranslator(Translator.load([folder, folder]))


def test_strings_in_code_are_translated(shipped: MarkupTranslator) -> None:
    lines = ['{"text": "Das ist der Hund.", "n": 5}', "print(_('Guten Morgen'))", 'require("vue");']
    found = shipped.translate(lines)
    assert [one.text for one in found] == [
        '{"text": "That\'s the dog.", "n": 5}',
        "print(_('Good morning'))",
        'require("vue");',
    ]
    assert not any(one.lost for one in found)
    [quoted] = shipped.translate(["_('Das ist der Hund.')"])
    assert quoted.text == r"_('That\'s the dog.')"


def test_accelerators_are_put_at_their_words(shipped: MarkupTranslator) -> None:
    lines = ["&Datei", "Datei &öffnen…", "Ö&ffnen", "<b>Ordner</b> ~öffnen", "Be_enden"]
    found = shipped.translate(lines)
    *texts, last = [one.text for one in found]
    assert texts == ["&File", "&Open file…", "&Open", "~Open <b>folder</b>"]
    assert last[0] == "_"
    assert not any(one.lost for one in found)


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no translator is shipped here")
def test_the_shipped_model_puts_tags_where_they_belong() -> None:
    markup = MarkupTranslator(Translator.load())
    lines = {
        "Der <b>rote</b> Hund schläft unter dem <i>alten Tisch</i>.": (
            "The <b>red</b> dog is sleeping under the <i>old table</i>."
        ),
        "Wir gehen <g id='1'>jetzt</g> nach <g id='2'>Hause</g>.": (
            "We're going <g id='2'>home</g> <g id='1'>now</g>."
        ),
        "Der [rote Hund](a.md) schläft.": "The [red dog](a.md) is sleeping.",
        "Ich habe <b>gestern</b> ein Buch <i>gekauft</i>.": (
            "I <i>bought</i> a book <b>yesterday</b>."
        ),
        "Die <b>Haus</b><i>tür</i> ist offen.": "The <b>front</b> <i>door</i> is open.",
        "Er ist {0} Jahre alt.": "He is {0} years old.",
        "Warum ist {name} nicht gekommen?": "Why didn't {name} come?",
        "Bitte schreib an <b>info@example.org</b>.": "Please write to <b>info@example.org</b>.",
        "Der <0>rote</0> Hund &amp; die Katze schlafen.": (
            "The <0>red</0> dog &amp; the cat sleep."
        ),
        "Hallo %1$s, du hast :count Katzen.": "Hello %1$s, you have :count cats.",
        "<li>Das ist **sehr** [wichtig](a.md).</li>": (
            "<li>That's **very** [important](a.md).</li>"
        ),
        "<i>{{count}}</i> Hunde schlafen.": "<i>{{count}}</i> dogs sleep.",
        "<b>Кошка спит.</b> Der <i>Hund</i> schläft.": (
            "<b>Кошка спит.</b> The <i>dog</i> is sleeping."
        ),
        LINES[2].replace("Hund", "<u>Hund</u>"): "The <u>dog</u> is sleeping under the table.",
    }
    found = markup.translate(list(lines))
    assert [each.text for each in found] == list(lines.values())


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("Das Haus &amp; Garten schläft", "home &amp; garden"),
        ("Das <b>Haus &amp; Garten</b> schläft", "home &amp; garden"),
        ("Das Haus & Garten schläft", "home & garden"),
        ("Das H&amp;G schläft", "home &amp; garden"),
        ("Das H&G schläft", "home & garden"),
    ],
)
def test_a_term_with_a_sign_in_code_is_of_the_glossary(
    toy: Translator, line: str, target: str
) -> None:
    terms = Glossary.of([("Haus & Garten", "home & garden"), ("H&amp;G", "home &amp; garden")])
    found = MarkupTranslator(toy, looks, glossary=terms).translate(line)
    assert target in found.text.lower()
    assert not found.lost
    assert not found.plain.missed


def test_a_mark_within_a_term_stays_a_mark(toy: Translator) -> None:
    terms = Glossary.of([("Haus & Garten", "home & garden")])
    line = "Das <b>Haus</b> &amp; Garten schläft"
    found = MarkupTranslator(toy, looks, glossary=terms).translate(line)
    assert (found.text.count("&amp;"), tags(found.text)) == (1, tags(line))


def scored_pieces(toy: Translator, line: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Count the source pieces that the engine reads while a line is translated."""
    pieces: list[int] = []
    engine = toy.engine
    with monkeypatch.context() as patched:
        for name in ("translate", "score"):
            method = getattr(engine, name)

            def counted(
                sources: Sequence[Sequence[int]], *rest: Any, method: Any = method, **named: Any
            ) -> Any:
                pieces.extend(map(len, sources))
                return method(sources, *rest, **named)

            patched.setattr(engine, name, counted)
        check_kept([line], MarkupTranslator(toy, looks).translate([line], SHORT))
    return sum(pieces)


def test_no_mixture_of_marks_costs_much_more_than_its_length(
    toy: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixture = '{name} "5 €" <b>Der Hund schläft</b> und **3** Katzen %d gehen, '
    short, long = (scored_pieces(toy, mixture * count, monkeypatch) for count in (10, 40))
    assert long < 6 * short
    assert short < 20 * len(toy.tokenizers.source.encode(mixture * 10))
