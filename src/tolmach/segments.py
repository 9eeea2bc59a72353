"""A line cut into segments that a model can take: sentences, and parts of too long ones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tolmach.text.tokenizer import Tokenizer
from tolmach.translation import SourceToken, Span

SHORT_LINE = 40  # characters; a shorter line is translated whole, whatever stops it holds
LONGEST_SEGMENT = 128  # pieces; models see no longer sentences in training

_STOP = re.compile(
    r"[.!?…]+[\"'»«”“’)\]]*\s+(?=[^\W_a-zß-öø-ÿ]|[\"'„“»«(\[¿¡])|[。！？]+[」』”]*\s*"
)
_CLAUSE_END, _SPACE = re.compile(r"[;:,–—]\s"), re.compile(r"\s")


@dataclass(frozen=True)
class SourceSegment:
    """A segment's place in its line, its piece ids, and its pieces with their places."""

    span: Span
    ids: list[int]
    tokens: tuple[SourceToken, ...]


def segmented(text: str, tokenizer: Tokenizer) -> list[SourceSegment]:
    """Return the segments of a normalised text, in order; white space between them is left out."""
    spans = [(0, len(text))] if len(text) <= SHORT_LINE else _sentences(text)
    return [part for span in spans for part in _encoded(text, span, tokenizer)]


def _sentences(text: str) -> list[Span]:
    """Return the spans of the sentences in `text`."""
    ends = [match.end() for match in _STOP.finditer(text)]
    return [_stripped(text, span) for span in zip([0, *ends], [*ends, len(text)], strict=True)]


def _stripped(text: str, span: Span) -> Span:
    part = text[slice(*span)]
    return span[0] + len(part) - len(part.lstrip()), span[0] + len(part.rstrip())


def _encoded(text: str, span: Span, tokenizer: Tokenizer) -> Iterator[SourceSegment]:
    """Yield the one segment of `span`, or several where it has too many pieces."""
    while span[0] < span[1]:
        encoding = tokenizer.encode_with_spans(text[slice(*span)])
        if len(encoding.ids) <= LONGEST_SEGMENT:
            shown = zip(tokenizer.pieces(encoding.ids), encoding.spans, strict=True)
            tokens = [SourceToken(piece, span[0] + a, span[0] + b) for piece, (a, b) in shown]
            yield SourceSegment(span, encoding.ids, tuple(tokens))
            return
        cut = span[0] + _cut(text[slice(*span)], max(1, encoding.spans[LONGEST_SEGMENT][0]))
        yield from _encoded(text, _stripped(text, (span[0], cut)), tokenizer)
        span = _stripped(text, (cut, span[1]))


def _cut(text: str, limit: int) -> int:
    """Return where to cut `text` at or before `limit`: after a clause, a word, or just there."""
    for pattern in (_CLAUSE_END, _SPACE):
        ends = [match.end() for match in pattern.finditer(text, limit // 2, limit)]
        if ends:
            return ends[-1]
    return limit
