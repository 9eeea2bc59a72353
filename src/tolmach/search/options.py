"""Options of a search, as one frozen value; importing this costs no torch."""

from dataclasses import dataclass, field, replace
from typing import Self

from tolmach.errors import RequestError
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.methods import MOST_BEAM, BeamSearch, Method


@dataclass(frozen=True)
class SearchOptions:
    """The method of a search, and the settings that all methods share.

    `beam` hypotheses of a sentence live at a time; 1 is greedy search. In exact search it is the
    beam of the search that gives the first bound; in sampling it does not matter. `n_best`
    translations are returned for each source, the best first. Where `penalty` or `guard` is None,
    the method's own applies: `LengthPenalty()`, which is Wu et al.'s with alpha 1.5, and the guard
    against runaway translations; in exact search plain log-probability, and a guard that only
    limits the length.
    """

    beam: int = 5
    n_best: int = 1
    method: Method = field(default_factory=BeamSearch)
    penalty: LengthPenalty | None = None
    guard: Guard | None = None

    def __post_init__(self) -> None:
        if self.beam < 1:
            raise RequestError(f"A beam of {self.beam} is impossible; give at least 1.")
        if self.beam > MOST_BEAM:
            raise RequestError(
                f"A beam of {self.beam:,} needs more memory than there is; give at most "
                f"{MOST_BEAM:,}, usually up to 100."
            )
        if self.n_best < 1:
            raise RequestError(f"{self.n_best} translations cannot be found; ask for at least 1.")
        self.method.check(beam=self.beam, n_best=self.n_best)

    def check_can_include(self) -> None:
        """Raise TolmachError where the method cannot be asked for phrases to include."""
        if not self.method.can_include:
            raise RequestError(
                "Only beam search can be told words that must be there; leave the words out, or "
                "search by beam."
            )

    def within(self, longest: int) -> Self:
        """Return options for a model that can write no more than `longest` pieces."""
        return replace(self, guard=self.effective_guard.within(longest))

    @property
    def effective_penalty(self) -> LengthPenalty:
        """The penalty asked for, or else the method's own."""
        return self.method.own_penalty if self.penalty is None else self.penalty

    @property
    def effective_guard(self) -> Guard:
        """The guard asked for, or else the method's own."""
        return self.method.own_guard if self.guard is None else self.guard

    @property
    def paths(self) -> int:
        """The number of hypotheses of one sentence that the model scores in one step."""
        return self.method.paths(beam=self.beam, n_best=self.n_best)
