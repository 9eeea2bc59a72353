"""`MarkupTranslator`: translation of text with tags and placeholders, all of which are kept."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import nlargest
from html import unescape
from itertools import accumulate, groupby
from typing import NamedTuple

from tolmach.analysis.alignment.aligner import sources_when_asked
from tolmach.analysis.alignment.links import AttentionSource
from tolmach.analysis.alignment.word_attention import word_shares
from tolmach.glossary.translator import GlossaryTranslator
from tolmach.markup.blocks import Block, MarkedLine
from tolmach.markup.parts import parts_of
from tolmach.reading.attempts import Attempt, best_attempts
from tolmach.reading.marks.mark import Mark
from tolmach.reading.marks.part import Part, as_they_are
from tolmach.reading.marks.plain_text import PlainText
from tolmach.reading.marks.transfer import transferred
from tolmach.reading.marks.writing import written
from tolmach.reading.substitutes import Vocabulary
from tolmach.search.options import SearchOptions
from tolmach.text.strings.markdown import unfinished_link
from tolmach.text.strings.records import escaped_inside
from tolmach.translation.glossary import Glossary
from tolmach.translation.interface import BaseTranslator, TranslationRequest
from tolmach.translation.kept_sentences import joined
from tolmach.translation.result import Translation
from tolmach.translation.translator import Translator


@dataclass(frozen=True)
class MarkedTranslation:
    """A translation with the tags and placeholders of its source.

    `plain` is the model's translation of the text without tags; in both, usual names and numbers
    stand for placeholders. An alternative that lost one of them is left out. `lost` is the markup
    that did not come through in spite of all.
    """

    text: str
    plain: Translation
    lost: tuple[str, ...] = ()
    alternatives: tuple["MarkedTranslation", ...] = field(default=(), repr=False)

    def with_message(
        self, placeholder: str, message: str, found: "MarkedTranslation"
    ) -> "MarkedTranslation":
        """Return it with a translated message for a placeholder."""
        return replace(
            self,
            text=self.text.replace(placeholder, found.text),
            plain=replace(self.plain, missed=(*self.plain.missed, *found.plain.missed)),
            lost=(*(one.replace(placeholder, message) for one in self.lost), *found.lost),
            alternatives=tuple(
                one.with_message(placeholder, message, found) for one in self.alternatives
            ),
        )

    @property
    def score(self) -> float:
        """The search's score of the plain translation."""
        return self.plain.score

    def __str__(self) -> str:
        return self.text


class _MarkedBlock(NamedTuple):
    """A block's translation with its marks, and without."""

    text: str
    plain: Translation


def _quoted(found: Sequence[_MarkedBlock], quote: str) -> list[_MarkedBlock]:
    """Return translations of a string in code, which no quote within them ends."""
    return [one._replace(text=escaped_inside(one.text, quote)) if quote else one for one in found]


