"""Parallel text: pairs of a sentence and its translation, from files."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tolmach.errors import TolmachError
from tolmach.files import named, read_lines
from tolmach.text.normalize import normalize


class Pair(NamedTuple):
    """A normalised source text and its translation; either may be empty."""

    source: str
    target: str


def read_pairs(paths: Sequence[Path]) -> Iterator[Pair]:
    """Yield the normalised pairs of one corpus: two line-aligned files or one TSV.

    Every file is plain or `.gz`. Raises TolmachError, naming file and line, where the two files
    differ in length or a TSV line has no second column.
    """
    match list(paths):
        case [single]:
            yield from _read_tsv(single)
        case [source, target]:
            yield from _read_two_files(source, target)
        case _:
            raise TolmachError(
                f"A corpus is one TSV file or two line-aligned files, not {len(paths)} files."
            )


def _read_tsv(path: Path) -> Iterator[Pair]:
    for number, line in enumerate(read_lines(path), start=1):
        source, tab, rest = line.partition("\t")
        if not tab:
            raise TolmachError(
                f"{named(path)}, line {number}: no tab between source and target; "
                "write one pair a line, as source TAB target."
            )
        yield Pair(normalize(source), normalize(rest.partition("\t")[0]))


def _read_two_files(source: Path, target: Path) -> Iterator[Pair]:
    ended = object()
    sources, targets = read_lines(source), read_lines(target)
    number = 0
    while True:
        number += 1
        left, right = next(sources, ended), next(targets, ended)
        if left is ended and right is ended:
            return
        if not isinstance(left, str) or not isinstance(right, str):
            shorter = source if left is ended else target
            raise TolmachError(
                f"{named(shorter)} ends after line {number - 1}, but the other side goes on; "
                "both files of a corpus need the same number of lines."
            )
        yield Pair(normalize(left), normalize(right))
