"""The words that a translation must and must not contain; importing this costs no numpy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tolmach.errors import RequestError

if TYPE_CHECKING:
    from tolmach.text.phrase_automaton import PhraseAutomaton


@dataclass(frozen=True, eq=False)
class PhraseConstraints:
    """The phrases of which one translation must contain each, and those of which none.

    `departing` finds, after the forced pieces, what departs from the open end of a prefix
    (`text.open_prefix`), which can be written in `opened` pieces. With any of them a translation
    may consist of the whole vocabulary; without, only if it is asked for, where the engine has a
    shortlist.
    """

    include: "tuple[PhraseAutomaton, ...]" = ()
    exclude: "PhraseAutomaton | None" = None
    departing: "PhraseAutomaton | None" = None
    opened: int = 0
    whole_vocabulary: bool = False

    @property
    def pieces(self) -> int:
        """The fewest pieces in which all phrases to include can be written."""
        return int(sum(phrase.remaining.max() for phrase in self.include))

    def including(self, places: Sequence[int]) -> "PhraseConstraints":
        """Return these with some of the phrases to include, given by their places."""
        return replace(self, include=tuple(self.include[place] for place in places))

    def joined(self, other: "PhraseConstraints") -> "PhraseConstraints":
        """Return these with the phrases of others; what must not be there already stays so alone.

        (No automaton here finds the phrases of two.)
        """
        include = (*self.include, *other.include)
        return replace(self, include=include, exclude=self.exclude or other.exclude)


def check_wide_enough(constraints: Iterable[PhraseConstraints], beam: int) -> None:
    """Raise TolmachError where a beam has fewer places than phrases have pieces left, and one."""
    pieces = max((each.pieces for each in constraints), default=0)
    if pieces and beam <= pieces:
        raise RequestError(
            f"A beam of {beam} is too narrow for phrases of {pieces} pieces; "
            f"widen it to at least {pieces + 1}."
        )
