"""The ways to search, each with its own settings, as frozen values; importing them costs no torch.

`SearchOptions.method` is one of them, and holds beside it what they share.
"""

from dataclasses import dataclass, field
from typing import Literal

from tolmach.errors import TolmachError

Utility = Literal["chrf", "bleu"]
UTILITIES: tuple[Utility, ...] = ("chrf", "bleu")


@dataclass(frozen=True)
class BeamSearch:
    """Follow the most probable beginnings side by side; a beam of 1 is greedy search."""


@dataclass(frozen=True)
class DiverseBeamSearch:
    """A beam in groups, each kept away from what the groups before it say.

    Vijayakumar et al. 2018. The beam is shared out among `groups`; where that is None, every
    hypothesis is a group of its own. A group that wants to go on with a piece pays `strength` for
    every hypothesis of an earlier group that has just taken it ("Hamming diversity", §4.1).
    """

    groups: int | None = None
    strength: float = 1.0

    def __post_init__(self) -> None:
        if self.groups is not None and self.groups < 1:
            raise TolmachError(f"{self.groups} groups are impossible; ask for at least 1.")
        if not 0 <= self.strength <= 100:
            raise TolmachError(
                f"A diversity of {self.strength:g} is impossible; give a number from 0 (none) to "
                "100, usually between 0.5 and 2."
            )


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
class ExactSearch:
    """Find the most probable translation of all and prove it (Stahlberg and Byrne 2019).

    What is maximised is log p(y | x), `</s>` included and not divided by any length, unless
    `SearchOptions` name a penalty: then it is the penalised score. "All" are the translations
    within the guard's limits, so also within the limit of length.

    After the beam search that gives the first bound, a sentence is given up when so many `states`
    (model steps of one hypothesis) or `seconds` are spent; None sets no limit. What was found by
    then comes back, and says so.
    """

    states: int | None = 100_000
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.states is not None and self.states < 1:
            raise TolmachError(f"{self.states} states are too few to look at; allow at least 1.")
        if self.seconds is not None and not self.seconds > 0:
            raise TolmachError(f"{self.seconds:g} seconds are no time; allow more than 0.")


@dataclass(frozen=True)
class MinimumRisk:
    """Choose the translation most like all the others that the model might give.

    Minimum Bayes risk (Kumar and Byrne 2004): the highest expected `utility`, sentence chrF or
    BLEU, over `size` translations that are candidates and evidence at once. They are samples
    (Eikema and Aziz 2020), each counting the same, or the n-best list of a beam search, weighted by
    probability.
    """

    size: int = 100
    utility: Utility = "chrf"
    evidence: Sampling | BeamSearch = field(default_factory=Sampling)

    def __post_init__(self) -> None:
        if self.size < 1:
            raise TolmachError(f"{self.size} translations are no evidence; take at least 1.")
        if self.utility not in UTILITIES:
            raise TolmachError(
                f'There is no utility "{self.utility}"; choose one of {", ".join(UTILITIES)}.'
            )


Method = BeamSearch | DiverseBeamSearch | Sampling | ExactSearch | MinimumRisk
