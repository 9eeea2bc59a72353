"""How fast models translate: sentences a second, side by side."""

import time
from collections.abc import Mapping, Sequence
from statistics import median

from tolmach.search.options import SearchOptions
from tolmach.translation.translator import Translator

ROUNDS = 3
SEARCHES = {"greedy": SearchOptions(beam=1), "beam 5": SearchOptions(beam=5)}


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

    The same sentences are translated by each in turn, round after round, so that what one round
    gives of two translators was measured on the machine in the same mood.
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
