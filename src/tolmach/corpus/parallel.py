"""Parallel text: pairs of a sentence and its translation, from files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Literal, NamedTuple

from tolmach.compression import bare_name
from tolmach.corpus.heading import is_heading
from tolmach.corpus.table import table_rows
from tolmach.corpus.tmx import LeftOut, holds_tmx, is_tmx, memory_pairs
from tolmach.errors import DataError, TolmachError
from tolmach.file_checks import check_named_once
from tolmach.files import named, open_bytes, read_lines, stream_lines
from tolmach.text.language_tag import standard_tag
from tolmach.text.normalize import normalize
from tolmach.text_stream import TextStream
from tolmach.wording import counted

Errors = Literal["strict", "replace"]
_ENOUGH_TO_TELL = 100  # pairs after the first, by which it is told from a heading


class Pair(NamedTuple):
    """A normalised source text and its translation; either may be empty."""

    source: str
    target: str


class Fault(Enum):
    """Why what stands in one place of a corpus is no pair that can be used."""

    TORN = "torn"  # more columns than most lines have: a tab stands within a side
    HEADING = "heading"  # the first line names the columns or their languages
    DAMAGED = "damaged"  # a unit of a TMX whose XML is no XML


class RawPair(NamedTuple):
    """What one place of a corpus holds, as it stands there; a side that is missing is None.

    `line` counts from 1; in a TMX it is the line on which the translation unit begins. `fault` is
    what is wrong with the whole, and `detail` says it in words.
    """

    line: int
    source: str | None
    target: str | None
    fault: Fault | None = None
    detail: str = ""

    @property
    def complete(self) -> bool:
        """Whether both sides are there."""
        return self.source is not None and self.target is not None


def read_pairs(
    paths: Sequence[Path],
    *,
    languages: tuple[str, str] | None = None,
    normal: Callable[[str], str] = normalize,
    left_out: LeftOut | None = None,
) -> Iterator[Pair]:
    """Yield the normalised pairs of one corpus: a table, a TMX, or two line-aligned files.

    A heading is left out. A table is a TSV, also as a spreadsheet writes it, or a CSV, of which the
    first two columns that hold text are read; every file may be in any form that `text_stream`
    knows; `-` is standard input. `languages` (source, target) chooses two of a TMX's languages, and
    `left_out` counts the units that lack one of them, headings, and further columns
    of a table.
    Raises TolmachError, naming file and line, where the two files differ in length, a row has no
    second column or more columns than most, or the XML is damaged.
    """
    for raw in read_raw_pairs(paths, languages=languages, left_out=left_out):
        if raw.fault is not Fault.HEADING:
            yield _checked(paths, raw, normal)
        elif left_out is not None:
            left_out.headings.append(raw.line)


def read_all_pairs(
    paths: Sequence[Path], *, languages: tuple[str, str] | None = None
) -> Iterator[Pair]:
    """Yield pairs as `read_pairs` does, a heading among them, for output that keeps step."""
    for raw in read_raw_pairs(paths, languages=languages):
        yield _checked(paths, raw, normalize)


def read_raw_pairs(
    paths: Sequence[Path],
    *,
    languages: tuple[str, str] | None = None,
    errors: Errors = "strict",
    left_out: LeftOut | None = None,
) -> Iterator[RawPair]:
    """Yield what stands in each place of a corpus, before it is normalised.

    A missing side is None instead of an error, and with `errors="replace"` a damaged byte becomes
    U+FFFD and a damaged unit of a TMX comes as such, so that a damaged corpus can be examined to
    its end.
    """
    match list(paths):
        case [single]:
            yield from _read_one_file(single, languages, errors, left_out)
        case [source, target]:
            check_named_once(paths)
            yield from _with_heading(_read_two_files(source, target, errors))
        case _:
            raise DataError(
                "A corpus is one TSV, CSV or TMX file or two line-aligned files, not "
                f"{counted(len(paths), 'file')} ({', '.join(map(str, paths))})."
            )


def read_sides(files: Iterable[Path | None]) -> list[list[str]]:
    """Return the lines of each side of a text, as they stand; None is no file.

    Raises DataError where a file is a table of both sides, or shorter than another.
    """
    paths = [path for path in files if path is not None]
    sides = list(map(_read_side, paths))
    longest, shortest = (choose(sides, key=len) for choose in (max, min))
    if len(longest) != len(shortest):
        long, short = (paths[sides.index(side)] for side in (longest, shortest))
        raise DataError(
            f"{named(short)} has {counted(len(shortest), 'line')}, {named(long)} {len(longest):,}; "
            "each needs one line for each sentence, in the same order."
        )
    return sides


def _read_side(path: Path) -> list[str]:
    lines = list(read_lines(path))
    _check_side(path, lines[0] if lines else None)
    return lines


def named_as_table(path: Path) -> bool:
    """Say whether the name is that of a table, `.tsv` or `.csv`, perhaps compressed."""
    return named_as_csv(path) or bare_name(path).lower().endswith(".tsv")


def named_as_csv(path: Path) -> bool:
    """Say whether the name is that of a table whose fields are parted by commas, or may be."""
    return bare_name(path).lower().endswith(".csv")


def joined_pair(pairs: Sequence[Pair]) -> Pair:
    """Return several pairs as one: their sides one after the other, a space between."""
    return Pair(*(" ".join(side) for side in zip(*pairs, strict=True)))


def turned(pairs: Sequence[Pair]) -> list[Pair]:
    """Return pairs with their sides exchanged, for a model of the other direction."""
    return [Pair(target, source) for source, target in pairs]


def parse_languages(written: str | None) -> tuple[str, str] | None:
    """Read `de,en` (also `de-en`, where neither has a region) as source and target language.

    Tags come out as BCP 47 writes them. Raises TolmachError where these are not two different
    languages.
    """
    if written is None:
        return None
    found = written.split("," if "," in written else "-")
    if len(found) != 2:
        found = ["", ""]
    source, target = (standard_tag(code) or code.strip() for code in found)
    if not source or not target or source == target:
        raise DataError(
            f"{written!r} does not name two languages; write source and target as `de,en`."
        )
    return source, target


def _read_one_file(
    path: Path, languages: tuple[str, str] | None, errors: Errors, left_out: LeftOut | None
) -> Iterator[RawPair]:
    with open_bytes(path) as stream:
        if not holds_tmx(path, stream):
            yield from _with_heading(_read_table(stream, path, errors, left_out))
            return
        tolerant = errors == "replace"
        for line, source, target, damage in memory_pairs(
            path, stream, languages, tolerant=tolerant, left_out=left_out
        ):
            yield RawPair(line, source, target, Fault.DAMAGED if damage else None, damage)


def _with_heading(corpus: Iterator[RawPair]) -> Iterator[RawPair]:
    """Mark the first pair that has both sides where it is a heading."""
    for raw in corpus:
        if not (raw.source or "").strip() or not (raw.target or "").strip():
            yield raw
            continue
        following = list(islice(corpus, _ENOUGH_TO_TELL))
        sides = ((each.source or "", each.target or "") for each in following)
        heading = is_heading((raw.source or "", raw.target or ""), sides)
        yield raw._replace(fault=Fault.HEADING, detail="") if heading else raw
        yield from chain(following, corpus)


def _read_table(
    stream: TextStream, path: Path, errors: Errors, left_out: LeftOut | None
) -> Iterator[RawPair]:
    lines = stream_lines(stream, path, errors=errors)
    form, rows = table_rows(lines, commas=named_as_csv(path))
    if left_out is not None:
        left_out.columns, left_out.sides = form.columns - 2, form.sides
    for row in rows:
        number, fields = row.line, row.fields
        if len(fields) == 1:
            yield RawPair(number, fields[0], "" if _is_blank(fields[0]) else None)
            continue
        source, target = (fields[side] if side < len(fields) else "" for side in form.sides)
        if form.is_torn(row):
            found, usual = (row.width, form.width) if form.width else (len(fields), form.columns)
            columns = f"{found} columns where most lines have {usual}"
            yield RawPair(number, source, target, Fault.TORN, columns)
        else:
            yield RawPair(number, source, target)


def _read_two_files(source: Path, target: Path, errors: Errors) -> Iterator[RawPair]:
    for path in (source, target):
        if is_tmx(path):
            raise DataError(f"{path} is a TMX and holds both languages; give it alone.")
    sides = zip_longest(read_lines(source, errors=errors), read_lines(target, errors=errors))
    for number, (left, right) in enumerate(sides, start=1):
        if number == 1:
            _check_side(source, left)
            _check_side(target, right)
        if left is None or right is None:
            blank = _is_blank(left or right or "")
            yield RawPair(number, "", "") if blank else RawPair(number, left, right)
        else:
            yield RawPair(number, left, right)


def _is_blank(line: str) -> bool:
    """Say whether nothing stands on a line, but perhaps a sign that ends a file (Ctrl-Z)."""
    return not normalize(line)


def _check_side(path: Path, first: str | None) -> None:
    """Refuse a table as one side of two: somebody meant two corpora, or its second column."""
    if named_as_table(path) and "\t" in (first or "").strip():
        raise DataError(
            f"{path} is a table and holds both sides; give it alone (dev and test sets by "
            "options of their own), or one side of it, as `cut -f 2` takes out."
        )


def _checked(paths: Sequence[Path], raw: RawPair, normal: Callable[[str], str]) -> Pair:
    if raw.fault is Fault.TORN:
        raise _torn(paths[0], raw)
    if raw.source is None or raw.target is None:
        raise _missing_side(paths, raw.line, raw.source)
    return Pair(normal(raw.source), normal(raw.target))


def _torn(path: Path, raw: RawPair) -> TolmachError:
    sign, remedy = ("comma", "quote the side") if named_as_csv(path) else ("tab", "take it out")
    return DataError(
        f"{named(path)}, line {raw.line}: {raw.detail}; a {sign} within a side tears it in two: "
        f"{remedy}, or let `tolmach check --write` leave such lines out."
    )


def _missing_side(paths: Sequence[Path], line: int, source: str | None) -> TolmachError:
    if len(paths) == 1:
        csv = named_as_csv(paths[0])
        sign, form = ("comma", "source,target") if csv else ("tab", "source TAB target")
        return DataError(
            f"{named(paths[0])}, line {line}: no {sign} between source and target; "
            f"write one pair a line, as {form}."
        )
    shorter = paths[0] if source is None else paths[1]
    return DataError(
        f"{named(shorter)} ends after line {line - 1}, but the other side goes on; "
        "both files of a corpus need the same number of lines."
    )
