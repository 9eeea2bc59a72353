"""Phrase constraints of a line: checked, parsed, and distributed over its sentences.

A line of several sentences must contain a phrase once; it goes into the sentence whose translation
loses the least score by it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Self

from tolmach.errors import RequestError
from tolmach.reading.kept import Treatment
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.text.open_prefix import OpenPrefix
from tolmach.text.tokenizer import Tokenizer

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

    def constraints(
        self, tokenizer: Tokenizer, *, whole_words: bool, case_counts: bool = True
    ) -> PhraseConstraints:
        """Return the constraints of one sentence whose translation has pieces of a tokenizer."""
        if not self.include and not self.exclude:
            return PhraseConstraints()
        from tolmach.text.phrase_automaton import avoiding, containing  # which need numpy

        include, exclude, spelling = self.include, self.exclude, tokenizer.spelling()
        if not case_counts:
            include, exclude = (tuple(map(str.lower, each)) for each in (include, exclude))
            spelling = list(map(_lowered, spelling))
        return PhraseConstraints(
            tuple(containing(each, spelling, whole_words=whole_words) for each in include),
            avoiding(exclude, spelling, whole_words=whole_words) if exclude else None,
        )


NO_PHRASES = Phrases()


def _lowered(spelled: bytes) -> bytes:
    """Return what a piece spells in small letters; a part of one stays as it is."""
    text = spelled.decode(errors="surrogateescape").lower()
    return text.encode(errors="surrogateescape")


@dataclass(frozen=True, eq=False)
class LineConstraints:
    """The phrases that every line's translation must and must not contain, and its beginning."""

    phrases: Phrases
    prefix: OpenPrefix
    tokenizer: Tokenizer
    whole_words: bool

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
        phrases = Phrases(tuple(dict.fromkeys(include)), tuple(exclude))
        line = cls(phrases, OpenPrefix.of(prefix, tokenizer), tokenizer, whole_words)
        avoided = line.as_written.exclude
        for text in (*include, prefix):
            if avoided is not None and avoided.finds(tokenizer.encode(text)):
                raise RequestError(
                    f'The translation must contain "{text}" and must not contain part of it; '
                    "leave one of the two out."
                )
        return line

    @cached_property
    def as_written(self) -> PhraseConstraints:
        """The phrases in the case in which they are written."""
        return self.phrases.constraints(self.tokenizer, whole_words=self.whole_words)

    @cached_property
    def in_any_case(self) -> PhraseConstraints:
        """The phrases in any case."""
        return self.phrases.constraints(
            self.tokenizer, whole_words=self.whole_words, case_counts=False
        )

    def widened(self, options: SearchOptions) -> SearchOptions:
        """Return `options` with a beam that has a place for every piece of the phrases to include.

        Raises TolmachError where the method cannot include phrases.
        """
        if not self.phrases.include:
            return options
        options.check_can_include()
        return replace(options, beam=max(options.beam, self.as_written.pieces + 1))

    def per_sentence(
        self, lines: Sequence[Sequence[bool]], scores: Scores
    ) -> list[PhraseConstraints]:
        """Return the constraints of each sentence of each line, given which are in capitals."""
        every = [
            self._of_sentence(in_capitals=in_capitals, first=place == 0)
            for line in lines
            for place, in_capitals in enumerate(line)
        ]
        ends = accumulate(map(len, lines))
        ranges = [range(end - len(line), end) for line, end in zip(lines, ends, strict=True)]
        several = [row for line in ranges if len(line) > 1 for row in line]
        losses = self._losses({row: every[row] for row in several}, scores)
        taken: list[list[int]] = [[] for _ in every]
        for line in filter(None, ranges):
            for place in range(len(self.phrases.include)):
                cheapest = line[0] if len(line) == 1 else _lowest(line, losses, place)
                taken[cheapest].append(place)
        return [one.including(places) for one, places in zip(every, taken, strict=True)]

    def _of_sentence(self, *, in_capitals: bool, first: bool) -> PhraseConstraints:
        """Return the constraints of one sentence, with all phrases.

        One in capitals is read in its usual case, so that none counts; `first` of its line, it has
        the prefix.
        """
        phrases = self.in_any_case if in_capitals else self.as_written
        if not first:
            return phrases
        opened = self.prefix.pieces - len(self.prefix.ids)
        return replace(phrases, departing=self.prefix.departing, opened=opened)

    def _losses(
        self, sentences: dict[int, PhraseConstraints], scores: Scores
    ) -> dict[int, list[float]]:
        """Return the score that each of some sentences loses by each phrase alone.

        All are scores under the whole vocabulary, so that they can be compared.
        """
        if not sentences or not self.phrases.include:
            return {}
        ways = [(), *((place,) for place in range(len(self.phrases.include)))]
        whole = [replace(one, whole_vocabulary=True) for one in sentences.values()]
        asked = [one.including(places) for one in whole for places in ways]
        found = iter(scores([row for row in sentences for _ in ways], asked))
        table = {row: [next(found) for _ in ways] for row in sentences}
        return {row: [plain - one for one in others] for row, (plain, *others) in table.items()}


def _lowest(line: range, losses: dict[int, list[float]], place: int) -> int:
    return min(line, key=lambda row: losses[row][place])
