"""How fast each model translates: sentences a second, side by side, on one thread."""

import time
from collections.abc import Sequence
from statistics import median
from typing import Any

from tolmach.search.options import SearchOptions
from tolmach.study.division import part
from tolmach.study.study_folder import StudyFolder

_SENTENCES, _ROUNDS = 200, 3
_SEARCHES = {"greedy": SearchOptions(beam=1), "beam 5": SearchOptions(beam=5)}


def measure(folder: StudyFolder, rungs: Sequence[str]) -> dict[str, Any]:
    """Translate the same sentences with each model in turn, round after round; take medians."""
    from tolmach.translator import Translator

    sources = [pair.source for pair in part(folder, "test")][:_SENTENCES]
    translators = {rung: Translator.load(folder.run(rung)) for rung in rungs}
    seconds: dict[tuple[str, str], list[float]] = {}
    for _ in range(_ROUNDS):
        for rung, translator in translators.items():
            for name, options in _SEARCHES.items():
                start = time.perf_counter()
                translator.translate(sources, options)
                seconds.setdefault((rung, name), []).append(time.perf_counter() - start)
    return {
        "sentences": len(sources),
        "rounds": _ROUNDS,
        "sentences_per_second": {
            rung: {name: len(sources) / median(seconds[rung, name]) for name in _SEARCHES}
            for rung in rungs
        },
    }
