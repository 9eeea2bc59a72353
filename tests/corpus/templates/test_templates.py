import re
from collections.abc import Iterable
from functools import cache
from random import Random

import pytest

from benchmarks.contrast.items import items
from benchmarks.contrastive import PAIRS
from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.drawing import drawn, templated
from tolmach.corpus.templates.english import ANIMALS, VERBS, Template
from tolmach.corpus.templates.everyday.english_inflection import with_article
from tolmach.corpus.templates.formulas import formulas, with_formulas
from tolmach.corpus.templates.german import (
    GERMAN,
    GERMAN_PHRASES,
    INTO_GERMAN,
    german_phrases,
)
from tolmach.corpus.templates.german_events import NOUNS
from tolmach.corpus.templates.german_letters import letter
from tolmach.corpus.templates.russian import INTO_RUSSIAN, RUSSIAN
from tolmach.errors import RequestError
from tolmach.text.normalize import normalize

INTO_ENGLISH = {"de": GERMAN, "ru": RUSSIAN}
KINDS = [each for templates in INTO_ENGLISH.values() for each in templates]


@pytest.mark.parametrize("template", KINDS)
def test_every_template_makes_whole_sentences(template: Template) -> None:
    for pair in drawn([template], 300, Random(1)):
        for side in pair:
            assert re.fullmatch(r"[\w€$][^\s{}]*([ \xa0][^\s{}]+)*[.?]", side)
        assert pair.source[-1] == pair.target[-1]
        assert not re.search(r"\b[Aa] [aeiou]", pair.target)


def test_letters_begin_and_end_as_people_write_them() -> None:
    made = dict(drawn([letter], 3_000, Random(2)))
    assert made["Sehr geehrte Damen und Herren,"] == "Dear Sir or Madam,"
    assert made["Sehr geehrte Frau Becker,"] == "Dear Ms. Becker,"
    assert made["Mit freundlichen Grüßen"] == "Kind regards"
    assert made["Mit freundlichen Grüßen aus Köln"] == "Kind regards from Cologne"
    assert any(re.fullmatch(r"Dear Dr\. \w+,", english) for english in made.values())
    assert all(side == normalize(side) for pair in made.items() for side in pair)
    assert all(german.endswith(",") == english.endswith(",") for german, english in made.items())


def test_pairs_are_many_and_always_the_same() -> None:
    for language in INTO_ENGLISH:
        made = templated(language, "en", 5_000)
        assert made == templated(language, "en", 5_000)
        assert len(set(made)) > 4_500


@cache
def sentences(language: str, count: int = 5_000) -> dict[str, str]:
    return dict(templated(language, "en", count))


def words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w{4,}", text)}


@pytest.mark.parametrize("language", INTO_ENGLISH)
def test_no_sentence_of_the_sets_that_judge_is_made(language: str) -> None:
    made = sentences(language, 20_000)
    asked = list(items(PAIRS[language](), into_english=True))
    assert not {item.source for item in asked} & made.keys()
    assert not {item.right for item in asked} & set(made.values())


@pytest.mark.parametrize(
    ("language", "acts", "shared"),
    [
        # "Frau" is a title, too
        ("de", {"roles", "relative clauses"}, {"Frau"}),
        ("ru", {"roles", "relative clauses", "tenses"}, {"который", "которого", "брат"}),
    ],
)
def test_people_and_deeds_are_others_than_in_the_sets_that_judge(
    language: str, acts: set[str], shared: set[str]
) -> None:
    asked = items(PAIRS[language](), into_english=True)
    judged = words(item.source for item in asked if item.kind in acts)
    drawn_of = (pair.source for pair in drawn(INTO_ENGLISH[language], 5_000, Random(5)))
    assert judged & words(drawn_of) <= shared


