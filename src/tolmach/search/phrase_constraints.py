"""The words that a translation must and must not contain; importing this costs no torch."""

from dataclasses import dataclass

from tolmach.text.phrase_automaton import PhraseAutomaton


@dataclass(frozen=True, eq=False)
class PhraseConstraints:
    """The phrases of which one translation must contain each, and those of which none.

    `departing` finds, after the forced pieces, what departs from the open end of a prefix
    (`text.open_prefix`), which can be written in `opened` pieces.
    """

    include: tuple[PhraseAutomaton, ...] = ()
    exclude: PhraseAutomaton | None = None
    departing: PhraseAutomaton | None = None
    opened: int = 0

    @property
    def pieces(self) -> int:
        """The fewest pieces in which all phrases to include can be written."""
        return int(sum(phrase.remaining.max() for phrase in self.include))
