import gzip
from pathlib import Path

import pytest

from tolmach.text.language import (
    foreign_language,
    known_language,
    likely_languages,
    main_language,
)


def test_codes() -> None:
    assert known_language("de-AT") == "de"
    assert known_language("nb") == "no"
    assert known_language("xx") is None


def test_says_what_is_foreign_only_where_it_is_sure() -> None:
    english = "The weather is going to be better tomorrow."
    assert foreign_language(english, "de") == "en"
    assert foreign_language(english, "en") is None
    assert foreign_language("Tom Jones!", "de") is None
    assert foreign_language(english, "x-klingon") is None


def test_the_language_of_most_lines() -> None:
    german = ["Das Wetter wird morgen viel besser.", "Ich habe heute keine Zeit für dich."]
    assert main_language([*german, "I have no time for you today."]) == "de"
    assert main_language(["1", "2"]) is None


def test_the_beginning_of_a_long_text_tells_its_language() -> None:
    german = "Das Wetter wird morgen viel besser, und ich habe keine Zeit. "
    english = "The weather is going to be better tomorrow, and I have no time. "
    text = german * 200 + english * 2000
    assert foreign_language(text, "de") is None
    assert main_language([text]) == "de"
    assert likely_languages(text, ["en", "de"])[0][0] == "de"


def test_the_likelier_of_some_languages() -> None:
    (best, chance), (_, other) = likely_languages(
        "Das Wetter wird morgen viel besser.", ["en", "de"]
    )
    assert best == "de"
    assert chance > 0.9 > 0.1 > other
    french = likely_languages("Nous sommes enfin arrivés à la gare.", ["en", "de"])
    assert sum(chance for _, chance in french) < 0.1
    assert likely_languages("12:30", ["en", "xx", "de"]) == [("en", 0.0), ("de", 0.0)]


@pytest.mark.parametrize("side", [0, 1])
def test_real_sentences_are_hardly_ever_accused(real_data: Path, side: int) -> None:
    path = real_data / "tatoeba" / "test.de-en.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        texts = [row.rstrip("\n").split("\t")[side] for row in rows]
    own, other = ("de", "en")[side], ("en", "de")[side]
    assert sum(foreign_language(text, own) is not None for text in texts) <= 1
    assert sum(foreign_language(text, other) is not None for text in texts) > 0.7 * len(texts)
