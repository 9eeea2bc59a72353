"""Lines of text as a stream: many at a time from a file, each as it is typed from a terminal."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from tolmach.errors import TolmachError
from tolmach.files import decoded_line, open_bytes
from tolmach.text_stream import TextStream

FIRST_BYTES, MOST_BYTES = 1 << 12, 1 << 17

Errors = Literal["strict", "replace"]


def line_chunks(paths: Sequence[Path], *, errors: Errors = "strict") -> Iterator[list[str]]:
    """Yield the lines of all files in lists, in order; `-` is standard input.

    A list holds the lines of one read, so that a slow pipe is processed line by line and a file in
    growing chunks. Raises TolmachError as `read_lines` does, after yielding all lines before
    the bad one.
    """
    for path in paths:
        with open_bytes(path) as stream:
            yield from _chunks(path, stream, errors)


def _chunks(path: Path, stream: TextStream, errors: Errors) -> Iterator[list[str]]:
    number = 1
    for raw_lines in _raw_chunks(stream):
        lines: list[str] = []
        for raw in raw_lines:
            try:
                lines.append(decoded_line(raw, path, number, stream, errors=errors))
            except TolmachError:
                yield lines
                raise
            number += 1
        yield lines


def _raw_chunks(stream: TextStream) -> Iterator[list[bytes]]:
    size = FIRST_BYTES
    begun: list[bytes] = []  # blocks of a line that has not ended, joined once it has
    while block := stream.read1(size):
        end, *others = block.split(b"\n")
        begun.append(end)
        if others:
            *lines, rest = others
            yield [b"".join(begun), *lines]
            begun = [rest]
        size = min(2 * size, MOST_BYTES)
    if rest := b"".join(begun):
        yield [rest]
