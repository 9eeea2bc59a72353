"""The native engine: Transformers on a CPU in C++, in int8 or float32; importing it costs no torch.

It gives the answers of `TorchEngine` where it can do what is asked, and refuses the rest.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, Self

from tolmach.config.recipe import TransformerSettings
from tolmach.errors import ModelError, RequestError
from tolmach.inference.engine import Pieces, Precision
from tolmach.inference.mapped_weights import Weights, map_weights
from tolmach.model_folder import read_description
from tolmach.model_paths import WEIGHTS, located_model
from tolmach.search.guard import UNLIMITED
from tolmach.search.hypothesis import Hypothesis, LengthPenalty
from tolmach.search.methods import BeamSearch
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.text.tokenizer import EOS_ID, PAD_ID

try:
    from tolmach.inference import _native
except ImportError:  # installed where nothing could compile it
    _native = None  # type: ignore[assignment]

BATCH_ROWS = 64  # hypotheses in one step of the decoder
BATCH_TOKENS = 384  # source pieces that are encoded together


class _Task(NamedTuple):
    """A sentence, pieces that its translation must begin with, and the limits of its guard."""

    source: Pieces
    forced: Pieces
    limit: int
    copies: int
    echoes: int


def native_is_installed() -> bool:
    """Return whether the extension was compiled when Tolmach was installed."""
    return _native is not None


class NativeEngine:
    """Translates with one Transformer on `threads` threads, each with its own sentences.

    A sentence that ends makes room for another one, so that `batch_rows` hypotheses are followed
    at a time, whatever the lengths. In float32 the answers do not depend on the company in which
    a sentence is translated.
    """

    def __init__(
        self,
        settings: TransformerSettings,
        weights: Weights,
        *,
        precision: Precision = "float32",
        threads: int = 1,
        batch_rows: int = BATCH_ROWS,
        instructions: str = "",
    ) -> None:
        """Pack the weights; `instructions` names a set other than the fastest of this processor.

        Raises ValueError where the weights do not fit the settings.
        """
        native = _extension()
        if threads < 1 or batch_rows < 1:
            raise RequestError("Threads and rows of a batch are at least 1.")
        self.name = f"native, {precision}"
        self.threads = threads
        self.batch = native.BatchLimits(rows=batch_rows, tokens=BATCH_TOKENS)
        self.longest = settings.longest if settings.positions == "learned" else None
        self._engine = native.Engine(
            _sizes(native, settings, weights),
            dict(weights),
            native.Precision[precision],
            instructions,
        )

    @classmethod
    def load(cls, folder: Path, *, precision: Precision = "float32", threads: int = 1) -> Self:
        """Load the Transformer in `folder`.

        Raises TolmachError where it holds another model or is damaged.
        """
        folder = located_model(folder)
        settings = read_description(folder).model
        if not isinstance(settings, TransformerSettings):
            raise RequestError(
                f"The native engine runs Transformers, and {folder} holds a model with another "
                "architecture; use the PyTorch engine."
            )
        weights = map_weights(folder / WEIGHTS)
        try:
            return cls(settings, weights, precision=precision, threads=threads)
        except ValueError as error:
            raise ModelError(
                f"The weights in {folder} do not fit its config.toml ({error}); copy the model "
                "folder again."
            ) from error

    @property
    def instructions(self) -> str:
        """The name of the instruction set whose kernels run."""
        return str(self._engine.instructions)

    def translate(
        self,
        sources: Sequence[Pieces],
        options: SearchOptions,
        *,
        prefixes: Sequence[Pieces] | None = None,
        phrase_constraints: Sequence[PhraseConstraints] | None = None,
    ) -> list[list[Hypothesis]]:
        """Return up to `options.n_best` hypotheses for each source, in order, the best first."""
        if reason := refusal(options, phrase_constraints or ()):
            raise RequestError(f"{reason}; use the PyTorch engine.")
        if self.longest is not None:
            options = options.within(self.longest - 1)  # `<s>` takes a place
        guard = options.effective_guard
        starts: Sequence[Pieces] = prefixes or [()] * len(sources)
        tasks = [
            _Task(
                source,
                start,
                guard.limit(len(source), needed=len(start)),
                guard.copies(source),
                guard.echoes(source),
            )
            for source, start in zip(sources, starts, strict=True)
        ]
        return self._search(tasks, options)

    def score(self, sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[list[float]]:
        """Return the log-probability of each target's pieces and of the `</s>` after them."""
        options = SearchOptions(beam=1, penalty=LengthPenalty.none())
        tasks = [
            _Task(source, [*target, EOS_ID], len(target), UNLIMITED, UNLIMITED)
            for source, target in zip(sources, targets, strict=True)
        ]
        found = self._search(tasks, options)
        return [list(one.log_probabilities) for [one] in found]

    def _search(self, tasks: Sequence[_Task], options: SearchOptions) -> list[list[Hypothesis]]:
        native, penalty = _extension(), options.effective_penalty
        longest = (
            max((task.limit for task in tasks), default=0) + 2
        )  # `</s>` is counted, and 0 is a length
        settings = native.SearchSettings(
            beam=options.beam,
            n_best=options.n_best,
            min_length=options.effective_guard.min_length,
            divisors=[penalty.divisor(max(1, length)) for length in range(longest)],
        )
        free = native.FREE
        try:
            found = self._engine.translate(
                sources=[[*task.source, EOS_ID] for task in tasks],
                forced=[[free if p == PAD_ID else p for p in task.forced] for task in tasks],
                limits=[task.limit for task in tasks],
                copies=[task.copies for task in tasks],
                echoes=[task.echoes for task in tasks],
                settings=settings,
                batch=self.batch,
                threads=self.threads,
            )
        except ValueError as error:
            raise RequestError(str(error)) from error
        return [
            [
                Hypothesis.scored(ids, scores, finished=finished, penalty=penalty, engine=self.name)
                for ids, scores, finished in hypotheses
            ]
            for hypotheses in found
        ]


