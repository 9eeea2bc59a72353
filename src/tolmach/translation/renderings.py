"""Renderings: hypotheses as the text that a user reads, with what the model did not read in place.

A sentence that is not plain text has a reading (`reading/sentence.py`). The model translates what
the reading lets it read; where a part that must come through does not, or a number is changed, it
is tried again with words substituted, then, for numbers, by a search that must find them, and what
was set aside is put back.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tolmach.reading.alphabet import compatible
from tolmach.reading.attempts import Attempt, best_attempts
from tolmach.reading.core import SHOUT, SHOUT_ENDS
from tolmach.reading.kept import Treatment, with_quotations_apart
from tolmach.reading.marks import Mark, Part, Replacement, written
from tolmach.reading.sentence import SentenceReading
from tolmach.reading.substitutes import Vocabulary
from tolmach.search.hypothesis import Hypothesis
from tolmach.text.sentences import Span
from tolmach.text.spacing import is_unspaced
from tolmach.text.strings.numbers import (
    Number,
    NumberCheck,
    NumberFormat,
    check_numbers,
    has_half_of_day,
    lost_units,
    superfluous_halves,
)
from tolmach.text.strings.quotations import are_paired
from tolmach.text.strings.records import escaped
from tolmach.text.strings.units import has_international_unit
from tolmach.text.tokenizer import Tokenizer
from tolmach.translation.result import SegmentWarning
from tolmach.translation.segments import SourceSegment

if TYPE_CHECKING:
    from tolmach.reading.erasure import Score

_SHOUTED = re.compile(f"{SHOUT}(.*?){SHOUT_ENDS}", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?…]\W*\Z")
_END_MARKS = ".!?…。！？"
_FIRST_LETTER = re.compile(r"[^\W\d_]")


class Phrases(NamedTuple):
    """Phrases that a translation must contain, and that it must not."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @property
    def treatments(self) -> Iterator[Treatment]:
        """The phrases as a user reads what was done to a sentence."""
        yield from (Treatment("included", each) for each in self.include)
        yield from (Treatment("excluded", each) for each in self.exclude)


_NO_PHRASES = Phrases()


class Find(Protocol):
    """A search for the hypotheses of texts."""

    def __call__(
        self, rows: list[int], texts: list[str], phrases: Sequence[Phrases] = (), /
    ) -> list[list[Hypothesis]]:
        """Return those of texts of segments, given by their numbers, with their `phrases`."""
        ...


@dataclass(frozen=True)
class Rendering:
    """A hypothesis, and the text that it gives; `read` and `wrote` where they differ from that."""

    hypothesis: Hypothesis
    text: str
    read: str | None = None
    wrote: str | None = None
    warnings: tuple[SegmentWarning, ...] = ()
    phrases: Phrases = _NO_PHRASES  # numbers that the search had to find, and to avoid

    def within(self, quote: str, source: str) -> "Rendering":
        """Return the rendering of a `source` inside a string in code, which no `quote` ends."""
        text = escaped(self.text, quote) if quote else self.text
        if text == self.text:
            return self
        read, wrote = (source, self.text) if self.read is None else (self.read, self.wrote)
        return replace(self, text=text, read=read, wrote=wrote)


NOTHING = Hypothesis((), (), 0.0, finished=True)


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
        return self.best.log_probability / max(1, len(self.best.log_probabilities))

    @property
    def alternatives(self) -> list["_Answer"]:
        """The others."""
        return [replace(self, hypotheses=(one,)) for one in self.hypotheses[1:]]


