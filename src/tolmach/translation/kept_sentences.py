"""Prefixes of several sentences: the whole ones are kept, and only the last one is continued.

The first sentence of a prefix translates the first of a source, the second the second, and so on;
its last one, which may be unfinished, begins the translation of the next. Where a source has fewer
sentences, the translation of its last begins with all that is left of the prefix.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tolmach.reading.capitals import is_in_capitals
from tolmach.reading.decoration import leading
from tolmach.reading.kept import kept_parts, without_marks
from tolmach.search.hypothesis import LengthPenalty
from tolmach.text.sentences import Span, split_sentences
from tolmach.text.words import count_whole
from tolmach.translation.interface import TranslationRequest
from tolmach.translation.line import SourceSegment
from tolmach.translation.result import ScoredPair, Segment, TranslatedPart, Translation, of_parts

_FEWEST_LETTERS = 3  # of an address that a prefix begins
_KEPT = ("aside", "protected", "copied", "sign")  # treatments by which a part stays

# How a sentence with a prefix is read: in parts, of which none is set aside, or as it is.
PrefixReading = Literal["in parts", "bare", "as it is"]


@dataclass(frozen=True)
class KeptSentences:
    """The translations of a source's first sentences that a prefix gives, and what is left over.

    `begins` is where the rest of the `line` does, which is left to translate as `request` says.
    """

    line: str
    sources: tuple[SourceSegment, ...]
    targets: tuple[str, ...]
    begins: int
    request: TranslationRequest

    @classmethod
    def of(
        cls, line: str, segments: Sequence[SourceSegment], request: TranslationRequest
    ) -> "KeptSentences":
        """Divide the prefix of a request over a line's segments."""
        spans = begun_sentences(request.prefix)
        count = max(0, min(len(spans), len(segments)) - 1)
        targets = tuple(request.prefix[slice(*span)] for span in spans[:count])
        begins = segments[count].span[0] if count else 0
        left = request.prefix[spans[count][0] :] if count else request.prefix
        if len(spans) > len(segments):  # nothing is left that could begin
            left = left.rstrip()
        wanted = [
            phrase for phrase in request.include if not any(count_whole(phrase, t) for t in targets)
        ]
        return cls(
            line,
            tuple(segments[:count]),
            targets,
            begins,
            replace(request, prefix=left, include=wanted),
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The sentences of the source that have translations, and these."""
        texts = (self.line[slice(*segment.span)] for segment in self.sources)
        return list(zip(texts, self.targets, strict=True))

    @property
    def rest(self) -> str:
        """The source that is left to translate."""
        return self.line[self.begins :]

    def before(
        self,
        found: Translation,
        scored: Sequence[ScoredPair],
        penalty: LengthPenalty,
        joint: str,
    ) -> Translation:
        """Return the kept translations, as the model `scored` them, and one of the rest after."""
        if not self.targets:
            return found
        kept = [
            TranslatedPart(one.span[0], joint, _kept(one, pair, penalty))
            for one, pair in zip(self.sources, scored, strict=True)
        ]
        best, *others = (
            of_parts(self.line, [*kept, TranslatedPart(self.begins, joint, each)])
            for each in (found, *found.alternatives)
        )
        return replace(best, alternatives=tuple(others))


def begun_sentences(prefix: str) -> list[Span]:
    """Return the sentences of a prefix; a space behind the last says that another one begins.

    Two without the space that belongs between them ("Ja?Nein.") stay one, as they were typed.
    """
    goes_on = prefix[-1:].isspace()
    spans: list[Span] = []
    for start, end in split_sentences(f"{prefix}X" if goes_on else prefix):
        adjoins = bool(spans) and spans[-1][1] == start
        if adjoins and prefix[start - 1].isascii():  # marks of Chinese and Japanese need no space
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def _kept(source: SourceSegment, pair: ScoredPair, penalty: LengthPenalty) -> Translation:
    """Return the translation of one sentence that is kept."""
    spans = source.span, (0, len(pair.target))
    segment = Segment.scored(pair, spans, source.tokens, penalty).moved(-source.span[0], 0)
    return Translation(pair.source, pair.target, segment.score, (segment,))


def continued(
    kept: Sequence[KeptSentences],
    translate: Callable[[list[str], TranslationRequest], list[Translation]],
) -> list[Translation]:
    """Translate what is left of each line; those of which the same is asked, in one batch."""
    groups = defaultdict[tuple[str, ...], list[int]](list)
    for row, one in enumerate(kept):
        groups[one.request.prefix, *one.request.include].append(row)
    done: dict[int, Translation] = {}
    for rows in groups.values():
        found = translate([kept[row].rest for row in rows], kept[rows[0]].request)
        done.update(zip(rows, found, strict=True))
    return [done[row] for row in range(len(kept))]


def joined(translations: Sequence[Translation], joint: str) -> Translation:
    """Return the translations of a line's parts as one, without alternatives."""
    if len(translations) == 1:
        return replace(translations[0], alternatives=())
    source, parts = "", []
    for one in translations:
        source += " " if source and one.source else ""
        parts.append(TranslatedPart(len(source), joint, one))
        source += one.source
    return of_parts(source, parts)


def begun(
    texts: Sequence[str],
    prefix: str,
    translate: Callable[[list[str], str, PrefixReading], list[Translation]],
) -> list[Translation]:
    """Translate texts with one prefix, and again those whose reading does not keep it.

    Of these `translate` leaves out what was set aside, which would stand before or in the prefix;
    where that does not help, it reads them as they are. Tags of the prefix, and what decorates its
    beginning, come from the source where that has the same, and stay as they are where it has not.
    In a record the first field begins so. Where both are in capitals, so is the translation.
    """
    plain, marks = without_marks(prefix)
    begin = leading(plain)
    groups = defaultdict[str, list[int]](list)
    for row, text in enumerate(texts):
        searched = plain[begin : max(begin, _before_unfinished(plain, text))]
        groups[_usual_case(searched, text)].append(row)
    found: dict[int, Translation] = {}
    for searched, rows in groups.items():
        some = [texts[row] for row in rows]
        found |= zip(rows, translate(some, searched, "in parts"), strict=True)
    rows = [row for row, one in sorted(found.items()) if not _keeps_prefix(one, plain, marks)]
    readings: tuple[PrefixReading, ...] = "bare", "as it is"
    for reading in readings:
        some = [texts[row] for row in rows]
        again = translate(some, plain[begin:], reading) if rows else []
        written = [begun_as(one, prefix, plain[begin:]) for one in again]
        found |= zip(rows, written, strict=True)
        rows = [
            row
            for row, one in zip(rows, written, strict=True)
            if not one.text.startswith(prefix.rstrip()) or _doubles_kept(one)
        ]
    return [found[row] for row in range(len(texts))]


def _usual_case(prefix: str, text: str) -> str:
    """Return a prefix as the model writes it, which reads text in capitals in its usual case."""
    return prefix.capitalize() if all(map(is_in_capitals, (prefix, text))) else prefix


def _before_unfinished(prefix: str, text: str) -> int:
    """Return where a prefix ends, or begins to spell what the text keeps: "Hello {na"."""
    if prefix[-1:].isspace():
        return len(prefix)
    for start, end, *_ in kept_parts(text):
        fewest = _FEWEST_LETTERS if text[start].isalnum() else 1
        for size in range(end - start - 1, fewest - 1, -1):
            if prefix.endswith(text[start : start + size]):
                return len(prefix) - size
    return len(prefix)


def begun_as(found: Translation, prefix: str, plain: str) -> Translation:
    """Return a translation that begins with a prefix where it began as `plain` has it.

    That is the same without its markup, or with a letter of the other case.
    """
    prefix, plain = prefix.rstrip(), plain.rstrip()
    if prefix == plain or not found.segments or not found.text.startswith(plain):
        return found
    more = len(prefix) - len(plain)
    first, *rest = (one.moved(0, more) for one in found.segments)
    (start, end), written = first.target_span, found.text[slice(*found.segments[0].target_span)]
    first = replace(first, target_span=(start - more, end), wrote=first.wrote or written)
    if first.read is None:
        first = replace(first, read=found.source[slice(*first.source_span)])
    return replace(
        found,
        text=prefix + found.text[len(plain) :],
        segments=(first, *rest),
        alternatives=tuple(begun_as(one, prefix, plain) for one in found.alternatives),
    )


def _begun_text(found: Translation) -> str:
    """Return a translation without its markup, from the first field on in a record."""
    first = next((place for place, one in enumerate(found.segments) if one.tokens), 0)
    start = found.segments[first].target_span[0] if first else 0
    return without_marks(found.text[start:])[0]


def _keeps_prefix(found: Translation, plain: str, marks: Sequence[str]) -> bool:
    """Say whether a translation begins with a prefix, and nothing that was kept is in both."""
    both = (found, *found.alternatives)
    if not all(_begun_text(one).startswith(plain.rstrip()) for one in both):
        return False
    if any(found.text.count(mark) < marks.count(mark) for mark in marks):
        return False
    return not _doubles_kept(found)


def _doubles_kept(found: Translation) -> bool:
    """Say whether a part that is kept of a source stands more often in its translation."""
    kept = (each.text for one in found.segments[:1] for each in one.changes if each.kind in _KEPT)
    return any(found.text.count(each) > found.source.count(each) for each in kept)
