import pytest

from tests.toy_folder import LINES, make_toy_folder
from tolmach.errors import TolmachError
from tolmach.glossary.translator import GlossaryTranslator
from tolmach.markup.translator import MarkupTranslator
from tolmach.model_paths import DEFAULT_MODEL
from tolmach.search.methods import Sampling
from tolmach.search.options import SearchOptions
from tolmach.translation.glossary import Glossary, Term
from tolmach.translation.translator import Translator

TEXT = [f"{LINES[2]} {LINES[0]}", LINES[0], "", LINES[2]]
TERMS = Glossary.of([("Hund", "dog"), ("unter dem Tisch", "the table")])


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return Translator.load(make_toy_folder(tmp_path_factory.mktemp("models") / "toy"))


def test_each_sentence_with_a_term_has_it_and_the_others_are_as_they_were(toy: Translator) -> None:
    found = GlossaryTranslator(toy, TERMS).translate(TEXT)
    free = toy.translate(TEXT)
    assert found[1:3] == free[1:3]
    assert found[0].text.endswith(free[1].text)
    for one in (found[0], found[3]):
        assert one.missed == ()
        part = one.segments[0]
        said = one.text[slice(*part.target_span)]
        assert all(term.held_by(said) for term in TERMS.terms)
        assert one.source[slice(*part.source_span)] == LINES[2]
        pieces = part.source_tokens
        assert one.source[pieces[0].start : pieces[-1].end] == LINES[2]
        assert one.score == pytest.approx(sum(s.score for s in one.segments) / len(one.segments))


def test_a_part_that_is_copied_has_no_share_in_the_score(toy: Translator) -> None:
    found = GlossaryTranslator(toy, TERMS).translate(f"{LINES[2]} 🙂")
    assert [part.is_copied for part in found.segments] == [False, True]
    assert found.score == found.segments[0].score


def test_a_sentence_with_a_substituted_term_names_the_engine_that_scored_it(
    toy: Translator,
) -> None:
    term = "cat " * 100  # too long to be searched for
    found = GlossaryTranslator(toy, Glossary.of([("Hund", term)])).translate(LINES[2])
    assert term.strip() in found.text
    assert {part.engine for part in found.segments} == {toy.engine.name}


def test_what_a_line_gets_does_not_depend_on_the_others(toy: Translator) -> None:
    translator = GlossaryTranslator(toy, TERMS)
    together = translator.translate(TEXT)
    for line, one in zip(TEXT, together, strict=True):
        assert translator.translate(line).text == one.text


def test_alternatives_have_the_terms_as_well(toy: Translator) -> None:
    term, options = Term("Hund", ("dog",)), SearchOptions(n_best=3)
    lines = ["Wie geht es dem Hund?", "Der Hund schläft. Wie geht es dem Hund?", "Hund!", LINES[0]]
    found = GlossaryTranslator(toy, Glossary.of([("Hund", "dog")])).translate(lines, options)
    assert found[-1].alternatives == toy.translate(LINES[0], options).alternatives
    assert any(one.alternatives for one in found[:-1])
    for one in found[:-1]:
        texts = [one.text, *(other.text for other in one.alternatives)]
        assert len(set(texts)) == len(texts) <= 3
        assert all(term.held_by(text) for text in texts)
        scores = [one.score, *(other.score for other in one.alternatives)]
        assert scores == sorted(scores, reverse=True)


def test_a_term_to_include_is_asked_for_once(toy: Translator) -> None:
    translator, options = GlossaryTranslator(toy, TERMS), SearchOptions(n_best=2)
    lines = [LINES[2], f"{LINES[2]} {LINES[2]}"]
    assert translator.translate(lines, options, include=["dog", "the table"]) == (
        translator.translate(lines, options)
    )


def test_a_phrase_to_include_that_no_term_brings_along_is_included(toy: Translator) -> None:
    either = Glossary.of([("Hund", "dog"), ("Hund", "pet"), ("Katze", "cat")])
    for phrase in ("dog", "pet", "cat"):
        found = GlossaryTranslator(toy, either).translate(LINES[2], include=[phrase])
        assert Term("", (phrase,)).held_by(found.text)


def test_a_phrase_is_included_where_the_term_for_it_cannot_be_had(toy: Translator) -> None:
    translator = GlossaryTranslator(toy, Glossary.of([("Hund", "dog")]))
    prefix = toy.translate("Hund").text
    found = translator.translate("Hund", prefix=f"{prefix} ", include=["dog"])
    assert found.text.startswith(prefix)
    assert Term("", ("dog",)).held_by(found.text)


