"""Words substituted for fixed parts while a block is translated.

A model garbles `{name}`, but it copies a usual name or number; which of them fits, depends on the
sentence ("30 books", "Tom is ill"). It reads a sign in code as it is, if it is usual in text; `&` as
the language's word for "and"; and without any other sign, which it would take for anything. Whether
one comes through shows afterwards.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from tolmach.markup.marks import PlainText, Replacement
from tolmach.markup.parts import Part
from tolmach.markup.signs import counterparts
from tolmach.text.words import words_of
from tolmach.translation.result import Span

NAMES = tuple("Tom John Jack Lisa Anna Linda David Max".split())
NUMBERS = tuple("30 25 40 100 20 3 12 50".split())

_USUAL = frozenset(".,;:!?()/'\"„“”«»‚‘’–—-…%$")  # signs that a model reads in ordinary text
_MOST_MIXED = 3  # placeholders of a block of which every mixture of names and numbers is tried
_SIGNS = frozenset({"sign", "opening", "closing"})


@dataclass(frozen=True)
class Substitute:
    """A word for a fixed part, and what matches it in the text and in its translation."""

    word: str
    in_source: re.Pattern[str]
    in_target: re.Pattern[str]

    @classmethod
    def verbatim(cls, word: str) -> "Substitute":
        """Return a word that must come through as it is, an ending aside ("Toms", "30px")."""
        begun = rf"(?<!\w){re.escape(word)}" if word[0].isalnum() else re.escape(word)
        last = word[-1:]
        whole = begun + (r"(?!\d)" if last.isdecimal() else r"(?!\w)" if last.isalnum() else "")
        return cls(word, re.compile(begun), re.compile(whole))

    @classmethod
    def sign(cls, sign: str) -> "Substitute":
        """Return a sign for which the translation may have another of its kind."""
        return cls(sign, counterparts(sign), counterparts(sign))

    @classmethod
    def conjunction(cls, conjunctions: tuple[str, str]) -> "Substitute":
        """Return the word for "and" of both languages."""
        source, target = (re.compile(rf"(?i:\b{re.escape(word)}\b)") for word in conjunctions)
        return cls(conjunctions[0], source, target)


Words = tuple[Substitute | None, ...]


class Vocabulary(NamedTuple):
    """What may be substituted in a pair of languages, as a model reads it."""

    names: Sequence[str] = NAMES
    numbers: Sequence[str] = NUMBERS
    conjunctions: tuple[str, str] | None = None


def substitutions(
    fixed: Sequence[Part], taken: str, vocabulary: Vocabulary, left_out: Collection[int] = ()
) -> Iterator[Words]:
    """Yield ways to substitute words for `fixed`; None where they are `left_out`.

    First the fixed parts themselves, in case the model has learnt to copy them; then names and
    numbers that do not occur in the text, `taken`, with usual signs and then without.
    """
    places = [place for place in range(len(fixed)) if place not in left_out]
    as_they_are = {place: _as_it_is(fixed[place]) for place in places}
    ways = [as_they_are]
    usual = {
        place: sign
        for place in places
        if fixed[place].name in _SIGNS and (sign := _read(fixed[place], vocabulary)) is not None
    }
    for words in _words(fixed, taken, vocabulary, places):
        ways += [words | usual, words] if usual else [words]
    yield from dict.fromkeys(tuple(way.get(place) for place in range(len(fixed))) for way in ways)


def is_usual(part: Part) -> bool:
    """Say whether a fixed part is a sign that a model reads in ordinary text."""
    return part.name in _SIGNS and set(part.text) <= _USUAL


def lost(words: Words, plain: PlainText, text: str) -> set[int]:
    """Return the numbers of the words that do not occur in a translation as often as in `plain`."""
    missing: set[int] = set()
    for number, (word, place) in enumerate(zip(words, plain.places, strict=True)):
        if word is not None and place is not None:
            asked, found = _spans(word.in_source, plain.text), _spans(word.in_target, text)
            if len(asked) != len(found) or place[0] not in dict(asked):
                missing.add(number)
    return missing


def replacements(
    words: Words, fixed: Sequence[Part], plain: PlainText, text: str
) -> list[Replacement]:
    """Return the fixed parts in place of their words in `text`, in which none of them is lost."""
    found = []
    for word, part, place in zip(words, fixed, plain.places, strict=True):
        if word is not None and place is not None:
            before = sum(start < place[0] for start, _ in _spans(word.in_source, plain.text))
            found.append(Replacement(*_spans(word.in_target, text)[before], part.written))
    return found


def _as_it_is(part: Part) -> Substitute:
    return Substitute.sign(part.text) if part.name in _SIGNS else Substitute.verbatim(part.written)


def _read(part: Part, vocabulary: Vocabulary) -> Substitute | None:
    """Return how a model reads a sign, if it does."""
    if part.text == "&" and vocabulary.conjunctions is not None:
        return Substitute.conjunction(vocabulary.conjunctions)
    return Substitute.sign(part.text) if is_usual(part) else None


def _words(
    fixed: Sequence[Part], taken: str, vocabulary: Vocabulary, places: Sequence[int]
) -> Iterator[dict[int, Substitute]]:
    """Yield words for all that are no signs, no word twice, for as long as there are any."""
    worded = [place for place in places if fixed[place].name not in _SIGNS]
    known = words_of(taken)
    lists = tuple(
        [word for word in words if not any(other.startswith(word) for other in known)]
        for words in (vocabulary.names, vocabulary.numbers)
    )
    kinds = [_kinds(fixed[place]) for place in worded]
    ways = product(*kinds) if len(worded) <= _MOST_MIXED else _uniform(kinds)
    for way in dict.fromkeys(ways):
        words = [iter(each) for each in lists]
        drawn = ((place, next(words[kind], None)) for place, kind in zip(worded, way, strict=True))
        yield {place: Substitute.verbatim(word) for place, word in drawn if word is not None}


_NAME, _NUMBER = 0, 1


def _kinds(part: Part) -> tuple[int, ...]:
    sorts = {"number": (_NUMBER,), "address": (_NAME,)}
    return sorts.get(part.name, (_NAME, _NUMBER))


def _uniform(kinds: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Yield names wherever they fit, then numbers wherever they fit."""
    yield tuple(each[0] for each in kinds)
    yield tuple(each[-1] for each in kinds)


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [found.span() for found in pattern.finditer(text)]
