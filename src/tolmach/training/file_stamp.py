"""Stamps of files: has one changed since it was read?"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tolmach.files import reading


@dataclass(frozen=True)
class FileStamp:
    """What a file was like: bytes, nanoseconds of its last change, and a digest of its content."""

    size: int
    modified: int
    digest: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """Read a file once, a block at a time. Raises TolmachError where that is impossible."""
        size, modified = _size_and_time(path)
        return cls(size, modified, _digest(path))

    def fits(self, path: Path) -> bool:
        """Say whether `path` holds the same content; it is read only if it has another time.

        Raises TolmachError where the file cannot be read.
        """
        size, modified = _size_and_time(path)
        if size != self.size:
            return False
        return modified == self.modified or _digest(path) == self.digest


def _size_and_time(path: Path) -> tuple[int, int]:
    with reading(path):
        found = path.stat()
    return found.st_size, found.st_mtime_ns


def _digest(path: Path) -> str:
    with reading(path), path.open("rb") as stream:
        return hashlib.file_digest(stream, hashlib.blake2b).hexdigest()
