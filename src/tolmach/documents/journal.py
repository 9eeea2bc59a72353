"""A journal of what of a document is translated already, so that a run that was stopped goes on.

Lines of JSON: the first names the work, each other holds a text and its translation.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tolmach.documents.translation import Translate
from tolmach.files import writing

_SUFFIX = ".unfinished"


class TranslationJournal:
    """Translations of texts, written down as they come; those of other work are not taken.

    `work` is everything that decides about the translations. A line that was not written whole is
    cut off.
    """

    def __init__(self, path: Path, work: str) -> None:
        self.path = path
        self._head = _line({"work": blake2b(work.encode()).hexdigest()})
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
        with writing(self.path), self.path.open("r+b" if self._sound else "wb") as stream:
            stream.seek(self._sound)
            stream.truncate()
            stream.write((b"" if self._sound else self._head) + b"".join(map(_line, rows)))
            stream.flush()
            os.fsync(stream.fileno())
            self._sound = stream.tell()
        self._known.update(rows)


@contextmanager
def translation_journal(output: Path, work: str) -> Iterator[TranslationJournal]:
    """Open the journal beside an output; it is removed once all inside is done."""
    journal = TranslationJournal(output.with_name(output.name + _SUFFIX), work)
    yield journal
    with writing(journal.path):
        journal.path.unlink(missing_ok=True)


def _line(content: Any) -> bytes:
    return json.dumps(content).encode() + b"\n"
