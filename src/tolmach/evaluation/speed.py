"""How fast models translate: sentences a second, side by side."""

import time
from collections.abc import Mapping, Sequence
from statistics import median

from tolmach.search.options import SearchOptions
from tolmach.translator import Translator

ROUNDS = 3
SEARCHES = {"greedy": SearchOptions(beam=1), "beam 5": SearchOptions(beam=5)}


def translation_speed(
    translators: Mapping[str, Translator], sources: Sequence[str], *, rounds: int = ROUNDS
) -> dict[str, dict[str, float]]:
    """Return sentences a second by translator and search.

    The same sentences are translated by each in turn, round after round; medians count.
    """
    seconds: dict[tuple[str, str], list[float]] = {}
    for _ in range(rounds):
        for name, translator in translators.items():
            for search, options in SEARCHES.items():
                start = time.perf_counter()
                translator.translate(list(sources), options)
                seconds.setdefault((name, search), []).append(time.perf_counter() - start)
    return {
        name: {search: len(sources) / median(seconds[name, search]) for search in SEARCHES}
        for name in translators
    }
