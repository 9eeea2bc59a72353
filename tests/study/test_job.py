import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tolmach.errors import TolmachError
from tolmach.study import job as job_module
from tolmach.study.folder import StudyFolder
from tolmach.study.job import Job, JobRunner
from tolmach.training.monitoring.metrics_log import DIVERGED, MetricsLog
from tolmach.training.run_folder import RunFolder


class Silent:
    def __init__(self) -> None:
        self.done: list[str] = []
        self.said: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def planned(self, done: int, total: int) -> None: ...

    def ended(self, job: Job, seconds: float) -> None:
        assert seconds > 0
        self.done.append(job.name)

    def look(self, running: Sequence[Job]) -> None: ...


def python(name: str, code: str, *after: str, alone: bool = False) -> Job:
    return Job(name, [sys.executable, "-c", code], after, alone)


def test_jobs_run_after_those_they_need_and_never_twice(tmp_path: Path) -> None:
    display, folder = Silent(), StudyFolder(tmp_path)
    log = tmp_path / "log"
    append = f"open({str(log)!r}, 'a').write"
    jobs = [
        python("alone", f"{append}('c')", alone=True),
        python("second", f"{append}('b')", "first"),
        python("first", f"import time; time.sleep(0.5); {append}('a')"),
    ]
    runner = JobRunner(folder, 2, display)
    runner.run(jobs)
    assert log.read_text() == "abc"
    runner.run(jobs)
    assert log.read_text() == "abc"
    assert display.done == ["first", "second", "alone"]


def test_a_failed_job_shows_its_output_and_can_be_mended(tmp_path: Path) -> None:
    runner = JobRunner(StudyFolder(tmp_path), 1, Silent())
    wanted = tmp_path / "wanted"
    job = python("reading", f"print(open({str(wanted)!r}).read())")
    with pytest.raises(TolmachError, match=r"(?s)reading failed.*FileNotFoundError"):
        runner.run([job])
    wanted.write_text("here")
    runner.run([job])
    assert runner.is_done(job)


def test_only_jobs_asked_for_whose_needs_are_done_are_ready(tmp_path: Path) -> None:
    runner = JobRunner(StudyFolder(tmp_path), 1, Silent())
    train = python("train/one", "")
    jobs = [python("quality/one", "", "train/one"), train, python("train/two", "")]
    named = [job.name for job in runner.ready(jobs)]
    assert named == ["quality/one", "train/one", "train/two"]
    assert runner.ready(jobs, ["quality/*"]) == []
    assert [job.name for job in runner.ready(jobs, ["*/one"])] == ["quality/one", "train/one"]
    runner.run([train])
    assert [job.name for job in runner.ready(jobs, ["quality/*"])] == ["quality/one"]


def test_a_training_that_diverges_is_done(tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path)
    display = Silent()
    runner = JobRunner(folder, 1, display)
    fails = [sys.executable, "-c", "raise SystemExit(1)"]
    log = MetricsLog(RunFolder(folder.run("transformer")).metrics)
    job = Job("train/transformer", fails)
    with pytest.raises(TolmachError, match="train/transformer failed"):
        runner.run([job])
    log.append({"event": "warning", "update": 3, "kind": "diverging", "message": "It rises."})
    with pytest.raises(TolmachError, match="train/transformer failed"):
        runner.run([job])
    log.append({"event": "warning", "update": 3, "kind": DIVERGED, "message": "It is gone."})
    with pytest.raises(TolmachError, match="quality/transformer failed"):
        runner.run([Job("quality/transformer", fails)])
    runner.run([job])
    assert runner.is_done(job)
    assert display.said == ["train/transformer diverged, and that is its result."]


def test_a_training_that_becomes_hopeless_is_stopped_and_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_module, "_LOOK", 0.0)
    folder, answers = StudyFolder(tmp_path), iter([False, False, True])
    runner, display = JobRunner(folder, 2, Silent()), Silent()
    endless = [sys.executable, "-c", "import time; time.sleep(600)"]
    job = Job("train/tune", endless, is_hopeless=lambda: next(answers))
    runner.run([job, python("train/other", "")])
    assert runner.is_done(job)
    assert next(answers, None) is None  # it was asked until it said so, and not again
    JobRunner(folder, 1, display).run([job])
    assert display.done == []