def test_cases_tell_who_does_what() -> None:
    german = sentences("de", 20_000)
    by_ends = [each for each in german if re.match(r"De[nm] \w+ hat d(er|ie|as) ", each)]
    assert len(by_ends) > 50
    for source in by_ends:
        him, other = re.match(r"De[nm] (\w+) hat d(?:er|ie|as) (\w+)", source).groups()  # type: ignore[union-attr]
        assert f" the {english_of(him)}" in german[source]
        assert german[source].startswith(f"The {english_of(other)} ")


def english_of(word: str) -> str:
    return next(noun.english for noun in NOUNS if word in (noun.word, noun.oblique))


def test_half_an_hour_is_counted_from_the_hour_before() -> None:
    german = {
        source: target for source, target in sentences("de", 20_000).items() if " halb " in source
    }
    before = {"acht": ("seven", "7:30"), "eins": ("twelve", "12:30"), "zwölf": ("eleven", "11:30")}
    for source, target in german.items():
        for hour, told in before.items():
            if source.split("halb ")[1].rstrip(".").split()[0] == hour:
                assert any(each in target for each in told)
    russian = sentences("ru", 40_000)
    assert any("в половине восьмого" in each for each in russian)
    assert all(
        "half past seven" in target or "7:30" in target
        for source, target in russian.items()
        if "половине восьмого" in source
    )


def test_numbers_are_written_as_the_language_writes_them() -> None:
    for templates in INTO_ENGLISH.values():
        for source, target in drawn(templates, 5_000, Random(4)):
            if re.search(r"\d[. \xa0]\d{3}\b", source):
                digits = [re.sub(r"\D", "", side) for side in (source, target)]
                assert digits[0] == digits[1]
                assert re.search(r"\d,\d{3}\b", target)


def test_written_pairs_are_whole_and_judge_nobody() -> None:
    asked = [item for way in (True, False) for item in items(PAIRS["de"](), into_english=way)]
    judged = {side for item in asked for side in (item.source, item.right)}
    pairs = german_phrases()
    assert len(set(pairs)) == len(pairs)
    for pair in pairs:
        assert all(side == normalize(side) for side in pair)
        assert judged.isdisjoint(pair)


@pytest.mark.parametrize("language", INTO_ENGLISH)
def test_no_set_phrase_judges_anybody(language: str) -> None:
    asked = [item for way in (True, False) for item in items(PAIRS[language](), into_english=way)]
    judged = {side for item in asked for side in (item.source, item.right)}
    said = {way for row in formulas() for ways in row.values() for way in ways}
    assert judged.isdisjoint(said)


def test_the_other_direction_has_the_same_pairs_the_other_way_round() -> None:
    templates = with_formulas("de", (*INTO_GERMAN, *GERMAN_PHRASES), into=True)
    made = templated("en", "de", 300)
    assert made == [Pair(pair.target, pair.source) for pair in drawn(templates, 300, Random(300))]
    assert set(INTO_RUSSIAN) < set(RUSSIAN)
    assert all(re.search("[а-я]", pair.target) for pair in templated("en-GB", "ru", 30))


def test_a_german_object_stands_first_now_and_then() -> None:
    pairs = drawn(INTO_GERMAN, 6_000, Random(1))
    accusative = re.compile(r"(Den|Einen|Meinen|Unseren) \w+ (hat|\w+te) (der|die|das|ein|eine) ")
    assert 10 < sum(bool(accusative.match(german)) for german, _ in pairs) < 200


@pytest.mark.parametrize("languages", [("de", "fr"), ("fr", "en"), ("en", "en"), ("ru", "de")])
def test_other_languages_have_no_templates(languages: tuple[str, str]) -> None:
    with pytest.raises(RequestError, match=r"data\.templates is for English with de or ru"):
        templated(*languages, 3)


def test_english_has_a_form_for_every_verb_and_the_right_article() -> None:
    assert all(len(forms) == 2 for forms in VERBS.values())
    assert with_article("uncle") == "an uncle"
    assert with_article("goat") == "a goat"
    assert "wolf" in ANIMALS
