"""Prefixes of several sentences: the whole ones are kept, and only the last one is continued.

The first sentence of a prefix translates the first of a source, the second the second, and so on;
its last one, which may be unfinished, begins the translation of the next. Where a source has fewer
sentences, the translation of its last begins with all that is left of the prefix.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tolmach.search.hypothesis import LengthPenalty
from tolmach.text.sentences import Span, split_sentences
from tolmach.text.words import count_whole
from tolmach.translation.interface import TranslationRequest
from tolmach.translation.result import ScoredPair, Segment, Translation, mean_score
from tolmach.translation.segments import SourceSegment

_KEPT = ("aside", "protected", "copied", "sign")  # treatments by which a part stays


@dataclass(frozen=True)
class KeptSentences:
    """The translations of a source's first sentences that a prefix gives, and what is left over.

    `rest` is the source that is left to translate, as `request` says.
    """

    sources: tuple[SourceSegment, ...]
    targets: tuple[str, ...]
    source: str
    rest: str
    request: TranslationRequest

    @classmethod
    def of(
        cls, line: str, segments: Sequence[SourceSegment], request: TranslationRequest
    ) -> "KeptSentences":
        """Divide the prefix of a request over a line's segments."""
        spans = split_sentences(request.prefix)
        count = max(0, min(len(spans), len(segments)) - 1)
        targets = tuple(request.prefix[slice(*span)] for span in spans[:count])
        begins = segments[count].span[0] if count else 0
        left = request.prefix[spans[count][0] :] if count else request.prefix
        wanted = [
            phrase for phrase in request.include if not any(count_whole(phrase, t) for t in targets)
        ]
        return cls(
            tuple(segments[:count]),
            targets,
            line[:begins].rstrip(),
            line[begins:],
            replace(request, prefix=left, include=wanted),
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The sentences of the source that have translations, and these."""
        texts = (self.source[slice(*segment.span)] for segment in self.sources)
        return list(zip(texts, self.targets, strict=True))

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
        text, kept = "", list[Segment]()
        for segment, pair in zip(self.sources, scored, strict=True):
            start = len(text + joint) if text else 0
            text = text + joint * bool(text) + pair.target
            kept.append(_kept_segment(segment, pair, penalty, (start, len(text))))
        head = Translation(self.source, text, mean_score(kept), tuple(kept))
        whole = [joined([head, each], joint) for each in (found, *found.alternatives)]
        return replace(whole[0], alternatives=tuple(whole[1:]))


def _kept_segment(
    source: SourceSegment, pair: ScoredPair, penalty: LengthPenalty, target_span: Span
) -> Segment:
    score = pair.log_probability / penalty.divisor(len(pair.tokens))
    spans = source.span, target_span
    return Segment(*spans, source.tokens, pair.tokens, score, finished=True, engine=pair.engine)


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
    done: list[Segment] = []
    source = text = ""
    for one in translations:
        source += " " if source and one.source else ""
        text += joint if text and one.text else ""
        done += [segment.moved(len(source), len(text)) for segment in one.segments]
        source, text = source + one.source, text + one.text
    missed = tuple(term for one in translations for term in one.missed)
    return Translation(source, text, mean_score(done), tuple(done), missed=missed)


def begun(
    texts: Sequence[str], prefix: str, translate: Callable[[list[str], bool], list[Translation]]
) -> list[Translation]:
    """Translate texts with one prefix, and again those whose reading does not keep it.

    These `translate` reads as they are: what was set aside would stand before or in the prefix.
    """
    found = translate(list(texts), False)
    rows = [row for row, one in enumerate(found) if not _keeps_prefix(one, prefix)]
    plain = translate([texts[row] for row in rows], True) if rows else []
    for row, one in zip(rows, plain, strict=True):
        found[row] = one
    return found


def _keeps_prefix(found: Translation, prefix: str) -> bool:
    """Say whether a translation begins with a prefix, and nothing that was kept is in both."""
    if not all(one.text.startswith(prefix.rstrip()) for one in (found, *found.alternatives)):
        return False
    kept = (each.text for one in found.segments[:1] for each in one.changes if each.kind in _KEPT)
    return all(found.text.count(each) <= found.source.count(each) for each in kept)
