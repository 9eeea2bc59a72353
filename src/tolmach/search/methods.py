"""Search methods as frozen values, each with its settings and defaults.

`SearchOptions.method` is one of them; `dispatch.search` carries it out. Importing this costs no
torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from tolmach.errors import RequestError
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import LengthPenalty

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Utility = Literal["chrf", "bleu"]
UTILITIES: tuple[Utility, ...] = ("chrf", "bleu")

MOST_BEAM = 10_000  # hypotheses, whose next pieces take gigabytes together
_COLDEST = 1e-30  # a temperature by which log-probabilities can be divided in 32 bits


class SearchMethod:
    """Defaults that hold for a method unless it has its own."""

    own_penalty: ClassVar[LengthPenalty] = LengthPenalty()
    own_guard: ClassVar[Guard] = Guard()

    @property
    def can_include(self) -> bool:
        """True where it can be asked for phrases that a translation must contain."""
        return False

    def paths(self, *, beam: int, n_best: int) -> int:  # noqa: ARG002
        """Return the number of hypotheses of one sentence that the model scores in one step."""
        return beam

    def check(self, *, beam: int, n_best: int) -> None:
        """Raise TolmachError where a beam cannot give so many translations."""
        if n_best > beam:
            raise RequestError(
                f"A beam of {beam} cannot give the {n_best} best translations; "
                f"widen it to at least {n_best}."
            )


@dataclass(frozen=True)
class BeamSearch(SearchMethod):
    """Extend the most probable prefixes side by side; a beam of 1 is greedy search."""

    @property
    def can_include(self) -> bool:
        """True: beam search has a variant for phrases to include."""
        return True


@dataclass(frozen=True)
class DiverseBeamSearch(SearchMethod):
    """Divide the beam into groups, each penalised for repeating the groups before it.

    Vijayakumar et al. 2018. The beam is divided evenly among `groups`; where that is None, every
    hypothesis is a group of its own. A piece costs a group `strength` for every hypothesis of an
    earlier group that has just taken it ("Hamming diversity", §4.1).
    """

    groups: int | None = None
    strength: float = 1.5

    def __post_init__(self) -> None:
        if self.groups is not None and self.groups < 1:
            raise RequestError(f"{self.groups} groups are impossible; ask for at least 1.")
        if not 0 <= self.strength <= 100:
            raise RequestError(
                f"A diversity of {self.strength:g} is impossible; give a number from 0 (none) to "
                "100, usually between 0.5 and 2."
            )

    def check(self, *, beam: int, n_best: int) -> None:
        """Raise TolmachError where groups cannot share the beam, or it gives too few."""
        if self.groups is not None and beam % self.groups:
            raise RequestError(
                f"A beam of {beam} cannot be shared out among {self.groups} groups; "
                "make it a multiple of their number."
            )
        super().check(beam=beam, n_best=n_best)


@dataclass(frozen=True)
class Sampling(SearchMethod):
    """Draw pieces at random instead of searching for the most probable.

    `temperature` divides the logits: below 1 sharper, above 1 flatter. `top_k` keeps only the k
    most probable pieces (Fan et al. 2018), `top_p` only the smallest set of them that holds
    probability p (Holtzman et al. 2020). With a `seed` a source text always gets the same
    samples, whatever is translated with it and in which order.
    """

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float = 1.0
    seed: int | None = None

    def __post_init__(self) -> None:
        if not _COLDEST <= self.temperature <= 100:
            raise RequestError(
                f"A temperature of {self.temperature:g} is impossible; give a number from "
                f"{_COLDEST:g} to 100, usually up to 1."
            )
        if self.top_k is not None and self.top_k < 1:
            raise RequestError(f"top-k {self.top_k} leaves nothing to draw; give at least 1.")
        if not 0 < self.top_p <= 1:
            raise RequestError(
                f"top-p {self.top_p:g} is no probability; give a number above 0 and up to 1."
            )
        if self.seed is not None and self.seed < 0:
            raise RequestError(f"The seed {self.seed} is negative; give 0 or more.")

    def numbers(self, source: Sequence[int], sample: int, count: int) -> "NDArray[np.float32]":
        """Return the uniform numbers, [count], from which a sample of a source is drawn.

        They are the same at any count, and depend on nothing else where there is a seed.
        """
        import numpy as np

        key = None if self.seed is None else [self.seed, sample, *source]
        return np.random.default_rng(key).random(count, dtype=np.float32)

    def paths(self, *, beam: int, n_best: int) -> int:  # noqa: ARG002
        """Return the number of samples, each a path of its own."""
        return n_best

    def check(self, *, beam: int, n_best: int) -> None:
        """Accept any number of samples: no beam limits them."""


@dataclass(frozen=True)
class ExactSearch(SearchMethod):
    """Find the most probable translation of all and prove it (Stahlberg and Byrne 2019).

    The objective is log p(y | x), `</s>` included and not divided by any length, unless
    `SearchOptions` name a penalty: then it is the penalised score. "All" are the translations
    within the guard's limits, so also within the limit of length.

    After the beam search that gives the first bound, the search of a sentence stops when so many
    `states` (model steps of one hypothesis) or `seconds` are spent; None sets no limit. The best
    translations found by then are returned, marked as unproven.
    """

    own_penalty: ClassVar[LengthPenalty] = LengthPenalty.none()
    own_guard: ClassVar[Guard] = Guard(min_length=0, max_copies=None)

    states: int | None = 100_000
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.states is not None and self.states < 1:
            raise RequestError(f"{self.states} states are too few to look at; allow at least 1.")
        if self.seconds is not None and not self.seconds > 0:
            raise RequestError(f"{self.seconds:g} seconds are no time; allow more than 0.")


@dataclass(frozen=True)
class MinimumRisk(SearchMethod):
    """Choose the translation most similar to all others that the model might give.

    Minimum Bayes risk (Kumar and Byrne 2004): the highest expected `utility`, sentence chrF or
    BLEU, over `size` translations that are candidates and evidence at once. They are samples
    (Eikema and Aziz 2020) of equal weight, or the n-best list of a beam search, weighted by
    probability.
    """

    size: int = 100
    utility: Utility = "chrf"
    evidence: Sampling | BeamSearch = field(default_factory=Sampling)

    def __post_init__(self) -> None:
        if self.size < 1:
            raise RequestError(f"{self.size} translations are no evidence; take at least 1.")
        if self.utility not in UTILITIES:
            raise RequestError(
                f'There is no utility "{self.utility}"; choose one of {", ".join(UTILITIES)}.'
            )

    @property
    def can_include(self) -> bool:
        """True where the search for the evidence can be asked for phrases."""
        return self.evidence.can_include

    def check(self, *, beam: int, n_best: int) -> None:  # noqa: ARG002
        """Raise TolmachError where more are wanted than are compared, or than a beam can give."""
        if isinstance(self.evidence, BeamSearch) and self.size > MOST_BEAM:
            raise RequestError(
                f"A beam cannot give evidence of {self.size:,} translations, for which there is "
                f"no memory; take at most {MOST_BEAM:,}, usually 100."
            )
        if n_best > self.size:
            raise RequestError(
                f"The {n_best} best of {self.size} translations cannot be found; take "
                f"evidence of at least {n_best}."
            )


Method = BeamSearch | DiverseBeamSearch | Sampling | ExactSearch | MinimumRisk
