"""A line cut into segments that a model can take: sentences, and parts of too long ones."""

from collections.abc import Iterator
from dataclasses import dataclass

from tolmach.text.sentences import split_long, split_sentences
from tolmach.text.tokenizer import Encoding, Tokenizer
from tolmach.translation.result import SourceToken, Span

LONGEST_SEGMENT = 128  # pieces; models see no longer sentences in training
# Pieces of a part of a longer "word": that is noise, mostly, on which a model runs to its limit of
# length. Parts as short as words set the limit low and share a batch.
_WORD_PART = 16


@dataclass(frozen=True)
class SourceSegment:
    """A segment's place in its line, its piece ids, and its pieces with their places."""

    span: Span
    ids: list[int]
    tokens: tuple[SourceToken, ...]


def segmented(text: str, tokenizer: Tokenizer) -> list[SourceSegment]:
    """Return the segments of a normalised text, in order; white space between them is left out."""
    return [part for span in split_sentences(text) for part in _encoded(text, span, tokenizer)]


def _encoded(text: str, span: Span, tokenizer: Tokenizer) -> Iterator[SourceSegment]:
    """Yield the one segment of `span`, or several where it has too many pieces."""
    start, end = span
    encoding = tokenizer.encode_with_spans(text[start:end])
    if len(encoding.ids) > LONGEST_SEGMENT:
        for left, right in _shorter(text[start:end], encoding):
            yield from _encoded(text, (start + left, start + right), tokenizer)
    elif encoding.ids:
        shown = zip(tokenizer.pieces(encoding.ids), encoding.spans, strict=True)
        tokens = [SourceToken(piece, start + left, start + right) for piece, (left, right) in shown]
        yield SourceSegment(span, encoding.ids, tuple(tokens))


def _shorter(text: str, encoding: Encoding) -> list[Span]:
    """Return the spans of the parts of a text that has too many pieces."""
    parts = split_long(text, max(1, encoding.spans[LONGEST_SEGMENT][0]))
    if len(parts) > 1:
        return parts
    cuts = sorted({start for start, _ in encoding.spans[::_WORD_PART]})
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))
