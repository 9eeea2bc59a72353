import pytest

from tolmach.corpus.templates.everyday.english_inflection import (
    EnglishVerb,
    affirmed,
    asked,
    gerund,
    negated,
    plural,
    statement,
    tensed,
    third_person,
    with_article,
)

READ = EnglishVerb("read", "read", "read")
AFRAID = EnglishVerb("be afraid of", "was afraid of", "been afraid of")


def test_nouns() -> None:
    words = ("cat", "box", "watch", "city", "day", "bus", "light bulb")
    assert [plural(word) for word in words] == [
        *("cats", "boxes", "watches", "cities", "days", "buses", "light bulbs")
    ]


@pytest.mark.parametrize(
    ("phrase", "made"),
    [
        ("apple", "an apple"),
        ("old house", "an old house"),
        ("university", "a university"),
        ("hour", "an hour"),
        ("umbrella", "an umbrella"),
        ("one-eyed cat", "a one-eyed cat"),
        ("European", "a European"),
        ("honest man", "an honest man"),
    ],
)
def test_articles(phrase: str, made: str) -> None:
    assert with_article(phrase) == made


def test_verbs() -> None:
    assert [third_person(verb) for verb in ("go out", "have", "try", "play", "watch")] == [
        *("goes out", "has", "tries", "plays", "watches")
    ]
    assert [gerund(verb) for verb in ("run", "write", "see", "lie", "be", "put on", "visit")] == [
        *("running", "writing", "seeing", "lying", "being", "putting on", "visiting")
    ]


@pytest.mark.parametrize(
    ("tense", "affirmative", "question"),
    [
        ("present", "he reads", "does he read it"),
        ("past", "he read", "did he read it"),
        ("ongoing", "he is reading", "is he reading it"),
        ("was ongoing", "he was reading", "was he reading it"),
        ("future", "he will read", "will he read it"),
        ("going to", "he is going to read", "is he going to read it"),
        ("perfect", "he has read", "has he read it"),
        ("had", "he had read", "had he read it"),
        ("would have", "he would have read", "would he have read it"),
        ("must", "he must read", "must he read it"),
    ],
)
def test_tenses(tense: str, affirmative: str, question: str) -> None:
    assert statement("he", *affirmed(READ, "he", tense), contract=False) == affirmative
    assert asked(READ, "he", "he", tense, "it") == question


def test_be_is_its_own_auxiliary() -> None:
    assert tensed(AFRAID, "I", "present") == ("am", "afraid of")
    assert tensed(AFRAID, "you", "past") == ("were", "afraid of")
    assert asked(AFRAID, "she", "he", "present", "dogs") == "is she afraid of dogs"


def test_contractions() -> None:
    assert statement("I", "am", "here", contract=True) == "I'm here"
    assert statement("Tom", "is", "here", contract=True) == "Tom is here"
    assert statement("they", "will", "go", contract=True) == "they'll go"
    assert [negated(each, contract=True) for each in ("will", "do", "can")] == [
        *("won't", "don't", "can't")
    ]
    assert negated("can", contract=False) == "cannot"
