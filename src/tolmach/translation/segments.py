"""Segments of a line that a model can translate: sentences, and parts of too long ones.

Spans are character ranges of the line.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, pairwise

from tolmach.reading.decoration import sets_apart
from tolmach.reading.kept import (
    Kept,
    held_places,
    may_have_breaks,
    sentence_breaks,
    spaced,
)
from tolmach.reading.sentence import SentenceReader
from tolmach.reading.sentence_reading import SentenceReading
from tolmach.text.quantities.weekdays import names_weekday
from tolmach.text.sentences import END_MARKS, Span, split_long, split_sentences
from tolmach.text.spacing import is_unspaced
from tolmach.text.strings.messages import number_signs
from tolmach.text.strings.quotations import has_quotation
from tolmach.text.strings.records import quote_before, separators, steps_apart, strings_apart
from tolmach.text.tokenizer import Encoding, Tokenizer
from tolmach.translation.line import SourceSegment, pieces_of
from tolmach.translation.result import SourceToken

LONGEST_SEGMENT = 128  # pieces; models see no longer sentences in training, and some read less
# Pieces of a part of a longer "word": mostly noise, on which a model writes up to its limit of
# length. Parts as short as words have a low limit and share a batch.
_WORD_PART = 16
_FEW_PARTS = 3  # of a sentence that is too long; with more it is a list, or a whole page
_LONGEST_READ = 2_000  # characters that are read at a time
# Emoji or emoticons between two words, of which the second has a capital; what has several words.
_EMOJI = re.compile(
    r"(?<=[^\W\d_])(?:\s(?P<signs>[^\w\s!-/:-@\[-`{-~]+)|\s?(?P<face>[:;]-?[)(DP]|\){2,}))\s"
    r"(?=(?P<word>[^\Wa-z\d_]\w*))"
)
# The end of a sentence without a space behind it: "schön.Wir gehen". Behind a capital, as names in
# code have one ("File.Open"), only words of German come that are in no such name.
_GLUED = re.compile(
    r"(?<![^\s„“”»«\"'(])(?P<word>[a-zß-öø-ÿа-яё]{2,}|[A-ZÄÖÜ][a-zäöüß]+)\.(?=(?P<next>[A-ZÄÖÜА-ЯЁ]"
    r"[a-zß-öø-ÿа-яё]*)[\s,'’])"
)
_GERMAN_BEGINNINGS = frozenset(
    "Der Die Das Ein Eine Ich Du Er Wir Ihr Sie Man Und Aber Dann Danach Wenn Diese Dieser".split()
)
_BOX = re.compile(r"(?<=\w) [☐☑☒] (?=\w)")  # of a form, between its choices
_SEVERAL_WORDS = re.compile(r"\w+\W+\w")
# What is longer without a space is a key or a slip: nobody can translate it, and to write hundreds
# of its parts takes as long as a book.
_ENDLESS = re.compile(r"\S{1001,}")


def segmented(
    text: str, tokenizer: Tokenizer, longest: int = LONGEST_SEGMENT
) -> list[SourceSegment]:
    """Return the segments of a normalised text, in order, of at most `longest` pieces each.

    White space between them is left out.
    """
    return [
        part for span in split_sentences(text) for part in _encoded(text, span, tokenizer, longest)
    ]


def segments_read(
    text: str,
    reader: SentenceReader,
    longest: int = LONGEST_SEGMENT,
    spaces: Mapping[int, str] | None = None,
) -> list[SourceSegment]:
    """Return the segments of a normalised text, of which the model reads what it can.

    `spaces`, by their places, were no single ones; a wide one sets columns apart, and what stands
    between the fields of a record does so, too, a segment that is handed through.
    """
    if not text or (not spaces and reader.is_plain(text) and not _GLUED.search(text)):
        return segmented(text, reader.tokenizer, longest)
    return list(_Cutter(text, reader, longest, spaces or {}).segments())


@dataclass(frozen=True)
class _Cutter:
    """A normalised text as it is cut into segments that a reader has read."""

    text: str
    reader: SentenceReader
    longest: int
    spaces: Mapping[int, str]
    _found: dict[Span, list[Kept]] = field(default_factory=dict, init=False)

    def segments(self) -> Iterator[SourceSegment]:
        """Yield the segments of the text, or of all fields of a record and what is between them."""
        place = 0
        for start, end in self._separators():
            yield from self._field(place, start)
            for between in self._between(start, end):
                yield replace(between, of_record=True)
            place = end
        yield from self._field(place, len(self.text))

    def _separators(self) -> list[Span]:
        """Return what parts the fields of a record."""
        if found := strings_apart(self.text) or steps_apart(self.text):
            return found
        if len(self.text) > _LONGEST_READ or not (found := separators(self.text)):
            return []
        held = held_places(self.text, self._kept((0, len(self.text))))
        return [span for span in found if not any(held[slice(*span)])]

    def _field(self, first: int, last: int) -> Iterator[SourceSegment]:
        """Yield the segments of a field, the first of which adjoins what is before it."""
        quote, place = quote_before(self.text, first), first
        for start, end in [*self._breaks(first, last), (last, last)]:
            parts = chain.from_iterable(map(self.read, self._sentences(place, start)))
            for number, part in enumerate(parts):
                yield replace(part, joined=not number, quote=quote) if place else part
            yield from self._between(start, end)
            place = end

    def _between(self, start: int, end: int) -> Iterator[SourceSegment]:
        """Yield what parts two fields or sentences, if anything, as a segment handed through."""
        if start < end:
            between = spaced(self.text, self.spaces, (start, end))
            copied = SentenceReading.copied(self.text[start:end], spaced=between)
            yield SourceSegment((start, end), [], (), reading=copied, joined=True)

    def _breaks(self, first: int, last: int) -> Iterator[Span]:
        """Yield the marks between two places that part sentences without a space."""
        text = self.text[first:last]
        if last - first > _LONGEST_READ:
            return
        found = {box.span() for box in _BOX.finditer(text)}
        found |= set(self._emoji_between_sentences(text))
        if may_have_breaks(text):
            found |= set(sentence_breaks(text, self._kept((first, last))))
        yield from ((first + start, first + end) for start, end in sorted(found))

    def _emoji_between_sentences(self, text: str) -> Iterator[Span]:
        """Yield emoji, with the space around them, that stand for the mark at a sentence's end.

        Emoticons are such, too.
        """
        for found in _EMOJI.finditer(text):
            before, after = text[: found.start()], text[found.end() :]
            several = all(map(_SEVERAL_WORDS.search, (before, after)))
            symbols = any(unicodedata.category(one) == "So" for one in found["signs"] or "")
            symbols |= found["face"] is not None and "(" not in before
            if several and symbols and self.reader.begins_sentence(found["word"]):
                yield found.span()

    def _kept(self, span: Span) -> list[Kept]:
        """Return what is kept of a span, found once: it may be the text, a field and a sentence.

        Of a sentence that is not what is kept of the text around it: there half a pair is alone.
        """
        if span not in self._found:
            start, end = span
            numbers = {
                at - start: number for at, number in self._numbers.items() if start <= at < end
            }
            self._found[span] = self.reader.kept(self.text[start:end], numbers)
        return self._found[span]

    @cached_property
    def _numbers(self) -> dict[int, str]:
        """The signs that stand for numbers in the branches of messages."""
        return number_signs(self.text)

    def _sentences(self, first: int, last: int) -> Iterator[Span]:
        """Yield the sentences, or the columns of a table, between two places."""
        cuts = [place for place, space in self.spaces.items() if sets_apart(space)]
        cuts += self._glued_ends
        edges = [first, *sorted(place for place in cuts if first < place < last), last]
        for begins, ends in pairwise(edges):
            text = self.text[begins:ends]
            sentences = split_sentences(text)
            if len(sentences) > 1 and ends - begins <= _LONGEST_READ:
                sentences = list(_whole(text, sentences, self._kept((begins, ends))))
            for start, end in sentences:
                yield begins + start, begins + end

    @cached_property
    def _glued_ends(self) -> list[int]:
        """The places where a sentence ends without a space behind its full stop."""
        if len(self.text) > _LONGEST_READ or not (found := list(_GLUED.finditer(self.text))):
            return []
        held = held_places(self.text, self._kept((0, len(self.text))))
        return [each.end() for each in found if not held[each.end() - 1] and self._is_end(each)]

    def _is_end(self, glued: re.Match[str]) -> bool:
        """Say whether a sentence ends within what looks so."""
        word, begins, place = glued["word"], glued["next"], glued.end()
        known = begins in _GERMAN_BEGINNINGS if word[0].isupper() else self.reader.knows(word)
        if not (known and self.reader.begins_sentence(begins)):
            return False
        spaced_out = f"{self.text[:place]} {self.text[place:]}"
        return any(end == place for _, end in split_sentences(spaced_out))

    def read(self, span: Span, *, of_many: bool = False) -> Iterator[SourceSegment]:
        """Yield the one segment of `span`, or several where there would be too many pieces.

        `of_many` says that it is one of many of those already.
        """
        source = self.text[slice(*span)]
        if len(source) > _LONGEST_READ and _is_endless(source):
            yield _copied(self.text, span)
            return
        if len(source) > _LONGEST_READ and (parts := self._shorter(span)):
            yield from self._parts(parts, of_many)
            return
        reading = self._reading(span)
        if reading is None or not (reading.alters or _may_be_damaged(source)):
            yield from _encoded(self.text, span, self.reader.tokenizer, self.longest)
            return
        encoding = self.reader.tokenizer.encode_with_spans(reading.first_read)
        if len(encoding.ids) > self.longest and _is_endless(source):
            yield _copied(self.text, span)
        elif len(encoding.ids) > self.longest and (parts := self._shorter(span)):
            yield from self._parts(parts, of_many)
        else:
            yield self._segment(span, replace(reading, of_many=of_many), encoding)

    def _parts(self, parts: Sequence[Span], of_many: bool) -> Iterator[SourceSegment]:
        """Yield the segments of the parts of a sentence that is too long."""
        of_many = of_many or len(parts) > _FEW_PARTS
        for part in parts:
            yield from self.read(part, of_many=of_many)

    def _reading(self, span: Span) -> SentenceReading | None:
        """Return the reading of a sentence, or None where all of it is read as it is."""
        start, end = span
        source = self.text[start:end]
        spaces = {
            place - start: space for place, space in self.spaces.items() if start <= place < end
        }
        if not spaces and self.reader.is_plain(source):
            return None
        return self.reader.read(source, spaces, self._kept(span))

    def _segment(self, span: Span, reading: SentenceReading, encoding: Encoding) -> SourceSegment:
        within = _within_word(self.text, span[0])
        segment = SourceSegment(span, encoding.ids, (), within, reading)
        tokens = pieces_of(reading.first_read, encoding, self.reader.tokenizer, segment)
        return replace(segment, tokens=tokens)

    def _shorter(self, span: Span) -> list[Span]:
        """Return the parts of a span that has too many pieces; none where it cannot be cut."""
        start, end = span
        encoding = self.reader.tokenizer.encode_with_spans(self.text[start:end])
        if len(encoding.ids) <= self.longest:
            return []
        parts = _shorter(self.text[start:end], encoding, self.longest)
        return [(start + a, start + b) for a, b in parts] if len(parts) > 1 else []


def _whole(text: str, sentences: Sequence[Span], kept: Sequence[Kept]) -> Iterator[Span]:
    """Yield sentences of a text; no mark within a part that is kept ends one: `{!! $name !!}`."""
    start = None
    for begins, ends in sentences:
        start = begins if start is None else start
        mark = max(text.rfind(sign, begins, ends) for sign in END_MARKS)
        if ends == sentences[-1][1] or not any(one.start <= mark < one.end for one in kept):
            yield start, ends
            start = None


def _encoded(text: str, span: Span, tokenizer: Tokenizer, longest: int) -> Iterator[SourceSegment]:
    """Yield the one segment of `span`, or several where it has too many pieces."""
    start, end = span
    if _is_endless(text[start:end]):
        yield _copied(text, span)
        return
    encoding = tokenizer.encode_with_spans(text[start:end])
    parts = _shorter(text[start:end], encoding, longest) if len(encoding.ids) > longest else []
    if len(parts) > 1:
        for left, right in parts:
            yield from _encoded(text, (start + left, start + right), tokenizer, longest)
    elif encoding.ids:
        shown = zip(tokenizer.pieces(encoding.ids), encoding.spans, strict=True)
        tokens = [SourceToken(piece, start + left, start + right) for piece, (left, right) in shown]
        within_word = _within_word(text, start)
        yield SourceSegment(span, encoding.ids, tuple(tokens), within_word)


def _shorter(text: str, encoding: Encoding, longest: int) -> list[Span]:
    """Return the spans of the parts of a text that has too many pieces."""
    parts = split_long(text, max(1, encoding.spans[longest][0]))
    if len(parts) > 1:
        return parts
    cuts = sorted({start for start, _ in encoding.spans[:: min(_WORD_PART, longest)]})
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))


def _is_endless(text: str) -> bool:
    """Say whether a text is one word, if any, and longer than anybody writes."""
    found = _ENDLESS.search(text)
    return found is not None and " " not in text and not is_unspaced([found[0]])


def _copied(text: str, span: Span) -> SourceSegment:
    """Return a span as a segment that is handed through."""
    return SourceSegment(span, [], (), reading=SentenceReading.copied(text[slice(*span)]))


def _may_be_damaged(source: str) -> bool:
    """Say whether a text has what must come through, though all is read.

    That is numbers, quotations and days of the week.
    """
    return any(map(str.isdigit, source)) or has_quotation(source) or names_weekday(source)


def _within_word(text: str, place: int) -> bool:
    """Say whether a word with spaces around it goes on at a place."""
    return (
        place > 0
        and bool(re.fullmatch(r"\w\w", text[place - 1 : place + 1]))
        and not (is_unspaced(text[place - 1 : place + 1]))
    )
