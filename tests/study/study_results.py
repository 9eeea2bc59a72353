"""Results of a study that were never measured, for tests of its chapters."""

from collections.abc import Sequence
from typing import Any

from tolmach.files import write_json
from tolmach.study.folder import StudyFolder, seeded
from tolmach.study.ladder import Rung
from tolmach.study.measurements.toy_tasks import TASKS, TESTED, Toy

COURSE = {
    "learning_rate": 0.004,
    "dropout": 0.1,
    "at_the_end": False,
    "judge": "BLEU",
    "quality": 31.0,
    "loss": 2.0,
    "best_epoch": 3.0,
    "epochs": 8.0,
    "validations": [
        {"epoch": 1.0, "loss": 4.0, "quality": 11.0},
        {"epoch": 3.0, "loss": 2.0, "quality": 31.0},
    ],
}


def write_quality(
    folder: StudyFolder, model: str, *scores: float | None, dev: float = 31.0, **changes: Any
) -> None:
    """Write how good each run of a model is, on the test set and on `dev`; None: it diverged."""
    for seed, score in enumerate(scores, start=1):
        value = {"value": score, "margin": 0.5, "signature": "BLEU|none"}
        result = {
            "judge": "BLEU",
            "scores": {"BLEU": value, "chrF2": value},
            "perplexity": 3.0,
            "epochs": 8.0,
            "parameters": 1000,
            "training_tokens_per_second": 70.0,
            "by_source_words": [{"words": "1–10", "sentences": 20, "BLEU": score, "chrF2": score}],
            "dev": COURSE | {"quality": dev},
            **changes,
        }
        path = folder.result(f"quality/{seeded(model, seed)}")
        write_json(path, None if score is None else result)


def write_toys(folder: StudyFolder, rungs: Sequence[Rung], seeds: int) -> None:
    """Write that each model copies and reverses all of what it is asked to."""
    points = [{"length": length, "loss": 0.1, "right": 1.0} for length in TESTED]
    for task in TASKS:
        for rung in rungs:
            for seed in range(1, 1 + seeds):
                write_json(folder.result(f"toy/{Toy(task, rung, seed).run}"), points)
