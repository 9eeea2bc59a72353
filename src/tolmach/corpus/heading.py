"""Headings of tables: a first line that names the columns, or the languages of the sides."""

import re
from collections.abc import Iterable

from tolmach.text.language import main_language
from tolmach.text.language_tag import COMMON_SCRIPTS, is_registered, language_of, same_language

_ROLES = {
    name: role
    for role, names in {
        "source": "source src from original term quelle quelltext quellsprache ausgangstext "
        "ausgangssprache исходный источник оригинал",
        "target": "target tgt trg to translation translated ziel zieltext zielsprache übersetzung "
        "целевой перевод",
        "": "text sentence segment string language lang satz sprache текст предложение язык",
    }.items()
    for name in names.split()
}
# By their names in the languages that Tolmach's models are of, and in some of their own.
_LANGUAGES = {
    name: language
    for language, names in {
        "cs": "tschechisch czech чешский čeština",
        "de": "deutsch german немецкий",
        "en": "englisch english английский",
        "es": "spanisch spanish испанский español",
        "fr": "französisch french французский français",
        "it": "italienisch italian итальянский italiano",
        "nl": "niederländisch dutch нидерландский nederlands",
        "pl": "polnisch polish польский polski",
        "pt": "portugiesisch portuguese португальский português",
        "ru": "russisch russian русский",
        "tr": "türkisch turkish турецкий türkçe",
        "uk": "ukrainisch ukrainian украинский українська",
    }.items()
    for name in names.split()
}
# Words that are tags, too, are taken for such only of these.
_USUAL = frozenset({*COMMON_SCRIPTS, "ar", "el", "fa", "he", "hi", "id", "ja", "ko", "th", "zh"})


def is_heading(first: tuple[str, str], following: Iterable[tuple[str, str]]) -> bool:
    """Say whether the first pair of a corpus is its heading, by the pairs that follow.

    Two tags of languages are one unless the sides are in others.
    """
    if names_columns(*first):
        return True
    tags = [field.strip() for field in first]
    if not (all(map(_looks_like_tag, tags)) and all(map(is_registered, tags))):
        return False
    sides = zip(*following, strict=True)
    found = [_may_tag(tag, main_language(side)) for tag, side in zip(tags, sides, strict=False)]
    return bool(found) and all(found) and not same_language(*tags)


def names_columns(source: str, target: str) -> bool:
    """Say whether two fields are names of columns: "source" and "target", or of languages.

    Those of one language, "German" and "Deutsch", are a term and its translation.
    """
    first, second = _named(source), _named(target)
    if first is None or second is None:
        return False
    return bool(first or second) and first.isdisjoint(second)


def _named(field: str) -> set[str] | None:
    """Return the roles, languages and numbers that a field names; None where it says more."""
    words = re.findall(r"[^\W\d_]+|\d+", field.lower())
    found = {_meaning(word, alone=len(words) == 1) for word in words}
    return None if not found or None in found else {each for each in found if each}


def _meaning(word: str, *, alone: bool) -> str | None:
    if not alone and (word.isdecimal() or word in COMMON_SCRIPTS):
        return word
    return _ROLES.get(word, _LANGUAGES.get(word))


def _looks_like_tag(field: str) -> bool:
    return re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", field) is not None


def _may_tag(tag: str, language: str | None) -> bool:
    """Say whether a side may be tagged so; where its language is not told, as one of the usual."""
    return same_language(tag, language) or (language is None and language_of(tag) in _USUAL)
