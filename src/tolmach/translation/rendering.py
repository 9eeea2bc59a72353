"""`Rendering`: a hypothesis as text, and what is mended in that without asking the model again."""

import re
from dataclasses import dataclass, replace

from tolmach.reading.alphabet import compatible
from tolmach.reading.core import SHOUT, SHOUT_ENDS
from tolmach.reading.marks.part import Part
from tolmach.reading.sentence_reading import SentenceReading
from tolmach.search.hypothesis import Hypothesis
from tolmach.text.sentences import END_MARKS, has_end_mark
from tolmach.text.spacing import is_unspaced
from tolmach.text.strings.quotations import (
    with_commas_outside,
    with_marks_around,
    without_odd_quotes,
)
from tolmach.text.strings.records import escaped_inside
from tolmach.text.words import in_latin_letters, without_mixed_scripts, words_of
from tolmach.translation.line import SourceSegment
from tolmach.translation.line_constraints import NO_PHRASES, Phrases
from tolmach.translation.result import SegmentWarning

NOTHING = Hypothesis((), (), 0.0, finished=True)

_BYTES = re.compile("(?:<0x[0-9A-F]{2}>)+")
_TWO_FULL_STOPS = re.compile(r"(?:(?<!\.)(?:\.|\.{3})|…)\.\Z")
_SPACE_BEFORE_END = re.compile(r"(?<=\w) (?=\.\Z)")
_SPACE_IN_BRACKET = re.compile(r"(?<=[(\[]) (?=\w)")
_SHOUTED = re.compile(f"{SHOUT}(.*?){SHOUT_ENDS}", re.DOTALL)
_FIRST_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Rendering:
    """A hypothesis, and the text that it gives; `read` and `wrote` where they differ from that."""

    hypothesis: Hypothesis
    text: str
    read: str | None = None
    wrote: str | None = None
    warnings: tuple[SegmentWarning, ...] = ()
    phrases: Phrases = NO_PHRASES  # numbers that the search had to find, and to avoid

    def within(self, quote: str, source: str) -> "Rendering":
        """Return the rendering of a `source` inside a string in code, which no `quote` ends."""
        return self.changed(escaped_inside(self.text, quote), source) if quote else self

    def in_one_script(self, source: str) -> "Rendering":
        """Return the rendering of a `source` without words that are a half copy of one of its."""
        return self.changed(without_mixed_scripts(self.text, source), source)

    def with_sound_marks(self, source: str, begins: str = "") -> "Rendering":
        """Return the rendering of a source without odd quotation marks, and with one full stop.

        No space stands before that, and none behind an opening bracket. A prefix with which it
        `begins` stays as it is.
        """
        text = without_odd_quotes(begins + source, self.text)
        kept = begins.rstrip() if text.startswith(begins.rstrip()) else ""
        text = text[len(kept) :]
        if _TWO_FULL_STOPS.search(text) and not _TWO_FULL_STOPS.search(source):  # "MwSt.."
            text = text[:-1]
        if not source.endswith(" ."):
            text = _SPACE_BEFORE_END.sub("", text)
        if not _SPACE_IN_BRACKET.search(source):
            text = _SPACE_IN_BRACKET.sub("", text)
        return self.changed(kept + text, source)

    def with_marks_around(self, segment: SourceSegment, marks: str, inner: str) -> "Rendering":
        """Return the rendering of a segment with quotation marks of a language around it, if any.

        `inner` are those of a quotation within a quotation.
        """
        reading = segment.reading
        if reading is None or not reading.is_translated:
            return self
        first, last = len(reading.before), len(self.text) - len(reading.after)
        before, after = with_marks_around(self.text[:first], self.text[last:], marks, inner)
        return self.changed(before + self.text[first:last] + after, reading.source)

    def in_latin_letters(self, segment: SourceSegment) -> "Rendering":
        """Return the rendering of a segment in Latin letters, but for what is kept as it is."""
        reading = segment.reading
        parts = () if reading is None else reading.parts
        around = "" if reading is None else f"{reading.before} {reading.after}"
        keep = [one for one in words_of(around) if len(one) > 1]  # and no letter of a list
        keep += [part.written for part in parts if part.kind != "text"]
        return self.changed(in_latin_letters(self.text, " ".join(keep)), source_of(segment))

    def changed(self, text: str, source: str) -> "Rendering":
        """Return the rendering of a `source` with another text, if that is another."""
        if text == self.text:
            return self
        read, wrote = (source, self.text) if self.read is None else (self.read, self.wrote)
        return replace(self, text=text, read=read, wrote=wrote)


def source_of(segment: SourceSegment) -> str:
    """Return the text of a segment, by its pieces where nothing of it needed a reading."""
    if segment.source:
        return segment.source
    pieces = "".join(one.text for one in segment.tokens).replace("▁", " ").strip()
    return _BYTES.sub(
        lambda found: bytes.fromhex(found[0][3:-1].replace("><0x", "")).decode(), pieces
    )


def finished(reading: SentenceReading, text: str, quotes: str) -> str:
    """Return a translation with capitals where the source has them, between its decoration."""
    text = with_commas_outside(text, quotes)
    text = _SHOUTED.sub(lambda found: found[1].upper(), text)
    if any(text.endswith(f"{part.written}.") for part in reading.parts if _is_short(part)):
        text = text[:-1]
    if reading.exclaimed:
        marks = reading.exclaimed if is_unspaced(text) else compatible(reading.exclaimed)
        text = text.rstrip(END_MARKS) + marks
    begins = has_end_mark(reading.core) or reading.after.startswith(":")
    begins |= reading.first_read[:1].islower()  # what the source writes with a capital
    begins &= not _begins_as_it_was(reading, text)
    begins |= _begins_with_word_at_number(reading, text)
    if reading.core[:1].isupper() and begins:
        first = _FIRST_LETTER.match(text)
        text = text[:1].upper() + text[1:] if first else text
    return reading.before + text + reading.after


def _begins_as_it_was(reading: SentenceReading, text: str) -> bool:
    """Say whether a translation begins with a part that is kept, to the letter: foo.txt, φ."""
    return any(part.kind == "fixed" and text.startswith(part.written) for part in reading.parts)


def _begins_with_word_at_number(reading: SentenceReading, text: str) -> bool:
    """Say whether a translation begins with a word that is written at a number: about 50."""
    return any(
        part.name == "number" and part.written[:1].islower() and text.startswith(part.written)
        for part in reading.parts
    )


def _is_short(part: Part) -> bool:
    """Say whether a part is kept with a full stop, which ends a sentence, too."""
    return part.kind == "fixed" and part.written.endswith(".")
