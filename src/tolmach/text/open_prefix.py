"""Prefixes that end where their writer stopped, perhaps within a word.

The pieces of a half-written word say little of the whole one: "beau" may be cut as `be au`, and
"beautiful" is one piece. So only the words before the last are taken as pieces; of the last, an
automaton follows the spelling, and lets pass what continues it in pieces that stand beside each
other where the tokenizer itself cuts a word.

Shapes: Q states, V vocabulary.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tolmach.text.tokenizer import Tokenizer

if TYPE_CHECKING:
    from tolmach.text.phrase_automaton import PhraseAutomaton

_MOST_OPENED = 8  # pieces; letters do not change how a long word is cut far before them


@dataclass(frozen=True, eq=False)
class OpenPrefix:
    """The beginning of a translation, which has `pieces` pieces as the tokenizer cuts it.

    `ids` are those that the translation must have; in what comes after them `departing` finds the
    first piece that departs from the spelling of the rest. None: there is no rest.
    """

    ids: tuple[int, ...] = ()
    departing: "PhraseAutomaton | None" = None
    pieces: int = 0

    @classmethod
    def of(cls, text: str, tokenizer: Tokenizer) -> "OpenPrefix":
        """Read a normalised text; a space at its end says that the last word is complete."""
        ids = tuple(tokenizer.encode(text)) if text else ()
        if not ids:
            return NO_PREFIX
        word = len(tokenizer.words([ids])[0][-1])
        kept = len(ids) - min(word, _MOST_OPENED)
        spellings = _Spellings(tokenizer, ids[kept:])
        within_word = word > _MOST_OPENED
        start = _Reading(0, ids[kept - 1] if within_word else None)
        return cls(ids[:kept], spellings.departing(start), len(ids))


NO_PREFIX = OpenPrefix()


class _Reading(NamedTuple):
    """How many bytes of the open end are read, and the piece before if it is of the same word."""

    read: int
    last: int | None


class _Spellings:
    """The ways to spell an open end, perhaps going on beyond it.

    A way leads to a reading, or to None: the end is read, and whatever follows is free.
    """

    def __init__(self, tokenizer: Tokenizer, opened: tuple[int, ...]) -> None:
        spelling = tokenizer.spelling()
        self._tokenizer, self._vocabulary = tokenizer, len(spelling)
        self._end = b"".join(spelling[piece] for piece in opened)
        self._ids = {spelled: piece for piece, spelled in enumerate(spelling) if spelled}
        self._ordered = sorted(self._ids)
        self._ways: dict[_Reading, dict[int, _Reading | None]] = {}

    def departing(self, start: _Reading) -> "PhraseAutomaton":
        """Return the automaton that finds the piece after which none of the ways is left."""
        import numpy as np  # only here: most translations have no prefix

        from tolmach.text.phrase_automaton import FOUND, START, PhraseAutomaton

        self._explore(start)
        numbers = {place: START + row for row, place in enumerate([start, *self._reached(start)])}
        free = START + len(numbers)
        table = np.full((free + 1, self._vocabulary), FOUND, np.int32)  # [Q, V]
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
        rest = self._end[place.read :]
        for length in range(1, len(rest)):
            piece = self._ids.get(rest[:length])
            if piece is not None and self._may_follow(place.last, piece):
                yield piece, _Reading(place.read + length, piece)
        first = bisect_left(self._ordered, rest)
        beyond = bisect_left(self._ordered, rest + b"\xff")  # which no text has
        for spelled in self._ordered[first:beyond]:
            if self._may_follow(place.last, self._ids[spelled]):
                yield self._ids[spelled], None

    def _may_follow(self, last: int | None, piece: int) -> bool:
        return last is None or self._tokenizer.stand_apart(last, piece)
