"""A journal of what of a file is translated already, so that a run that was stopped goes on.

Its first line names the work. In the journal of a document each other line holds a text and its
translation, in JSON; in that of plain text they are the lines of the output so far.
"""

import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from tolmach.documents.translation import Translate
from tolmach.errors import RunError
from tolmach.file_lock import alone
from tolmach.files import whole_text, writing

_SUFFIX = ".unfinished"
_BEGIN = b'{"work": "'


class TranslationJournal:
    """Translations of texts, written down as they come; those of other work are not taken.

    `work` is everything that decides about the translations. A line that was not written whole is
    cut off.
    """

    def __init__(self, path: Path, work: str) -> None:
        self.path = path
        self._head = _head(work)
        self._known: dict[str, str] = {}
        self._sound = 0  # bytes that were written whole
        self._read()

    def __len__(self) -> int:
        return len(self._known)

    def resuming(self, translate: Translate) -> Translate:
        """Return a function that translates what is not known, and writes it down."""

        def resumed(texts: list[str]) -> Sequence[str]:
            new = [text for text in texts if text not in self._known]
            if new:
                self._add(zip(new, translate(new), strict=True))
            return [self._known[text] for text in texts]

        return resumed

    def _read(self) -> None:
        with suppress(OSError, ValueError, TypeError):
            lines = self.path.read_bytes().splitlines(keepends=True)
            if lines[:1] != [self._head]:
                return
            self._sound = len(self._head)
            for line in lines[1:]:
                text, translation = json.loads(line)
                if not line.endswith(b"\n"):
                    return
                self._known[text] = translation
                self._sound += len(line)

    def _add(self, found: Iterable[tuple[str, str]]) -> None:
        rows = list(found)
        with writing(self.path), _opened(self.path, self._sound) as stream:
            stream.seek(self._sound)
            stream.truncate()
            stream.write((b"" if self._sound else self._head) + b"".join(map(_line, rows)))
            stream.flush()
            os.fsync(stream.fileno())
            self._sound = stream.tell()
        self._known.update(rows)


def journal_path(output: Path) -> Path:
    """Return where the journal of an output stands."""
    return output.with_name(output.name + _SUFFIX)


@contextmanager
def translation_journal(output: Path, work: str) -> Iterator[TranslationJournal]:
    """Open the journal beside an output; it is removed once all inside is done.

    Raises RunError where another process writes that output.
    """
    with _alone(output):
        journal = TranslationJournal(journal_path(output), work)
        yield journal
        with writing(journal.path):
            journal.path.unlink(missing_ok=True)


@contextmanager
def line_journal(output: Path, work: str) -> Iterator[tuple[IO[str], int]]:
    """Give what the lines of an output are written to, and how many of them are there already.

    They wait in the journal, and become the output once all inside is done. Raises RunError where
    another process writes that output.
    """
    path, head = journal_path(output), _head(work)
    with _alone(output):
        done, end = _whole_lines(path, head)
        with writing(output), _opened(path, end) as raw:
            raw.truncate(end)
            raw.seek(end)
            raw.write(b"" if end else head)
            with io.TextIOWrapper(raw, "utf-8", newline="\n") as stream:
                try:
                    yield stream, done
                except BaseException:
                    stream.flush()
                    if raw.tell() == len(head):
                        path.unlink()
                    raise
        with writing(output), path.open(encoding="utf-8", newline="\n") as lines:
            lines.readline()
            with whole_text(output) as whole:
                shutil.copyfileobj(lines, whole)
        path.unlink()


@contextmanager
def _alone(output: Path) -> Iterator[None]:
    lock = output.with_name(f".{output.name}.lock")
    refusal = (
        f"Another `tolmach translate` is writing {output}; wait for its end, or choose another "
        "output with -o."
    )
    with alone(output, lock, refusal):
        try:
            _check_own(journal_path(output))
            yield
        finally:
            lock.unlink(missing_ok=True)


def _check_own(path: Path) -> None:
    """Raise RunError where something else than a journal, or what is left of one, is in place."""
    begin = b""
    with writing(path), suppress(FileNotFoundError), path.open("rb") as stream:
        begin = stream.read(len(_BEGIN))
    if path.is_symlink() or not _BEGIN.startswith(begin):
        raise RunError(
            f"{path} is to hold what is translated so far, but something else is there; move it "
            "away, or choose another output with -o."
        )


def _opened(path: Path, sound: int) -> IO[bytes]:
    """Open a journal of so many bytes, or a new one, whose folder is made, as an output's is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("r+b" if sound else "wb")


def _whole_lines(path: Path, head: bytes) -> tuple[int, int]:
    """Return how many lines a journal holds after its head, and where they end; 0 without it."""
    with suppress(OSError), path.open("rb") as stream:
        if stream.readline() == head:
            count, end = 0, len(head)
            for line in stream:
                if line.endswith(b"\n"):
                    count, end = count + 1, end + len(line)
            return count, end
    return 0, 0


def _head(work: str) -> bytes:
    return _line({"work": blake2b(work.encode()).hexdigest()})


def _line(content: Any) -> bytes:
    return json.dumps(content).encode() + b"\n"