@dataclass(frozen=True)
class Renderer:
    """Renders the hypotheses of one model."""

    target: Tokenizer
    formats: tuple[NumberFormat, NumberFormat]
    spelled: Callable[[Hypothesis], str]
    score: "Score"
    vocabulary: Vocabulary
    same_units: bool = False  # whether the target has all symbols of units that the source has

    def render(
        self, segments: Sequence[SourceSegment], found: Sequence[list[Hypothesis]], find: Find
    ) -> list[list[Rendering]]:
        """Return the renderings of each segment's hypotheses, the best first, at least one."""
        done = [[Rendering(one, self.spelled(one)) for one in hypotheses] for hypotheses in found]
        rows = [
            row
            for row, segment in enumerate(segments)
            if segment.reading is not None and segment.reading.is_translated
        ]
        readings = {row: reading for row in rows if (reading := segments[row].reading) is not None}
        for row, renderings in self._read(readings, found, find).items():
            done[row] = renderings
        for row, segment in enumerate(segments):
            if segment.reading is not None and not segment.reading.is_translated:
                done[row] = [_handed_through(segment.reading)]
        return done

    def _read(
        self, readings: dict[int, SentenceReading], found: Sequence[list[Hypothesis]], find: Find
    ) -> dict[int, list[Rendering]]:
        known = {(row, reading.first_read): found[row] for row, reading in readings.items()}
        parts = {row: self._localised(one.parts) for row, one in readings.items()}
        done = self._attempted(readings, parts, known, find)
        for row, renderings in self._with_quotations(readings, done, find).items():
            if are_paired(readings[row].decoded, renderings[0].text):
                done[row] = renderings
        for again in (self._with_substitutes, self._with_constraints):
            checks = {row: self._numbers(readings[row], each[0]) for row, each in done.items()}
            faulty = {row: check for row, check in checks.items() if not check.passed}
            for row, renderings in again(readings, faulty, find).items() if faulty else ():
                if self._numbers(readings[row], renderings[0]).faults < faulty[row].faults:
                    done[row] = renderings
        return {
            row: [self._warned(readings[row], one) for one in renderings]
            for row, renderings in done.items()
        }

    def _with_quotations(
        self,
        readings: dict[int, SentenceReading],
        done: dict[int, list[Rendering]],
        find: Find,
    ) -> dict[int, list[Rendering]]:
        """Translate again, their marks aside, quotations that the model opened or closed alone."""
        parts = {
            row: with_quotations_apart(self._localised(readings[row].parts), self.vocabulary.quotes)
            for row, (best, *_) in done.items()
            if not are_paired(readings[row].decoded, best.text)
        }
        apart = {row: each for row, each in parts.items() if each != readings[row].parts}
        return self._attempted(readings, apart, {}, find)

    def _with_substitutes(
        self, readings: dict[int, SentenceReading], faulty: dict[int, NumberCheck], find: Find
    ) -> dict[int, list[Rendering]]:
        """Translate again with other words in place of numbers that did not come through."""
        parts = {
            row: _numbered(readings[row].parts, check, self.formats)
            for row, check in faulty.items()
        }
        changed = {row: each for row, each in parts.items() if each != readings[row].parts}
        return self._attempted(readings, changed, {}, find)

    def _with_constraints(
        self, readings: dict[int, SentenceReading], faulty: dict[int, NumberCheck], find: Find
    ) -> dict[int, list[Rendering]]:
        """Translate again by a search that must find the missing numbers, and none of the added."""
        phrases = {
            row: self._phrases(readings[row].decoded, check) for row, check in faulty.items()
        }

        def constrained(
            rows: list[int], texts: list[str], _: Sequence[Phrases] = ()
        ) -> list[list[Hypothesis]]:
            return find(rows, texts, [phrases[row] for row in rows])

        parts = {row: self._localised(readings[row].parts) for row in faulty}
        found = self._attempted(readings, parts, {}, constrained)
        return {
            row: [replace(one, phrases=phrases[row]) for one in renderings]
            for row, renderings in found.items()
        }

    def _phrases(self, source: str, check: NumberCheck) -> Phrases:
        """Return what puts numbers right, in the form of the target's language."""
        here, there = self.formats
        forms = {
            source[number.start : number.end]: here.rewritten_from(source, number, there)
            for number in here.numbers(source)
        }
        include = tuple(forms.get(text) or here.rewritten_in(text, there) for text in check.missing)
        added = (text for text in check.added if not any(text in each for each in include))
        return Phrases(include, tuple(dict.fromkeys(added)))

    def _localised(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """Return parts in which a number with a sign is written as in the target's language."""
        here, there = self.formats
        return tuple(
            part._replace(written=part.written.replace(part.read, here.rewritten(part.read, there)))
            if part.kind == "fixed" and part.read
            else part
            for part in parts
        )

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

        attempts = best_attempts([parts[row] for row in rows], translate, self.vocabulary)
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
        marks = iter(self._marks([one for _, one in attempts if one.plain.marks]))
        texts = []
        for row, one in attempts:
            fixed = self._with_ordinals(readings[row], one.found.text, one.replacements)
            fixed += self._rewritten_ordinals(one.found.text, _spans(fixed))
            fixed += self._rewritten_numbers(one, _spans(fixed))
            fixed += _without_halves(readings[row].source, one.found.text, _spans(fixed))
            signs = _signs(readings[row], one.found.text)
            placed = next(marks) if one.plain.marks else ()
            text = written(one.text, placed, signs, fixed)
            texts.append(_finished(readings[row], text))
        return texts

    def _marks(self, attempts: Sequence[Attempt[_Answer]]) -> list[tuple[Mark, ...]]:
        """Return the marks of texts that have some, at their places in the translations."""
        if not attempts:
            return []
        from tolmach.reading.erasure import attributions  # both need numpy, and most text neither
        from tolmach.reading.transfer import transferred

        pairs = [(one.plain.text, one.found.text) for one in attempts]
        found = attributions(pairs, self.score, self.target)
        return [
            transferred(one.plain.marks, attribution.anchored(one.anchors))
            for one, attribution in zip(attempts, found, strict=True)
        ]

    def _rewritten_numbers(
        self, one: Attempt[_Answer], taken: Sequence[Span]
    ) -> Iterator[Replacement]:
        """Yield numbers that the model copied, as the target's language writes them."""
        here, there = self.formats
        copied = {
            part.written[number.start : number.end]: here.rewritten_from(
                part.written, number, there
            )
            for part in one.parts
            if part.kind == "text"
            for number in here.numbers(part.written)
        }
        done = list(taken)
        for number in filter(has_half_of_day, copied):  # which the target's language has not
            for found in re.finditer(rf"(?<!\w){re.escape(number)}(?!\w)", one.found.text):
                if not _overlaps(*found.span(), done):
                    done.append(found.span())
                    yield Replacement(*found.span(), copied[number])
        for start, end, *_ in there.numbers(one.found.text):
            number = one.found.text[start:end]
            if number in copied and not _overlaps(start, end, done):
                yield Replacement(start, end, copied[number])

    def _with_ordinals(
        self, reading: SentenceReading, text: str, fixed: Sequence[Replacement]
    ) -> list[Replacement]:
        """Return replacements, with those of numbers that were read without being ordinals."""
        asked = [part.written for part in reading.parts if part.name == "ordinal"]
        if not asked:
            return list(fixed)
        done = list(fixed)
        there = self.formats[1]
        numbers = [(start, end, text[start:end]) for start, end, *_ in there.numbers(text)]
        free = [Replacement(*one) for one in numbers if not _overlaps(*one[:2], _spans(fixed))]
        for one in sorted([*fixed, *free]):
            if one.written in asked:
                asked.remove(one.written)
                done = [each for each in done if each != one]
                done.append(Replacement(*there.as_ordinal(text, *one)))
        return done

    def _rewritten_ordinals(self, text: str, taken: Sequence[Span]) -> Iterator[Replacement]:
        """Yield ordinals in English, as the target's language writes them."""
        for start, end, ordinal in self.formats[1].ordinals(text):
            if ordinal != text[start:end] and not _overlaps(start, end, taken):
                yield Replacement(start, end, ordinal)

    def _numbers(self, reading: SentenceReading, one: Rendering) -> NumberCheck:
        source, target = unescape(reading.decoded), unescape(one.text)
        for letter, code in reading.letter_codes.items():
            target = target.replace(code, letter)
        check = check_numbers(source, target, self.formats)
        lost = lost_units(source, target, self.formats)
        units = (one for one in lost if self.same_units or has_international_unit(one))
        return check._replace(missing=(*check.missing, *units))

    def _warned(self, reading: SentenceReading, one: Rendering) -> Rendering:
        check = self._numbers(reading, one)
        missing = [SegmentWarning("missing", text) for text in check.missing]
        added = [SegmentWarning("added", text) for text in check.added]
        same = one.read == reading.source and one.wrote == one.text
        read, wrote = (None, None) if same else (one.read, one.wrote)
        return replace(one, read=read, wrote=wrote, warnings=(*missing, *added))


def _spans(replacements: Sequence[Replacement]) -> list[Span]:
    return [(each.start, each.end) for each in replacements]


def _overlaps(start: int, end: int, taken: Sequence[Span]) -> bool:
    return any(first < end and start < last for first, last in taken)


def _handed_through(reading: SentenceReading) -> Rendering:
    unread = (SegmentWarning("unread", reading.unread),) if reading.unread else ()
    return Rendering(NOTHING, reading.before, warnings=unread)


def _without_halves(source: str, text: str, taken: Sequence[Span]) -> Iterator[Replacement]:
    """Yield what a translation adds to hours beyond twelve, "14:30 PM", unless its source does."""
    if not any(superfluous_halves(source)):
        for span in superfluous_halves(text):
            if not _overlaps(*span, taken):
                yield Replacement(*span, "")


def _signs(reading: SentenceReading, text: str) -> dict[str, str]:
    """Return how characters of a translation are written: in capitals, in code, as wide spaces."""
    letters = {one: one.upper() for one in set(text)} if reading.capitals else reading.letter_codes
    return letters | ({" ": reading.space} if reading.space != " " else {})


def _finished(reading: SentenceReading, text: str) -> str:
    """Return a translation with capitals where the source has them, between its decoration."""
    text = _SHOUTED.sub(lambda found: found[1].upper(), text)
    if reading.exclaimed:
        marks = reading.exclaimed if is_unspaced(text) else compatible(reading.exclaimed)
        text = text.rstrip(_END_MARKS) + marks
    ends = _SENTENCE_END.search(reading.core) or reading.after.startswith(":")
    if reading.core[:1].isupper() and ends:
        first = _FIRST_LETTER.match(text)
        text = text[:1].upper() + text[1:] if first else text
    return reading.before + text + reading.after


def _numbered(
    parts: Sequence[Part], check: NumberCheck, formats: tuple[NumberFormat, NumberFormat]
) -> tuple[Part, ...]:
    """Return parts in which numbers that did not come through are fixed, with their units."""
    done: list[Part] = []
    for part in _spaces_joined(parts):
        if part.name == "ordinal" and (part.written in check.missing or check.added):
            *_, ordinal = formats[1].as_ordinal("", 0, 0, part.written)
            done.append(Part("fixed", ordinal, "number"))
            continue
        if part.kind != "text" or part.name:
            done.append(part)
            continue
        place = 0
        for start, end, number in _lost_numbers(part.written, check, formats[0]):
            form = formats[0].rewritten_from(part.written, number, formats[1])
            unit = formats[1].with_unit(part.written[number.end : end])
            kept = part.written[start : number.start] + form + unit
            done.append(Part("text", part.written[place:start]))
            done.append(Part("fixed", kept, "number"))
            place = end
        done.append(Part("text", part.written[place:]))
    return tuple(part for part in done if part.kind != "text" or part.written)


def _spaces_joined(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield parts, as one text those with a space after a number, which may be of a quantity."""
    text = ""
    for part, after in pairwise([*parts, Part("lone", "")]):
        quantity = text[-1:].isdigit() and after.kind == "text"
        plain = part.kind == "text" and not part.name
        if plain or (part.name == "space" and part.text and quantity):
            text += part.written if plain else "\u00a0"
            continue
        yield Part("text", text)
        yield part
        text = ""
    yield Part("text", text)


def _lost_numbers(
    text: str, check: NumberCheck, form: NumberFormat
) -> Iterator[tuple[int, int, Number]]:
    """Yield what is lost of the numbers in a text, with its unit if that is lost, and the number.

    Where numbers were added, all are taken for lost.
    """
    quantities = {place: one for one in form.amounts(text) for place in range(one.start, one.end)}
    for number in form.numbers(text):
        whole = quantities.get(number.start)
        written = "" if whole is None else text[whole.start : whole.end].replace("\u00a0", " ")
        if whole is not None and written in check.missing:
            yield whole.start, whole.end, number
        elif text[number.start : number.end] in check.missing or check.added:
            yield number.start, number.end, number
