from tolmach.corpus.parallel import Pair
from tolmach.corpus.phrases import phrases

CORPUS = [
    *[Pair("Das Haus ist groß.", "The house is big.")] * 3,
    *[Pair("Das Buch ist neu.", "The book is new.")] * 3,
    *[Pair("Ein Haus, das neu ist.", "A house that is new.")] * 3,
    *[Pair("Ein Buch!", "A book!")] * 3,
    *[Pair("Ist das Buch neu?", "Is the book new?")] * 3,
    Pair("Einmal", "Once"),
    Pair("", "nothing"),
]


def test_words_and_phrases_of_a_corpus_by_hand() -> None:
    found = {(phrase.source, phrase.target): phrase.times for phrase in phrases(CORPUS)}
    assert found["Haus", "house"] == 6
    assert found["das Haus", "the house"] == 3  # as it would stand inside a sentence
    assert found["neu", "new"] == found["Buch", "book"] == 9
    assert ("Einmal", "Once") not in found  # seen once only
    assert not any(mark in source + target for source, target in found for mark in ".,!")
    assert all(source.count(" ") < 4 and target.count(" ") < 4 for source, target in found)


def test_crossing_links_make_one_phrase() -> None:
    found = {(phrase.source, phrase.target) for phrase in phrases(CORPUS)}
    assert ("neu ist", "is new") in found
    assert ("neu ist", "new") not in found


def test_rare_translations_of_a_phrase_are_left_out() -> None:
    corpus = [Pair("ja", "yes")] * 50 + [Pair("ja", "yeah")] * 3
    assert [phrase.target for phrase in phrases(corpus)] == ["yes"]


def test_no_text_no_phrases() -> None:
    assert phrases([]) == phrases([Pair("", "")]) == []
