"""Pairs drawn from the templates of two languages."""

from collections.abc import Iterator, Sequence
from random import Random

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.english import Template
from tolmach.corpus.templates.everyday.sentences import EVERYDAY, INTO_EVERYDAY_RUSSIAN
from tolmach.corpus.templates.formulas import with_formulas
from tolmach.corpus.templates.german import GERMAN, GERMAN_PHRASES, INTO_GERMAN
from tolmach.corpus.templates.russian import INTO_RUSSIAN, RUSSIAN
from tolmach.errors import RequestError
from tolmach.text.language_tag import language_of

_PIVOT = "en"
_TRIES = 8  # for a pair that has not been made yet
_WITHOUT_DOTS = 1 / 3  # of Russian sentences, which most people write with е for ё

# with English as the target, and as the source
_TEMPLATES: dict[str, tuple[Sequence[Template], Sequence[Template]]] = {
    "de": (
        with_formulas("de", (*GERMAN, *GERMAN_PHRASES)),
        with_formulas("de", (*INTO_GERMAN, *GERMAN_PHRASES), into=True),
    ),
    "ru": (
        with_formulas("ru", (*RUSSIAN, *EVERYDAY)),
        with_formulas("ru", (*INTO_RUSSIAN, *INTO_EVERYDAY_RUSSIAN), into=True),
    ),
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
    rng = Random(count)
    pairs = drawn(templates[not into_english], count, rng)
    if not into_english:
        return [Pair(pair.target, pair.source) for pair in pairs]
    return [_maybe_without_dots(pair, rng) for pair in pairs]


def _maybe_without_dots(pair: Pair, rng: Random) -> Pair:
    """Write е for ё in the source, now and then."""
    if rng.random() >= _WITHOUT_DOTS:
        return pair
    return Pair(pair.source.replace("ё", "е").replace("Ё", "Е"), pair.target)


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
