"""Phrase constraints of a line: checked, parsed, and distributed over its sentences.

A line of several sentences must contain a phrase once; it goes into the sentence whose translation
loses the least score by it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Self

from tolmach.errors import RequestError
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.text.phrase_automaton import PhraseAutomaton, avoiding, containing
from tolmach.text.tokenizer import Tokenizer

# The scores of sentences, given by number, each under the constraints beside it.
Scores = Callable[[list[int], list[PhraseConstraints]], list[float]]


@dataclass(frozen=True, eq=False)
class LineConstraints:
    """The phrases that every line's translation must and must not contain."""

    include: tuple[PhraseAutomaton, ...] = ()
    exclude: PhraseAutomaton | None = None

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
        if not include and not exclude:
            return cls()
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
        return cls(tuple(wanted), avoided)

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
        losses = self._losses([row for line in lines if len(line) > 1 for row in line], scores)
        for line in filter(None, lines):
            for place, phrase in enumerate(self.include):
                cheapest = line[0] if len(line) == 1 else _lowest(line, losses, place)
                taken[cheapest].append(phrase)
        return [PhraseConstraints(tuple(phrases), self.exclude) for phrases in taken]

    def _losses(self, rows: list[int], scores: Scores) -> dict[int, list[float]]:
        """Return the score that each of the sentences `rows` loses by each phrase alone."""
        if not rows or not self.include:
            return {}
        ways = [(), *((phrase,) for phrase in self.include)]
        asked = [PhraseConstraints(phrases, self.exclude) for _ in rows for phrases in ways]
        found = iter(scores([row for row in rows for _ in ways], asked))
        table = {row: [next(found) for _ in ways] for row in rows}
        return {row: [plain - one for one in others] for row, (plain, *others) in table.items()}


def _lowest(line: range, losses: dict[int, list[float]], place: int) -> int:
    return min(line, key=lambda row: losses[row][place])
