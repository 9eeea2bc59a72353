"""What a search is asked for, as one frozen value; importing it costs no torch."""

from dataclasses import dataclass, field

from tolmach.errors import TolmachError
from tolmach.search.guard import Guard
from tolmach.search.length import LengthPenalty, WuPenalty


@dataclass(frozen=True)
class Sampling:
    """Draw pieces at random instead of searching for the most probable.

    `temperature` divides the logits: below 1 sharper, above 1 flatter. `top_k` keeps only the k
    most probable pieces (Fan et al. 2018), `top_p` only the smallest set of them that holds
    probability p (Holtzman et al. 2020). With a `seed` a source text always gets the same
    samples, in whatever company and order it is translated.
    """

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float = 1.0
    seed: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.temperature <= 100:
            raise TolmachError(
                f"A temperature of {self.temperature:g} is impossible; give a number above 0, "
                "usually up to 1."
            )
        if self.top_k is not None and self.top_k < 1:
            raise TolmachError(f"top-k {self.top_k} leaves nothing to draw; give at least 1.")
        if not 0 < self.top_p <= 1:
            raise TolmachError(
                f"top-p {self.top_p:g} is no probability; give a number above 0 and up to 1."
            )
        if self.seed is not None and self.seed < 0:
            raise TolmachError(f"The seed {self.seed} is negative; give 0 or more.")


@dataclass(frozen=True)
class SearchOptions:
    """How to look for translations.

    `beam` 1 is greedy search. `n_best` translations come back for each source, the best first.
    With `sampling` they are `n_best` samples and `beam` does not matter.
    """

    beam: int = 5
    n_best: int = 1
    sampling: Sampling | None = None
    penalty: LengthPenalty = field(default_factory=WuPenalty)
    guard: Guard = field(default_factory=Guard)

    def __post_init__(self) -> None:
        if self.beam < 1:
            raise TolmachError(f"A beam of {self.beam} is impossible; give at least 1.")
        if self.n_best < 1:
            raise TolmachError(f"{self.n_best} translations cannot be found; ask for at least 1.")
        if self.sampling is None and self.n_best > self.beam:
            raise TolmachError(
                f"A beam of {self.beam} cannot give the {self.n_best} best translations; "
                f"widen it to at least {self.n_best}."
            )

    @property
    def paths(self) -> int:
        """How many hypotheses of one sentence the model scores in one step."""
        return self.n_best if self.sampling else self.beam
