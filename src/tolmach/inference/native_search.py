"""Searches as the extension in C++ takes them, and a step of one as it tells it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tolmach.errors import RequestError
from tolmach.inference.engine import Pieces
from tolmach.inference.native_extension import extension
from tolmach.search.guard import UNLIMITED
from tolmach.search.methods import Sampling
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.text.tokenizer import EOS_ID, PAD_ID

if TYPE_CHECKING:
    from tolmach.inference._native import Outcome, SearchSettings
    from tolmach.text.phrase_automaton import PhraseAutomaton


class NativeTask(NamedTuple):
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


class PhraseTable:
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


def native_task(
    source: Pieces,
    start: Pieces,
    words: PhraseConstraints,
    options: SearchOptions,
    phrases: PhraseTable,
) -> NativeTask:
    """Return what is asked of one source as a task; its phrases go into the table."""
    guard = options.effective_guard
    limit = guard.limit(len(source), needed=len(start) + words.opened + words.pieces)
    return NativeTask(
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


def may_be_listed(start: Pieces, words: PhraseConstraints) -> bool:
    """Say whether nothing is asked of a translation for which a shortlist may lack the pieces."""
    held = start or words.include or words.exclude or words.departing
    return not (held or words.whole_vocabulary)


def forced_tasks(sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[NativeTask]:
    """Return tasks that read given targets to their `</s>`.

    Raises RequestError where a piece is no text; at a `</s>` within a target reading would end.
    """
    least = min((piece for target in targets for piece in target), default=EOS_ID + 1)
    if least <= EOS_ID:
        raise RequestError(
            f"Target piece {least} is no text; give targets without padding, `<s>` and `</s>`."
        )
    return [
        NativeTask([*source, EOS_ID], len(target), UNLIMITED, UNLIMITED, [*target, EOS_ID])
        for source, target in zip(sources, targets, strict=True)
    ]


def _numbers(source: Pieces, steps: int, options: SearchOptions) -> list[float]:
    """Return the random numbers of all samples of a source, where samples are drawn."""
    if not isinstance(options.method, Sampling):
        return []
    draws = options.method.numbers
    return [each for n in range(options.n_best) for each in draws(source, n, steps).tolist()]


def _forced(start: Pieces) -> list[int]:
    free = extension().FREE
    return [free if piece == PAD_ID else piece for piece in start]


def search_settings(options: SearchOptions) -> "SearchSettings":
    """Return the settings of a search of all tasks."""
    native, penalty, method = extension(), options.effective_penalty, options.method
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


def searched_piece(
    parent: int, piece: int, log_probability: float, total: float, outcome: "Outcome", slot: int
) -> SearchedPiece:
    """Return a piece that was considered, as the extension tells it."""
    place = None if slot < 0 else slot
    return SearchedPiece(parent, piece, log_probability, total, outcome.name, place)
