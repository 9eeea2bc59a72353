"""The language of a sentence, said only where it is sure.

The guess is py3langid's (Lui and Baldwin 2012, retrained): on single short sentences it is right
more often than the others that we measured; docs/decisions.md has the numbers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from tolmach.text.language_tag import language_of

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Fewer letters say too little. With these three bounds, 1 in 20,000 sentences of Tatoeba is
# accused wrongly.
FEWEST_LETTERS = 15
NO_LANGUAGE = "zxx"  # the code of ISO 639 for what holds no words of any language
ENOUGH = 10_000  # characters of the beginning of a text, which tell what it is written in
_SURE, _RULED_OUT = 0.8, 0.05

# Labels that a reader would call by the wider name, and that short sentences are mistaken for.
_WIDER = {"pcm": "en", "nb": "no", "nn": "no", "wuu": "zh", "yue": "zh", "arz": "ar", "ary": "ar"}


def known_language(code: str) -> str | None:
    """Return the identifier's own code for `code` ("de-AT" is "de"), or None if it has none."""
    plain = language_of(code) or code
    plain = _WIDER.get(plain, plain)
    return plain if plain in _identifier().labels else None


def main_language(texts: Iterable[str]) -> str | None:
    """Return the language of most of `texts`, or None where none has the majority."""
    beginnings = (text[:ENOUGH] for text in texts)
    votes = Counter(_best(text)[0] for text in beginnings if _letters(text) >= FEWEST_LETTERS)
    return next((code for code, count in votes.items() if 2 * count > votes.total()), None)


def foreign_language(text: str, expected: str) -> str | None:
    """Return the language that `text` is written in where it surely is not `expected`.

    Nothing is sure of an expected language that the identifier does not know.
    """
    known, text = known_language(expected), text[:ENOUGH]
    if _letters(text) < FEWEST_LETTERS or known is None:
        return None
    language, probability = _best(text)
    if language == known or probability < _SURE:
        return None
    return language if dict(_identifier().rank(text))[known] <= _RULED_OUT else None


def likely_languages(text: str, among: Sequence[str]) -> list[tuple[str, float]]:
    """Return those of some languages that a text may be in, the likeliest first.

    The probabilities are those among all languages known, so that their sum is small where the
    text is in none of the given ones. Languages that the identifier does not know are left out.
    """
    wanted = {code: known for code in among if (known := known_language(code)) is not None}
    text = text[:ENOUGH]
    if not any(map(str.isalpha, text)):
        return [(code, 0.0) for code in wanted]
    chances: defaultdict[str, float] = defaultdict(float)
    for label, probability in _identifier().rank(text):
        chances[_WIDER.get(label, label)] += float(probability)
    found = [(code, chances[known]) for code, known in wanted.items()]
    return sorted(found, key=lambda one: -one[1])


def _best(text: str) -> tuple[str, float]:
    language, probability = _identifier().classify(text)
    return _WIDER.get(language, language), float(probability)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


@cache
def _identifier() -> "LanguageIdentifier":
    from tolmach.text.language_model import language_identifier

    return language_identifier()
