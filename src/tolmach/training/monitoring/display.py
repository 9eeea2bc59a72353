"""The display of a training for a person: progress, sample translations, warnings.

Everything goes to standard error, so that standard output stays free for results. What a model
says that has hardly learnt may have control characters, which a terminal would obey: they are left
out.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from tolmach.text.normalize import normalize
from tolmach.training.monitoring.metrics_log import TrainRecord, ValidationRecord

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

Clock = Callable[[], float]

SECONDS_BETWEEN_LINES = 10.0
_MOST_SAMPLES = 3
_ROOMY = 110  # columns; narrower terminals go without bar and learning rate


class Display(Protocol):
    """What the trainer calls."""

    def preparing(self, text: str) -> None:
        """Say what is being done before the first update."""

    def start(self, total_updates: int, done: int) -> None:
        """Begin at `done` of `total_updates`."""

    def update(self, record: TrainRecord) -> None:
        """Show how far training has come."""

    def validation(self, record: ValidationRecord) -> None:
        """Show scores and sample translations."""

    def message(self, text: str) -> None:
        """Say something that must not be missed, a warning for example."""


@contextmanager
def training_display(*, quiet: bool = False, console: "Console | None" = None) -> Iterator[Display]:
    """Give the display that suits the terminal, the pipe or the wish for silence.

    At the end, of whatever kind, the terminal is left in order.
    """
    display = _fitting_display(console or progress_console(), quiet=quiet)
    try:
        yield display
    finally:
        display.stop()


def _fitting_display(console: "Console", *, quiet: bool) -> "QuietDisplay":
    if quiet:
        return QuietDisplay(console)
    return TerminalDisplay(console) if console.is_terminal else PlainDisplay(console)


def progress_console() -> "Console":
    """Return standard error for a display, which says nothing more when its reader has gone.

    Rich itself would end the program, and with it a training of hours.
    """
    from rich.console import Console

    class StandardError(Console):
        def on_broken_pipe(self) -> None:
            self.quiet = True

    return StandardError(stderr=True, highlight=False, emoji=False)


class QuietDisplay:
    """Messages only."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._signed = False

    def preparing(self, text: str) -> None:
        """Show nothing."""

    def start(self, total_updates: int, done: int) -> None:
        """Show nothing."""

    def update(self, record: TrainRecord) -> None:
        """Show nothing."""

    def validation(self, record: ValidationRecord) -> None:
        """Show nothing."""

    def message(self, text: str) -> None:
        """Print the message."""
        _say(self._console, text, "bold yellow")

    def stop(self) -> None:
        """Leave the terminal in order."""

    def _sign(self, record: ValidationRecord) -> None:
        """Print once by what the best model is chosen, and the signatures of the scores."""
        if self._signed or not record.get("signatures"):
            return
        self._signed = True
        _say(self._console, f"the best model is the one with {judge_words(record)}", "dim")
        for signature in record["signatures"]:
            _say(self._console, f"  {signature}", "dim")


class PlainDisplay(QuietDisplay):
    """Lines for a log file: at most one of progress in ten seconds, and every validation."""

    def __init__(self, console: "Console", clock: Clock = time.monotonic) -> None:
        super().__init__(console)
        self._clock = clock
        self._pace = Pace(clock)
        self._last_line = -SECONDS_BETWEEN_LINES

    def preparing(self, text: str) -> None:
        """Print a line."""
        _say(self._console, f"{text} …")

    def start(self, total_updates: int, done: int) -> None:
        """Begin at `done` of `total_updates`."""
        self._pace.start(total_updates, done)
        self._last_line = self._clock() - SECONDS_BETWEEN_LINES
        _say(self._console, start_words(total_updates, done))

    def update(self, record: TrainRecord) -> None:
        """Print a line if the last one is long enough ago, or this is the end."""
        at_end = record["update"] >= self._pace.total
        if at_end or self._clock() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = self._clock()
            left = f"{self._pace.left(record['update'])} left"
            counted = f"update {record['update']:,}/{self._pace.total:,}"
            _say(self._console, "  ".join([counted, *progress_words(record), left]))

    def validation(self, record: ValidationRecord) -> None:
        """Print scores and samples."""
        self._sign(record)
        _say(self._console, validation_words(record))
        for sample in record["samples"][:_MOST_SAMPLES]:
            _say(self._console, f"  source     {sample['source']}")
            _say(self._console, f"  reference  {sample['reference']}")
            _say(self._console, f"  model      {normalize(sample['hypothesis'])}")