def test_long_terms_are_substituted_without_a_search(toy: Translator) -> None:
    """The search would take hours, as its time grows with the cube of their letters."""
    term = "dog " * 2000 + "cat"
    found = GlossaryTranslator(toy, Glossary.of([("Hund", term)])).translate(LINES[2])
    free = toy.translate(LINES[2]).text.split()
    assert found.missed == ()
    before, after = (part.split() for part in found.text.split(term))
    assert before == free[: len(before)]
    assert after == free[len(free) - len(after) :]


def test_what_cannot_be_had_is_missed_and_the_line_stays(toy: Translator) -> None:
    found = GlossaryTranslator(toy, TERMS).translate(LINES[2], exclude=["dog"])
    assert found.text == toy.translate(LINES[2], exclude=["dog"]).text
    assert [term.source for term in found.missed][:1] == ["Hund"]


@pytest.mark.parametrize(
    "prefix",
    ["Good. The table is un", "Good. The table is under. "],
)
def test_no_term_goes_into_what_a_prefix_gives(toy: Translator, prefix: str) -> None:
    line = f"Guten Morgen! {LINES[2]} {LINES[2]}"
    translator = GlossaryTranslator(toy, Glossary.of([("Hund", "dog")]))
    found = translator.translate(line, SearchOptions(n_best=3), prefix=prefix)
    for one in (found, *found.alternatives):
        assert one.text.startswith(prefix.rstrip())
        assert Term("", ("dog",)).held_by(one.text)


def test_in_a_record_too_no_term_goes_into_what_a_prefix_gives(toy: Translator) -> None:
    found = GlossaryTranslator(toy, TERMS).translate(f"12345\t{LINES[2]}", prefix="Good dogs")
    assert found.text.startswith("12345\tGood dogs")


def test_what_is_read_raw_is_read_raw_with_a_glossary_too(toy: Translator) -> None:
    line = "Der Tisch {n, plural, one {fehlt} other {fehlen}} ~~noch~~."
    raw = Translator(toy.engine, toy.tokenizers, toy.description, selftest=toy.selftest, raw=True)
    assert GlossaryTranslator(raw, TERMS).translate(line) == raw.translate(line)
    assert GlossaryTranslator(toy, TERMS).translate(line) == toy.translate(line)


def test_only_beams_follow_a_glossary(toy: Translator) -> None:
    with pytest.raises(TolmachError, match="Only beam search can follow a glossary"):
        GlossaryTranslator(toy, TERMS).translate("Hund", SearchOptions(method=Sampling()))


def test_tags_go_around_terms(toy: Translator) -> None:
    markup = MarkupTranslator(toy, glossary=TERMS)
    found = markup.translate("Der <b>Hund</b>")
    assert TERMS.terms[0].held_by(found.plain.text)
    assert "<b>" in found.text


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no translator is shipped here")
def test_the_shipped_model_says_the_term_instead_of_its_own_word() -> None:
    terms = {
        "Hund": ("Der Hund bellt den ganzen Tag.", "hound", "dog"),
        "Auto": ("Mein Auto ist kaputt.", "vehicle", "car"),
        "Kino": ("Wir gehen heute Abend ins Kino.", "cinema", "movies"),
        "Bruder": ("Mein Bruder spielt Gitarre.", "sibling", "brother"),
        "Handy": ("Wo ist mein Handy?", "mobile phone", "cell"),
    }
    glossary = Glossary.of([(source, target) for source, (_, target, _) in terms.items()])
    translator = GlossaryTranslator(Translator.load(), glossary)
    found = translator.translate([line for line, *_ in terms.values()], SearchOptions(n_best=3))
    for one, (_, target, own) in zip(found, terms.values(), strict=True):
        for each in (one, *one.alternatives):
            assert Term("", (target,)).held_by(each.text)
            assert own not in each.text
    assert any(one.alternatives for one in found)


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no translator is shipped here")
def test_terms_are_found_in_spite_of_accelerators() -> None:
    glossary = Glossary.of([("Datei", "folio"), ("öffnen", "unlock")])
    translator = GlossaryTranslator(Translator.load(), glossary)
    lines = ["&Datei öffnen", "Ö&ffnen", "_Datei", "&amp;Datei öffnen"]
    found = translator.translate(lines)
    assert not any(one.missed for one in found)
    assert [one.text for one in found[1:]] == ["&Unlock", "_Folio", "Unlock &amp;folio"]
