"""How fast each model translates: sentences a second, side by side, on one thread."""

from collections.abc import Sequence
from typing import Any

from tolmach.study.division import part
from tolmach.study.study_folder import StudyFolder

_SENTENCES = 200


def measure(folder: StudyFolder, rungs: Sequence[str]) -> dict[str, Any]:
    """Translate the same sentences with each model in turn, round after round; take medians."""
    from tolmach.evaluation.speed import ROUNDS, translation_speed
    from tolmach.translation.translator import Translator

    sources = [pair.source for pair in part(folder, "test")][:_SENTENCES]
    translators = {rung: Translator.load(folder.run(rung)) for rung in rungs}
    return {
        "sentences": len(sources),
        "rounds": ROUNDS,
        "sentences_per_second": translation_speed(translators, sources),
    }
