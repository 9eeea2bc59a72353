"""Speed of translation: sentences a second, side by side, and spreads of measurements."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self

from tolmach.search.options import SearchOptions
from tolmach.translation.translator import Translator

ROUNDS = 3
SEARCHES = {"greedy": SearchOptions(beam=1), "beam 5": SearchOptions(beam=5)}


@dataclass(frozen=True)
class Spread:
    """The median of repeated measurements, with the lowest and the highest of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Summarise one or more measurements."""
        return cls(median(values), min(values), max(values))

    def shown(self, digits: int) -> str:
        """Return `median (low to high)` as a person reads it."""
        median, low, high = (f"{each:,.{digits}f}" for each in (self.median, self.low, self.high))
        return f"{median} ({low} to {high})"


def round_ratios(above: Sequence[float], below: Sequence[float]) -> Spread:
    """Return the spread of the ratio within each round, in which both ran under the same load."""
    return Spread.of([one / other for one, other in zip(above, below, strict=True)])


def translation_speed(
    translators: Mapping[str, Translator], sources: Sequence[str], *, rounds: int = ROUNDS
) -> dict[str, dict[str, float]]:
    """Return sentences a second by translator and search, the median of `rounds`."""
    return {
        name: {search: median(speeds) for search, speeds in found.items()}
        for name, found in speed_rounds(translators, sources, rounds=rounds).items()
    }


def speed_rounds(
    translators: Mapping[str, Translator], sources: Sequence[str], *, rounds: int
) -> dict[str, dict[str, list[float]]]:
    """Return sentences a second in each round, by translator and search.

    The same sentences are translated by each in turn, round after round, so that two translators
    are measured under the same load in each round.
    """
    found: dict[str, dict[str, list[float]]] = {
        name: {search: [] for search in SEARCHES} for name in translators
    }
    for _ in range(rounds):
        for name, translator in translators.items():
            for search, options in SEARCHES.items():
                start = time.perf_counter()
                translator.translate(list(sources), options)
                found[name][search].append(len(sources) / (time.perf_counter() - start))
    return found
