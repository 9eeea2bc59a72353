"""Phrases that a translation must and must not contain; importing this costs no torch."""

from dataclasses import dataclass

from tolmach.text.phrase_automaton import PhraseAutomaton


@dataclass(frozen=True, eq=False)
class PhraseConstraints:
    """The phrases of which one translation must contain each, and those of which none."""

    include: tuple[PhraseAutomaton, ...] = ()
    exclude: PhraseAutomaton | None = None

    @property
    def pieces(self) -> int:
        """The fewest pieces in which all phrases to include can be written."""
        return int(sum(phrase.remaining.max() for phrase in self.include))
