"""Parallel text: pairs of a sentence and its translation, from files."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Literal, NamedTuple

from tolmach.corpus.tmx import is_tmx, read_tmx
from tolmach.errors import TolmachError
from tolmach.files import STANDARD_INPUT, named, read_lines
from tolmach.text.normalize import normalize

Errors = Literal["strict", "replace"]


class Pair(NamedTuple):
    """A normalised source text and its translation; either may be empty."""

    source: str
    target: str


class RawPair(NamedTuple):
    """What one place of a corpus holds, as it stands there; a side that is missing is None.

    `line` counts from 1; in a TMX it is the line on which the translation unit begins.
    """

    line: int
    source: str | None
    target: str | None


def read_pairs(
    paths: Sequence[Path],
    *,
    languages: tuple[str, str] | None = None,
    normal: Callable[[str], str] = normalize,
) -> Iterator[Pair]:
    """Yield the normalised pairs of one corpus: a TSV, a TMX, or two line-aligned files.

    Every file is plain or `.gz`; `-` is a TSV on standard input. `languages` (source, target)
    chooses two of a TMX's languages; "en" also takes "en-GB". Raises TolmachError, naming file
    and line, where the two files differ in length, a TSV line has no second column, or the XML
    is damaged.
    """
    for line, source, target in read_raw_pairs(paths, languages=languages):
        if source is None or target is None:
            raise _missing_side(paths, line, source)
        yield Pair(normal(source), normal(target))


def read_raw_pairs(
    paths: Sequence[Path],
    *,
    languages: tuple[str, str] | None = None,
    errors: Errors = "strict",
) -> Iterator[RawPair]:
    """Yield what stands in each place of a corpus, before it is normalised.

    A missing side is None instead of an error, and with `errors="replace"` a damaged byte becomes
    U+FFFD, so that a damaged corpus can be examined to its end.
    """
    match list(paths):
        case [single] if is_tmx(single):
            yield from (RawPair(*unit) for unit in read_tmx(single, languages))
        case [single]:
            yield from _read_tsv(single, errors)
        case [source, target] if source != target or source != STANDARD_INPUT:
            yield from _read_two_files(source, target, errors)
        case _:
            raise TolmachError(
                "A corpus is one TSV file, one TMX file or two line-aligned files, not "
                f"{len(paths)} files ({', '.join(map(str, paths))})."
            )


def joined_pair(pairs: Sequence[Pair]) -> Pair:
    """Return several pairs as one: their sides one after the other, a space between."""
    return Pair(*(" ".join(side) for side in zip(*pairs, strict=True)))


def parse_languages(written: str | None) -> tuple[str, str] | None:
    """Read `de,en` (also `de-en`, where neither has a region) as source and target language.

    Raises TolmachError where these are not two different languages.
    """
    if written is None:
        return None
    found = written.split("," if "," in written else "-")
    source, target = (found[0].strip(), found[1].strip()) if len(found) == 2 else ("", "")
    if not source or not target or source == target:
        raise TolmachError(
            f"{written!r} does not name two languages; write source and target as `de,en`."
        )
    return source, target


def _read_tsv(path: Path, errors: Errors) -> Iterator[RawPair]:
    for number, line in enumerate(read_lines(path, errors=errors), start=1):
        source, tab, rest = line.partition("\t")
        yield RawPair(number, source, rest.partition("\t")[0] if tab else None)


def _read_two_files(source: Path, target: Path, errors: Errors) -> Iterator[RawPair]:
    for path in (source, target):
        if is_tmx(path):
            raise TolmachError(f"{path} is a TMX and holds both languages; give it alone.")
    sides = zip_longest(read_lines(source, errors=errors), read_lines(target, errors=errors))
    for number, (left, right) in enumerate(sides, start=1):
        yield RawPair(number, left, right)


def _missing_side(paths: Sequence[Path], line: int, source: str | None) -> TolmachError:
    if len(paths) == 1:
        return TolmachError(
            f"{named(paths[0])}, line {line}: no tab between source and target; "
            "write one pair a line, as source TAB target."
        )
    shorter = paths[0] if source is None else paths[1]
    return TolmachError(
        f"{named(shorter)} ends after line {line - 1}, but the other side goes on; "
        "both files of a corpus need the same number of lines."
    )
