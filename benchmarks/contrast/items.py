"""What a contrastive item is, and how minimal pairs of two languages become items."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Sides(NamedTuple):
    """A sentence in another language, and the same in English."""

    other: str
    english: str


@dataclass(frozen=True)
class MinimalPair:
    """Two sentences that differ in one point, of a kind; each translation is wrong for the other.

    Where `one_way`, only the English of the second is wrong: its other side says the same as that
    of the first.
    """

    kind: str
    first: Sides
    second: Sides
    one_way: bool = False


def article_pair(sentence: str, english: str, noun: str) -> MinimalPair:
    """Return a sentence with the noun in `english` ("That is {}.") after the right article, "an
    apple", and after the other one."""
    article, _, rest = noun.partition(" ")
    wrong = f"{'a' if article == 'an' else 'an'} {rest}"
    right = Sides(sentence, english.format(noun))
    return MinimalPair("articles", right, Sides(sentence, english.format(wrong)), one_way=True)


def capital_pair(sentence: str, english: str) -> MinimalPair:
    """Return a sentence with its English, and with the same without a capital at the start."""
    wrong = Sides(sentence, english[0].lower() + english[1:])
    return MinimalPair("capitals", Sides(sentence, english), wrong, one_way=True)


@dataclass(frozen=True)
class Item:
    """A source with a right translation, and one that is wrong in one point."""

    kind: str
    source: str
    right: str
    wrong: str


def items(pairs: Iterable[MinimalPair], *, into_english: bool) -> Iterator[Item]:
    """Yield the items of minimal pairs in one direction.

    English that is malformed is the translation of nothing, so that such pairs give one item into
    English and none out of it.
    """
    for pair in pairs:
        first, second = pair.first, pair.second
        if into_english:
            yield Item(pair.kind, first.other, first.english, second.english)
            if not pair.one_way:
                yield Item(pair.kind, second.other, second.english, first.english)
        elif not pair.one_way:
            yield Item(pair.kind, first.english, first.other, second.other)
            yield Item(pair.kind, second.english, second.other, first.other)
