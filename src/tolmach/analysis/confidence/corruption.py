"""Translations corrupted on purpose, in ways of which the right warning is known.

Sentences and spans of words are dropped, doubled and swapped for those of other pairs. Sound pairs
of two joined sentences are among them, so that length alone identifies no corruption. Two words
that are exchanged leave everything said, but not by whom.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from random import Random
from typing import Literal

from tolmach.corpus.parallel import Pair
from tolmach.text.words import word_spans

Fault = Literal["omission", "repetition", "hallucination"]

_SHORTEST, _LONGEST = 2, 4  # words of a span
_FEWEST = 5  # words of a sentence from which a span is taken
_CONTENT = 3  # letters of a word that is exchanged for another
_SEED = 1
SWAPPED = "swapped sentence"  # a corruption that both omits and makes up

_Change = Callable[[Pair, Pair, Random], Pair | None]


@dataclass(frozen=True)
class Corruption:
    """A kind of corruption: its name, the fault that it causes (None: none), and its pairs."""

    name: str
    fault: Fault | None
    pairs: list[Pair]


def corruptions(pairs: Sequence[Pair], count: int) -> list[Corruption]:
    """Return up to `count` pairs of every kind, made of up to twice as many; the same each time."""
    rng = Random(_SEED)
    mixed = [pair for pair in pairs if all(pair)]
    rng.shuffle(mixed)
    couples = list(zip(mixed[0::2], mixed[1::2], strict=False))[:count]
    return [
        Corruption(name, fault, list(_changed(couples, change, rng)))
        for name, fault, change in _KINDS
    ]


def exchanged(pairs: Sequence[Pair], count: int, seed: int = _SEED) -> list[Pair]:
    """Return up to `count` pairs with two words of the translation exchanged; the same each time.

    All words are right and one point is wrong, as in "The dog bit the cat" for "The cat bit the
    dog". Words are of three letters and more; one that begins the sentence gives its capital away.
    """
    rng = Random(seed)
    mixed = rng.sample(list(pairs), len(pairs))
    return list(islice(_changed(((pair, pair) for pair in mixed), _exchanged, rng), count))


def _exchanged(pair: Pair, _: Pair, rng: Random) -> Pair | None:
    text = pair.target
    known = [(span, text[slice(*span)]) for span in word_spans(text)]
    words = [(span, word) for span, word in known if len(word) >= _CONTENT and word.isalpha()]
    couples = [both for both in combinations(words, 2) if len({w.lower() for _, w in both}) == 2]
    if not couples:
        return None
    ((start, end), first), ((next_start, next_end), second) = rng.choice(couples)
    if start == 0 and first[0].isupper():
        first, second = first[0].lower() + first[1:], second[0].upper() + second[1:]
    target = text[:start] + second + text[end:next_start] + first + text[next_end:]
    return Pair(pair.source, target)


def _changed(couples: Iterable[tuple[Pair, Pair]], change: _Change, rng: Random) -> Iterator[Pair]:
    for pair, other in couples:
        if (found := change(pair, other, rng)) is not None:
            yield found


def _sound(pair: Pair, _: Pair, __: Random) -> Pair:
    return pair


def _joined(pair: Pair, other: Pair, _: Random) -> Pair:
    return Pair(*(f"{one} {two}" for one, two in zip(pair, other, strict=True)))


def _dropped_sentence(pair: Pair, other: Pair, rng: Random) -> Pair:
    return Pair(f"{pair.source} {other.source}", rng.choice((pair, other)).target)


def _dropped_words(pair: Pair, _: Pair, rng: Random) -> Pair | None:
    if (span := _random_span(pair.target, rng)) is None:
        return None
    start, end = span
    left = pair.target[:start] + pair.target[end:].lstrip()
    return Pair(pair.source, left)


def _doubled_sentence(pair: Pair, _: Pair, __: Random) -> Pair:
    return Pair(pair.source, f"{pair.target} {pair.target}")


def _doubled_words(pair: Pair, _: Pair, rng: Random) -> Pair | None:
    if (span := _random_span(pair.target, rng)) is None:
        return None
    start, end = span
    return Pair(pair.source, f"{pair.target[:end]} {pair.target[start:]}")


def _swapped_sentence(pair: Pair, other: Pair, _: Random) -> Pair:
    return Pair(pair.source, other.target)


def _added_sentence(pair: Pair, other: Pair, _: Random) -> Pair:
    return Pair(pair.source, f"{pair.target} {other.target}")


_KINDS: tuple[tuple[str, Fault | None, _Change], ...] = (
    ("sound", None, _sound),
    ("sound, two sentences", None, _joined),
    ("dropped sentence", "omission", _dropped_sentence),
    ("dropped words", "omission", _dropped_words),
    ("doubled sentence", "repetition", _doubled_sentence),
    ("doubled words", "repetition", _doubled_words),
    (SWAPPED, "hallucination", _swapped_sentence),
    ("added sentence", "hallucination", _added_sentence),
)


def _random_span(text: str, rng: Random) -> tuple[int, int] | None:
    """Return the span of some neighbouring words, the last mark never among them."""
    spans = word_spans(text)[:-1]
    if len(spans) < _FEWEST:
        return None
    length = rng.randint(_SHORTEST, _LONGEST)
    first = rng.randrange(len(spans) - length + 1)
    return spans[first][0], spans[first + length - 1][1]
