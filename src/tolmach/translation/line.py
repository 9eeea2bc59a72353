"""Lines and their segments, which a model translates one by one.

Spans are character ranges of the line.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tolmach.reading.kept import Treatment
from tolmach.reading.sentence_reading import SentenceReading
from tolmach.reading.span_map import SpanMap
from tolmach.text.sentences import Span
from tolmach.text.tokenizer import Encoding, Tokenizer
from tolmach.translation.result import SourceToken


@dataclass(frozen=True)
class SourceSegment:
    """A segment's span, its piece ids, and its pieces with their spans.

    `within_word` says that it goes on with a word of which the segment before has the beginning.
    Where it is not plain text, there is a `reading`, and the pieces are of what the model reads at
    first; of a segment that is handed through there are none. `joined` says that nothing parts it
    from the one before: one of the two is what parts the fields of a record, or sentences without a
    space. `quote` encloses the string in code that it is in.
    """

    span: Span
    ids: list[int]
    tokens: tuple[SourceToken, ...]
    within_word: bool = False
    reading: SentenceReading | None = None
    joined: bool = False
    quote: str = ""
    of_record: bool = False

    def tokens_of(self, read: str | None, tokenizer: Tokenizer) -> tuple[SourceToken, ...]:
        """Return the pieces of what the model read in the end, with their spans in the line."""
        if read is None or self.reading is None or read == self.reading.first_read:
            return self.tokens
        return pieces_of(read, tokenizer.encode_with_spans(read), tokenizer, self)

    def changes(self, read: str | None) -> tuple[Treatment, ...]:
        """Return what of it the model did not read as it is, by what it `read` in the end."""
        if self.reading is None:
            return ()
        in_its_case = read == self.reading.source
        return tuple(
            each for each in self.reading.changes if not (in_its_case and each.kind == "recased")
        )

    @property
    def source(self) -> str:
        """The text of a segment that has a reading."""
        return "" if self.reading is None else self.reading.source

    @property
    def is_in_capitals(self) -> bool:
        """Say whether all of it is in capitals, which the model reads in their usual case."""
        return self.reading is not None and self.reading.capitals


@dataclass(frozen=True)
class Line:
    """A normalised line, the white space with which it began and ended, and its segments.

    `spaces` between them, by their places, were no single ones.
    """

    source: str
    before: str
    after: str
    segments: list[SourceSegment]
    spaces: Mapping[int, str]

    def gap(self, segment: SourceSegment, joint: str) -> str:
        """Return what stands before a segment that is not the first: a `joint` where one space."""
        if segment.joined:
            return ""
        return self.spaces.get(segment.span[0] - 1, joint)


def pieces_of(
    read: str, encoding: Encoding, tokenizer: Tokenizer, segment: SourceSegment
) -> tuple[SourceToken, ...]:
    """Return the pieces of what the model reads of a segment, with their spans in the line."""
    places, start = SpanMap.between(read, segment.source), segment.span[0]
    shown = zip(tokenizer.pieces(encoding.ids), encoding.spans, strict=True)
    return tuple(
        SourceToken(piece, *(start + place for place in places.span(*span)))
        for piece, span in shown
    )
