"""Results of a translator: text, and the part of the source that each part of it translates."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from tolmach.reading.kept import Treatment
from tolmach.search.hypothesis import LengthPenalty, Proof
from tolmach.text.sentences import Span

if TYPE_CHECKING:
    from tolmach.translation.glossary import Term


class Token(NamedTuple):
    """A piece of the translation (`▁` is a space) and its natural-log probability."""

    text: str
    log_probability: float


class SourceToken(NamedTuple):
    """A piece of the source, and the characters `source[start:end]` that it covers."""

    text: str
    start: int
    end: int


class SegmentWarning(NamedTuple):
    """A probable fault of a segment's translation, and the text that shows it.

    `unread`: the model reads no text in this script, which is copied; `missing`: a number
    of the source that the translation lacks, or a unit, a currency or a day of the week; `added`:
    a number that only the translation has.
    """

    kind: Literal["unread", "missing", "added"]
    text: str


@dataclass(frozen=True)
class Segment:
    """One sentence, or part of one, that was translated as a unit.

    Spans are character ranges of the whole line's `source` and `text`. `tokens` end with `</s>`
    where the translation is `finished`; where it is not, it was cut at its length limit. Exact
    search adds its `proof`. `engine` is the one that found it: `torch`, or `native` with its
    precision.

    Where the model did not read the source as it is, `changes` say what was set aside, protected,
    copied or written otherwise; `read` is what it read, and `wrote` what it wrote. Where all was
    copied there are no tokens. `warnings` are of what the translation probably gets wrong.
    """

    source_span: Span
    target_span: Span
    source_tokens: tuple[SourceToken, ...]
    tokens: tuple[Token, ...]
    score: float
    finished: bool
    proof: Proof | None = None
    engine: str = field(default="torch", compare=False)
    read: str | None = None
    wrote: str | None = None
    changes: tuple[Treatment, ...] = ()
    warnings: tuple[SegmentWarning, ...] = ()

    @classmethod
    def scored(
        cls,
        pair: "ScoredPair",
        spans: tuple[Span, Span],
        source_tokens: tuple[SourceToken, ...],
        penalty: LengthPenalty,
        changes: tuple[Treatment, ...] = (),
    ) -> Self:
        """Return a segment whose translation is given; `spans` are those of source and target."""
        score = pair.log_probability / penalty.divisor(len(pair.tokens))
        return cls(
            *spans,
            source_tokens,
            pair.tokens,
            score,
            finished=True,
            engine=pair.engine,
            changes=changes,
        )

    @property
    def log_probability(self) -> float:
        """The summed log-probability of its tokens."""
        return sum(token.log_probability for token in self.tokens)

    @property
    def is_copied(self) -> bool:
        """Say whether all of it was copied, as nothing in it could be translated."""
        return not self.tokens and bool(self.changes)

    def moved(self, source_by: int, target_by: int) -> "Segment":
        """Return the segment moved by so many characters in source and target."""
        tokens = [
            SourceToken(text, a + source_by, b + source_by) for text, a, b in self.source_tokens
        ]
        return replace(
            self,
            source_span=(self.source_span[0] + source_by, self.source_span[1] + source_by),
            target_span=(self.target_span[0] + target_by, self.target_span[1] + target_by),
            source_tokens=tuple(tokens),
        )


def mean_score(segments: Iterable[Segment]) -> float:
    """Return the mean score of the segments that a model translated, 0 where there is none."""
    scores = [segment.score for segment in segments if segment.tokens]
    return sum(scores) / max(1, len(scores))


@dataclass(frozen=True)
class Translation:
    """The translation of one text.

    `source` is the normalised text that was translated and to which all source spans refer.
    `score` is the search's score (log-probability under a length penalty; in minimum Bayes risk
    the expected utility, 0 to 100), the mean of the segments' scores where there are several.
    `alternatives` are the next best translations, the best first, as many as were requested.
    `missed` are the terms of a glossary that the source has and the translation lacks.
    """

    source: str
    text: str
    score: float
    segments: tuple[Segment, ...]
    alternatives: tuple["Translation", ...] = field(default=(), repr=False)
    missed: "tuple[Term, ...]" = field(default=(), repr=False)

    def with_message(self, placeholder: str, message: str, found: "Translation") -> "Translation":
        """Return it with a message in its source, and its translation, for a placeholder."""
        source = _Insertion(self.source, placeholder, found.source or message)
        text = _Insertion(self.text, placeholder, found.text)
        warnings = tuple(each for segment in found.segments for each in segment.warnings)
        return replace(
            self,
            source=source.done,
            text=text.done,
            segments=tuple(
                _with_message(segment, source, text, warnings) for segment in self.segments
            ),
            alternatives=tuple(
                each.with_message(placeholder, message, replace(found, missed=()))
                for each in self.alternatives
            ),
            missed=(*self.missed, *found.missed),
        )

    @property
    def plain(self) -> "Translation":
        """The translation itself: it has no markup, as others may have."""
        return self

    @property
    def lost(self) -> tuple[str, ...]:
        """The markup that did not come through: none, as there is none."""
        return ()

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The pieces of all segments, each segment closed by `</s>`."""
        return tuple(token for segment in self.segments for token in segment.tokens)

    @property
    def source_tokens(self) -> tuple[SourceToken, ...]:
        """The source pieces of all segments."""
        return tuple(token for segment in self.segments for token in segment.source_tokens)

    @property
    def log_probability(self) -> float:
        """The summed log-probability of all tokens."""
        return sum(token.log_probability for token in self.tokens)

    @property
    def likelihood(self) -> float:
        """The mean log-probability of a token."""
        return self.log_probability / max(1, len(self.tokens))

    def __str__(self) -> str:
        return self.text


