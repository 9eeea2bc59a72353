from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.alignment.test_word_attention import made
from tolmach.glossary.term_places import Sentence, lacking, plain_text, torn_terms
from tolmach.reading.kept import Treatment
from tolmach.reading.marks.span_attribution import WordAttention
from tolmach.text.words import word_spans
from tolmach.translation.glossary import Glossary
from tolmach.translation.result import Translation

GLOSSARY = Glossary.of([("Hund", "hound"), ("Handy", "mobile phone"), ("Auto", "car")])
SIGNS = Glossary.of([("Tür (rot)", "red door"), ("node.js", "Node.js")])


def sentences(
    whole: Translation, links: dict[int, int], glossary: Glossary = GLOSSARY
) -> list[Sentence]:
    """Return the sentences that lack terms, where target words are attributed to source words."""
    sides = tuple(word_spans(whole.source)), tuple(word_spans(whole.text))
    shares = np.zeros((len(sides[1]), len(sides[0])))
    for target, source in links.items():
        shares[target, source] = 1.0
    words = WordAttention(whole.source, whole.text, *sides, shares)
    return list(Sentence.all_of(7, whole, words, glossary))


def alone(
    source: str, target: str, links: dict[int, int], glossary: Glossary = GLOSSARY
) -> Sentence:
    whole = made(source, target, (0, len(source), 0, len(target)))
    (found,) = sentences(whole, links, glossary)
    return found


def test_the_term_takes_the_place_of_what_it_was_called() -> None:
    found = alone("Der Hund sieht den Hund", "The dog sees the dog", {1: 1, 4: 4})
    assert found.replaced == "The hound sees the hound"
    assert found.wanted == ("hound",)
    assert alone("Hund da", "Dog there", {0: 0}).replaced == "Hound there"
    assert alone("Mein Handy", "My cell phone", {1: 1}).replaced == "My mobile phone"


def test_the_term_for_an_acronym_is_not_in_capitals() -> None:
    terms = Glossary.of([("R&D", "research & development"), ("Hund", "hound")])
    found = alone("Die R&D Abteilung", "The R&D department", {1: 1}, terms)
    assert found.replaced == "The research & development department"
    assert alone("DER HUND", "THE DOG", {1: 1}, terms).replaced == "THE HOUND"


def test_a_translation_follows_if_it_has_the_term_and_not_its_other_name() -> None:
    found = alone("Der Hund bellt", "The dog barks", {1: 1})
    assert found.is_followed_by("A hound barks")
    assert not found.is_followed_by("The dog barks, hound")
    assert not found.is_followed_by("The dog barks")
    both = alone("Der Hund und der Pudel", "The dog and the dog", {1: 1})
    assert both.is_followed_by("The hound and the dog")


def test_a_translation_that_follows_begins_and_ends_as_the_first_one() -> None:
    found = alone("Hund da", "Dog there", {0: 0})
    assert found.is_followed_by("Hound there")
    assert not found.is_followed_by("Hound there.")
    assert not found.is_followed_by("hound there")
    phone = Glossary.of([("Handy", "iPhone"), ("5G", "fifth generation")])
    found = alone("Handy da", "Phone there", {0: 0}, phone)
    assert found.is_followed_by("iPhone there")
    assert found.replaced == "iPhone there"
    assert alone("5G ist da", "5G is there", {0: 0}, phone).replaced == "Fifth generation is there"


def test_marks_beside_own_words_stay() -> None:
    found = alone("Der (Hund) da", "The (dog) there", {1: 1, 2: 2, 3: 3})
    assert found.replaced == "The (hound) there"
    found = alone("Der Hund.", "The.", {1: 1})
    assert found.places == ()


def test_a_term_across_sentences_is_told() -> None:
    terms = Glossary.of([("A. B", "cd"), ("Auto", "car")])
    whole = made("Das Auto A. B da", "The auto A. B there", (0, 11, 0, 11), (12, 16, 12, 19))
    assert [term.source for term in torn_terms(whole, terms)] == ["A. B"]
    assert not list(torn_terms(replace(whole, text="The car cd there"), terms))


def test_what_is_called_nothing_has_no_place() -> None:
    found = alone("Der Hund bellt", "It barks", {})
    assert (found.places, found.replaced) == ((), "It barks")
    assert [term.source for term in found.lost_in("It barks")] == ["Hund"]


def test_only_sentences_that_lack_a_term_are_told() -> None:
    whole = made("Das Auto. Der Hund.", "The car. The dog.", (0, 9, 0, 8), (10, 19, 9, 17))
    (found,) = sentences(whole, {4: 4})
    assert (found.row, found.number, found.source, found.text) == (7, 1, "Der Hund.", "The dog.")
    assert found.segment.source_span == (0, 9)
    assert found.replaced == "The hound."
    assert lacking(whole, GLOSSARY)
    assert not lacking(made("Das Auto.", "The car.", (0, 9, 0, 8)), GLOSSARY)


