"""`GlossaryTranslator`: translations with the terms of a glossary.

Where a sentence's translation lacks a term, a search constrained to contain it is tried first. A
model to which the term is improbable adds it to its own word ("The dog barks all day hound"),
however wide the beam, so that its own word, which attention identifies, must be gone. Where it is
not, the term is substituted for that word, and the rest stays as it was.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby, islice

from tolmach.analysis.alignment.aligner import sources_when_asked
from tolmach.analysis.alignment.links import AttentionSource
from tolmach.analysis.alignment.word_attention import word_attention
from tolmach.errors import RequestError, TolmachError
from tolmach.glossary.repair import Repair, best_first
from tolmach.glossary.term_places import Sentence, lacking, plain_text
from tolmach.reading.marks.span_attribution import WordAttention
from tolmach.search.methods import BeamSearch
from tolmach.search.options import SearchOptions
from tolmach.text.words import count_whole
from tolmach.translation.glossary import Glossary, Term
from tolmach.translation.interface import BaseTranslator, TranslationRequest
from tolmach.translation.result import Segment, Translation
from tolmach.translation.translator import Translator

_LONGEST_SEARCHED = 300  # letters that a search must place, whose time grows with their cube


class GlossaryTranslator(BaseTranslator[Translation]):
    """Translates text; where a sentence has a term of the glossary, so has its translation.

    So have its alternatives, which are repaired as it is and in the order of their scores, and so a
    phrase to include that is such a term is none beside it. Where no translation with a term is
    found, the sentence stays as it was, and `missed` names the term.
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
        asked = request.cleaned(self._translator.cleaned)
        rows = defaultdict[tuple[str, ...], list[int]](list)
        for row, text in enumerate(self._translator.cleaned(texts)):
            rows[self._beside_terms(text, asked.include)].append(row)
        found: dict[int, Translation] = {}
        for include, same in rows.items():
            some = [texts[row] for row in same]
            found |= zip(same, self._with_include(some, include, options, asked), strict=True)
        return [found[row] for row in range(len(texts))]

    def _beside_terms(self, text: str, include: Sequence[str]) -> tuple[str, ...]:
        """Return the phrases to include that the terms of a text do not bring along anyway."""
        terms = {term.targets for term, _ in self._glossary.found_in(text)}
        return tuple(phrase for phrase in include if (phrase,) not in terms)

    def _with_include(
        self,
        texts: list[str],
        include: Sequence[str],
        options: SearchOptions,
        asked: TranslationRequest,
    ) -> list[Translation]:
        """Translate texts; those without all phrases asked for again, with these in the search."""
        free = self._translator.translate_all(texts, options, replace(asked, include=include))
        found = self._following(free, options, asked)
        again = [
            row
            for row, one in enumerate(found)
            if len(include) < len(asked.include) and not _has_all(asked.include, one.text)
        ]
        searched = self._translator.translate_all([texts[row] for row in again], options, asked)
        for row, one in zip(again, self._following(searched, options, asked), strict=True):
            found[row] = one
        return found

    @cached_property
    def _sources(self) -> Sequence[AttentionSource]:
        return self._origins()

    def _following(
        self, free: list[Translation], options: SearchOptions, asked: TranslationRequest
    ) -> list[Translation]:
        """Return translations, and their alternatives, with the terms that they lack."""
        every = [[one, *one.alternatives] for one in free]
        places = [(row, rank) for row, same in enumerate(every) for rank in range(len(same))]
        sentences = self._lacking([every[row][rank] for row, rank in places])
        firsts = [each for each in sentences if not places[each.row][1]]
        searched = {
            (places[each.row][0], each.number, each.written): found
            for each, found in zip(
                firsts, self._searched(firsts, replace(options, n_best=1), asked), strict=True
            )
        }
        repairs = [Repair(every[row][rank]) for row, rank in places]
        for sentence, written in zip(sentences, self._written(sentences, options), strict=True):
            repair, (row, _) = repairs[sentence.row], places[sentence.row]
            of_it = _asked_of(sentence, repair.whole, asked)
            other = searched.get((row, sentence.number, sentence.written))
            best = _better(sentence, *(_fulfilling(of_it, each) for each in (other, written)))
            repair.take(sentence, best)
        following = iter(repairs)
        return [best_first(list(islice(following, len(same))), self._glossary) for same in every]

    def _lacking(self, wholes: Sequence[Translation]) -> list[Sentence]:
        """Return the sentences that lack terms; the row of each is that of its translation."""
        short = [row for row, one in enumerate(wholes) if lacking(one, self._glossary)]
        read = self._aligned([wholes[row] for row in short])
        return [
            sentence
            for row, words in zip(short, read, strict=True)
            for sentence in Sentence.all_of(row, wholes[row], words, self._glossary)
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
    if not _has_all(asked.include, found.text):
        return None
    return None if any(Term("", (p,)).held_by(found.text) for p in asked.exclude) else found


def _has_all(phrases: Iterable[str], text: str) -> bool:
    return all(count_whole(phrase, text) for phrase in phrases)


def _better(
    sentence: Sentence, searched: Translation | None, written: Translation | None
) -> Translation | None:
    """Return the better of two translations, of which one has the terms substituted."""
    if searched is not None and sentence.is_followed_by(plain_text(searched)):
        return searched
    known = [one for one in (written if sentence.places else None, searched) if one is not None]
    return min(known, key=lambda one: len(sentence.lost_in(plain_text(one))), default=None)
