"""Repairs of translations: sentences that lack terms are replaced by others of theirs."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tolmach.glossary.term_places import Sentence, plain_text, torn_terms
from tolmach.translation.glossary import Glossary, Term
from tolmach.translation.result import TranslatedPart, Translation, of_parts


@dataclass
class Repair:
    """A translation of a line, the first or an alternative, of which sentences lack terms.

    `missed` are those that it still lacks.
    """

    whole: Translation
    missed: list[Term] = field(default_factory=list)
    _tried: dict[int, Translation | None] = field(default_factory=dict)

    @property
    def is_needed(self) -> bool:
        """Whether a sentence lacked terms."""
        return bool(self._tried)

    def take(self, sentence: Sentence, found: Translation | None) -> None:
        """Take another translation of a sentence that lacks terms; None where there is none."""
        self.missed += sentence.lost_in(plain_text(found) if found else sentence.text)
        self._tried[sentence.number] = found

    def done(self, glossary: Glossary) -> Translation:
        """Return the line with the new sentences, and the terms that it lacks all the same."""
        one = self._joined if any(self._tried.values()) else self.whole
        return replace(one, missed=(*self.missed, *torn_terms(one, glossary)))

    @property
    def _joined(self) -> Translation:
        whole, parts, end = self.whole, [], 0
        for number, segment in enumerate(whole.segments):
            (first, last), start = segment.target_span, segment.source_span[0]
            as_it_was = Translation(
                "", whole.text[first:last], segment.score, (segment.moved(-start, -first),)
            )
            gap = whole.text[end:first]
            parts.append(TranslatedPart(start, gap, self._tried.get(number) or as_it_was))
            end = last
        return of_parts(whole.source, parts, before=parts[0].gap, after=whole.text[end:])


def best_first(repairs: Sequence[Repair], glossary: Glossary) -> Translation:
    """Return the best of a line's translations; the others that lack no more terms beside it.

    The first of those that became alike counts. They are in the order of their scores.
    """
    fewest = min(len(each.missed) for each in repairs)
    as_good = [each.done(glossary) for each in repairs if len(each.missed) == fewest]
    if any(each.is_needed for each in repairs):
        apart = {one.text: one for one in reversed(as_good)}
        as_good = sorted(apart.values(), key=lambda one: -one.score)
    best, *others = as_good
    return replace(best, alternatives=tuple(replace(one, missed=()) for one in others))
