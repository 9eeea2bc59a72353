"""Translations that go on where they were stopped, by journals beside their output."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tolmach.cli.output import opened_output
from tolmach.cli.translating.journal import LineJournal, TranslationJournal, journal_path
from tolmach.file_checks import can_be_read_again
from tolmach.file_lock import alone
from tolmach.files import takes_at_once
from tolmach.model_paths import WEIGHTS, located_model
from tolmach.wording import counted

if TYPE_CHECKING:
    from tolmach.documents.translation import Translate

Lines = tuple[IO[str], int, Iterator[list[str]]]


@contextmanager
def resumable(output: Path | None, inputs: Iterable[Path]) -> Iterator[Path | None]:
    """Give the output where a stopped run could go on with it, alone; None where none could.

    That is so where the output is standard output or a pipe, or an input cannot be read again.
    Raises RunError where another process writes that output.
    """
    if output is None or takes_at_once(output) or not all(map(can_be_read_again, inputs)):
        yield None
        return
    refusal = (
        f"Another run of Tolmach is writing {output}; wait for its end, or choose another output "
        "with -o."
    )
    with alone(output, output.with_name(f".{output.name}.lock"), refusal):
        yield output


@contextmanager
def resumed_translation(
    output: Path | None, work: str, translate: "Translate", *, part: str = ""
) -> Iterator["Translate"]:
    """Give a function that translates what the journal of a resumable output does not hold yet.

    Of an output in several parts each has a journal of its own. None has no journal.
    """
    if output is None:
        yield translate
        return
    path = journal_path(output.with_name(output.name + part))
    journal = TranslationJournal(path, work)
    with _told(output, journal, "text"):
        yield journal.resuming(translate)
        journal.finish()


@contextmanager
def resumed_lines(
    output: Path, inputs: Iterable[Path], work: str, chunks: Iterator[list[str]]
) -> Iterator[Lines]:
    """Open an output of lines, one for each of the input, of which `chunks` are given.

    Gives what they are written to, how many of them are there, and the chunks that are left.
    """
    with resumable(output, inputs) as kept:
        if kept is None:
            with opened_output(output) as stream:
                yield stream, 0, chunks
            return
        journal = LineJournal(journal_path(kept), work, chunks)
        with _told(kept, journal, "line"):
            yield journal.stream, len(journal), journal.left()
            journal.finish(kept)


@contextmanager
def _told(output: Path, journal: TranslationJournal | LineJournal, noun: str) -> Iterator[None]:
    """Say what was translated before, and, where it stops inside, that what is now is kept."""
    if known := len(journal):
        say(f"{output}: {counted(known, noun)} translated before it was stopped.")
    try:
        yield
    except BaseException as error:
        if len(journal):
            mended = ", once what follows is mended" if isinstance(error, Exception) else ""
            say(
                f"What is translated is kept in {journal.path}; the same command goes on from "
                f"there{mended}."
            )
        raise


def stamps(models: Iterable[Path]) -> list[tuple[str, int, int]]:
    """Return what tells models, each in one state, from others without reading them."""
    weights = [(located_model(folder) / WEIGHTS).resolve() for folder in models]
    return [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in weights]


def say(sentence: str) -> None:
    """Say something on standard error."""
    print(f"tolmach: {sentence}", file=sys.stderr)
