"""Jobs: commands that make up a study, run side by side and never twice.

The time of a job is saved when it ends, so that a study goes on where it stopped. Each job gets one
thread: two processes of one thread do more on two cores than one of two.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Protocol

from tolmach.errors import RunError
from tolmach.files import read_json, write_json
from tolmach.study.folder import StudyFolder
from tolmach.training.monitoring.metrics_log import DIVERGED, MetricsLog, Quality, quality
from tolmach.training.run_folder import RunFolder

_PAUSE = 0.2  # seconds between polls of the running jobs
_LOOK = 5.0  # seconds between looks at how good a training is
_SHOWN_LINES = 12  # of the output of a job that failed
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


@dataclass(frozen=True)
class Job:
    """A command that can be started again. Timings are taken `alone`, with no job beside them.

    A training that diverges is done: that is its result. So it is with one that is stopped because
    it `is_hopeless`.
    """

    name: str
    command: list[str]
    after: tuple[str, ...] = ()
    alone: bool = False
    is_hopeless: Callable[[], bool] | None = None

    @property
    def kind(self) -> str:
        """What it does: "train", or what it measures."""
        return self.name.partition("/")[0]

    @property
    def run(self) -> str:
        """The run or the model that it trains or measures."""
        return self.name.partition("/")[2]


def training(folder: StudyFolder, run: str) -> Job:
    """Return the training of a run whose recipe is written."""
    command = [
        *(sys.executable, "-m", "tolmach", "train", str(folder.recipe(run))),
        *("-o", str(folder.run(run)), "--resume", "--threads", "1"),
    ]
    return Job(f"train/{run}", command)


def has_diverged(folder: StudyFolder, run: str) -> bool:
    """Say whether a run ended because its loss or its gradient was no number any more."""
    records = MetricsLog(RunFolder(folder.run(run)).metrics).read()
    last = records[-1] if records else None
    return last is not None and last["event"] == "warning" and last.get("kind") == DIVERGED


@dataclass(frozen=True)
class TrainingProgress:
    """Updates done and to do; how good translations of dev were when last looked at."""

    update: int
    updates: int
    quality: Quality | None
    seconds_left: float


def progress(folder: StudyFolder, job: Job) -> TrainingProgress | None:
    """Return how far `job` is; None where it is no training, or has not reported yet."""
    place = RunFolder(folder.run(job.run))
    if job.kind != "train" or not place.metrics.exists():
        return None
    records = MetricsLog(place.metrics).read()
    steps = [record for record in records if record["event"] == "train"]
    if not steps:
        return None
    scores = [quality(record) for record in records if record["event"] == "validation"]
    updates = int(read_json(place.recipe)["training"]["updates"])
    done = steps[-1]["update"]
    left = steps[-1]["seconds"] / done * (updates - done)
    return TrainingProgress(done, updates, scores[-1] if scores else None, left)


class JobDisplay(Protocol):
    """The display that jobs report to as they run."""

    def say(self, text: str) -> None:
        """Something is worth a sentence."""

    def planned(self, done: int, total: int) -> None:
        """So many jobs there are, of which so many were done before."""

    def ended(self, job: Job, seconds: float) -> None:
        """A job is done, after so many seconds in all."""

    def look(self, running: Sequence[Job]) -> None:
        """Time goes by."""


@dataclass
class _Running:
    job: Job
    process: subprocess.Popen[bytes]
    since: float = field(default_factory=time.monotonic)
    looked_at: float = field(default_factory=time.monotonic)
    given_up: bool = False


class JobRunner:
    """Runs jobs on `cores` cores, noting in the study's folder what is done."""

    def __init__(self, folder: StudyFolder, cores: int, display: JobDisplay) -> None:
        self.folder = folder
        self.cores = cores
        self.display = display
        self._running: list[_Running] = []

    def ready(self, jobs: Sequence[Job], only: Sequence[str] = ()) -> list[Job]:
        """Return the jobs that are not done, and whose needs are done or among them.

        `only` are patterns of names, as of files, of those that are asked for; none asks for all.
        """
        done = {job.name for job in jobs if self.is_done(job)}
        asked = [job for job in jobs if job.name not in done and _is_asked(job, only)]
        chosen: dict[str, Job] = {}
        while more := [
            job
            for job in asked
            if job.name not in chosen and done.union(chosen).issuperset(job.after)
        ]:
            chosen |= {job.name: job for job in more}
        return [job for job in asked if job.name in chosen]

    def run(self, jobs: Sequence[Job]) -> None:
        """Run what is not done yet, each job after those that it names.

        On Ctrl-C or when one fails the others are asked to stop, which lets trainings save; then
        KeyboardInterrupt or a TolmachError with the end of its output.
        """
        waiting = [job for job in jobs if not self.is_done(job)]
        self.display.planned(len(jobs) - len(waiting), len(jobs))
        with _kill_is_interrupt():
            try:
                self._work_off(waiting)
            finally:
                self._stop()

    def _work_off(self, waiting: list[Job]) -> None:
        while waiting or self._running:
            for job in self._ready(waiting):
                waiting.remove(job)
                self._start(job)
            time.sleep(_PAUSE)
            self._collect()
            self._give_up()
            self.display.look([running.job for running in self._running])

    def is_done(self, job: Job) -> bool:
        """Say whether a job ended well, now or in an earlier run."""
        return bool(self._note(job)["done"])

    def _ready(self, waiting: Sequence[Job]) -> list[Job]:
        open_names = {job.name for job in waiting} | {r.job.name for r in self._running}
        ready = [job for job in waiting if not open_names & set(job.after)]
        together = [job for job in ready if not job.alone]
        if any(running.job.alone for running in self._running):
            return []
        if together:
            return together[: self.cores - len(self._running)]
        return ready[:1] if not self._running else []

    def _start(self, job: Job) -> None:
        log = self._log(job)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = subprocess.Popen(
                job.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **_ONE_THREAD},
                start_new_session=True,  # Ctrl-C is ours to pass on
            )
        self._running.append(_Running(job, process))

    def _collect(self) -> None:
        for running in list(self._running):
            status = running.process.poll()
            if status is None:
                continue
            self._running.remove(running)
            diverged = self._diverged(running.job)
            done = status == 0 or running.given_up or diverged
            seconds = self._write_down(running, done=done)
            if not done:
                raise RunError(
                    f"The job {running.job.name} failed; mend this and start the study again, it "
                    f"goes on from here:\n{_last_lines(self._log(running.job))}"
                )
            if diverged:
                self.display.say(f"{running.job.name} diverged, and that is its result.")
            self.display.ended(running.job, seconds)

    def _give_up(self) -> None:
        """Ask those that have become hopeless to stop."""
        for running in self._running:
            is_hopeless, now = running.job.is_hopeless, time.monotonic()
            if is_hopeless is None or running.given_up or now < running.looked_at + _LOOK:
                continue
            running.looked_at = now
            if is_hopeless():
                running.given_up = True
                running.process.send_signal(signal.SIGTERM)

    def _diverged(self, job: Job) -> bool:
        return job.kind == "train" and has_diverged(self.folder, job.run)

    def _stop(self) -> None:
        for running in self._running:
            running.process.send_signal(signal.SIGTERM)
        for running in self._running:
            running.process.wait()
            self._write_down(running, done=False)
        self._running.clear()

    def _write_down(self, running: _Running, *, done: bool) -> float:
        before = self._note(running.job)["seconds"]
        seconds = float(before) + time.monotonic() - running.since
        note = {"command": _shown(running.job.command), "seconds": round(seconds, 1), "done": done}
        write_json(self._note_path(running.job), note)
        return seconds

    def _note(self, job: Job) -> dict[str, float | bool]:
        path = self._note_path(job)
        return dict(read_json(path)) if path.exists() else {"seconds": 0.0, "done": False}

    def _note_path(self, job: Job) -> Path:
        return self.folder.jobs / f"{job.name}.json"

    def _log(self, job: Job) -> Path:
        return self.folder.jobs / f"{job.name}.log"


def _is_asked(job: Job, only: Sequence[str]) -> bool:
    return not only or any(fnmatchcase(job.name, pattern) for pattern in only)


@contextmanager
def _kill_is_interrupt() -> Iterator[None]:
    """Treat a termination signal as Ctrl-C, so that it reaches the jobs, too."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _shown(command: Sequence[str]) -> str:
    return " ".join(["python", *command[1:]])


def _last_lines(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").splitlines()
    return "\n".join(f"  {line}" for line in lines[-_SHOWN_LINES:])
