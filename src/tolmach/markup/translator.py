"""`MarkupTranslator`: translation of text with tags and placeholders, all of which are kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tolmach.analysis.alignment.aligner import self_test_sources
from tolmach.analysis.alignment.links import AttentionSource
from tolmach.analysis.alignment.word_attention import word_attention
from tolmach.glossary.translator import GlossaryTranslator
from tolmach.markup.parts import MarkedLine
from tolmach.reading.attempts import Attempt, best_attempts
from tolmach.reading.marks import written
from tolmach.reading.substitutes import replacements
from tolmach.reading.transfer import transferred
from tolmach.search.options import SearchOptions
from tolmach.translation.glossary import Glossary
from tolmach.translation.interface import BaseTranslator, TranslationRequest
from tolmach.translation.result import Translation
from tolmach.translation.translator import Translator


@dataclass(frozen=True)
class MarkedTranslation:
    """A translation with the tags and placeholders of its source.

    `plain` is the model's translation of the text without tags; in both, usual names and numbers
    stand for placeholders. An alternative that lost one of them is left out.
    """

    text: str
    plain: Translation
    alternatives: tuple["MarkedTranslation", ...] = field(default=(), repr=False)

    @property
    def score(self) -> float:
        """The search's score of the plain translation."""
        return self.plain.score

    def __str__(self) -> str:
        return self.text


class MarkupTranslator(BaseTranslator[MarkedTranslation]):
    """Translates text with markup: tags are put at the words that translate theirs.

    Words are aligned by the attention at `origins`, by default that whose links agree most with
    those of a statistical aligner on the model's own self-test. Every tag of the source occurs in
    the translation once, pairs are nested as they were, and a pair without a counterpart is
    treated as a tag alone. Entities such as `&amp;` are decoded for the model and encoded again.

    Names or numbers replace placeholders, if the model does not copy them, and are replaced by
    them afterwards; those that do not come through so are left out and put back as tags are. With
    a `glossary` the plain text is translated as `GlossaryTranslator` does.
    """

    def __init__(
        self,
        translator: Translator,
        origins: Sequence[AttentionSource] | None = None,
        *,
        glossary: Glossary | None = None,
    ) -> None:
        self._translator = translator
        self._sources = self_test_sources(translator) if origins is None else origins
        self._base = (
            translator
            if glossary is None
            else GlossaryTranslator(translator, glossary, self._sources)
        )

    def translate_all(
        self, texts: list[str], options: SearchOptions, request: TranslationRequest
    ) -> list[MarkedTranslation]:
        """Translate each text, as `translate` says."""
        lines = [MarkedLine.of(each) for each in texts]

        def translate(tried: list[tuple[int, str]]) -> list[Translation]:
            return self._base.translate_all([text for _, text in tried], options, request)

        worded = [line for line in lines if _has_words(line)]
        attempts = best_attempts(
            [line.parts for line in worded], translate, self._translator.cleaned
        )
        translated = iter(self._marked(worded, attempts))
        return [
            next(translated) if _has_words(line) else _as_it_is(each)
            for each, line in zip(texts, lines, strict=True)
        ]

    def _marked(
        self, lines: Sequence[MarkedLine], attempts: Sequence[Attempt[Translation]]
    ) -> list[MarkedTranslation]:
        """Put the marks into translations and their alternatives."""
        each = [(one, *one.others) for one in attempts]
        signs = [line.signs for line, same in zip(lines, each, strict=True) for _ in same]
        texts = iter(self._texts([one for same in each for one in same], signs))
        found = [[MarkedTranslation(next(texts), one.found) for one in same] for same in each]
        return [replace(best, alternatives=tuple(others)) for best, *others in found]

    def _texts(
        self, attempts: Sequence[Attempt[Translation]], signs: Sequence[Mapping[str, str]]
    ) -> Iterator[str]:
        """Yield the marked text of each translation."""
        marks = [one.plain.cleaned(self._translator.cleaned).marks for one in attempts]
        read = iter(
            word_attention(
                self._translator,
                [one.found for one, some in zip(attempts, marks, strict=True) if some],
                self._sources,
            )
        )
        for one, some, coded in zip(attempts, marks, signs, strict=True):
            placed = transferred(some, next(read)) if some else ()
            fixed = replacements(one.words, one.fixed, one.found.text)
            yield written(one.found.text, placed, coded, fixed)


def _has_words(line: MarkedLine) -> bool:
    """Say whether a line has words beside its fixed parts."""
    return not line.fixed or any(map(str.isalnum, line.text))


def _as_it_is(line: str) -> MarkedTranslation:
    text = " ".join(line.split())
    return MarkedTranslation(text, Translation(text, text, 0.0, ()))
