"""`Translator`: raw text in, raw text out.

Text is normalised, long lines are cut into sentences, an engine finds the translations, and they
are joined again, each with the span of the source that it translates.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from heapq import nlargest
from itertools import accumulate, product
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tolmach.errors import RequestError
from tolmach.inference.engine import Engine, EngineName, Pieces, Precision
from tolmach.inference.loading import EngineSettings, load_engine
from tolmach.model_folder import Description, SelfTest
from tolmach.model_paths import default_model
from tolmach.reading.decoration import inner_spaces, outer_space
from tolmach.reading.sentence import SentenceReader
from tolmach.reading.substitutes import Vocabulary
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.search.risk import chosen, engine_options
from tolmach.text.language_tag import script_of
from tolmach.text.normalize import normalize, normalizer
from tolmach.text.spacing import sentence_joint, words_are_spaced
from tolmach.text.strings.numbers import NumberFormat
from tolmach.text.tokenizer import EOS, TokenizerPair
from tolmach.translation.interface import BaseTranslator, TranslationRequest
from tolmach.translation.kept_sentences import (
    KeptSentences,
    begun,
    begun_as,
    begun_sentences,
    continued,
)
from tolmach.translation.line_constraints import LineConstraints, sentence_constraints
from tolmach.translation.renderings import Phrases, Renderer, Rendering
from tolmach.translation.result import ScoredPair, Segment, Span, Token, Translation, mean_score
from tolmach.translation.segments import (
    LONGEST_SEGMENT,
    Line,
    SourceSegment,
    segmented,
    segments_read,
)

if TYPE_CHECKING:
    from tolmach.corpus.parallel import Pair

_SHOWN = 40  # characters of a text in an error
_Candidate = tuple[Rendering, ...]  # one rendering for each segment of a line


class Translator(BaseTranslator[Translation]):
    """A translator that uses one model, or an ensemble of several that share a vocabulary."""

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
        def translate(some: list[str], prefix: str, as_it_is: bool) -> list[Translation]:
            constraints = self._constraints(replace(asked, prefix=prefix))
            found = self._translate(some, options, constraints, as_it_is=as_it_is)
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
        scores = self.engine.score(source_ids, target_ids)
        rows = zip(sources, targets, target_ids, scores, strict=True)
        return [
            ScoredPair(source, target, self._tokens(ids, row), self.engine.name)
            for source, target, ids, row in rows
        ]

    @property
    def longest(self) -> int:
        """The most pieces of a sentence that is translated as one."""
        positions = self.engine.longest
        return LONGEST_SEGMENT if positions is None else min(LONGEST_SEGMENT, positions - 1)

    def reads(self, pair: tuple[str, str]) -> bool:
        """Say whether the model can read both sides of a pair whole; some learn few positions."""
        if self.engine.longest is None:
            return True
        source, target = self.cleaned(pair)
        read, said = self.tokenizers.source.encode(source), self.tokenizers.target.encode(target)
        return max(len(read), len(said)) < self.engine.longest  # `</s>` takes a place

    def checked(self, pairs: "Iterable[Pair]") -> "Iterator[Pair]":
        """Yield pairs; raise RequestError, naming its number, at one that `reads` denies."""
        for number, pair in enumerate(pairs, start=1):
            if not self.reads(pair):
                raise RequestError(
                    f"Pair {number:,}, “{_shortened(pair.source)}”, is too long: "
                    f"{self.description.name} reads at most {self.engine.longest} pieces of a "
                    "side; cut the pair into sentences, or leave it out."
                )
            yield pair

    def cleaned(self, texts: Iterable[str]) -> list[str]:
        """Return texts as the model reads them: normalised, lowercased if it is trained so."""
        return list(map(normalizer(lowercase=self.description.lowercase), texts))

    def _translate(
        self,
        texts: Sequence[str],
        options: SearchOptions,
        constraints: LineConstraints,
        *,
        as_it_is: bool = False,
    ) -> list[Translation]:
        lines = self.cleaned(texts)
        first, later = constraints.prefix.ids, ()
        begun = constraints.prefix.pieces > 0
        spaces = [self._spaces(*each) for each in zip(texts, lines, strict=True)]
        cut = [
            self._segments(line, wide, as_it_is=as_it_is)
            for line, wide in zip(lines, spaces, strict=True)
        ]
        read = [[segment for segment in segments if segment.ids] for segments in cut]
        sources = [segment.ids for segments in read for segment in segments]
        starts = [later if place else first for row in read for place in range(len(row))]
        options = constraints.widened(options)

        def find(
            rows: list[int], phrase_constraints: list[PhraseConstraints]
        ) -> list[list[Hypothesis]]:
            chosen = [sources[row] for row in rows], [starts[row] for row in rows]
            return self._find(*chosen, phrase_constraints, options)

        def scores(rows: list[int], phrase_constraints: list[PhraseConstraints]) -> list[float]:
            return [
                found[0].score if found else -math.inf for found in find(rows, phrase_constraints)
            ]

        phrase_constraints = constraints.per_sentence([len(segments) for segments in read], scores)
        hypotheses = find(list(range(len(sources))), phrase_constraints)
        self._check_found(sources, hypotheses)

        def find_again(
            rows: list[int], others: list[str], phrases: Sequence[Phrases] = ()
        ) -> list[list[Hypothesis]]:
            pieces = self.tokenizers.source.encode_batch(others)
            asked = [phrase_constraints[row] for row in rows]
            if phrases and not options.method.can_include:
                return [hypotheses[row] for row in rows]
            if phrases:
                asked = self._joined_constraints(asked, phrases)
            needed = max((each.pieces + 1 for each in asked), default=1)
            wide = replace(options, beam=max(options.beam, needed)) if phrases else options
            found = self._find(pieces, [starts[row] for row in rows], asked, wide)
            return [each or hypotheses[row] for row, each in zip(rows, found, strict=True)]

        every = [segment for segments in cut for segment in segments]
        found = iter(hypotheses)
        each = [next(found) if segment.ids else [] for segment in every]
        numbers = list(accumulate(bool(segment.ids) for segment in every))
        renderings = iter(
            self._renderer.render(
                every,
                each,
                lambda rows, *asked: find_again([numbers[row] - 1 for row in rows], *asked),
            )
        )
        edges = [("", "") if self.raw or begun else outer_space(text) for text in texts]
        return [
            self._line(
                Line(line, *edge, segments, wide),
                _best([next(renderings) for _ in segments], options.n_best),
            )
            for line, edge, segments, wide in zip(lines, edges, cut, spaces, strict=True)
        ]

    def _joined_constraints(
        self, constraints: Sequence[PhraseConstraints], phrases: Sequence[Phrases]
    ) -> list[PhraseConstraints]:
        """Return the constraints of sentences joined with phrases for each."""
        target, spaced = self.tokenizers.target, self.spaced
        return [
            each.joined(sentence_constraints(*more, tokenizer=target, whole_words=spaced))
            for each, more in zip(constraints, phrases, strict=True)
        ]

    def _spaces(self, text: str, line: str) -> dict[int, str]:
        """Return the spaces of a text that its translation should have, too."""
        return inner_spaces(text, line) if self.spaced and not self.raw else {}

    def _segments(
        self, line: str, spaces: Mapping[int, str], *, as_it_is: bool
    ) -> list[SourceSegment]:
        """Cut a line; its first segment may be read as it is, or all, if it is a record."""
        if self.raw:
            return segmented(line, self.tokenizers.source, self.longest)
        found = segments_read(line, self._reader, self.longest, spaces)
        if as_it_is and any(segment.joined for segment in found):
            return segmented(line, self.tokenizers.source, self.longest)
        if as_it_is and found and found[0].reading is not None:
            (start, end), rest = found[0].span, found[1:]
            return [*segmented(line[start:end], self.tokenizers.source, self.longest), *rest]
        return found

    @cached_property
    def _reader(self) -> SentenceReader:
        languages = self.description
        return SentenceReader.of(
            self.tokenizers, languages.source_language, lowercase=languages.lowercase
        )

    @cached_property
    def _renderer(self) -> Renderer:
        languages = self.description.source_language, self.description.target_language

        def score(sources: Sequence[str], targets: Sequence[str]) -> list[list[float]]:
            found = self.score(sources, targets)
            return [[token.log_probability for token in pair.tokens] for pair in found]

        formats = NumberFormat.of(languages[0]), NumberFormat.of(languages[1])
        vocabulary = Vocabulary.of(self.cleaned, *languages)
        same_units = len(set(map(script_of, languages))) == 1
        return Renderer(
            self.tokenizers.target, formats, self._spelled, score, vocabulary, same_units
        )

    def _check_found(
        self, sources: Sequence[Pieces], found: Sequence[Sequence[Hypothesis]]
    ) -> None:
        """Raise TolmachError, with the sentence, where nothing was found for one."""
        for source, hypotheses in zip(sources, found, strict=True):
            if not hypotheses:
                raise RequestError(
                    f'Of "{self.tokenizers.source.decode(source)}" no translation with all the '
                    "words asked for was found: other limits leave no room for them; ask for "
                    "less, or widen the beam."
                )

    def _find(
        self,
        sources: Sequence[Pieces],
        prefixes: Sequence[Pieces],
        phrase_constraints: Sequence[PhraseConstraints],
        options: SearchOptions,
    ) -> list[list[Hypothesis]]:
        found = self.engine.translate(
            sources,
            engine_options(options),
            prefixes=prefixes,
            phrase_constraints=phrase_constraints,
        )
        return [chosen(hypotheses, options, self._spelled) for hypotheses in found]

    def _spelled(self, hypothesis: Hypothesis) -> str:
        # a model may spell any bytes, even a line end
        return normalize(self.tokenizers.target.decode(hypothesis.ids))

    def _line(self, line: Line, candidates: list[_Candidate]) -> Translation:
        best, *others = (self._joined(line, chosen) for chosen in candidates)
        return replace(best, alternatives=tuple(others))

    def _joined(self, line: Line, chosen: _Candidate) -> Translation:
        text = line.before
        done: list[Segment] = []
        for segment, plain in zip(line.segments, chosen, strict=True):
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
            changes=(*source.changes, *chosen.phrases.treatments),
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


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


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
