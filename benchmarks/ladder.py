"""The study of `docs/study/`: `tolmach study` on Multi30k, German to English, made in pieces.

    python -m benchmarks.ladder WORK
    python -m benchmarks.ladder WORK --only 'train/tune.*' --only 'trial/*'

It takes about a day of one core, so it may be stopped at any time. WORK is the study's folder, with
corpora, trainings and models. What was measured of trainings, and their times, is copied to
`docs/study/measured/` whenever a job has ended, and from there into a WORK that lacks it: so the
study goes on where it was on any machine, without training again, but for the one model of each
kind that its last chapters look into. Further options are passed on to `tolmach study`.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpus import needed_multi30k_files
from benchmarks.measurement import REPOSITORY
from tolmach.files import read_json, write_json
from tolmach.study.folder import StudyFolder

MEASURED = REPOSITORY / "docs/study/measured"
SETTINGS = (
    *("--source", "de", "--target", "en", "--lowercase"),
    *("--epochs", "10", "--patience", "0", "--tune", "--seeds", "3", "--ablations"),
)
_KEPT = ("trial", "quality", "toy")  # what is measured of a training, and needs no model any more
_PAUSE = 10.0  # seconds between copies


def carry(source: Path, target: Path) -> None:
    """Copy what was measured of trainings from one study's folder to another that lacks it.

    The first run of a model is looked into later, so that its training counts as done only where
    its model is.
    """
    for result in (path for kept in _KEPT for path in (source / "results" / kept).glob("*.json")):
        notes = {job: source / "jobs" / job / result.name for job in (result.parent.name, "train")}
        if not all(note.exists() for note in notes.values()):
            continue
        _write(target / result.relative_to(source), read_json(result))
        for job, note in notes.items():
            if job != "train" or _is_measured_alone(result.stem):
                plain = {"seconds": read_json(note)["seconds"], "done": True}
                _write(target / note.relative_to(source), plain)


def _is_measured_alone(run: str) -> bool:
    """Say whether nothing but its figures is needed of a run: a trial, a toy, another seed."""
    return "." in run


def _write(path: Path, content: Any) -> None:
    if not path.exists():
        write_json(path, content)


def command(folder: StudyFolder, further: Sequence[str]) -> list[str]:
    """Return the command that makes the study, or goes on with it."""
    train, dev, test = (
        [*reversed(needed_multi30k_files(split))] for split in ("train", "val", "test_2016_flickr")
    )
    given = [*train, *_each("--dev", dev), *_each("--test", test)]
    tolmach = (sys.executable, "-m", "tolmach", "study")
    return [*tolmach, *map(str, given), *SETTINGS, *further, "-o", str(folder.path)]


def main() -> None:
    """Go on with the study from what is measured, and copy what comes of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("work", type=Path, metavar="WORK", help="folder of the study")
    options, further = parser.parse_known_args()
    folder = StudyFolder(options.work.resolve())
    subprocess.run(command(folder, ["--only", "none"]), check=False)  # it divides the corpus
    carry(MEASURED, folder.path)
    study = subprocess.Popen(command(folder, further))
    while study.poll() is None:
        time.sleep(_PAUSE)
        carry(folder.path, MEASURED)
    sys.exit(study.returncode)


def _each(flag: str, files: Sequence[Path]) -> list[str | Path]:
    return [each for file in files for each in (flag, file)]


if __name__ == "__main__":
    main()