def processor_threads() -> int:
    """Return how many threads this process may run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _extension() -> ModuleType:
    if _native is None:
        raise RequestError(
            "The native engine was not compiled when Tolmach was installed; install it again "
            "where there is a C++20 compiler, or use the PyTorch engine."
        )
    return _native


def _sizes(native: Any, settings: TransformerSettings, weights: Weights) -> Any:
    sizes = native.ModelSizes()
    tied = settings.tied
    sizes.source_pieces = len(weights.get("source_embedding.weight", ()))
    sizes.target_pieces = len(weights.get("output.bias", ()))
    sizes.size, sizes.head_size = settings.size, settings.size // settings.heads
    sizes.inner, sizes.longest = settings.inner, settings.longest
    every = [settings.heads]
    sizes.encoder_heads = settings.encoder_heads or every * settings.encoder_layers
    sizes.decoder_heads = settings.decoder_heads or every * settings.decoder_layers
    sizes.cross_heads = settings.cross_heads or every * settings.decoder_layers
    sizes.pre_norm = settings.norm == "pre"
    sizes.positions = native.Positions[settings.positions]
    sizes.activation = native.Activation[settings.activation]
    sizes.source_tied, sizes.output_tied = tied == "all", tied != "none"
    return sizes


def refusal(options: SearchOptions, phrase_constraints: Sequence[PhraseConstraints]) -> str:
    """Return why the native engine cannot do such a search, or nothing where it can."""
    if not isinstance(options.method, BeamSearch):
        return "The native engine knows greedy and beam search alone"
    if any(words.departing for words in phrase_constraints):
        return "The native engine cannot complete a word that a prefix has begun"
    if any(constraint.include or constraint.exclude for constraint in phrase_constraints):
        return "The native engine cannot be told words that must or must not be there"
    return ""
