"""What words a translation must and must not contain; importing this costs no torch."""

from dataclasses import dataclass

from tolmach.text.phrase_automaton import PhraseAutomaton


@dataclass(frozen=True, eq=False)
class PhraseConstraints:
    """The phrases that one translation must contain, each, and must not contain, any."""

    include: tuple[PhraseAutomaton, ...] = ()
    exclude: PhraseAutomaton | None = None

    @property
    def pieces(self) -> int:
        """How many pieces all phrases that must be there take at least."""
        return int(sum(phrase.remaining.max() for phrase in self.include))
