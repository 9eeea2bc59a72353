"""The search for translations of sentences: once for all of a request, again for some.

Sentences are searched as they were read first. What their renderings lose is sought again, in other
words or with phrases that must be there.
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from tolmach.errors import RequestError
from tolmach.inference.engine import Engine, Pieces, between_searches
from tolmach.inference.threads import lazy
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.search.risk import chosen, engine_options
from tolmach.text.normalize import normalize
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.translation.line import SourceSegment
from tolmach.translation.line_constraints import LineConstraints, Phrases


@dataclass(frozen=True)
class Searcher:
    """Finds hypotheses by one engine; `spaced` says whether its target has spaces of words."""

    engine: Engine
    tokenizers: TokenizerPair
    spaced: bool

    def find(
        self,
        sources: Sequence[Pieces],
        begins: Sequence[Pieces],
        constraints: Sequence[PhraseConstraints],
        options: SearchOptions,
    ) -> list[list[Hypothesis]]:
        """Return the hypotheses of each source, which begin and are constrained as it is said."""
        between_searches()
        found = self.engine.translate(
            sources,
            engine_options(options),
            prefixes=begins,
            phrase_constraints=constraints,
        )
        return [chosen(hypotheses, options, self.spelled) for hypotheses in found]

    def spelled(self, hypothesis: Hypothesis) -> str:
        """Return the text of a hypothesis, without the bytes that are no character.

        A model may spell any bytes, even a line end.
        """
        text = self.tokenizers.target.decode(hypothesis.ids)
        return normalize(text.replace("\ufffd", " ")) or normalize(text)

    def room(self, options: SearchOptions) -> int:
        """Return how many pieces a translation may have."""
        longest = sys.maxsize if self.engine.longest is None else self.engine.longest - 1
        return options.within(longest).effective_guard.max_length or longest


@dataclass(frozen=True)
class SentenceSearch:
    """A search for the segments of several lines, which are numbered through all of them.

    Only segments with pieces are searched: each has a row. A line's first row begins with the
    prefix, and `options` have room for the phrases of `constraints`.
    """

    searcher: Searcher
    lines: Sequence[Sequence[SourceSegment]]
    constraints: LineConstraints
    options: SearchOptions

    @cached_property
    def segments(self) -> list[SourceSegment]:
        """The segments of all lines, by their numbers."""
        return list(chain.from_iterable(self.lines))

    @property
    def hypotheses(self) -> list[list[Hypothesis]]:
        """The hypotheses of each segment, the best first; none of those without pieces.

        Raises TolmachError, with the sentence, where nothing is found for one.
        """
        rows = self._rows
        return [
            self._found[rows[number]] if number in rows else []
            for number in range(len(self.segments))
        ]

    def again(
        self, numbers: list[int], texts: list[str], phrases: Sequence[Phrases] = ()
    ) -> list[list[Hypothesis]]:
        """Return the hypotheses of other texts for segments, with `phrases` for each if there are.

        Where there are none, or the method of search takes no phrases, those found before.
        """
        rows = [self._rows[number] for number in numbers]
        if phrases and not self.options.method.can_include:
            return [self._found[row] for row in rows]
        begins, asked = [self._begins[row] for row in rows], [self._asked[row] for row in rows]
        options = self.options
        if phrases:
            asked = self._joined(asked, phrases, begins)
            options = replace(options, beam=max([options.beam, *(e.pieces + 1 for e in asked)]))
        pieces = self.searcher.tokenizers.source.encode_batch(texts)
        found = self.searcher.find(pieces, begins, asked, options)
        return [each or self._found[row] for row, each in zip(rows, found, strict=True)]

    def forbids(self, number: int, text: str) -> bool:
        """Say whether a translation of a segment has a phrase that it must not have."""
        exclude = self._asked[self._rows[number]].exclude
        return exclude is not None and exclude.finds(self.searcher.tokenizers.target.encode(text))

    def begins(self, number: int) -> str:
        """Return the text with which the translation of a segment must begin, if any."""
        row = self._rows.get(number)
        return "" if row is None or not self._is_first[row] else self.constraints.prefix.text

    @cached_property
    def _rows(self) -> dict[int, int]:
        """The row of each segment that has one, by its number."""
        read = (number for number, segment in enumerate(self.segments) if segment.ids)
        return {number: row for row, number in enumerate(read)}

    @cached_property
    def _sources(self) -> list[Pieces]:
        return [segment.ids for segment in self.segments if segment.ids]

    @cached_property
    def _in_capitals(self) -> list[list[bool]]:
        """Whether each row of each line is one of a sentence in capitals."""
        return [[one.is_in_capitals for one in line if one.ids] for line in self.lines]

    @cached_property
    def _begins(self) -> list[Pieces]:
        first = self.constraints.prefix.ids
        return [first if is_first else () for is_first in self._is_first]

    @cached_property
    def _is_first(self) -> list[bool]:
        """Whether each row is the first of its line, which has the prefix."""
        return [not place for line in self._in_capitals for place, _ in enumerate(line)]

    @lazy
    def _asked(self) -> list[PhraseConstraints]:
        return self.constraints.per_sentence(self._in_capitals, self._scores)

    @lazy
    def _found(self) -> list[list[Hypothesis]]:
        found = self._find(range(len(self._sources)), self._asked)
        for source, hypotheses in zip(self._sources, found, strict=True):
            if not hypotheses:
                raise RequestError(
                    f'Of "{self.searcher.tokenizers.source.decode(source)}" no translation with '
                    "all the words asked for was found: other limits leave no room for them; ask "
                    "for less, or widen the beam."
                )
        return found

    def _find(
        self, rows: Sequence[int], asked: Sequence[PhraseConstraints]
    ) -> list[list[Hypothesis]]:
        sources, begins = ([each[row] for row in rows] for each in (self._sources, self._begins))
        return self.searcher.find(sources, begins, asked, self.options)

    def _scores(self, rows: list[int], asked: list[PhraseConstraints]) -> list[float]:
        return [found[0].score if found else -math.inf for found in self._find(rows, asked)]

    def _joined(
        self,
        asked: Sequence[PhraseConstraints],
        phrases: Sequence[Phrases],
        begins: Sequence[Pieces],
    ) -> list[PhraseConstraints]:
        """Return the constraints of rows, joined with phrases where there is room for them."""
        target, spaced = self.searcher.tokenizers.target, self.searcher.spaced
        room = self.searcher.room(self.options)
        joined = [
            each.joined(more.constraints(target, whole_words=spaced))
            for each, more in zip(asked, phrases, strict=True)
        ]
        return [
            more if len(begun) + more.opened + more.pieces <= room else each
            for each, more, begun in zip(asked, joined, begins, strict=True)
        ]
