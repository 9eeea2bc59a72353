"""Reading lines and writing whole files, with errors in plain words."""

import gzip
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, cast

from tolmach.errors import TolmachError

STANDARD_INPUT = Path("-")


def read_lines(path: Path, *, errors: Literal["strict", "replace"] = "strict") -> Iterator[str]:
    r"""Yield the lines of a UTF-8 file, plain or `.gz`, without line ends; `-` is standard input.

    Only `\n` and `\r\n` end a line, so that two parallel files never fall out of step over an
    exotic separator. Raises TolmachError, naming file and line, where the bytes are not UTF-8
    (unless `errors` is "replace") or the file cannot be read.
    """
    try:
        with _open_bytes(path) as stream:
            for number, raw in enumerate(stream, start=1):
                yield _decoded(raw, errors, path, number)
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TolmachError(f"{named(path)} cannot be read: {reason}.") from error


def named(path: Path) -> str:
    """Return what to call `path` in a message."""
    return "Standard input" if path == STANDARD_INPUT else str(path)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`; what is written there becomes `path` on success.

    A reader sees the old file or the new one, never half of one. On an error nothing is left.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise TolmachError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        temporary.unlink(missing_ok=True)


def _open_bytes(path: Path) -> BinaryIO:
    if path == STANDARD_INPUT:
        return open(sys.stdin.fileno(), "rb", closefd=False)
    if path.suffix == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def _decoded(raw: bytes, errors: str, path: Path, number: int) -> str:
    try:
        text = raw.decode("utf-8", errors)
    except UnicodeDecodeError as error:
        raise TolmachError(
            f"{named(path)}, line {number}: byte {error.start + 1} (0x{raw[error.start]:02x}) is "
            "not valid UTF-8; convert the file (for example with iconv)."
        ) from error
    return text.removesuffix("\n").removesuffix("\r")
