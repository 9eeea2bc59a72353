"""The guard against runaway translations: limits of length, and loops.

Deployed systems fail most visibly on the shortest input: one word is translated as "ha ha ha ...".
So the limit of length grows with the source, and no sequence of pieces may be repeated more often
than a reader would accept, except where the source itself repeats as much. Loops that vary a little
("the NATOs, the NATO's, the") show in pieces that all come again and again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import eq
from typing import Self

from tolmach.chunks import longest_run
from tolmach.errors import RequestError
from tolmach.wording import counted

_WIDEST = 1_000  # pieces of a translation for each one of its source
LONGEST_PERIOD = 12  # pieces; a longer phrase that repeats runs into the length limit first

# An echo is a piece that has stood among the LONGEST_PERIOD before it; one that has not undoes
# ECHOES_UNDONE echoes. No human translation of 60,000 in Tatoeba comes to more than 6.
MOST_ECHOES, ECHOES_UNDONE = 10, 2
ECHOES_BEYOND_SOURCE = 8


@dataclass(frozen=True)
class Guard:
    """Limits on a translation's length and on its repetitions.

    It has at most `ratio` times the source pieces plus `extra`, and never more than `max_length`;
    at least `min_length`: by default the empty translation is no answer. A sequence of pieces may
    occur `max_copies` times in a row, a single piece once more ("10000"), and either once more
    than in the source's own longest repetition; None sets no limit. Where pieces only echo those
    shortly before them, so many echoes are allowed (`echoes`). All lengths are in pieces, without
    `</s>`.
    """

    ratio: float = 2.0
    extra: int = 10
    max_length: int | None = None
    min_length: int = 1
    max_copies: int | None = 3

    def __post_init__(self) -> None:
        if not 0 <= self.ratio <= _WIDEST:
            raise RequestError(
                f"{self.ratio:g} times the source's pieces are no limit; give a ratio from 0 to "
                f"{_WIDEST:,}, usually 2."
            )
        if self.extra < 0 or self.ratio + self.extra == 0:
            raise RequestError("The room for a translation must be above 0 pieces.")
        if self.max_length is not None and self.max_length < 1:
            raise RequestError(
                f"A maximum length of {self.max_length} leaves no room; give at least 1 piece."
            )
        if self.min_length < 0 or self.min_length > (self.max_length or self.min_length):
            raise RequestError(
                f"A minimum length of {self.min_length} is impossible; it must lie between 0 and "
                "the maximum length."
            )
        if self.max_copies is not None and self.max_copies < 1:
            raise RequestError(f"{self.max_copies} copies are impossible; allow at least 1.")

    def within(self, longest: int) -> Self:
        """Return a guard that also limits translations to `longest` pieces."""
        return replace(
            self,
            max_length=min(longest, self.max_length or longest),
            min_length=min(longest, self.min_length),
        )

    def limit(self, source_length: int, *, needed: int = 0) -> int:
        """Return the most pieces that a translation of `source_length` pieces may have.

        `needed` of them must be there. Raises TolmachError where `max_length` is less.
        """
        if self.max_length is not None and needed > self.max_length:
            raise RequestError(
                f"What the translation must have takes {counted(needed, 'piece')}, and it may have "
                f"no more than {self.max_length}; ask for less, or allow more."
            )
        room = max(1, self.min_length, needed, int(self.ratio * source_length) + self.extra)
        return room if self.max_length is None else min(room, self.max_length)

    def copies(self, source: Sequence[int]) -> int:
        """Return how often a sequence may occur in a row in the translation of `source`."""
        if self.max_copies is None:
            return UNLIMITED
        own = longest_repetition(source)
        return max(self.max_copies, own + 1 if own > 1 else 0)

    def echoes(self, source: Sequence[int]) -> int:
        """Return how many echoes may come on end in the translation of `source`."""
        if self.max_copies is None:
            return UNLIMITED
        allowed = max(MOST_ECHOES, MOST_ECHOES // 2 * (self.copies(source) - 1))
        return max(allowed, longest_echo(source) + ECHOES_BEYOND_SOURCE)


UNLIMITED = 1 << 20


def longest_repetition(pieces: Sequence[int]) -> int:
    """Return how often, at most, a sequence of up to LONGEST_PERIOD pieces occurs in a row."""
    if len(set(pieces)) == len(pieces):
        return min(1, len(pieces))
    return max(_copies(pieces, period) for period in range(1, LONGEST_PERIOD + 1))


def longest_echo(pieces: Sequence[int]) -> int:
    """Return how many echoes come on end at most, those undone in between taken off."""
    longest = echoes = 0
    for place, piece in enumerate(pieces):
        echoing = piece in pieces[max(0, place - LONGEST_PERIOD) : place]
        echoes = echoes + 1 if echoing else max(0, echoes - ECHOES_UNDONE)
        longest = max(longest, echoes)
    return longest


def _copies(pieces: Sequence[int], period: int) -> int:
    return longest_run(map(eq, pieces, pieces[period:])) // period + 1
