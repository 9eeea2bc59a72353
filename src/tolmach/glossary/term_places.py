"""Terms of a glossary that a translation lacks, and its own words for them."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from tolmach.reading.kept import Treatment, kept_parts
from tolmach.reading.marks.span_attribution import SpanAttribution, WordAttention
from tolmach.reading.span_map import SpanMap
from tolmach.text.sentences import Span, has_end_mark
from tolmach.text.strings.accelerators import SIGNS
from tolmach.text.words import count_whole, is_word, words_of
from tolmach.translation.glossary import Glossary, Term, has_plain_case
from tolmach.translation.result import Segment, Translation

_SAME_BEGIN, _ENDING = 3, 3  # letters that forms of a word have alike, and may have not


@dataclass(frozen=True)
class TermPlace:
    """A term for which a sentence's translation has the words `own`, at `span`.

    They may `begin` it. `sign` is that of an accelerator within them, before a `letter`; `own` are
    without it.
    """

    term: Term
    span: Span
    own: str
    begins: bool = False
    sign: str = ""
    letter: str = ""

    @property
    def instead(self) -> str:
        """The term, with a capital where it begins the sentence as `own` does.

        It is in capitals where `own` is, unless that is an acronym, as the term then is: "R&D".
        """
        target = self.term.targets[0]
        shouted = self.own.isupper() and not self.term.source.isupper()
        if len(self.own) > 1 and shouted and has_plain_case(target):
            return target.upper()
        begins = self.begins and not self.own[:1].islower() and has_plain_case(target)
        return target[:1].upper() + target[1:] if begins else target

    @property
    def accelerated(self) -> str:
        """The same with the sign of an accelerator, before the same letter if it has that."""
        place = max(0, self.instead.lower().find(self.letter.lower()))
        return self.instead[:place] + self.sign + self.instead[place:]


@dataclass(frozen=True)
class Sentence:
    """A sentence whose translation lacks terms of its source.

    `row` is the number of its line, `number` that of its part of it; `segment` is that part, moved
    to the beginning. `terms` are all those in the source, `places` those that the translation
    renders by other words. `text` is the translation without the signs of accelerators that it is
    `written` with.
    """

    row: int
    number: int
    source: str
    written: str
    text: str
    segment: Segment
    terms: tuple[Term, ...]
    places: tuple[TermPlace, ...]

    @classmethod
    def all_of(
        cls, row: int, whole: Translation, words: WordAttention, glossary: Glossary
    ) -> "Iterator[Sentence]":
        """Yield the sentences of a line that lack terms."""
        for number, segment in enumerate(whole.segments):
            found = list(_terms(whole, segment, glossary))
            text, signs = _text(whole, segment), _signs(segment.changes)
            start, first = segment.source_span[0], segment.target_span[0]
            lacking = [
                (term, (left + start, right + start))
                for term, (left, right) in found
                if not term.held_by(text)
            ]
            if not lacking:
                continue
            yield cls(
                row,
                number,
                _source(whole, segment),
                whole.text[slice(*segment.target_span)],
                text,
                segment.moved(-start, -first),
                tuple(dict.fromkeys(term for term, _ in found)),
                tuple(_places(lacking, words, segment, signs)),
            )

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The target terms that the translation should contain."""
        return tuple(term.targets[0] for term in self.terms)

    @property
    def replaced(self) -> str:
        """The translation with each term in place of its own words."""
        text = self.written
        for place in sorted(self.places, key=lambda place: place.span, reverse=True):
            before, after = text[: place.span[0]], text[place.span[1] :]
            text = before + place.accelerated + _without_echo(place.instead, after)
        return text

    def lost_in(self, text: str) -> list[Term]:
        """Return the terms that a translation of the sentence lacks."""
        return [term for term in self.terms if not term.held_by(text)]

    def is_followed_by(self, text: str) -> bool:
        """Say whether another translation has all terms, and none by its own words as well.

        It begins and ends as the first one does.
        """
        rest = text.lower()
        if not self._is_framed_as(text):
            return False
        if self.lost_in(text) or any(each.instead.lower() not in rest for each in self.places):
            return False
        if any(place.own.lower() == place.instead.lower() for place in self.places):
            return False  # the search says it in both ways
        copied = any(place.own == place.term.source for place in self.places)
        if copied and len(words_of(text)) > len(words_of(self.replaced)):
            return False  # it may translate beside the term what the model had copied
        for term in self.wanted:
            rest = rest.replace(term.lower(), " ")
        names = {place.own.lower() for place in self.places}
        return all(_count(name, rest) <= self._elsewhere(name) for name in names)

    def _is_framed_as(self, text: str) -> bool:
        """Say whether a text has no other mark at its end, and begins no sentence in lower case."""
        small = text[:1].islower() and not self.text[:1].islower()
        cased = tuple(term for term in self.wanted if not has_plain_case(term))
        ends = [has_end_mark(each) for each in (text, self.text)]
        return ends[0] == ends[1] and (not small or text.startswith(cased))

    def _elsewhere(self, name: str) -> int:
        """Count the uses of the words for something else in the first translation."""
        here = sum(place.own.lower() == name for place in self.places)
        return _count(name, self.text.lower()) - here


def _count(name: str, text: str) -> int:
    """Count the uses of a name in a text, both in small letters; of one word, in other forms too.

    Print and printing are forms of one, and so are all words that differ in few letters at the end.
    """
    if len(words_of(name)) > 1:
        return count_whole(name, text)
    return sum(_is_form(name, word) for word in words_of(text))