class TranslatedPart(NamedTuple):
    """The translation of a part of a source, where that starts, and the gap before it."""

    start: int
    gap: str
    found: Translation


def of_parts(
    source: str, parts: Iterable[TranslatedPart], *, before: str = "", after: str = ""
) -> Translation:
    """Return the translation of a source by those of its parts, between what stands around them.

    There is a gap only between two that are not empty, and no alternative.
    """
    text, done, missed = before, list[Segment](), list["Term"]()
    for start, gap, found in parts:
        text += gap if done and text and found.text else ""
        done += [segment.moved(start, len(text)) for segment in found.segments]
        text += found.text
        missed += found.missed
    return Translation(source, text + after, mean_score(done), tuple(done), missed=tuple(missed))


@dataclass(frozen=True)
class _Insertion:
    """A text in which another stands for a placeholder, wherever that stood."""

    text: str
    placeholder: str
    instead: str

    @property
    def done(self) -> str:
        """The text with the other."""
        return self.text.replace(self.placeholder, self.instead)

    def moved(self, start: int, end: int) -> Span:
        """Return where a span stands; one that touches the placeholder has all of the other."""
        return self._moved(start, last=False), self._moved(end, last=True)

    def _moved(self, place: int, *, last: bool) -> int:
        """Return where a place is that is moved out of a placeholder, to its beginning or end."""
        size = len(self.placeholder)
        before = bisect_left(self._starts, place)
        if before and place < self._starts[before - 1] + size:
            before -= not last
            place = self._starts[before - last] + size * last
        return place + before * (len(self.instead) - size)

    @cached_property
    def _starts(self) -> list[int]:
        return [found.start() for found in re.finditer(re.escape(self.placeholder), self.text)]


def _with_message(
    segment: Segment, source: _Insertion, text: _Insertion, warnings: tuple[SegmentWarning, ...]
) -> Segment:
    """Return a segment with a message for a placeholder; if it has that, with its warnings."""
    start, end = segment.source_span
    holds = source.placeholder in source.text[start:end]

    def inserted(within: str) -> str:
        return replace(source, text=within).done

    return replace(
        segment,
        source_span=source.moved(start, end),
        target_span=text.moved(*segment.target_span),
        source_tokens=tuple(
            SourceToken(token.text, *source.moved(token.start, token.end))
            for token in segment.source_tokens
        ),
        read=None if segment.read is None else inserted(segment.read),
        changes=tuple(Treatment(kind, inserted(each)) for kind, each in segment.changes),
        warnings=(*segment.warnings, *(warnings if holds else ())),
    )


@dataclass(frozen=True)
class ScoredPair:
    """A given translation of a given source, and the model's log-probability of each piece.

    `engine` is the one that computed them.
    """

    source: str
    target: str
    tokens: tuple[Token, ...]
    engine: str = field(default="torch", compare=False)

    @property
    def log_probability(self) -> float:
        """The summed log-probability of all tokens, `</s>` included."""
        return sum(token.log_probability for token in self.tokens)
