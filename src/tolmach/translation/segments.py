"""Segments of a line that a model can translate: sentences, and parts of too long ones.

Spans are character ranges of the line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tolmach.text.sentences import split_long, split_sentences
from tolmach.text.spacing import is_unspaced
from tolmach.text.tokenizer import Encoding, Tokenizer
from tolmach.translation.result import SourceToken, Span

LONGEST_SEGMENT = 128  # pieces; models see no longer sentences in training, and some read less
# Pieces of a part of a longer "word": mostly noise, on which a model writes up to its limit of
# length. Parts as short as words have a low limit and share a batch.
_WORD_PART = 16


@dataclass(frozen=True)
class SourceSegment:
    """A segment's span, its piece ids, and its pieces with their spans.

    `within_word` says that it goes on with a word of which the segment before has the beginning.
    """

    span: Span
    ids: list[int]
    tokens: tuple[SourceToken, ...]
    within_word: bool = False


def segmented(
    text: str, tokenizer: Tokenizer, longest: int = LONGEST_SEGMENT
) -> list[SourceSegment]:
    """Return the segments of a normalised text, in order, of at most `longest` pieces each.

    White space between them is left out.
    """
    return [
        part for span in split_sentences(text) for part in _encoded(text, span, tokenizer, longest)
    ]


def _encoded(text: str, span: Span, tokenizer: Tokenizer, longest: int) -> Iterator[SourceSegment]:
    """Yield the one segment of `span`, or several where it has too many pieces."""
    start, end = span
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


def _within_word(text: str, place: int) -> bool:
    """Say whether a word with spaces around it goes on at a place."""
    return (
        place > 0
        and bool(re.fullmatch(r"\w\w", text[place - 1 : place + 1]))
        and not (is_unspaced(text[place - 1 : place + 1]))
    )
