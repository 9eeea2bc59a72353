"""A journal of what of a file is translated already, so that a run that was stopped goes on.

Its first line names the work. Each other line is a row: a digest of itself and of all before it,
then what it holds. In the journal of a document that is a text and its translation, in JSON; in
that of plain text a line of the output, whose digest is of the line that it translates, too. So a
row that was cut off, changed or added by others is none, and what follows it is translated anew.
"""

import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from itertools import chain, islice, repeat
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tolmach.errors import RunError
from tolmach.files import whole_text, writing

if TYPE_CHECKING:
    from tolmach.documents.translation import Translate

_SUFFIX = ".unfinished"
_BEGIN = '{"work": "'
_DIGEST = 8  # bytes, of which each is two letters


class _Rows:
    """The rows of a journal on disk, behind a head that names the work."""

    def __init__(self, path: Path, work: str) -> None:
        self.path = path
        self._head = f'{_BEGIN}{blake2b(work.encode()).hexdigest()}"}}\n'.encode()
        self._digest = blake2b(self._head, digest_size=_DIGEST)
        self._sound = 0  # bytes of the head and the rows that are known
        self._count = 0
        _check_own(path)

    def __len__(self) -> int:
        return self._count

    def read(self, sources: Iterable[str]) -> list[str]:
        """Return what the next rows hold, as far as they are made of these sources."""
        found: list[str] = []
        with suppress(OSError), self.path.open("rb") as stream:
            if stream.readline() != self._head:
                return found
            self._sound = self._sound or len(self._head)
            stream.seek(self._sound)
            for source, row in zip(sources, stream, strict=False):
                if not self._is_next(row, source):
                    break
                self._sound += len(row)
                found.append(_content(row).decode())
        self._count += len(found)
        return found

    def add(self, contents: Iterable[tuple[str, str]]) -> None:
        """Write rows, each a source and what it holds, in place of what may follow those known."""
        with writing(self.path), self._opened() as stream:
            stream.seek(self._sound)
            stream.truncate()
            rows = [self._row(content.encode(), source) for source, content in contents]
            stream.write((b"" if self._sound else self._head) + b"".join(rows))
            stream.flush()
            os.fsync(stream.fileno())
            self._sound = stream.tell()
        self._count += len(rows)

    def contents(self) -> Iterator[str]:
        """Yield what all rows hold."""
        if self._count:
            with self.path.open("rb") as stream:
                stream.readline()
                for row in islice(stream, self._count):
                    yield _content(row).decode()

    def remove(self) -> None:
        """Remove the journal, whose work is done."""
        with writing(self.path):
            self.path.unlink(missing_ok=True)

    def _opened(self) -> IO[bytes]:
        """Open what is there, or a new file, whose folder is made, as an output's is."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return self.path.open("r+b" if self._sound else "wb")

    def _is_next(self, row: bytes, source: str) -> bool:
        before = self._digest.copy()
        if self._row(_content(row), source) == row:
            return True
        self._digest = before
        return False

    def _row(self, content: bytes, source: str) -> bytes:
        self._digest.update(source.encode() + b"\n" + content + b"\n")
        return self._digest.hexdigest().encode() + b" " + content + b"\n"


class TranslationJournal:
    """Translations of texts, written down as they come; those of other work are not taken.

    `work` is everything that decides about the translations.
    """

    def __init__(self, path: Path, work: str) -> None:
        self.path = path
        self._rows = _Rows(path, work)
        self._known: dict[str, str] = dict(map(json.loads, self._rows.read(repeat(""))))

    def __len__(self) -> int:
        return len(self._known)

    def resuming(self, translate: "Translate") -> "Translate":
        """Return a function that translates what is not known, and writes it down."""

        def resumed(texts: list[str]) -> Sequence[str]:
            new = [text for text in texts if text not in self._known]
            if new:
                found = list(zip(new, translate(new), strict=True))
                self._rows.add(("", json.dumps(pair)) for pair in found)
                self._known.update(found)
            return [self._known[text] for text in texts]

        return resumed

    def finish(self) -> None:
        """Remove what is on disk, since the output is written."""
        self._rows.remove()


class LineJournal:
    """Lines of an output that waits until it is whole, each bound to the line that it translates.

    `work` is what decides about a translation, beside the line.
    """

    def __init__(self, path: Path, work: str, chunks: Iterator[list[str]]) -> None:
        """Read as much of the chunks of lines as is translated already."""
        self.path = path
        self.stream = io.StringIO()  # the translations of the chunk that was taken last
        self._rows = _Rows(path, work)
        self._left = self._unknown(chunks)

    def __len__(self) -> int:
        return len(self._rows)

    def left(self) -> Iterator[list[str]]:
        """Yield the lines that are to be translated, in chunks.

        When the next one is taken, the translations of the one before are in the stream, a line for
        each, and are written down.
        """
        for chunk in self._left:
            yield chunk
            *lines, _ = self.stream.getvalue().split("\n")
            self._rows.add(zip(chunk, lines, strict=True))
            self.stream.seek(0)
            self.stream.truncate()

    def finish(self, output: Path) -> None:
        """Write the output, and remove what is on disk beside it."""
        with whole_text(output) as whole:
            whole.writelines(line + "\n" for line in self._rows.contents())
        self._rows.remove()

    def _unknown(self, chunks: Iterator[list[str]]) -> Iterator[list[str]]:
        for chunk in chunks:
            known = len(self._rows.read(chunk))
            if known < len(chunk):
                return chain([chunk[known:]], chunks)
        return iter(())


def journal_path(output: Path) -> Path:
    """Return where the journal of an output stands."""
    return output.with_name(output.name + _SUFFIX)


def _check_own(path: Path) -> None:
    """Raise RunError where something else than a journal, or what is left of one, is in place."""
    begin = b""
    with writing(path), suppress(FileNotFoundError), path.open("rb") as stream:
        begin = stream.read(len(_BEGIN))
    if path.is_symlink() or not _BEGIN.encode().startswith(begin):
        raise RunError(
            f"{path} is to hold what is translated so far, but something else is there; move it "
            "away, or choose another output with -o."
        )


def _content(row: bytes) -> bytes:
    return row[2 * _DIGEST + 1 : -1]
