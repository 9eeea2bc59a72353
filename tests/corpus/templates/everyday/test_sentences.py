import re
from random import Random

import pytest

from benchmarks.contrast.items import items
from benchmarks.contrast.russian import russian_pairs
from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.drawing import drawn, templated
from tolmach.corpus.templates.everyday.frames import fragment
from tolmach.corpus.templates.everyday.inflection import Case, plural_forms, singular_forms
from tolmach.corpus.templates.everyday.lexicon import Noun, lexicon
from tolmach.corpus.templates.everyday.noun_phrases import (
    HE,
    I_MALE,
    Modifiers,
    described,
    owned,
    pronoun_for,
)
from tolmach.corpus.templates.everyday.sentences import (
    EVERYDAY,
    INTO_EVERYDAY_RUSSIAN,
    KINDS,
    Kind,
    kept_out,
    object_first,
    phrase,
    two,
    whom_first,
)


@pytest.fixture(scope="module")
def made() -> list[Pair]:
    return list(drawn(EVERYDAY, 20_000, Random(7)))


@pytest.fixture(scope="module")
def of_grammar() -> list[Pair]:
    rng, kinds = Random(9), [kind for kind in KINDS if kind not in (phrase, two)]
    return [rng.choice(kinds)(rng, lexicon()) for _ in range(10_000)]


@pytest.mark.parametrize("kind", [*dict.fromkeys(KINDS), object_first, whom_first])
def test_every_kind_makes_whole_sentences(kind: Kind) -> None:
    rng = Random(3)
    for pair in (kind(rng, lexicon()) for _ in range(200)):
        for side in pair:
            assert not re.search(r"  | [.,?!]|None|\bне не\b", side), pair
            assert "{" not in side
        assert re.search("[а-яё]", pair.source)
        assert not re.search("[а-яё]", pair.target)
        ends = [side[-1] for side in pair]
        assert kind in (phrase, fragment) or all(end in ".?!…" for end in ends)
        assert kind in (phrase, fragment, two) or ends[0] == ends[1]


def test_no_sentence_that_judges_is_drawn(made: list[Pair]) -> None:
    asked = [
        *items(russian_pairs(), into_english=True),
        *items(russian_pairs(), into_english=False),
    ]
    judged = {side for item in asked for side in (item.source, item.right)}
    assert judged == kept_out()
    drawn_sentences = {one for pair in made for side in pair for one in side.split(". ")}
    assert judged.isdisjoint({*drawn_sentences, *(f"{one}." for one in drawn_sentences)})


def test_articles_are_right(of_grammar: list[Pair]) -> None:
    grammar = " ".join(pair.target for pair in of_grammar)
    assert not re.search(r"\ba (?!one\b|once\b|eu)[aeio]", grammar, re.IGNORECASE)
    assert not re.search(r"\b(a|an|the) (my|your|his|her|our|their|the|a|an|this|that)\b", grammar)


def test_most_pairs_are_new(made: list[Pair]) -> None:
    assert len({*made}) > 0.6 * len(made)
    assert templated("ru", "en", 3_000) == templated("ru", "en", 3_000)


def test_a_third_of_the_sources_is_written_without_dots_and_no_target() -> None:
    sources = [pair.source for pair in templated("ru", "en", 6_000)]
    dotted = sum("ё" in each for each in sources)
    with_dots = sum("ё" in each.source for each in drawn(EVERYDAY, 6_000, Random(2)))
    assert 0.4 < dotted / with_dots < 0.9
    targets = [pair.target for pair in templated("en", "ru", 3_000)]
    assert not any(re.search(r"\b(ее|еще|нее|идет|мое)\b", each) for each in targets)


def test_the_object_seldom_stands_first_in_targets() -> None:
    assert len(EVERYDAY) > 1 + len(INTO_EVERYDAY_RUSSIAN)
    assert EVERYDAY[: len(INTO_EVERYDAY_RUSSIAN)] == INTO_EVERYDAY_RUSSIAN


def test_case_tells_who_did_it_to_whom() -> None:
    rng = Random(5)
    known = {noun.singular[Case.NOMINATIVE] for noun in lexicon().nouns if noun.singular}
    for source, _ in (whom_first(rng, lexicon()) for _ in range(300)):
        assert source.split()[0].strip(".").lower() not in known, source


def test_possession_and_its_lack(of_grammar: list[Pair]) -> None:
    lacking = [pair for pair in of_grammar if re.fullmatch(r"У меня нет \w+\.", pair.source)]
    assert lacking
    assert all(re.match(r"I (have no|don't have|do not have) ", pair.target) for pair in lacking)


def test_phrases_agree() -> None:
    nouns = {noun.cases(plural=False)[0]: noun for noun in lexicon().nouns}
    dog, book = nouns["собака"], nouns["книга"]
    mine = described(book, Modifiers(determiner="мой", english="my"))
    assert mine.forms[Case.ACCUSATIVE] == "мою книгу"
    assert mine.english == "my book"
    those = described(dog, Modifiers(plural=True, determiner="тот", english="that"))
    assert (those.forms[Case.ACCUSATIVE], those.english) == ("тех собак", "those dogs")
    assert (those.agreement, those.person) == ("you", 5)
    tom = described(lexicon().by_kind["man"][0], Modifiers())
    assert owned(book, tom).forms[Case.DATIVE] == "книге Тома"
    assert owned(book, tom).english == "Tom's book"
    assert pronoun_for(described(book, Modifiers())).forms[0] == "она"
    assert pronoun_for(described(book, Modifiers())).english == "it"


def test_pronouns_after_prepositions() -> None:
    assert HE.after("с", Case.INSTRUMENTAL) == "с ним"
    assert HE.after("о", Case.PREPOSITIONAL) == "о нём"
    assert I_MALE.after("с", Case.INSTRUMENTAL) == "со мной"
    assert I_MALE.after("о", Case.PREPOSITIONAL) == "обо мне"
    assert HE.after("", Case.DATIVE) == "ему"


def noun(one: str, many: str, english: str, english_plural: str) -> Noun:
    (first, genitive), (several, of_several) = (pair.split() or ("", "") for pair in (one, many))
    singular = singular_forms(first, genitive, "f", animate=False) if one else None
    plural = plural_forms(several, of_several, animate=False) if many else None
    return Noun(singular, plural, "f", "thing", english, english_plural)


@pytest.mark.parametrize(
    ("word", "plural", "phrase", "agreement"),
    [
        (noun("лампа лампы", "лампы ламп", "lamp", "lamps"), False, "a lamp", "he"),
        (noun("лампа лампы", "лампы ламп", "lamp", "lamps"), True, "lamps", "you"),
        (noun("вода воды", "", "water", ""), True, "water", "he"),
        (noun("", "часы часов", "watch", "watches"), False, "a watch", "he"),
        (noun("", "брюки брюк", "pants", "pants"), False, "pants", "you"),
        (noun("морковь моркови", "", "carrots", "carrots"), False, "carrots", "you"),
        (noun("рыба рыбы", "рыбы рыб", "fish", "fish"), False, "a fish", "he"),
        (noun("рыба рыбы", "рыбы рыб", "fish", "fish"), True, "fish", "you"),
    ],
)
def test_number_in_english(word: Noun, plural: bool, phrase: str, agreement: str) -> None:
    made = described(word, Modifiers(plural=plural, english="a"))
    assert (made.english, made.agreement) == (phrase, agreement)
