"""What a search is asked for, as one frozen value; importing it costs no torch."""

from dataclasses import dataclass, field, replace
from typing import Self

from tolmach.errors import TolmachError
from tolmach.search.guard import Guard
from tolmach.search.length import LengthPenalty, WuPenalty
from tolmach.search.methods import (
    BeamSearch,
    DiverseBeamSearch,
    ExactSearch,
    Method,
    MinimumRisk,
    Sampling,
)


@dataclass(frozen=True)
class SearchOptions:
    """How to look for translations: by which method, and what all methods share.

    `beam` hypotheses of a sentence live at a time; 1 is greedy search. In exact search it is the
    beam of the search that gives the first bound; in sampling it does not matter. `n_best`
    translations come back for each source, the best first. Where `penalty` or `guard` is None,
    the method's own holds: Wu et al.'s 0.6 and the guard against runaway translations, but in
    exact search plain log-probability, and a guard that only limits the length.
    """

    beam: int = 5
    n_best: int = 1
    method: Method = field(default_factory=BeamSearch)
    penalty: LengthPenalty | None = None
    guard: Guard | None = None

    def __post_init__(self) -> None:
        if self.beam < 1:
            raise TolmachError(f"A beam of {self.beam} is impossible; give at least 1.")
        if self.n_best < 1:
            raise TolmachError(f"{self.n_best} translations cannot be found; ask for at least 1.")
        match self.method:
            case MinimumRisk(size=size) if self.n_best > size:
                raise TolmachError(
                    f"The {self.n_best} best of {size} translations cannot be found; take "
                    f"evidence of at least {self.n_best}."
                )
            case DiverseBeamSearch(groups=int(groups)) if self.beam % groups:
                raise TolmachError(
                    f"A beam of {self.beam} cannot be shared out among {groups} groups; "
                    "make it a multiple of their number."
                )
            case BeamSearch() | DiverseBeamSearch() | ExactSearch() if self.n_best > self.beam:
                raise TolmachError(
                    f"A beam of {self.beam} cannot give the {self.n_best} best translations; "
                    f"widen it to at least {self.n_best}."
                )

    def check_can_include(self) -> None:
        """Raise TolmachError where the method cannot be told words that must be there."""
        method = self.method.evidence if isinstance(self.method, MinimumRisk) else self.method
        if not isinstance(method, BeamSearch):
            raise TolmachError(
                "Only beam search can be told words that must be there; leave the words out, or "
                "search by beam."
            )

    def within(self, longest: int) -> Self:
        """Return options for a model that can write no more than `longest` pieces."""
        return replace(self, guard=self.effective_guard.within(longest))

    @property
    def effective_penalty(self) -> LengthPenalty:
        """The penalty asked for, or else the method's own."""
        if self.penalty is not None:
            return self.penalty
        return WuPenalty(0.0) if isinstance(self.method, ExactSearch) else WuPenalty()

    @property
    def effective_guard(self) -> Guard:
        """The guard asked for, or else the method's own."""
        if self.guard is not None:
            return self.guard
        exact = isinstance(self.method, ExactSearch)
        return Guard(min_length=0, max_copies=None) if exact else Guard()

    @property
    def paths(self) -> int:
        """How many hypotheses of one sentence the model scores in one step."""
        return self.n_best if isinstance(self.method, Sampling) else self.beam
