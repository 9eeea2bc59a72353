"""The native engine: models on a CPU in C++, in int8 or float32.

It runs models of every architecture. It gives the answers of `TorchEngine` where it can do what is
asked, and refuses the rest. Importing this costs no torch, and no numpy, which only attention and
constraints need.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple, Self, TypeAlias

from tolmach.config.model import Model, learnt_positions
from tolmach.errors import ModelError, RequestError
from tolmach.inference.engine import Pieces, Precision
from tolmach.inference.mapped_weights import Weights, map_weights
from tolmach.inference.native_sizes import model_sizes
from tolmach.inference.threads import native_threads
from tolmach.model_folder import read_description
from tolmach.model_paths import SHORTLIST, WEIGHTS, located_model
from tolmach.search.guard import UNLIMITED
from tolmach.search.hypothesis import Hypothesis, LengthPenalty
from tolmach.search.methods import BeamSearch, Sampling
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints, check_wide_enough
from tolmach.text.tokenizer import EOS_ID, PAD_ID

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tolmach.inference._native import Engine as CompiledEngine
    from tolmach.inference._native import Outcome, SearchSettings
    from tolmach.inference.shortlist import Shortlist
    from tolmach.text.phrase_automaton import PhraseAutomaton

try:
    from tolmach.inference import _native
except ImportError:  # installed where nothing could compile it
    _native = None  # type: ignore[assignment]

BATCH_ROWS = 64  # hypotheses in one step of the decoder
BATCH_TOKENS = 384  # source pieces that are encoded together

Attention: TypeAlias = "NDArray[np.float32]"  # heads, target pieces, source pieces

_ONE_PATH = SearchOptions(beam=1, penalty=LengthPenalty.none())


class _Task(NamedTuple):
    """A sentence and all that is asked of its translation, as the extension takes it."""

    source: list[int]  # with `</s>`
    limit: int
    copies: int
    echoes: int
    forced: list[int]  # pieces that it must begin with
    include: list[int] = []  # noqa: RUF012 - never changed; places in the list of phrases
    exclude: int | None = None
    departing: int | None = None
    numbers: Sequence[float] = ()
    shortlisted: bool = False


class SearchedPiece(NamedTuple):
    """A piece that a beam search considered after the hypothesis in slot `parent` of the beam.

    Both probabilities are natural logarithms, of the piece and of the whole. `outcome` is a name,
    and `slot` the place of what was kept.
    """

    parent: int
    piece: int
    log_probability: float
    total: float
    outcome: str
    slot: int | None


class _Phrases:
    """The automata of a call, each once, and the places where they stand."""

    def __init__(self) -> None:
        self.all: list[PhraseAutomaton] = []
        self._places: dict[int, int] = {}  # by `id`

    def place_of(self, phrase: "PhraseAutomaton | None") -> int | None:
        """Return where a phrase stands, if there is one."""
        return None if phrase is None else self.place(phrase)

    def place(self, phrase: "PhraseAutomaton") -> int:
        """Return where a phrase stands, which need not have been there."""
        place = self._places.setdefault(id(phrase), len(self.all))
        if place == len(self.all):
            self.all.append(phrase)
        return place


def native_is_installed() -> bool:
    """Return whether the extension was compiled when Tolmach was installed."""
    return _native is not None


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
        native = _extension()
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
        phrases = _Phrases()
        listed = self._has_shortlist and isinstance(options.method, BeamSearch)
        tasks = [
            _task(source, start, asked, options, phrases)._replace(
                shortlisted=listed and _may_be_listed(start, asked)
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
        task = _task(source, prefix, PhraseConstraints(), options, _Phrases())
        with _refusals():
            found, tree = self._engine.observe(task, _settings(options))
        steps = [[_searched(*considered) for considered in step] for step in tree]
        return steps, self._hypotheses(found, options)

    def score(self, sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[list[float]]:
        """Return the log-probability of each target's pieces and of the `</s>` after them."""
        found = self._search(_forced_tasks(sources, targets), _ONE_PATH, _Phrases())
        return [list(one.log_probabilities) for [one] in found]

    def attention(
        self, sources: Sequence[Pieces], targets: Sequence[Pieces]
    ) -> list[dict[int, Attention]]:
        """Return the attention to each source while its target is read, by decoder layer, from 1.

        Both sides end with `</s>`, which is among the source's places and is predicted last. A
        layer without heads is missing.
        """
        import numpy as np

        tasks = _forced_tasks(sources, targets)
        rooms = [
            np.empty((sum(self._cross_heads), len(task.forced), len(task.source)), np.float32)
            for task in tasks
        ]
        self._search(tasks, _ONE_PATH, _Phrases(), rooms)
        ends = np.cumsum(self._cross_heads)[:-1]
        return [
            {number: heads for number, heads in enumerate(np.split(room, ends), 1) if len(heads)}
            for room in rooms
        ]

    def _search(
        self,
        tasks: Sequence[_Task],
        options: SearchOptions,
        phrases: _Phrases,
        attention: Sequence[Attention] = (),
    ) -> list[list[Hypothesis]]:
        with _refusals():
            found = self._engine.translate(
                tasks=tasks,
                phrases=[(each.table, each.remaining.tolist()) for each in phrases.all],
                attention=attention,
                settings=_settings(options),
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


@contextmanager
def _refusals() -> Iterator[None]:
    """Let what the extension refuses be a request's fault."""
    try:
        yield
    except ValueError as error:
        raise RequestError(str(error)) from error


def _extension() -> ModuleType:
    if _native is None:
        raise RequestError(
            "The native engine was not compiled when Tolmach was installed; install it again "
            "where there is GCC or Clang, or use the PyTorch engine."
        )
    return _native


def refusal(options: SearchOptions) -> str:
    """Return why the native engine cannot do such a search, or nothing where it can."""
    if isinstance(options.method, BeamSearch | Sampling):
        return ""
    return "The native engine knows greedy search, beam search and sampling alone"


def _may_be_listed(start: Pieces, words: PhraseConstraints) -> bool:
    """Say whether nothing is asked of a translation for which a shortlist may lack the pieces."""
    held = start or words.include or words.exclude or words.departing
    return not (held or words.whole_vocabulary)


def _task(
    source: Pieces,
    start: Pieces,
    words: PhraseConstraints,
    options: SearchOptions,
    phrases: _Phrases,
) -> _Task:
    guard = options.effective_guard
    limit = guard.limit(len(source), needed=len(start) + words.opened + words.pieces)
    return _Task(
        [*source, EOS_ID],
        limit,
        guard.copies(source),
        guard.echoes(source),
        _forced(start),
        [phrases.place(each) for each in words.include],
        phrases.place_of(words.exclude),
        phrases.place_of(words.departing),
        _numbers(source, limit + 1, options),
    )


def _searched(
    parent: int, piece: int, log_probability: float, total: float, outcome: "Outcome", slot: int
) -> SearchedPiece:
    place = None if slot < 0 else slot
    return SearchedPiece(parent, piece, log_probability, total, outcome.name, place)


def _forced_tasks(sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[_Task]:
    """Return tasks that read given targets to their `</s>`.

    Raises RequestError where a piece is no text; at a `</s>` within a target reading would end.
    """
    least = min((piece for target in targets for piece in target), default=EOS_ID + 1)
    if least <= EOS_ID:
        raise RequestError(
            f"Target piece {least} is no text; give targets without padding, `<s>` and `</s>`."
        )
    return [
        _Task([*source, EOS_ID], len(target), UNLIMITED, UNLIMITED, [*target, EOS_ID])
        for source, target in zip(sources, targets, strict=True)
    ]


def _numbers(source: Pieces, steps: int, options: SearchOptions) -> list[float]:
    """Return the random numbers of all samples of a source, where samples are drawn."""
    if not isinstance(options.method, Sampling):
        return []
    draws = options.method.numbers
    return [each for n in range(options.n_best) for each in draws(source, n, steps).tolist()]


def _forced(start: Pieces) -> list[int]:
    free = _extension().FREE
    return [free if piece == PAD_ID else piece for piece in start]


def _settings(options: SearchOptions) -> "SearchSettings":
    native, penalty, method = _extension(), options.effective_penalty, options.method
    settings: SearchSettings = native.SearchSettings(
        beam=options.beam,
        n_best=options.n_best,
        min_length=options.effective_guard.min_length,
        penalty=native.LengthPenalty(penalty.alpha, penalty.offset),
        sampling=native.Sampling(method.temperature, method.top_k or 0, method.top_p)
        if isinstance(method, Sampling)
        else None,
    )
    return settings
