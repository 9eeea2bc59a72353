"""The display of a running study: which jobs are done, which run, how long they need."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from tolmach.study.folder import StudyFolder
from tolmach.study.job import Job, TrainingProgress, progress
from tolmach.training.monitoring.display import progress_console

_SECONDS_BETWEEN_LOOKS = {True: 2.0, False: 60.0}  # on a terminal, and elsewhere


class StudyDisplay:
    """Lines for what begins and ends; on a terminal, what runs stands below them."""

    def __init__(self, folder: StudyFolder, console: Console, live: Live | None) -> None:
        self._folder = folder
        self._console = console
        self._live = live
        self._done = self._total = 0
        self._next = time.monotonic()

    def say(self, text: str) -> None:
        """Print a sentence."""
        self._console.print(Text(text), soft_wrap=True)

    def planned(self, done: int, total: int) -> None:
        """Take in how many jobs there are."""
        self._done, self._total = done, total

    def ended(self, job: Job, seconds: float) -> None:
        """Say that a job is done."""
        self._done += 1
        self.say(f"{job.name} done in {_duration(seconds)}, {self._done} of {self._total}")

    def look(self, running: Sequence[Job]) -> None:
        """Show how far the running jobs are, now and then."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _SECONDS_BETWEEN_LOOKS[self._live is not None]
        found = [(job, progress(self._folder, job)) for job in running]
        if self._live is not None:
            self._live.update(_table(found))
        else:
            for job, state in found:
                self.say(f"  {job.name}  {_words(state)}")


@contextmanager
def study_display(path: Path) -> Iterator[StudyDisplay]:
    """Give the display that suits standard error, and leave the terminal in order."""
    console = progress_console()
    folder = StudyFolder(path)
    if not console.is_terminal:
        yield StudyDisplay(folder, console, None)
        return
    with Live(console=console, transient=True, auto_refresh=False) as live:
        yield StudyDisplay(folder, console, live)


def _table(found: Sequence[tuple[Job, TrainingProgress | None]]) -> Table:
    table = Table.grid(padding=(0, 2))
    for job, state in found:
        table.add_row(Text(job.name), Text(_words(state)))
    return table


def _words(state: TrainingProgress | None) -> str:
    if state is None:
        return "…"
    found = state.quality
    quality = "" if found is None else f"  dev {found.name} {found.value:.1f}"
    return (
        f"update {state.update:,}/{state.updates:,}{quality}  {_duration(state.seconds_left)} left"
    )


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d} min"