class TerminalDisplay(QuietDisplay):
    """A live progress line below, validations and messages scrolling above it."""

    def __init__(self, console: "Console", clock: Clock = time.monotonic) -> None:
        super().__init__(console)
        self._pace = Pace(clock)
        self._progress = _progress_line(console)
        self._task = self._progress.add_task("", total=None, words="starting", start=False)

    def preparing(self, text: str) -> None:
        """Show the text beside a bar that only says that something is going on."""
        self._progress.update(self._task, words=f"{text} …")
        self._progress.start()

    def start(self, total_updates: int, done: int) -> None:
        """Begin at `done` of `total_updates`."""
        self._pace.start(total_updates, done)
        words = f"{start_words(total_updates, done)} …"
        self._progress.update(self._task, total=total_updates, completed=done, words=words)
        self._progress.start_task(self._task)
        self._progress.start()

    def update(self, record: TrainRecord) -> None:
        """Move the line."""
        counted = f"{record['update']:,}/{self._pace.total:,}"
        left = f"{self._pace.left(record['update'])} left"
        words = progress_words(record)
        told = words if self._console.width >= _ROOMY else words[:-1]
        self._progress.update(
            self._task,
            completed=record["update"],
            words="  ".join([counted, *told, left]),
            refresh=True,
        )

    def validation(self, record: ValidationRecord) -> None:
        """Print a panel of scores and samples above the line."""
        self._sign(record)
        from rich.panel import Panel
        from rich.text import Text

        title = Text(validation_words(record), "bold green" if record["best"] else "bold")
        if record["samples"]:
            panel = Panel(
                _sample_table(record), title=title, title_align="left", border_style="dim"
            )
            self._console.print(panel)
        else:
            self._console.print(title)

    def stop(self) -> None:
        """Leave the line as it stands."""
        self._progress.stop()


class Pace:
    """Updates a second since this run started, and the time that the rest will take."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.total = 0
        self._done = 0
        self._started = 0.0

    def start(self, total: int, done: int) -> None:
        """Begin to count at `done` updates of `total`."""
        self.total, self._done, self._started = total, done, self._clock()

    def left(self, update: int) -> str:
        """Return the time left in words (`2 h 05 min`), `?` before the first update."""
        made = update - self._done
        if made <= 0:
            return "?"
        elapsed = self._clock() - self._started
        return duration(elapsed / made * max(0, self.total - update))


def duration(seconds: float) -> str:
    """Return a duration as a person says it, to a precision that matters."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours} h {minutes:02d} min"


def start_words(total_updates: int, done: int) -> str:
    """Return what is going on until the first figures come."""
    return f"training from update {done:,} to {total_updates:,}"


def progress_words(record: TrainRecord) -> list[str]:
    """Return epoch, loss, speed and learning rate, each ready to print."""
    return [
        f"epoch {record['epoch']:.1f}",
        f"loss {record['loss']:.3f}",
        f"{record['tokens_per_second']:,.0f} tokens/s",
        f"lr {record['learning_rate']:.1e}",
    ]


def validation_words(record: ValidationRecord) -> str:
    """Return the scores of one validation in one line."""
    scores = [f"loss {record['loss']:.3f}", f"perplexity {record['perplexity']:,.1f}"]
    if "bleu" in record:
        scores.append(f"BLEU {record['bleu']:.1f}")
    if "chrf" in record:
        scores.append(f"chrF {record['chrf']:.1f}")
    best = ", the best so far" if record["best"] else ""
    return f"validation at update {record['update']:,}: {', '.join(scores)}{best}"


def judge_words(record: ValidationRecord) -> str:
    """Return by what the best model is chosen."""
    judges = {"bleu": "the highest BLEU", "chrf": "the highest chrF", "loss": "the lowest loss"}
    return judges[record.get("judge", "bleu")]


def _say(console: "Console", text: str, style: str = "") -> None:
    from rich.text import Text

    console.print(Text(text, style), soft_wrap=not console.is_terminal)


def _progress_line(console: "Console") -> "Progress":
    from rich.progress import BarColumn, Progress, TextColumn
    from rich.table import Column

    words = TextColumn("{task.fields[words]}", markup=False, table_column=Column(no_wrap=True))
    bar = [BarColumn(bar_width=16)] if console.width >= _ROOMY else []
    return Progress(*bar, words, console=console, refresh_per_second=2)


def _sample_table(record: ValidationRecord) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for number, sample in enumerate(record["samples"][:_MOST_SAMPLES]):
        if number:
            table.add_row()
        table.add_row("source", Text(sample["source"]))
        table.add_row("reference", Text(sample["reference"]))
        table.add_row("model", Text(normalize(sample["hypothesis"]), "bold"))
    return table