class MarkupTranslator(BaseTranslator[MarkedTranslation]):
    """Translates text with markup: tags are put at the words that translate theirs.

    Words are aligned by the attention that `origins` returns, which is asked for only where there
    is something to align, by default that whose links agree most with those of a statistical
    aligner on the model's own self-test, and, where there are pairs, by erasure, too. Every tag of
    the source occurs in the translation once, pairs are nested as they were, and a pair without a
    counterpart is treated as a tag alone. Entities such as `&amp;` are decoded for the model and
    encoded again.

    Names or numbers replace placeholders, if the model does not copy them, and are replaced by
    them afterwards; those that do not come through so are left out and put back as tags are. With
    a `glossary` the plain text is translated as `GlossaryTranslator` does.
    """

    def __init__(
        self,
        translator: Translator,
        origins: Callable[[], Sequence[AttentionSource]] | None = None,
        *,
        glossary: Glossary | None = None,
    ) -> None:
        self._translator = translator
        self._origins = sources_when_asked(translator, origins)
        self._glossary = glossary = None if glossary is None else glossary.cleaned(_without_code)
        self._base = (
            translator
            if glossary is None
            else GlossaryTranslator(translator, glossary, lambda: self._sources)
        )

    def translate_all(
        self, texts: list[str], options: SearchOptions, request: TranslationRequest
    ) -> list[MarkedTranslation]:
        """Translate each text, as `translate` says."""
        whole = bool(request.prefix or request.include)  # which belong to a text, not to a block
        request = replace(request, prefix=_unmarked(request.prefix))
        lines = [MarkedLine.of(each, self._translator.knows, whole=whole) for each in texts]

        def translate(tried: list[tuple[int, str]]) -> list[Translation]:
            return self._base.translate_all([text for _, text in tried], options, request)

        blocks = [self._with_terms(block.parts) for line in lines for block in line.blocks]
        codes = [line.codes for line in lines for _ in line.blocks]
        marked = self._marked(best_attempts(blocks, translate, self._vocabulary), codes)
        return [
            self._assembled(
                text,
                line,
                [_quoted(next(marked), block.quote) for block in line.blocks],
                options.n_best,
            )
            for text, line in zip(texts, lines, strict=True)
        ]

    def _with_terms(self, parts: Sequence[Part]) -> Sequence[Part]:
        """Return parts in which a term of the glossary with a sign, "R &amp; D", is one text."""
        return parts if self._glossary is None else list(_terms_joined(parts, self._glossary))

    @cached_property
    def _sources(self) -> Sequence[AttentionSource]:
        return self._origins()

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        translator = self._translator
        return Vocabulary.of(translator.cleaned, *translator.description.languages)

    def _marked(
        self, attempts: Sequence[Attempt[Translation]], codes: Sequence[Mapping[str, str]]
    ) -> Iterator[list[_MarkedBlock]]:
        """Yield each block's translations with their marks, the best first."""
        each = [(one, *one.others) for one in attempts]
        texts = iter(
            self._texts(
                [one for same in each for one in same],
                [code for same, code in zip(each, codes, strict=True) for _ in same],
            )
        )
        for same in each:
            yield [_MarkedBlock(next(texts), one.found) for one in same]

    def _texts(
        self, attempts: Sequence[Attempt[Translation]], codes: Sequence[Mapping[str, str]]
    ) -> Iterator[str]:
        """Yield the marked text of each translation."""
        marks = [one.plain.marks for one in attempts]
        marked = [one.found for one, some in zip(attempts, marks, strict=True) if some]
        pairs = [any(mark.closing for mark in some) for some in marks if some]
        read = iter(word_shares(self._translator, marked, self._sources, pairs) if marked else ())
        for one, some, code in zip(attempts, marks, codes, strict=True):
            placed: tuple[Mark, ...] = ()
            if some:
                parts = [(part.source_span, part.target_span) for part in one.found.segments]
                placed = transferred(some, next(read).with_copies(parts).anchored(one.anchors))
            yield written(one.text, placed, code, one.replacements)

    def _assembled(
        self, source: str, line: MarkedLine, blocks: Sequence[list[_MarkedBlock]], count: int
    ) -> MarkedTranslation:
        """Return a line's translation, and its alternatives, from those of its blocks."""
        ways: list[tuple[_MarkedBlock, ...]] = [()]
        for block in blocks:
            longer = ((*way, one) for way in ways for one in block)
            ways = nlargest(count, longer, key=lambda way: sum(one.plain.score for one in way))
        best, *others = (self._line(source, line, way) for way in ways)
        return replace(best, alternatives=tuple(others))

    def _line(
        self, source: str, line: MarkedLine, blocks: Sequence[_MarkedBlock]
    ) -> MarkedTranslation:
        following = iter(blocks)
        text = "".join(
            next(following).text if isinstance(piece, Block) else piece for piece in line.pieces
        )
        plain = joined([one.plain for one in blocks], self._translator.joint)
        return MarkedTranslation(text, plain, self._lost(source, line, text))

    def _lost(self, source: str, line: MarkedLine, text: str) -> tuple[str, ...]:
        """Return what of a line's markup, terms aside, is not in its translation as often."""
        if source == text:
            return ()
        asked, there = (
            Counter(part.written for part in parts if part.kind != "text")
            for parts in (self._with_terms(line.parts), parts_of(text))
        )
        return tuple(
            each for each, count in asked.items() if there[each] < count > text.count(each)
        )


def _unmarked(text: str) -> str:
    """Return a text without its tags, which the translation gets at the words aligned to them."""
    for start, end in reversed(unfinished_link(text)):
        text = text[:start] + text[end:]
    parts = parts_of(text)
    return PlainText.of(parts, as_they_are(parts)).text


def _without_code(texts: Sequence[str]) -> list[str]:
    """Return texts that may be written in HTML, "R&amp;D", as the blocks of a line are."""
    return [text.replace("&amp;", "&") for text in texts]


def _terms_joined(parts: Sequence[Part], glossary: Glossary) -> Iterator[Part]:
    """Yield parts, as one text those that a term goes across: "R &amp; D", and "R&amp;D"."""
    for is_text, some in groupby(parts, lambda part: _term_text(part) is not None):
        run = list(some)
        texts = [_term_text(part) or "" for part in run]
        ends = list(accumulate(map(len, texts)))
        starts = [0, *ends]
        terms = [span for _, span in glossary.found_in("".join(texts))] if is_text else []
        place = 0
        for start, end in terms:
            first, last = bisect_right(ends, start), bisect_left(ends, end) + 1
            inside = run[first:last]
            torn = (start > starts[first] and _is_value(inside[0])) or (
                end < ends[last - 1] and _is_value(inside[-1])
            )
            if (len(inside) > 1 or _is_value(inside[0])) and last > place and not torn:
                first = max(first, place)
                yield from run[place:first]
                together = "".join(part.written for part in run[first:last])
                yield Part("text", together, read="".join(texts[first:last]))
                place = last
        yield from run[place:]


def _term_text(part: Part) -> str | None:
    """Return what a term may have of a part, None where it is a mark."""
    if _is_value(part):
        return unescape(part.written)
    return part.text if part.kind == "text" or part.name == "sign" else None


def _is_value(part: Part) -> bool:
    """Say whether a part comes through as it is unless all of it is of a term."""
    return part.kind == "fixed" and part.name == "value"
