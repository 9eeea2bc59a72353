"""Phrase constraints of a line: checked, parsed, and distributed over its sentences.

A line of several sentences must contain a phrase once; it goes into the sentence whose translation
loses the least score by it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, Self

from tolmach.errors import RequestError
from tolmach.reading.kept import Treatment
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.text.open_prefix import NO_PREFIX, OpenPrefix
from tolmach.text.tokenizer import Tokenizer

if TYPE_CHECKING:
    from tolmach.text.phrase_automaton import PhraseAutomaton

# The scores of sentences, given by number, each under the constraints beside it.
Scores = Callable[[list[int], list[PhraseConstraints]], list[float]]


class Phrases(NamedTuple):
    """Phrases that a translation must contain, and that it must not."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @property
    def treatments(self) -> Iterator[Treatment]:
        """The phrases as a user reads what was done to a sentence."""
        yield from (Treatment("included", each) for each in self.include)
        yield from (Treatment("excluded", each) for each in self.exclude)


NO_PHRASES = Phrases()


@dataclass(frozen=True, eq=False)
class LineConstraints:
    """The phrases that every line's translation must and must not contain, and its beginning."""

    include: "tuple[PhraseAutomaton, ...]" = ()
    exclude: "PhraseAutomaton | None" = None
    prefix: OpenPrefix = NO_PREFIX

    @classmethod
    def of(
        cls,
        include: Sequence[str],
        exclude: Sequence[str],
        *,
        prefix: str,
        tokenizer: Tokenizer,
        whole_words: bool,
    ) -> Self:
        """Read normalised phrases; `tokenizer` is the target's.

        Raises TolmachError where a phrase is empty, or both included and excluded.
        """
        if not all((*include, *exclude)):
            raise RequestError("A phrase to include or exclude is empty; give at least one word.")
        opened = OpenPrefix.of(prefix, tokenizer)
        if not include and not exclude:
            return cls(prefix=opened)
        from tolmach.text.phrase_automaton import avoiding, containing  # which need numpy

        spelling = tokenizer.spelling()
        avoided = avoiding(exclude, spelling, whole_words=whole_words) if exclude else None
        for text in (*include, prefix):
            if avoided is not None and avoided.finds(tokenizer.encode(text)):
                raise RequestError(
                    f'The translation must contain "{text}" and must not contain part of it; '
                    "leave one of the two out."
                )
        wanted = [
            containing(each, spelling, whole_words=whole_words) for each in dict.fromkeys(include)
        ]
        return cls(tuple(wanted), avoided, opened)

    def widened(self, options: SearchOptions) -> SearchOptions:
        """Return `options` with a beam that has a place for every piece of the phrases to include.

        Raises TolmachError where the method cannot include phrases.
        """
        if not self.include:
            return options
        options.check_can_include()
        return replace(options, beam=max(options.beam, PhraseConstraints(self.include).pieces + 1))

    def per_sentence(self, sentences: Sequence[int], scores: Scores) -> list[PhraseConstraints]:
        """Return the constraints of each sentence, given the number of sentences of each line."""
        ends = list(accumulate(sentences))
        lines = [range(end - count, end) for end, count in zip(ends, sentences, strict=True)]
        taken: list[list[PhraseAutomaton]] = [[] for line in lines for _ in line]
        firsts = {line[0] for line in lines if line}
        several = [row for line in lines if len(line) > 1 for row in line]
        losses = self._losses(several, firsts, scores)
        for line in filter(None, lines):
            for place, phrase in enumerate(self.include):
                cheapest = line[0] if len(line) == 1 else _lowest(line, losses, place)
                taken[cheapest].append(phrase)
        return [
            self._of_sentence(tuple(phrases), first=row in firsts)
            for row, phrases in enumerate(taken)
        ]

    def _of_sentence(
        self, phrases: "tuple[PhraseAutomaton, ...]", *, first: bool
    ) -> PhraseConstraints:
        """Return the constraints of one sentence; `first` of its line, it has the prefix."""
        if not first:
            return PhraseConstraints(phrases, self.exclude)
        opened = self.prefix.pieces - len(self.prefix.ids)
        return PhraseConstraints(phrases, self.exclude, self.prefix.departing, opened)

    def _losses(self, rows: list[int], firsts: set[int], scores: Scores) -> dict[int, list[float]]:
        """Return the score that each of the sentences `rows` loses by each phrase alone.

        All are scores under the whole vocabulary, so that they can be compared.
        """
        if not rows or not self.include:
            return {}
        ways = [(), *((phrase,) for phrase in self.include)]
        asked = [
            replace(self._of_sentence(phrases, first=row in firsts), whole_vocabulary=True)
            for row in rows
            for phrases in ways
        ]
        found = iter(scores([row for row in rows for _ in ways], asked))
        table = {row: [next(found) for _ in ways] for row in rows}
        return {row: [plain - one for one in others] for row, (plain, *others) in table.items()}


def sentence_constraints(
    include: Sequence[str], exclude: Sequence[str], *, tokenizer: Tokenizer, whole_words: bool
) -> PhraseConstraints:
    """Return the constraints of one sentence; raises what `LineConstraints.of` does."""
    line = LineConstraints.of(
        include, exclude, prefix="", tokenizer=tokenizer, whole_words=whole_words
    )
    return PhraseConstraints(line.include, line.exclude)


def _lowest(line: range, losses: dict[int, list[float]], place: int) -> int:
    return min(line, key=lambda row: losses[row][place])
