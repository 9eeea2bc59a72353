"""One measurement of a study, as a process of its own: FOLDER SECTION [MODEL …].

Of several models the first is the name of their comparison. Of a run that diverged, null is found.
Where all models are measured together, those whose first run diverged are left out.
"""

import sys
from pathlib import Path
from typing import Any

from tolmach.config.section import validated
from tolmach.errors import RunError
from tolmach.files import read_json, write_json
from tolmach.study.examples import taught_example
from tolmach.study.folder import Settings, StudyFolder
from tolmach.study.job import has_diverged
from tolmach.study.ladder import chosen_rungs
from tolmach.study.measurements import (
    alignment,
    pieces,
    quality,
    representation,
    searches,
    toy_tasks,
)
from tolmach.study.tuning import dev_course


def main(path: str, section: str, *models: str) -> None:
    """Measure and write the result into the study's folder."""
    folder = StudyFolder(Path(path))
    settings = validated(Settings, read_json(folder.settings), str(folder.settings))
    name = "/".join((section, *models[:1]))
    write_json(folder.result(name), _measured(folder, settings, section, models))


def _measured(
    folder: StudyFolder, settings: Settings, section: str, models: tuple[str, ...]
) -> Any:
    if len(models) > 1:
        return quality.compare(folder, settings, models[1:])
    return (
        _of_one(folder, settings, section, models[0])
        if models
        else _of_all(folder, settings, section)
    )


def _of_one(folder: StudyFolder, settings: Settings, section: str, model: str) -> Any:
    if section in ("quality", "toy", "searches") and has_diverged(folder, model):
        return None
    match section:
        case "quality":
            return quality.measure(folder, settings, model)
        case "toy":
            return toy_tasks.measure(folder, settings, model)
        case "trial":
            return dev_course(folder, model)
        case "searches":
            return searches.measure(folder, settings, model)
        case "pieces":
            return pieces.measure(folder, settings, model)
    raise RunError(f"A study has no section {section!r} of one model.")


def _of_all(folder: StudyFolder, settings: Settings, section: str) -> Any:
    rungs = [rung for rung in settings.rungs if not has_diverged(folder, rung)]
    if not rungs:
        raise RunError(
            "The first runs of all models diverged, so that there is nothing to look into; start "
            "another study, and let --tune choose the learning rates."
        )
    match section:
        case "representation":
            return representation.measure(folder, settings, rungs)
        case "teaching":
            return taught_example(folder, settings, rungs)
        case "alignment":
            return alignment.measure(folder, settings, chosen_rungs(rungs))
        case "steps":
            return pieces.steps(folder, settings)
        case "speed":
            return quality.speed(folder, rungs)
    raise RunError(f"A study has no section {section!r}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
