"""Teacher forcing on one sentence pair: what each model expects after each true beginning."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tolmach.study.examples import examples
from tolmach.study.study_folder import Settings, StudyFolder


def measure(folder: StudyFolder, settings: Settings, rungs: Sequence[str]) -> dict[str, Any]:
    """Return each model's steps through the first example."""
    from tolmach.analysis.inspect.teacher_forcing import taught_steps
    from tolmach.translation.translator import Translator

    pair = examples(folder, settings)[0]
    models = {
        rung: [asdict(step) for step in taught_steps(Translator.load(folder.run(rung)), *pair)]
        for rung in rungs
    }
    return {"source": pair.source, "target": pair.target, "models": models}
