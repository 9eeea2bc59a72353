"""`Translator`: raw text in, raw text out.

Text is normalised, long lines are cut into sentences, an engine finds the translations, and they
are joined again, each with the span of the source that it translates.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from heapq import nlargest
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tolmach.chunks import portions
from tolmach.errors import RequestError
from tolmach.inference.engine import Engine, EngineName, Precision, between_searches
from tolmach.inference.loading import EngineSettings, load_engine
from tolmach.model_folder import Description, SelfTest
from tolmach.model_paths import default_model
from tolmach.reading.decoration import inner_spaces, outer_space
from tolmach.reading.sentence import SentenceReader
from tolmach.reading.substitutes import Vocabulary
from tolmach.search.options import SearchOptions
from tolmach.text.normalize import normalizer
from tolmach.text.sentences import Span
from tolmach.text.spacing import sentence_joint, words_are_spaced
from tolmach.text.tokenizer import EOS
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.translation.interface import BaseTranslator, TranslationRequest
from tolmach.translation.kept_sentences import (
    KeptSentences,
    PrefixReading,
    begun,
    begun_as,
    begun_sentences,
    continued,
)
from tolmach.translation.line import Line, SourceSegment
from tolmach.translation.line_constraints import LineConstraints
from tolmach.translation.number_transfer import NumberTransfer
from tolmach.translation.rendering import Rendering
from tolmach.translation.renderings import Renderer
from tolmach.translation.result import ScoredPair, Segment, Token, Translation, mean_score
from tolmach.translation.segments import LONGEST_SEGMENT, segmented, segments_read
from tolmach.translation.sentence_search import Searcher, SentenceSearch
from tolmach.wording import excerpt

if TYPE_CHECKING:
    from tolmach.corpus.parallel import Pair

LONGEST_SIDE = 4_096  # pieces: memory for a pair that is read whole grows with their square
_SHOWN = 40  # characters of a text in an error
_SCORED = 8_192  # pieces of both sides, at a time
_Candidate = tuple[Rendering, ...]  # one rendering for each segment of a line


class Translator(BaseTranslator[Translation]):
    """A translator that uses one model, or an ensemble of several that share a vocabulary."""

    raw: bool = False

    def __init__(
        self,
        engine: Engine,
        tokenizers: TokenizerPair,
        description: Description,
        *,
        selftest: SelfTest | None = None,
        raw: bool = False,
    ) -> None:
        """Translate with an engine; where `raw`, the model reads all text as it is."""
        self.engine = engine
        self.tokenizers = tokenizers
        self.description = description
        self.selftest = selftest or SelfTest([], [])
        self.raw = raw
        self.joint = sentence_joint(description.target_language)
        self.spaced = words_are_spaced(description.target_language)

    @classmethod
    def load(
        cls,
        folder: str | Path | Sequence[str | Path] | None = None,
        *,
        device: str | None = None,
        batch_tokens: int | None = None,
        threads: int | None = None,
        engine: EngineName = "auto",
        precision: Precision = "float32",
        shortlist: bool = True,
    ) -> Self:
        """Load the model in `folder`, or the German-English one that Tolmach ships.

        The others that it ships go by the names that `tolmach models` lists, such as "ru-en".

        Several folders give an ensemble, whose probabilities are the mean of its models'.
        `threads` is the number of CPU threads of each call, by default the caller's
        (`torch.get_num_threads`), or in the native engine all.

        The native `engine` runs one model, of any architecture, on a CPU, in int8 if that is the
        `precision`, and with the model's `shortlist`, if it has one (`tolmach shortlist`) and that
        is wanted; by default it does what it can, and PyTorch, which is loaded only then, the rest:
        ensembles, other devices, and searches that the native engine refuses. `device` is PyTorch's
        name of one, by default a CUDA device where there is one; `batch_tokens` limits the size of
        its batches (source pieces times beam).
        """
        settings = EngineSettings(engine, precision, device, batch_tokens, threads, shortlist)
        loaded = load_engine(_folders(folder), settings)
        return cls(loaded.engine, loaded.tokenizers, loaded.description, selftest=loaded.selftest)

    def translate_all(
        self, texts: list[str], options: SearchOptions, request: TranslationRequest
    ) -> list[Translation]:
        """Translate each text, as `translate` says."""
        asked = request.cleaned(self.cleaned)
        if not self.spaced:
            asked = replace(asked, prefix=asked.prefix.rstrip())
        constraints = self._constraints(asked)  # checked as a whole
        if not asked.prefix:
            return self._translate(texts, options, constraints)
        if len(begun_sentences(asked.prefix)) <= 1:
            return self._begun(texts, options, asked)
        kept = [
            KeptSentences.of(line, segmented(line, self.tokenizers.source, self.longest), asked)
            for line in self.cleaned(texts)
        ]
        found = continued(kept, lambda rest, left: self._begun(rest, options, left))
        pairs = [pair for one in kept for pair in one.pairs]
        scored = iter(self.score(*zip(*pairs, strict=True)) if pairs else [])
        return [
            one.before(
                rest, [next(scored) for _ in one.pairs], options.effective_penalty, self.joint
            )
            for one, rest in zip(kept, found, strict=True)
        ]

    def _begun(
        self, texts: list[str], options: SearchOptions, asked: TranslationRequest
    ) -> list[Translation]:
        def translate(some: list[str], prefix: str, reading: PrefixReading) -> list[Translation]:
            constraints = self._constraints(replace(asked, prefix=prefix))
            found = self._translate(some, options, constraints, reading)
            other = constraints.prefix.other
            return [begun_as(one, prefix, other) for one in found] if other else found

        return begun(texts, asked.prefix, translate)

    def _constraints(self, asked: TranslationRequest) -> LineConstraints:
        return LineConstraints.of(
            asked.include,
            asked.exclude,
            prefix=asked.prefix,
            tokenizer=self.tokenizers.target,
            whole_words=self.spaced,
        )

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[ScoredPair]:
        """Return the model's log-probabilities of given translations, piece by piece.

        Each text is read whole, never cut into sentences. Raises TolmachError where there are not
        as many targets as sources, or where a side is one string.
        """
        if isinstance(sources, str) or isinstance(targets, str) or len(sources) != len(targets):
            raise RequestError("Give two lists, of as many sources as targets.")
        sources, targets = self.cleaned(sources), self.cleaned(targets)
        source_ids = self.tokenizers.source.encode_batch(sources)
        target_ids = self.tokenizers.target.encode_batch(targets)
        scores = []
        lengths = [len(read) + len(said) for read, said in zip(source_ids, target_ids, strict=True)]
        for part in portions(lengths, _SCORED):
            between_searches()
            scores += self.engine.score(source_ids[part], target_ids[part])
        rows = zip(sources, targets, target_ids, scores, strict=True)
        return [
            ScoredPair(source, target, self._tokens(ids, row), self.engine.name)
            for source, target, ids, row in rows
        ]

    def log_probabilities(
        self, sources: Sequence[str], targets: Sequence[str]
    ) -> list[list[float]]:
        """Return those of `score` alone: of each target's pieces, `</s>` last."""
        scored = self.score(sources, targets)
        return [[token.log_probability for token in pair.tokens] for pair in scored]

    @property
    def longest(self) -> int:
        """The most pieces of a sentence that is translated as one."""
        positions = self.engine.longest
        return LONGEST_SEGMENT if positions is None else min(LONGEST_SEGMENT, positions - 1)

    @property
    def readable(self) -> int:
        """The most pieces, `</s>` counted, of each side of a pair that is read whole."""
        positions = self.engine.longest
        return LONGEST_SIDE if positions is None else min(LONGEST_SIDE, positions)

    def reads(self, pair: tuple[str, str]) -> bool:
        """Say whether both sides of a pair can be read whole; some models learn few positions."""
        source, target = self.cleaned(pair)
        return self.tokenizers.fits((source, target), self.readable)

    def checked(self, pairs: "Iterable[Pair]") -> "Iterator[Pair]":
        """Yield pairs; raise RequestError, naming its number, at one that `reads` denies."""
        for number, pair in enumerate(pairs, start=1):
            if not self.reads(pair):
                raise RequestError(
                    f"Pair {number:,}, “{excerpt(pair.source, _SHOWN)}”, is too long: "
                    f"{self.description.name} reads at most {self.readable:,} pieces of a "
                    "side; cut the pair into sentences, or leave it out."
                )
            yield pair

    def knows(self, text: str) -> bool:
        """Say whether the model has read all words of a text in training."""
        return self._reader.knows(text)

    def cleaned(self, texts: Iterable[str]) -> list[str]:
        """Return texts as the model reads them: normalised, lowercased if it is trained so."""
        return list(map(normalizer(lowercase=self.description.lowercase), texts))

    def encoded(
        self, sources: Iterable[str], targets: Iterable[str]
    ) -> tuple[list[list[int]], list[list[int]]]:
        """Return the pieces of sources and of targets, each text read whole."""
        return (
            self.tokenizers.source.encode_batch(self.cleaned(sources)),
            self.tokenizers.target.encode_batch(self.cleaned(targets)),
        )

    def _translate(
        self,
        texts: Sequence[str],
        options: SearchOptions,
        constraints: LineConstraints,
        reading: PrefixReading = "in parts",
    ) -> list[Translation]:
        lines = self.cleaned(texts)
        spaces = [self._spaces(*each) for each in zip(texts, lines, strict=True)]
        cut = [
            self._segments(line, wide, reading) for line, wide in zip(lines, spaces, strict=True)
        ]
        search = SentenceSearch(self._searcher, cut, constraints, constraints.widened(options))
        renderings = iter(self._renderer.render(search.segments, search.hypotheses, search))
        begun = constraints.prefix.pieces > 0
        edges = [("", "") if self.raw or begun else outer_space(text) for text in texts]
        return [
            self._line(
                Line(line, *edge, segments, wide),
                _best([next(renderings) for _ in segments], options.n_best),
            )
            for line, edge, segments, wide in zip(lines, edges, cut, spaces, strict=True)
        ]

    def _spaces(self, text: str, line: str) -> dict[int, str]:
        """Return the spaces of a text that its translation should have, too."""
        return inner_spaces(text, line) if self.spaced and not self.raw else {}

    def _segments(
        self, line: str, spaces: Mapping[int, str], reading: PrefixReading
    ) -> list[SourceSegment]:
        """Cut a line; its first segment may be read otherwise, or all, if it is a record."""
        if self.raw:
            return segmented(line, self.tokenizers.source, self.longest)
        found = segments_read(line, self._reader, self.longest, spaces)
        if reading == "in parts" or not found or found[0].reading is None:
            return found
        if any(segment.of_record for segment in found):
            return segmented(line, self.tokenizers.source, self.longest)
        first, *rest = found
        if reading == "bare" and first.ids:
            return [replace(first, reading=found[0].reading.bare), *rest]
        start, end = first.span
        return [*segmented(line[start:end], self.tokenizers.source, self.longest), *rest]

    @property
    def _searcher(self) -> Searcher:
        return Searcher(self.engine, self.tokenizers, self.spaced)

    @cached_property
    def _reader(self) -> SentenceReader:
        return SentenceReader.of(
            self.tokenizers, *self.description.languages, lowercase=self.description.lowercase
        )

    @cached_property
    def _renderer(self) -> Renderer:
        languages = self.description.languages
        return Renderer(
            self.tokenizers.target,
            NumberTransfer.of(languages),
            self._searcher.spelled,
            self.log_probabilities,
            Vocabulary.of(self.cleaned, *languages),
        )

    def _line(self, line: Line, candidates: list[_Candidate]) -> Translation:
        best, *others = (self._joined(line, chosen) for chosen in candidates)
        return replace(best, alternatives=tuple(others))

    def _joined(self, line: Line, chosen: _Candidate) -> Translation:
        text = line.before
        done: list[Segment] = []
        rendered = chosen if self.raw else self._renderer.with_quotes_of_line(chosen, line)
        for segment, plain in zip(line.segments, rendered, strict=True):
            rendering = plain.within(segment.quote, line.source[slice(*segment.span)])
            apart = bool(done and text and rendering.text and not segment.within_word)
            gap = line.gap(segment, self.joint) if apart else ""
            start = len(text + gap)
            done.append(self._segment(segment, rendering, (start, start + len(rendering.text))))
            text += gap + rendering.text
        return Translation(line.source, text + line.after, mean_score(done), tuple(done))

    def _segment(self, source: SourceSegment, chosen: Rendering, target_span: Span) -> Segment:
        found = chosen.hypothesis
        return Segment(
            source_span=source.span,
            target_span=target_span,
            source_tokens=source.tokens_of(chosen.read, self.tokenizers.source),
            tokens=self._tokens(found.ids, found.log_probabilities) if source.ids else (),
            score=found.score,
            finished=found.finished,
            proof=found.proof,
            read=chosen.read,
            wrote=chosen.wrote,
            changes=(*source.changes(chosen.read), *chosen.phrases.treatments),
            warnings=chosen.warnings,
            engine=found.engine,
        )

    def _tokens(self, ids: Sequence[int], log_probabilities: Sequence[float]) -> tuple[Token, ...]:
        texts = [*self.tokenizers.target.pieces(ids), EOS]
        return tuple(map(Token, texts, log_probabilities))


def _best(found: Sequence[Sequence[Rendering]], count: int) -> list[_Candidate]:
    """Return the `count` best ways to choose one rendering for each segment of a line."""
    best: list[_Candidate] = [()]
    for renderings in found:
        longer = ((*chosen, rendering) for chosen, rendering in product(best, renderings))
        best = nlargest(count, longer, key=_total)
    return best


def _total(chosen: _Candidate) -> tuple[bool, float]:
    finished = all(rendering.hypothesis.finished for rendering in chosen)
    return finished, sum(rendering.hypothesis.score for rendering in chosen)


def _folders(given: str | Path | Sequence[str | Path] | None) -> list[Path]:
    if given is None:
        return [default_model()]
    folders = [given] if isinstance(given, str | Path) else given
    if not folders:
        raise RequestError("No model is named; name at least one folder.")
    return [Path(folder) for folder in folders]
