"""Renderings: hypotheses as the text that a user reads, with what the model did not read in place.

A sentence that is not plain text has a reading (`reading/sentence.py`). The model translates what
the reading lets it read; where a part that must come through does not, or a number is changed, it
is tried again with words substituted, then, for numbers, by a search that must find them, and what
was set aside is put back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Protocol

from tolmach.reading.attempts import Attempt, best_attempts
from tolmach.reading.capitals import begins_with_word_alone
from tolmach.reading.kept import with_quotations_apart
from tolmach.reading.marks.mark import Mark
from tolmach.reading.marks.part import Part
from tolmach.reading.marks.writing import written
from tolmach.reading.sentence_reading import SentenceReading
from tolmach.reading.substitutes import Vocabulary
from tolmach.search.hypothesis import Hypothesis
from tolmach.text.quantities.number_check import NumberCheck
from tolmach.text.strings.quotations import (
    are_paired,
    has_marks_around_all,
    with_inner_marks,
    with_uniform_marks,
)
from tolmach.text.tokenizer import Tokenizer
from tolmach.translation.line import Line, SourceSegment
from tolmach.translation.line_constraints import Phrases
from tolmach.translation.number_transfer import NumberTransfer
from tolmach.translation.rendering import NOTHING, Rendering, finished, source_of
from tolmach.translation.result import SegmentWarning

if TYPE_CHECKING:
    from tolmach.reading.marks.erasure import Score

_RUN = 6  # words that are erased together where there are few attempts


class Find(Protocol):
    """A search for the hypotheses of texts."""

    def __call__(
        self, rows: list[int], texts: list[str], phrases: Sequence[Phrases] = (), /
    ) -> list[list[Hypothesis]]:
        """Return those of texts of segments, given by their numbers, with their `phrases`."""
        ...


class Search(Protocol):
    """A search that knows what translations must not contain."""

    @property
    def again(self) -> Find:
        """The search for other texts."""
        ...

    def forbids(self, number: int, text: str, /) -> bool:
        """Say whether a translation of a segment has a phrase that it must not have."""
        ...

    def begins(self, number: int, /) -> str:
        """Return the text with which the translation of a segment must begin, if any."""
        ...


@dataclass(frozen=True)
class _Answer:
    """Hypotheses of one text as they are spelled, the best first."""

    hypotheses: tuple[Hypothesis, ...]
    spelled: Callable[[Hypothesis], str]

    @property
    def best(self) -> Hypothesis:
        """The best hypothesis."""
        return self.hypotheses[0]

    @cached_property
    def text(self) -> str:
        """The text of the best."""
        return self.spelled(self.best)

    @property
    def likelihood(self) -> float:
        """The mean log-probability of a piece of the best."""
        return self.best.likelihood

    @property
    def alternatives(self) -> list["_Answer"]:
        """The others."""
        return [replace(self, hypotheses=(one,)) for one in self.hypotheses[1:]]


@dataclass(frozen=True)
class Renderer:
    """Renders the hypotheses of one model."""

    target: Tokenizer
    numbers: NumberTransfer
    spelled: Callable[[Hypothesis], str]
    score: "Score"
    vocabulary: Vocabulary

    def render(
        self, segments: Sequence[SourceSegment], found: Sequence[list[Hypothesis]], search: Search
    ) -> list[list[Rendering]]:
        """Return the renderings of each segment's hypotheses, the best first, at least one."""
        done = [[Rendering(one, self.spelled(one)) for one in hypotheses] for hypotheses in found]
        rows = [
            row
            for row, segment in enumerate(segments)
            if segment.reading is not None and segment.reading.is_translated
        ]
        readings = {row: reading for row in rows if (reading := segments[row].reading) is not None}
        for row, renderings in self._read(readings, found, search).items():
            done[row] = renderings
        for row, segment in enumerate(segments):
            if segment.reading is not None and not segment.reading.is_translated:
                done[row] = [self._handed_through(segment.reading)]
            elif self.numbers.scripts_differ:
                done[row] = [one.in_one_script(source_of(segment)) for one in done[row]]
                if not self.numbers.formats[1].cyrillic:
                    done[row] = [one.in_latin_letters(segment) for one in done[row]]
            given = search.begins(row)
            done[row] = [one.with_sound_marks(source_of(segment), given) for one in done[row]]
        return done

    def with_quotes_of_line(self, found: Sequence[Rendering], line: Line) -> list[Rendering]:
        """Return the renderings of a line's segments with quotation marks as the line asks for.

        Those around all of it stay as they were written, and those around its sentences are the
        target language's; others are of one kind, if it may be, but those of a record.
        """
        of_record = any(each.of_record for each in line.segments)
        if not of_record and has_marks_around_all(line.source):
            return list(found)
        marks, inner = self.vocabulary.quotes, self.vocabulary.inner_quotes
        pairs = list(zip(found, line.segments, strict=True))
        done = [one.with_marks_around(segment, marks, inner) for one, segment in pairs]
        if of_record:
            return done
        text = "\n".join(one.text for one in done)
        uniform = with_uniform_marks(line.source, text, marks)
        uniform = with_inner_marks(line.source, uniform, inner)
        if uniform == text:
            return done
        return [
            one.changed(each, line.source[slice(*segment.span)])
            for one, each, segment in zip(done, uniform.split("\n"), line.segments, strict=True)
        ]

    def _handed_through(self, reading: SentenceReading) -> Rendering:
        """Return a text of which nothing is translated; what is surely a number is localised.

        Sums are, and what the text has in words.
        """
        here, there = self.numbers.formats
        spelled = any(change.kind == "replaced" for change in reading.changes)
        text = reading.before
        text = here.rewritten_in(text, there) if spelled else self.numbers.with_sums(text)
        unread = (SegmentWarning("unread", reading.unread),) if reading.unread else ()
        return Rendering(NOTHING, text, warnings=unread)

    def _read(
        self,
        readings: dict[int, SentenceReading],
        found: Sequence[list[Hypothesis]],
        search: Search,
    ) -> dict[int, list[Rendering]]:
        find = search.again
        known = {(row, reading.first_read): found[row] for row, reading in readings.items()}
        parts = {row: self.numbers.localised(one.parts) for row, one in readings.items()}
        done = self._attempted(readings, parts, known, find)

        def take(row: int, new: list[Rendering]) -> None:
            """Take new renderings, unless only they have a phrase that they must not have."""
            if search.forbids(row, done[row][0].text) or not search.forbids(row, new[0].text):
                done[row] = new

        for row, renderings in self._with_capitals(readings, parts, find).items():
            if _is_better(renderings[0], done[row][0], readings[row].source):
                take(row, renderings)
        whole = {row: each for row, each in done.items() if not readings[row].is_brief}
        for row, renderings in self._with_quotations(readings, whole, find).items():
            if are_paired(readings[row].decoded, renderings[0].text):
                take(row, renderings)

        check = cache(lambda row, text: self.numbers.check(readings[row], text))
        for again, rows in ((self._with_substitutes, done), (self._with_constraints, whole)):
            checks = {row: check(row, done[row][0].text) for row in rows}
            faulty = {row: found for row, found in checks.items() if not found.passed}
            for row, renderings in again(readings, faulty, find).items() if faulty else ():
                if check(row, renderings[0].text).faults < faulty[row].faults:
                    take(row, renderings)
        return {
            row: [self._warned(readings[row], one, check(row, one.text)) for one in renderings]
            for row, renderings in done.items()
        }

    def _with_capitals(
        self,
        readings: dict[int, SentenceReading],
        parts: dict[int, tuple[Part, ...]],
        find: Find,
    ) -> dict[int, list[Rendering]]:
        """Translate words by themselves as they are written, too, that were read as small ones."""
        capitals = {
            row: _capitalised(parts[row])
            for row, reading in readings.items()
            if begins_with_word_alone(reading.core) and reading.first_read[:1].islower()
        }
        return self._attempted(readings, capitals, {}, find)

    def _with_quotations(
        self,
        readings: dict[int, SentenceReading],
        done: dict[int, list[Rendering]],
        find: Find,
    ) -> dict[int, list[Rendering]]:
        """Translate again, their marks aside, quotations that the model opened or closed alone."""
        parts = {
            row: with_quotations_apart(
                self.numbers.localised(readings[row].parts), self.vocabulary.quotes
            )
            for row, (best, *_) in done.items()
            if not are_paired(readings[row].decoded, best.text)
        }
        apart = {row: each for row, each in parts.items() if each != readings[row].parts}
        return self._attempted(readings, apart, {}, find)

    def _with_substitutes(
        self, readings: dict[int, SentenceReading], faulty: dict[int, NumberCheck], find: Find
    ) -> dict[int, list[Rendering]]:
        """Translate again with other words in place of numbers that did not come through."""
        changed: dict[int, tuple[Part, ...]] = {}
        for row, check in faulty.items():
            parts = self.numbers.localised(readings[row].parts)
            fixed = self.numbers.fixed(parts, check)
            if fixed != parts:
                changed[row] = fixed
        return self._attempted(readings, changed, {}, find)

    def _with_constraints(
        self, readings: dict[int, SentenceReading], faulty: dict[int, NumberCheck], find: Find
    ) -> dict[int, list[Rendering]]:
        """Translate again by a search that must find the missing numbers, and none of the added."""
        phrases = {
            row: self.numbers.phrases(readings[row].decoded, check) for row, check in faulty.items()
        }

        def constrained(
            rows: list[int], texts: list[str], _: Sequence[Phrases] = ()
        ) -> list[list[Hypothesis]]:
            return find(rows, texts, [phrases[row] for row in rows])

        parts = {row: self.numbers.localised(readings[row].parts) for row in faulty}
        found = self._attempted(readings, parts, {}, constrained)
        return {
            row: [replace(one, phrases=phrases[row]) for one in renderings]
            for row, renderings in found.items()
        }

    def _attempted(
        self,
        readings: dict[int, SentenceReading],
        parts: dict[int, tuple[Part, ...]],
        known: dict[tuple[int, str], list[Hypothesis]],
        find: Find,
    ) -> dict[int, list[Rendering]]:
        """Translate the parts of readings, and return the renderings that lose nothing."""
        rows = list(parts)

        def translate(tried: list[tuple[int, str]]) -> list[_Answer]:
            new = [(rows[n], text) for n, text in tried if (rows[n], text) not in known]
            answers = find([row for row, _ in new], [text for _, text in new]) if new else []
            known.update(zip(new, answers, strict=True))
            return [_Answer(tuple(known[rows[n], text]), self.spelled) for n, text in tried]

        brief = {n for n, row in enumerate(rows) if readings[row].is_brief}
        attempts = best_attempts([parts[row] for row in rows], translate, self.vocabulary, brief)
        each = [
            (row, one)
            for row, best in zip(rows, attempts, strict=True)
            for one in (best, *best.others)
        ]
        done: dict[int, list[Rendering]] = {row: [] for row in rows}
        for (row, one), text in zip(each, self._texts(readings, each), strict=True):
            done[row].append(Rendering(one.found.best, text, one.plain.text, one.found.text))
        return done

    def _texts(
        self, readings: dict[int, SentenceReading], attempts: Sequence[tuple[int, Attempt[_Answer]]]
    ) -> list[str]:
        marked = [(readings[row], one) for row, one in attempts if one.plain.marks]
        marks = iter(self._marks(*zip(*marked, strict=True)) if marked else ())
        texts = []
        for row, one in attempts:
            fixed = self.numbers.replacements(readings[row], one)
            signs = _signs(readings[row], one.found.text)
            placed = next(marks) if one.plain.marks else ()
            text = written(one.text, placed, signs, fixed)
            text = self.numbers.with_quantities(readings[row].source, text)
            texts.append(finished(readings[row], text, self.vocabulary.quotes))
        return texts

    def _marks(
        self, readings: Sequence[SentenceReading], attempts: Sequence[Attempt[_Answer]]
    ) -> list[tuple[Mark, ...]]:
        """Return the marks of texts that have some, at their places in the translations."""
        from tolmach.reading.marks.erasure import (
            attributions,  # both need numpy, and most text neither
        )
        from tolmach.reading.marks.transfer import transferred

        pairs = [(one.plain.text, one.found.text) for one in attempts]
        sizes = [_RUN if each.is_brief else 1 for each in readings]
        found = attributions(pairs, self.score, self.target, sizes)
        return [
            transferred(one.plain.marks, attribution.anchored(one.anchors))
            for one, attribution in zip(attempts, found, strict=True)
        ]

    def _warned(self, reading: SentenceReading, one: Rendering, check: NumberCheck) -> Rendering:
        lost = (*check.missing, *self.numbers.lost_scales(reading.decoded, one.text))
        missing = [SegmentWarning("missing", text) for text in lost]
        added = [SegmentWarning("added", text) for text in check.added]
        as_it_is = one.read == reading.source == reading.first_read
        plain = as_it_is and one.wrote == one.text
        read, wrote = (None, None) if plain else (one.read, one.wrote)
        return replace(one, read=read, wrote=wrote, warnings=(*missing, *added))


def _signs(reading: SentenceReading, text: str) -> dict[str, str]:
    """Return how characters of a translation are written: in capitals, in code, as wide spaces."""
    letters = {one: one.upper() for one in set(text)} if reading.capitals else reading.letter_codes
    return letters | ({" ": reading.space} if reading.space != " " else {})


def _capitalised(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts of a text with a capital where its first words begin."""
    first = next(place for place, part in enumerate(parts) if part.kind == "text")
    text = parts[first].text
    return (*parts[:first], Part("text", text[:1].upper() + text[1:]), *parts[first + 1 :])


def _is_better(one: Rendering, other: Rendering, source: str) -> bool:
    """Say whether one rendering is no copy of its source, and likelier than another."""
    return one.text != source and one.hypothesis.likelihood > other.hypothesis.likelihood
