import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tolmach.errors import TolmachError
from tolmach.study.folder import StudyFolder
from tolmach.study.job import Job, JobRunner


class Silent:
    def __init__(self) -> None:
        self.done: list[str] = []

    def say(self, text: str) -> None: ...

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