def test_signs_at_the_edges_of_a_term_go_with_it() -> None:
    found = alone("Die Tür (rot) da", "The door (red) there", {1: 1, 3: 3}, SIGNS)
    assert found.replaced == "The red door there"


def test_a_term_that_was_copied_is_substituted_where_it_stands() -> None:
    found = alone("Mit node.js geht es", "It works with node.js.", {3: 1}, SIGNS)
    assert found.replaced == "It works with Node.js."
    assert not found.is_followed_by("It works with node.js and Node.js.")


def test_a_term_in_capitals_takes_the_place_of_words_in_capitals() -> None:
    for term in ("hound", "Hound"):
        glossary = Glossary.of([("Hund", term)])
        found = alone("DER HUND BELLT", "THE DOG BARKS", {1: 1}, glossary)
        assert found.replaced == "THE HOUND BARKS"


def test_a_term_within_what_is_protected_is_none() -> None:
    protected = Treatment("protected", "{Hund}")
    plain = made("Der {Hund} da", "The {Hund} there", (0, 13, 0, 16))
    whole = replace(plain, segments=(replace(plain.segments[0], changes=(protected,)),))
    assert lacking(plain, GLOSSARY)
    assert not lacking(whole, GLOSSARY)
    assert lacking(whole, Glossary.of([("{Hund}", "{hound}")]))


def test_what_is_protected_is_no_other_word_for_a_term() -> None:
    plain = made("Ein Hund.txt sieht den Hund", "A Hund.txt sees dogs", (0, 27, 0, 20))
    changes = (Treatment("protected", "Hund.txt"),)
    whole = replace(plain, segments=(replace(plain.segments[0], changes=changes),))
    [found] = sentences(whole, {1: 6, 2: 4, 5: 6})
    assert found.replaced == "A Hund.txt sees hound"
    [nothing] = sentences(whole, {1: 6, 2: 6, 3: 6})
    assert nothing.places == ()


@pytest.mark.parametrize("line", ["https://a.example/Hund", "`Hund`", "{Hund}", "Hund@a.example"])
def test_a_term_within_a_line_of_code_is_none(line: str) -> None:
    plain = made(line, line, (0, len(line), 0, len(line)))
    changes = (Treatment("copied", line),)
    assert not lacking(
        replace(plain, segments=(replace(plain.segments[0], changes=changes),)), GLOSSARY
    )
    words = made("Hund", "Hund", (0, 4, 0, 4))
    changes = (Treatment("copied", "Hund"),)
    assert lacking(
        replace(words, segments=(replace(words.segments[0], changes=changes),)), GLOSSARY
    )


def test_a_term_beside_another_word_for_what_was_copied_does_not_follow() -> None:
    found = alone('Der "Hund" da', 'The "Hund" there', {2: 2})
    assert found.replaced == 'The "hound" there'
    assert found.is_followed_by('The "hound" here')
    assert not found.is_followed_by('The "dog" there hound')


def accelerated(source: str, target: str, links: dict[int, int]) -> Sentence:
    """Return the sentence whose model did not read the sign of an accelerator in it."""
    plain = made(source, target, (0, len(source), 0, len(target)))
    changes = tuple(Treatment("aside", sign) for sign in "&_" if sign in source)
    whole = replace(plain, segments=(replace(plain.segments[0], changes=changes),))
    (found,) = sentences(whole, links, Glossary.of([("Hund", "hound"), ("Datei", "file")]))
    return found


def test_an_accelerator_stays_with_the_term() -> None:
    assert accelerated("Neuer &Hund", "New &dog", {2: 2}).replaced == "New &hound"
    assert accelerated("Neuer H&und", "New d&og", {1: 1, 3: 3}).replaced == "New h&ound"
    assert accelerated("H&und neu", "D&og new", {0: 0, 2: 2}).replaced == "H&ound new"
    assert accelerated("_Hund neu", "_Dog new", {1: 1}).replaced == "_Hound new"
    assert accelerated("Neuer &Hund", "New do&g", {1: 2, 3: 2}).replaced == "New &hound"


def test_a_translation_may_have_its_accelerator_within_the_term() -> None:
    whole = made("H&und", "H&ound", (0, 5, 0, 6))
    changes = (Treatment("aside", "&"),)
    held = replace(whole, segments=(replace(whole.segments[0], changes=changes),))
    assert plain_text(held) == "Hound"
    assert not lacking(held, GLOSSARY)
    assert lacking(replace(held, text="D&oggie"), GLOSSARY)
    assert plain_text(whole) == "H&ound"


def test_a_term_that_takes_another_form_of_the_own_word_with_it_does_not_follow() -> None:
    found = alone("Hund", "Print", {0: 0}, Glossary.of([("Hund", "type out")]))
    assert not found.is_followed_by("Printing type out")
    assert found.is_followed_by("Type out the pint")
