"""Prefixes that end where their writer stopped, perhaps within a word.

The pieces of a half-written word say little of the whole one: "beau" may be cut as `be au`, and
"beautiful" is one piece. So only the words before the last are taken as pieces; of the last, an
automaton follows the spelling, and lets pass what continues it in pieces that stand beside each
other where the tokenizer itself cuts a word. Its first letter may be of the other case: a model
that hardly ever began a sentence with "Beautiful" knows "beautiful" well.

Shapes: Q states, V vocabulary.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tolmach.text.tokenizer import Tokenizer

if TYPE_CHECKING:
    from tolmach.text.phrase_automaton import PhraseAutomaton

_MOST_OPENED = 8  # pieces; letters do not change how a long word is cut far before them
_UNFINISHED = re.compile(r"(?<!\w)[^\W\d_][\w'’-]*\Z")


@dataclass(frozen=True, eq=False)
class OpenPrefix:
    """The beginning of a translation, which has `pieces` pieces as the tokenizer cuts it.

    `ids` are those that the translation must have; in what comes after them `departing` finds the
    first piece that departs from the spelling of the rest. None: there is no rest. `other` is the
    same beginning with the other case in its last word, where that is a way to go on, too, and
    `text` is the beginning as it was given.
    """

    ids: tuple[int, ...] = ()
    departing: "PhraseAutomaton | None" = None
    pieces: int = 0
    other: str = ""
    text: str = ""

    @classmethod
    def of(cls, text: str, tokenizer: Tokenizer) -> "OpenPrefix":
        """Read a normalised text; a space at its end says that the last word is complete."""
        ids = tuple(tokenizer.encode(text)) if text else ()
        if not ids:
            return NO_PREFIX
        word = len(tokenizer.words([ids])[0][-1])
        kept = len(ids) - min(word, _MOST_OPENED)
        opened, other = [ids[kept:]], ""
        within_word = word > _MOST_OPENED
        if not within_word and (other := _other_case(text)):
            recased = tuple(tokenizer.encode(other))
            opened.append(recased[kept:])
            if recased[:kept] != ids[:kept]:
                opened, other = opened[:1], ""
        spellings = _Spellings(tokenizer, opened)
        departing = spellings.departing(ids[kept - 1] if within_word else None)
        return cls(ids[:kept], departing, len(ids), other, text)


def _other_case(text: str) -> str:
    """Return a text whose last word has its first letter in the other case; nothing if none has."""
    word = _UNFINISHED.search(text)
    if word is None or word[0][1:] != word[0][1:].lower():
        return ""
    start, letter = word.start(), word[0][0]
    if letter.swapcase() == letter or letter.swapcase().swapcase() != letter:
        return ""
    return text[:start] + letter.swapcase() + text[start + 1 :]


NO_PREFIX = OpenPrefix()


class _Reading(NamedTuple):
    """What is left of each spelling, and the piece before if it is of the same word."""

    rests: tuple[bytes, ...]
    last: int | None


class _Spellings:
    """The ways to spell one of several open ends, perhaps going on beyond it.

    A way leads to a reading, or to None: an end is read, and whatever follows is free.
    """

    def __init__(self, tokenizer: Tokenizer, opened: Sequence[Sequence[int]]) -> None:
        self._spelling = tokenizer.spelling()
        self._tokenizer = tokenizer
        self._ends = tuple(b"".join(self._spelling[piece] for piece in one) for one in opened)
        self._ids = {spelled: piece for piece, spelled in enumerate(self._spelling) if spelled}
        self._ordered = sorted(self._ids)
        self._ways: dict[_Reading, dict[int, _Reading | None]] = {}

    def departing(self, last: int | None) -> "PhraseAutomaton":
        """Return the automaton that finds the piece after which none of the ways is left.

        `last` is the piece before the ends, where that is of the same word.
        """
        import numpy as np  # only here: most translations have no prefix

        from tolmach.text.phrase_automaton import FOUND, START, PhraseAutomaton

        start = _Reading(self._ends, last)
        self._explore(start)
        numbers = {place: START + row for row, place in enumerate([start, *self._reached(start)])}
        free = START + len(numbers)
        table = np.full((free + 1, len(self._spelling)), FOUND, np.int32)  # [Q, V]
        table[free] = free
        for place, number in numbers.items():
            for piece, after in self._ways[place].items():
                table[number, piece] = free if after is None else numbers[after]
        return PhraseAutomaton(table)

    def _reached(self, start: _Reading) -> list[_Reading]:
        """Return the places, other than the start, from which the open end can be read on."""
        return [place for place, ways in self._ways.items() if ways and place != start]

    def _explore(self, place: _Reading) -> bool:
        """Note the ways from a place and from all after it; return whether there are any."""
        if place not in self._ways:
            self._ways[place] = {
                piece: after
                for piece, after in self._steps(place)
                if after is None or self._explore(after)
            }
        return bool(self._ways[place])

    def _steps(self, place: _Reading) -> Iterator[tuple[int, _Reading | None]]:
        """Yield the pieces that may come at a place, and where they lead."""
        pieces = dict.fromkeys(piece for rest in place.rests for piece in self._beginning(rest))
        for piece in pieces:
            if self._may_follow(place.last, piece):
                spelled = self._spelling[piece]
                left = [each[len(spelled) :] for each in place.rests if each.startswith(spelled)]
                yield piece, _Reading(tuple(left), piece) if all(left) and left else None

    def _beginning(self, rest: bytes) -> Iterator[int]:
        """Yield the pieces with which a rest can begin, and those that begin with all of it."""
        for length in range(1, len(rest)):
            if (piece := self._ids.get(rest[:length])) is not None:
                yield piece
        first = bisect_left(self._ordered, rest)
        beyond = bisect_left(self._ordered, rest + b"\xff")  # which no text has
        yield from (self._ids[spelled] for spelled in self._ordered[first:beyond])

    def _may_follow(self, last: int | None, piece: int) -> bool:
        return last is None or self._tokenizer.stand_apart(last, piece)
