"""Pairs drawn from the templates of two languages."""

from collections.abc import Iterator, Sequence
from random import Random

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.english import Template
from tolmach.corpus.templates.german import GERMAN, INTO_GERMAN
from tolmach.corpus.templates.russian import INTO_RUSSIAN, RUSSIAN
from tolmach.errors import RequestError
from tolmach.text.language_tag import language_of

_PIVOT = "en"
_TRIES = 8  # for a pair that has not been made yet

# with English as the target, and as the source
_TEMPLATES: dict[str, tuple[Sequence[Template], Sequence[Template]]] = {
    "de": (GERMAN, INTO_GERMAN),
    "ru": (RUSSIAN, INTO_RUSSIAN),
}


def templated(source: str, target: str, count: int) -> list[Pair]:
    """Return `count` pairs out of templates, the same ones every time, for two language tags.

    Raises RequestError where there are no templates for the two languages.
    """
    into_english = language_of(target) == _PIVOT
    other, pivot = (source, target) if into_english else (target, source)
    templates = _TEMPLATES.get(language_of(other) or other)
    if templates is None or language_of(pivot) != _PIVOT:
        raise RequestError(
            f"data.templates is for English with {' or '.join(_TEMPLATES)}, and not for {source} "
            f"to {target}; take it out of the recipe."
        )
    pairs = drawn(templates[not into_english], count, Random(count))
    return [pair if into_english else Pair(pair.target, pair.source) for pair in pairs]


def drawn(templates: Sequence[Template], count: int, rng: Random) -> Iterator[Pair]:
    """Yield `count` pairs, each template as often as another.

    A pair comes twice only where its template hardly makes any other.
    """
    made: set[Pair] = set()
    for place in range(count):
        template = templates[place % len(templates)]
        pair = template(rng)
        for _ in range(_TRIES):
            if pair not in made:
                break
            pair = template(rng)
        made.add(pair)
        yield pair
