"""How far a training of the study has come."""

from dataclasses import dataclass

from tolmach.files import read_json
from tolmach.study.job import Job
from tolmach.study.study_folder import StudyFolder
from tolmach.training.monitoring.metrics_log import MetricsLog
from tolmach.training.run_folder import RunFolder


@dataclass(frozen=True)
class TrainingProgress:
    """Updates done and to do; BLEU on dev when it was last looked at."""

    update: int
    updates: int
    bleu: float | None
    seconds_left: float


def progress(folder: StudyFolder, job: Job) -> TrainingProgress | None:
    """Return how far `job` is; None where it is no training, or has nothing to tell yet."""
    kind, _, run = job.name.partition("/")
    place = RunFolder(folder.run(run))
    if kind != "train" or not place.metrics.exists():
        return None
    records = MetricsLog(place.metrics).read()
    steps = [record for record in records if record["event"] == "train"]
    if not steps:
        return None
    scores = [record.get("bleu") for record in records if record["event"] == "validation"]
    updates = int(read_json(place.recipe)["training"]["updates"])
    done = steps[-1]["update"]
    left = steps[-1]["seconds"] / done * (updates - done)
    return TrainingProgress(done, updates, scores[-1] if scores else None, left)
