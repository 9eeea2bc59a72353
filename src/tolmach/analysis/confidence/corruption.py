"""Translations spoilt on purpose, in ways of which the right warning is known.

Sentences and stretches of words are dropped, doubled and swapped for those of other pairs. A pair
of two joined sentences that is left alone stands among them, so that length gives nothing away.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from tolmach.corpus.parallel import Pair
from tolmach.text.words import word_spans

Fault = Literal["omission", "repetition", "hallucination"]

_SHORTEST, _LONGEST = 2, 4  # words of a stretch
_FEWEST = 5  # words of a sentence of which a stretch is taken

_Change = Callable[[Pair, Pair, Random], Pair | None]


@dataclass(frozen=True)
class Corruption:
    """A kind of pair: its name, what is wrong with it (None: nothing), and its pairs."""

    name: str
    fault: Fault | None
    pairs: list[Pair]


def corruptions(pairs: Sequence[Pair], count: int, seed: int = 1) -> list[Corruption]:
    """Return up to `count` pairs of every kind, made of up to twice as many; the same each time."""
    rng = Random(seed)
    mixed = [pair for pair in pairs if all(pair)]
    rng.shuffle(mixed)
    couples = list(zip(mixed[0::2], mixed[1::2], strict=False))[:count]
    return [
        Corruption(name, fault, list(_changed(couples, change, rng)))
        for name, fault, change in _KINDS
    ]


def _changed(couples: Sequence[tuple[Pair, Pair]], change: _Change, rng: Random) -> Iterator[Pair]:
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
    if (stretch := _stretch(pair.target, rng)) is None:
        return None
    start, end = stretch
    left = pair.target[:start] + pair.target[end:].lstrip()
    return Pair(pair.source, left)


def _doubled_sentence(pair: Pair, _: Pair, __: Random) -> Pair:
    return Pair(pair.source, f"{pair.target} {pair.target}")


def _doubled_words(pair: Pair, _: Pair, rng: Random) -> Pair | None:
    if (stretch := _stretch(pair.target, rng)) is None:
        return None
    start, end = stretch
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
    ("swapped sentence", "hallucination", _swapped_sentence),
    ("added sentence", "hallucination", _added_sentence),
)


def _stretch(text: str, rng: Random) -> tuple[int, int] | None:
    """Return where some neighbouring words begin and end, the last mark never among them."""
    spans = word_spans(text)[:-1]
    if len(spans) < _FEWEST:
        return None
    length = rng.randint(_SHORTEST, _LONGEST)
    first = rng.randrange(len(spans) - length + 1)
    return spans[first][0], spans[first + length - 1][1]
