"""Output of commands that translate: lines of text or JSON, and progress beside them."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tolmach.markup.translator import MarkedTranslation
    from tolmach.translation.result import Translation


@contextmanager
def opened_output(path: Path | None) -> Iterator[IO[str]]:
    """Open the output file, written whole, or standard output."""
    from tolmach.files import whole_text

    if path is not None:
        with whole_text(path) as stream:
            yield stream
    else:
        yield sys.stdout


def print_json(content: Any) -> None:
    """Print what JSON can hold on standard output, indented."""
    from tolmach.files import json_text

    sys.stdout.write(json_text(content))


class Printer:
    """Prints translations as lines of text or JSON, and sends them off at once."""

    def __init__(self, stream: IO[str], *, n_best: int, as_json: bool, line: int = 0) -> None:
        """Print to a stream, after so many lines of the input."""
        self.stream = stream
        self.n_best = n_best
        self.as_json = as_json
        self.line = line

    def print(
        self, translations: "Sequence[Translation | MarkedTranslation]", seconds: float
    ) -> None:
        """Print what was translated together, in so many seconds, and send it off."""
        for translation in translations:
            self.line += 1
            _warn_of_problems(translation.plain, self.line)
            _name_missed(translation.plain, self.line)
            _warn_of_faults(translation.plain, self.line)
            _name_lost(translation, self.line)
            for text in self._shown(translation, seconds, len(translations)):
                self.stream.write(text + "\n")
        self.stream.flush()

    def _shown(
        self, translation: "Translation | MarkedTranslation", seconds: float, company: int
    ) -> Iterator[str]:
        if self.as_json:
            from tolmach.translation.record import translation_record

            timing = {"seconds": round(seconds, 6), "lines": company}
            record = {"line": self.line, **translation_record(translation), "batch": timing}
            yield json.dumps(record, ensure_ascii=False)
        elif self.n_best > 1:
            for one in (translation, *translation.alternatives):
                yield f"{self.line}\t{one.score:.4f}\t{one.text}"
        else:
            yield translation.text


def _warn_of_problems(translation: "Translation", line: int) -> None:
    """Say on standard error where exact search gave a line up."""
    for segment in translation.segments:
        if segment.proof is not None and segment.proof.stopped_by is not None:
            print(
                f"tolmach: line {line}: exact search gave up after {segment.proof.states:,} model "
                f"steps; the best found so far scores {segment.score:.4f}, another might reach "
                f"{segment.proof.ceiling:.4f}.",
                file=sys.stderr,
            )


def _name_missed(translation: "Translation", line: int) -> None:
    """Say on standard error which terms of a glossary a line does without."""
    for term in translation.missed:
        print(
            f'tolmach: line {line}: "{term.source}" could not be translated as '
            f'"{" or ".join(term.targets)}"; the sentence is translated without it.',
            file=sys.stderr,
        )


def _name_lost(translation: "Translation | MarkedTranslation", line: int) -> None:
    """Say on standard error which tags and placeholders a line lacks."""
    for each in translation.lost:
        print(f"tolmach: line {line}: the translation lacks {each}; put it back.", file=sys.stderr)


def _warn_of_faults(translation: "Translation", line: int) -> None:
    """Say on standard error what a translation probably gets wrong."""
    for segment in translation.segments:
        for warning in segment.warnings:
            print(f"tolmach: line {line}: {_FAULTS[warning.kind](warning.text)}", file=sys.stderr)


def _shown(text: str) -> str:
    return f"the number {text}" if any(map(str.isdecimal, text)) else f"“{text}”"


_FAULTS: dict[str, Callable[[str], str]] = {
    "unread": lambda script: f"the model does not read {script.title()} script; it is copied.",
    "missing": lambda text: f"the translation lacks {_shown(text)} of the source; check it.",
    "added": lambda number: f"the number {number} is in the translation alone; check it.",
}


def is_typed(inputs: list[Path]) -> bool:
    """Say whether the text is typed while it is read, so that none is there to begin with."""
    return Path("-") in inputs and sys.stdin.isatty()


def prompt_for_input(inputs: list[Path], words: str) -> None:
    """Say on standard error, where that is a terminal, that text is to be typed."""
    if is_typed(inputs) and sys.stderr.isatty():
        print(words, file=sys.stderr)


@contextmanager
def progress(
    inputs: list[Path], *, shown: bool, done: int = 0
) -> Iterator[Callable[[int], object]]:
    """Show on standard error how many lines are done, where that is a terminal and `shown`.

    So many as `done` were before. Gives a function that takes the number of lines just done.
    """
    if not shown or is_typed(inputs):
        yield _say_nothing
        return
    with progress_bar(lambda: _count_lines(inputs), "lines", before=done) as advance:
        yield advance


@contextmanager
def progress_bar(
    total: Callable[[], int | None], noun: str, *, doing: str = "Translating", before: int = 0
) -> Iterator[Callable[[int], object]]:
    """Show on standard error, where that is a terminal, how many of `total` things are done.

    Those that were done `before` do not count for the speed.
    """
    if not sys.stderr.isatty():
        yield _say_nothing
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn(doing),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(noun + ", {task.fields[speed]} a second"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total(), completed=before, speed="…")

        def advance(count: int) -> None:
            bar.advance(task, count)
            done, elapsed = bar.tasks[0].completed - before, bar.tasks[0].elapsed
            bar.update(task, speed=f"{done / elapsed:.0f}" if elapsed else "…")

        yield advance


def _say_nothing(_: int) -> None:
    pass


def _count_lines(inputs: list[Path]) -> int | None:
    """Return how many lines there are, or None where that cannot be known beforehand."""
    from tolmach.compression import LONGEST_MAGIC, compression
    from tolmach.files import open_bytes

    total = 0
    for path in inputs:
        if not path.is_file():
            return None
        with path.open("rb") as start:
            if compression(start.read(LONGEST_MAGIC)):
                return None
        with open_bytes(path) as stream:
            total += sum(1 for _ in stream)
    return total
