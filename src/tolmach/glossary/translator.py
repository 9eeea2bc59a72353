"""`GlossaryTranslator`: translations with the terms of a glossary.

Where a sentence's translation lacks a term, a search constrained to contain it is tried first. A
model to which the term is improbable adds it to its own word ("The dog barks all day hound"),
however wide the beam, so that its own word, which attention identifies, must be gone. Where it is
not, the term is substituted for that word, and the rest stays as it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby

from tolmach.analysis.alignment.aligner import sources_when_asked
from tolmach.analysis.alignment.links import AttentionSource
from tolmach.analysis.alignment.word_attention import word_attention
from tolmach.errors import RequestError, TolmachError
from tolmach.glossary.term_places import Sentence, lacking, plain_text, torn_terms
from tolmach.reading.span_attribution import WordAttention
from tolmach.search.methods import BeamSearch
from tolmach.search.options import SearchOptions
from tolmach.text.words import count_whole
from tolmach.translation.glossary import Glossary, Term
from tolmach.translation.interface import BaseTranslator, TranslationRequest
from tolmach.translation.result import Segment, TranslatedPart, Translation, of_parts
from tolmach.translation.translator import Translator

_LONGEST_SEARCHED = 300  # letters that a search must place, whose time grows with their cube


class GlossaryTranslator(BaseTranslator[Translation]):
    """Translates text; where a sentence has a term of the glossary, so has its translation.

    Alternatives of a translation that the glossary changes are those that have the terms as well:
    in turn the next best that its search found in place of the changed sentences. Where no
    translation with a term is found, the sentence stays as it was, and `missed` names the term.
    `origins` returns the attention that aligns words, by default as chosen on the model's
    self-test, and is asked where a translation lacks a term.
    `translate` raises TolmachError where the search is not by beam.
    """

    def __init__(
        self,
        translator: Translator,
        glossary: Glossary,
        origins: Callable[[], Sequence[AttentionSource]] | None = None,
    ) -> None:
        self._translator = translator
        named = glossary.without_heading(translator.description.languages)
        self._glossary = named.cleaned(translator.cleaned)
        self._origins = sources_when_asked(translator, origins)

    @property
    def raw(self) -> bool:
        """Whether the translator that is given the terms reads all text as it is."""
        return self._translator.raw

    def translate_all(
        self, texts: list[str], options: SearchOptions, request: TranslationRequest
    ) -> list[Translation]:
        """Translate each text, as `translate` says."""
        if not isinstance(options.method, BeamSearch):
            raise RequestError(
                "Only beam search can follow a glossary; leave the glossary out, or search by beam."
            )
        free = self._translator.translate_all(texts, options, request)
        asked = request.cleaned(self._translator.cleaned)
        return self._following(free, options, asked)

    @cached_property
    def _sources(self) -> Sequence[AttentionSource]:
        return self._origins()

    def _following(
        self, free: list[Translation], options: SearchOptions, asked: TranslationRequest
    ) -> list[Translation]:
        """Return translations with the terms that they lack."""
        short = [row for row, one in enumerate(free) if lacking(one, self._glossary)]
        read = self._aligned([free[row] for row in short])
        sentences = [
            sentence
            for row, words in zip(short, read, strict=True)
            for sentence in Sentence.all_of(row, free[row], words, self._glossary)
        ]
        searched = self._searched(sentences, options, asked)
        written = self._written(sentences, options)
        changed: dict[int, dict[int, Translation]] = {row: {} for row in short}
        missed: dict[int, list[Term]] = {row: [] for row in short}
        for sentence, one, other in zip(sentences, searched, written, strict=True):
            of_it = _asked_of(sentence, free[sentence.row], asked)
            best = _better(sentence, *(_fulfilling(of_it, each) for each in (one, other)))
            missed[sentence.row] += sentence.lost_in(plain_text(best) if best else sentence.text)
            if best is not None:
                others = _others(of_it, best, one, sentence)[: options.n_best - 1]
                changed[sentence.row][sentence.number] = replace(best, alternatives=others)
        found = [
            self._best_first(one, changed[row]) if row in changed else one
            for row, one in enumerate(free)
        ]
        return [
            replace(one, missed=(*missed.get(row, ()), *torn_terms(one, self._glossary)))
            for row, one in enumerate(found)
        ]

    def _aligned(self, translations: Sequence[Translation]) -> list[WordAttention]:
        """Return which words of translations come from which of their sources."""
        if not translations:
            return []
        read = word_attention(self._translator, translations, self._sources)
        return [
            words.with_copies([(part.source_span, part.target_span) for part in one.segments])
            for one, words in zip(translations, read, strict=True)
        ]

    def _searched(
        self, sentences: Sequence[Sentence], options: SearchOptions, asked: TranslationRequest
    ) -> list[Translation | None]:
        """Search for translations that contain the terms; None where there is none.

        Sentences that must contain the same are searched together. None is searched for that must
        contain very much: there the terms are substituted.
        """
        found: dict[int, Translation | None] = {}
        order = sorted(range(len(sentences)), key=lambda place: sentences[place].wanted)
        for wanted, same in groupby(order, key=lambda place: sentences[place].wanted):
            places = list(same)
            if sum(map(len, wanted)) > _LONGEST_SEARCHED:
                continue
            texts = [sentences[place].source for place in places]
            answers = self._containing(texts, wanted, options, asked)
            found.update(zip(places, answers, strict=True))
        return [found.get(place) for place in range(len(sentences))]

    def _containing(
        self,
        texts: list[str],
        wanted: Sequence[str],
        options: SearchOptions,
        asked: TranslationRequest,
    ) -> list[Translation | None]:
        try:
            return [
                *self._translator.translate(texts, options, include=wanted, exclude=asked.exclude)
            ]
        except TolmachError:  # one of them has no such translation; one by one, it shows which
            if len(texts) == 1:
                return [None]
            return [
                answer
                for text in texts
                for answer in self._containing([text], wanted, options, asked)
            ]

    def _written(self, sentences: Sequence[Sentence], options: SearchOptions) -> list[Translation]:
        """Return translations with the terms substituted, scored by the model."""
        texts = [sentence.replaced for sentence in sentences]
        scored = self._translator.score([sentence.source for sentence in sentences], texts)
        found = []
        for sentence, text, pair in zip(sentences, texts, scored, strict=True):
            spans = (0, len(sentence.source)), (0, len(text))
            first = sentence.segment
            segment = Segment.scored(
                pair, spans, first.source_tokens, options.effective_penalty, first.changes
            )
            found.append(Translation(sentence.source, text, segment.score, (segment,)))
        return found

    def _best_first(self, whole: Translation, new: dict[int, Translation]) -> Translation:
        """Return a translation in which some sentences have new ones, and its alternatives."""
        if not new:
            return whole
        best = self._joined(whole, new)
        others: dict[str, Translation] = {}
        for rank in range(max(len(each.alternatives) for each in new.values())):
            nth = {
                number: (each, *each.alternatives)[: rank + 2][-1] for number, each in new.items()
            }
            other = self._joined(whole, nth)
            if other.text != best.text:
                others.setdefault(other.text, other)
        return replace(best, alternatives=tuple(others.values()))

    def _joined(self, whole: Translation, new: dict[int, Translation]) -> Translation:
        """Return a translation in which some sentences have new ones."""
        parts, end = [], 0
        for number, segment in enumerate(whole.segments):
            (first, last), start = segment.target_span, segment.source_span[0]
            as_it_was = Translation(
                "", whole.text[first:last], segment.score, (segment.moved(-start, -first),)
            )
            gap = whole.text[end:first]
            parts.append(TranslatedPart(start, gap, new.get(number, as_it_was)))
            end = last
        return of_parts(whole.source, parts, before=parts[0].gap, after=whole.text[end:])


def _asked_of(
    sentence: Sentence, whole: Translation, asked: TranslationRequest
) -> TranslationRequest:
    """Return what a request asks of one sentence of a translation that fulfils it.

    The prefix is what is left of it where the sentence begins, so that no new translation fulfils
    it where it goes on behind the sentence.
    """
    begins = max(0, whole.text.find(asked.prefix.rstrip()))
    before = max(0, whole.segments[sentence.number].target_span[0] - begins)
    include = [phrase for phrase in asked.include if count_whole(phrase, sentence.text)]
    return replace(asked, prefix=asked.prefix[before:], include=include)


def _fulfilling(asked: TranslationRequest, found: Translation | None) -> Translation | None:
    """Return a new translation of a sentence if it fulfils what is asked of it."""
    if found is None or not found.text.startswith(asked.prefix):
        return None
    if not all(count_whole(phrase, found.text) for phrase in asked.include):
        return None
    return None if any(Term("", (p,)).held_by(found.text) for p in asked.exclude) else found


def _others(
    asked: TranslationRequest, best: Translation, searched: Translation | None, sentence: Sentence
) -> tuple[Translation, ...]:
    """Return what the search found beside the best translation that is as good in its terms."""
    found = () if searched is None else (searched, *searched.alternatives)
    most_lost = len(sentence.lost_in(plain_text(best)))
    return tuple(
        each
        for each in found
        if each.text != best.text
        and len(sentence.lost_in(plain_text(each))) <= most_lost
        and _fulfilling(asked, each) is not None
    )


def _better(
    sentence: Sentence, searched: Translation | None, written: Translation | None
) -> Translation | None:
    """Return the better of two translations, of which one has the terms substituted."""
    if searched is not None and sentence.is_followed_by(plain_text(searched)):
        return searched
    known = [one for one in (written if sentence.places else None, searched) if one is not None]
    return min(known, key=lambda one: len(sentence.lost_in(plain_text(one))), default=None)
