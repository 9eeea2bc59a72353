"""The native engine: models on a CPU in C++, in int8 or float32.

It runs models of every architecture. It gives the answers of `TorchEngine` where it can do what is
asked, and refuses the rest. Importing this costs no torch, and no numpy, which only attention and
constraints need.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias

from tolmach.config.model import Model, learnt_positions
from tolmach.errors import ModelError, RequestError
from tolmach.inference.engine import Pieces, Precision
from tolmach.inference.mapped_weights import Weights, map_weights
from tolmach.inference.native_extension import extension, refusals
from tolmach.inference.native_search import (
    NativeTask,
    PhraseTable,
    SearchedPiece,
    forced_tasks,
    may_be_listed,
    native_task,
    search_settings,
    searched_piece,
)
from tolmach.inference.native_sizes import model_sizes
from tolmach.inference.threads import native_threads
from tolmach.model_folder import read_description
from tolmach.model_paths import SHORTLIST, WEIGHTS, located_model
from tolmach.search.hypothesis import Hypothesis, LengthPenalty
from tolmach.search.methods import BeamSearch, Sampling
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints, check_wide_enough

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tolmach.inference._native import Engine as CompiledEngine
    from tolmach.inference.shortlist import Shortlist

BATCH_ROWS = 64  # hypotheses in one step of the decoder
BATCH_TOKENS = 384  # source pieces that are encoded together

Attention: TypeAlias = "NDArray[np.float32]"  # heads, target pieces, source pieces

_ONE_PATH = SearchOptions(beam=1, penalty=LengthPenalty.none())


class NativeEngine:
    """Translates with one model on `threads` threads, each with its own sentences.

    Sentences that end make room for others, so that up to `batch_rows` hypotheses are followed at a
    time, whatever the lengths. In float32 the answers do not depend on the company in which
    a sentence is translated.
    """

    def __init__(
        self,
        settings: Model,
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
        native = extension()
        if threads < 1 or batch_rows < 1:
            raise RequestError("Threads and rows of a batch are at least 1.")
        self.name = f"native, {precision}"
        self.precision = precision
        self.threads = threads
        self.batch = native.BatchLimits(rows=batch_rows, tokens=BATCH_TOKENS)
        self.longest = learnt_positions(settings)
        sizes = model_sizes(native, settings, weights)
        self._cross_heads = list(sizes.cross_heads)
        self._engine: CompiledEngine = native.Engine(
            sizes,
            dict(weights),
            native.Precision[precision],
            instructions,
        )
        self._has_shortlist = False

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        precision: Precision = "float32",
        threads: int = 1,
        shortlist: bool = True,
    ) -> Self:
        """Load the model in `folder`, with its shortlist if there is one and it is asked for.

        Raises TolmachError where it is damaged.
        """
        folder = located_model(folder)
        settings = read_description(folder).model
        weights = map_weights(folder / WEIGHTS)
        try:
            engine = cls(settings, weights, precision=precision, threads=threads)
        except ValueError as error:
            raise ModelError(
                f"The weights in {folder} do not fit its config.toml ({error}); copy the model "
                "folder again."
            ) from error
        weights.release()  # all but the vectors of pieces has been packed
        if shortlist and (folder / SHORTLIST).is_file():
            engine._use_shortlist_of(folder)
        return engine

    def _use_shortlist_of(self, folder: Path) -> None:
        from tolmach.inference.shortlist import Shortlist  # which needs numpy

        if (found := Shortlist.load(folder)) is not None:
            self.use(found)

    def use(self, shortlist: "Shortlist") -> None:
        """Let greedy and beam search without prefixes and words say only what is on it.

        Raises TolmachError where it was learnt for other vocabularies.
        """
        try:
            self._engine.set_shortlist(shortlist.frequent, shortlist.starts, shortlist.pieces)
        except ValueError as error:
            raise ModelError(
                f"The shortlist does not fit the model ({error}); run `tolmach shortlist` again."
            ) from error
        self._has_shortlist = True

    @property
    def instructions(self) -> str:
        """The name of the instruction set whose kernels run."""
        return self._engine.instructions

    def translate(
        self,
        sources: Sequence[Pieces],
        options: SearchOptions,
        *,
        prefixes: Sequence[Pieces] | None = None,
        phrase_constraints: Sequence[PhraseConstraints] | None = None,
    ) -> list[list[Hypothesis]]:
        """Return up to `options.n_best` hypotheses for each source, in order, the best first."""
        words = phrase_constraints or [PhraseConstraints()] * len(sources)
        if reason := refusal(options):
            raise RequestError(f"{reason}; use the PyTorch engine (`--engine torch`).")
        if any(each.include for each in words):
            options.check_can_include()
            check_wide_enough(words, options.beam)
        options = self._within_reach(options)
        starts: Sequence[Pieces] = prefixes or [()] * len(sources)
        phrases = PhraseTable()
        listed = self._has_shortlist and isinstance(options.method, BeamSearch)
        tasks = [
            native_task(source, start, asked, options, phrases)._replace(
                shortlisted=listed and may_be_listed(start, asked)
            )
            for source, start, asked in zip(sources, starts, words, strict=True)
        ]
        return self._search(tasks, options, phrases)

    def observe(
        self, source: Pieces, options: SearchOptions, prefix: Pieces = ()
    ) -> tuple[list[list[SearchedPiece]], list[Hypothesis]]:
        """Search for translations of one source by beam; return what each step considered, too.

        It is the search of `translate` without a shortlist, whatever the method of `options`.
        """
        options = self._within_reach(
            replace(
                options,
                method=BeamSearch(),
                penalty=options.effective_penalty,
                guard=options.effective_guard,
            )
        )
        task = native_task(source, prefix, PhraseConstraints(), options, PhraseTable())
        with refusals():
            found, tree = self._engine.observe(task, search_settings(options))
        steps = [[searched_piece(*considered) for considered in step] for step in tree]
        return steps, self._hypotheses(found, options)

    def score(self, sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[list[float]]:
        """Return the log-probability of each target's pieces and of the `</s>` after them."""
        found = self._search(forced_tasks(sources, targets), _ONE_PATH, PhraseTable())
        return [list(one.log_probabilities) for [one] in found]

    def attention(
        self, sources: Sequence[Pieces], targets: Sequence[Pieces]
    ) -> list[dict[int, Attention]]:
        """Return the attention to each source while its target is read, by decoder layer, from 1.

        Both sides end with `</s>`, which is among the source's places and is predicted last. A
        layer without heads is missing.
        """
        import numpy as np

        tasks = forced_tasks(sources, targets)
        rooms = [
            np.empty((sum(self._cross_heads), len(task.forced), len(task.source)), np.float32)
            for task in tasks
        ]
        self._search(tasks, _ONE_PATH, PhraseTable(), rooms)
        ends = np.cumsum(self._cross_heads)[:-1]
        return [
            {number: heads for number, heads in enumerate(np.split(room, ends), 1) if len(heads)}
            for room in rooms
        ]

    def _search(
        self,
        tasks: Sequence[NativeTask],
        options: SearchOptions,
        phrases: PhraseTable,
        attention: Sequence[Attention] = (),
    ) -> list[list[Hypothesis]]:
        with refusals():
            found = self._engine.translate(
                tasks=tasks,
                phrases=[(each.table, each.remaining.tolist()) for each in phrases.all],
                attention=attention,
                settings=search_settings(options),
                batch=self.batch,
                threads=native_threads(self.threads),
            )
        return [self._hypotheses(hypotheses, options) for hypotheses in found]

    def _hypotheses(
        self, found: Sequence[tuple[list[int], list[float], bool]], options: SearchOptions
    ) -> list[Hypothesis]:
        penalty = options.effective_penalty
        return [
            Hypothesis.scored(ids, scores, finished=finished, penalty=penalty, engine=self.name)
            for ids, scores, finished in found
        ]

    def _within_reach(self, options: SearchOptions) -> SearchOptions:
        """Return options for as long a translation as there are positions, `<s>` among them."""
        return options if self.longest is None else options.within(self.longest - 1)


def refusal(options: SearchOptions) -> str:
    """Return why the native engine cannot do such a search, or nothing where it can."""
    if isinstance(options.method, BeamSearch | Sampling):
        return ""
    return "The native engine knows greedy search, beam search and sampling alone"