def _is_form(name: str, word: str) -> bool:
    alike = (one == other for one, other in zip(name, word, strict=False))
    begin, longer = sum(takewhile(bool, alike)), max(len(name), len(word))
    return name == word or (begin >= _SAME_BEGIN and longer - begin <= _ENDING)


def lacking(whole: Translation, glossary: Glossary) -> bool:
    """Say whether a sentence of a translation lacks a term of its source."""
    return any(
        not term.held_by(_text(whole, segment))
        for segment in whole.segments
        for term, _ in _terms(whole, segment, glossary)
    )


def torn_terms(whole: Translation, glossary: Glossary) -> Iterator[Term]:
    """Yield the terms that a translation lacks because no sentence of the source has all of one."""
    sentences = [segment.source_span for segment in whole.segments]
    for term, (start, end) in glossary.found_in(whole.source):
        torn = not any(a <= start and end <= b for a, b in sentences)
        if torn and not term.held_by(whole.text):
            yield term


def plain_text(whole: Translation) -> str:
    """Return a translation without the signs of accelerators."""
    signs = _signs(change for segment in whole.segments for change in segment.changes)
    return _without(signs, whole.text)


def _text(whole: Translation, segment: Segment) -> str:
    """Return the translation of a sentence without the signs of accelerators."""
    return _without(_signs(segment.changes), whole.text[slice(*segment.target_span)])


def _signs(changes: Iterable[Treatment]) -> set[str]:
    """Return the signs of accelerators that a model did not read."""
    return {one.text for one in changes if one.kind == "aside" and one.text in SIGNS}


def _without(signs: Collection[str], text: str) -> str:
    """Return a text without signs before its letters."""
    return re.sub(rf"(?:{'|'.join(signs)})(?=[^\W\d_])", "", text) if signs else text


def _source(whole: Translation, segment: Segment) -> str:
    return whole.source[slice(*segment.source_span)]


def _terms(whole: Translation, segment: Segment, glossary: Glossary) -> Iterator[tuple[Term, Span]]:
    """Yield the terms in a sentence and their spans, but none inside of what is protected."""
    source = _source(whole, segment)
    held = list(_protected(segment, source))
    plain = _without(_signs(segment.changes), source)
    written = SpanMap.between(plain, source)
    for term, span in glossary.found_in(plain):
        start, end = written.span(*span)
        if (start, end) in held or not _is_within((start, end), held):
            yield term, (start, end)


def _protected(segment: Segment, text: str) -> Iterator[Span]:
    """Yield where a text has what is protected of a sentence, also of one that is copied."""
    kept = {one.text for one in segment.changes if one.kind == "protected"}
    for change in segment.changes:
        parts = kept_parts(change.text) if change.kind == "copied" else ()
        kept |= {each.part.written for each in parts if each.kind == "protected"}
    for written in kept:
        yield from (found.span() for found in re.finditer(re.escape(written), text))


def _is_within(span: Span, others: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _places(
    lacking: list[tuple[Term, Span]], words: WordAttention, segment: Segment, signs: Collection[str]
) -> Iterator[TermPlace]:
    """Yield the words for terms at spans of the whole source, no word for two of them.

    None is of what is protected. `signs` before letters within them are those of accelerators.
    """
    first = segment.target_span[0]
    held = list(_protected(segment, words.target))
    free = np.array([not _is_within(word, held) for word in words.target_words], bool)  # [J]
    for term, span in lacking:
        own = _copy(words, span) or _attributed(term, words, span, free)
        if own is not None:
            free &= [last <= own[0] or own[1] <= start for start, last in words.target_words]
            text, span = words.target[slice(*own)], (own[0] - first, own[1] - first)
            sign = next((one for one in signs if one in text), "")
            letter = text.partition(sign)[2][:1] if sign else ""
            begins = not _without(signs, words.target[first : own[0] + 1])[:-1]
            yield TermPlace(term, span, _without(signs, text), begins, sign, letter)


def _attributed(
    term: Term, words: WordAttention, span: Span, free: NDArray[np.bool_]
) -> Span | None:
    """Return where the words stand, of those that are free, that are attributed to a term most."""
    found = SpanAttribution.of(words, *span).best(free)
    if found is None:
        return None
    best = words.target_words[slice(*found)]
    own = [span for span in best if is_word(words.target[slice(*span)])]
    if not own:
        return None
    return _with_signs(term.source, words.target, (own[0][0], own[-1][1]))


def _copy(words: WordAttention, span: Span) -> Span | None:
    """Return where the term itself stands in the target, if it does so once as in the source."""
    text = words.source[slice(*span)]
    if count_whole(text, words.target) != 1 or count_whole(text, words.source) != 1:
        return None
    place = words.target.index(text)
    return place, place + len(text)


def _with_signs(source: str, target: str, span: Span) -> Span:
    """Return the span of own words with the signs at its edges that a term has at its own."""
    left, right = span
    if not source[0].isalnum() and target[:left].endswith(source[0]):
        left -= 1
    if not source[-1].isalnum() and target.startswith(source[-1], right):
        right += 1
    return left, right


def _without_echo(term: str, after: str) -> str:
    """Return the text after a term without the term's last word, a rest of the own words."""
    last = re.escape(term.split()[-1])
    return re.sub(rf"^\s+{last}(?!\w)", "", after)
