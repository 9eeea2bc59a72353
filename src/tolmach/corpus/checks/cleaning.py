"""Writing the pairs that an examination found good: a table, a memory or two files, as they came.

A table is written as its name says: with commas, as a spreadsheet writes it, or with tabs.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import compress
from pathlib import Path

from tolmach.corpus.checks.doctor import CorpusReport, sound_pair
from tolmach.corpus.parallel import named_as_csv, read_raw_pairs
from tolmach.corpus.table import TableWriter
from tolmach.corpus.tmx import TmxWriter, is_tmx, named_as_tmx, tmx_languages
from tolmach.errors import DataError
from tolmach.file_checks import check_files, check_readable_again
from tolmach.files import whole_text
from tolmach.wording import counted


def check_outputs(paths: Sequence[Path], outputs: Sequence[Path]) -> None:
    """Raise TolmachError where `outputs` cannot take what is read from `paths`."""
    check_readable_again(paths)
    if len(paths) != len(outputs):
        raise DataError(
            f"The corpus is {counted(len(paths), 'file')}; give --write once for each of them."
        )
    if is_tmx(paths[0]) != named_as_tmx(outputs[0]):
        raise DataError(f"{outputs[0]} must have the form of {paths[0]}: both TMX, or neither.")
    if len({path.resolve() for path in outputs}) < len(outputs):
        raise DataError("--write must name each file once.")
    check_files(paths, outputs)


def write_clean(
    paths: Sequence[Path],
    outputs: Sequence[Path],
    report: CorpusReport,
    *,
    languages: tuple[str, str] | None = None,
) -> None:
    """Write the good pairs of a corpus that `report` is about, normalised and repaired."""
    check_outputs(paths, outputs)
    corpus = read_raw_pairs(paths, languages=languages, errors="replace")
    with _writer(outputs, languages or _own_languages(paths, report)) as write:
        for raw in compress(corpus, report.kept):
            write(*sound_pair(raw))


def _own_languages(paths: Sequence[Path], report: CorpusReport) -> tuple[str, str]:
    """Return the languages by which a memory names its own, else those that its text seems in."""
    told = tmx_languages(paths[0], tolerant=True) if is_tmx(paths[0]) else None
    source, target = report.profile.languages
    return told or (source or "und", target or "und")


@contextmanager
def _writer(
    outputs: Sequence[Path], languages: tuple[str, str]
) -> Iterator[Callable[[str, str], object]]:
    with ExitStack() as stack:
        streams = [stack.enter_context(whole_text(path)) for path in outputs]
        if named_as_tmx(outputs[0]):
            yield stack.enter_context(TmxWriter(streams[0], languages)).write
        elif len(streams) == 1:
            table = TableWriter(streams[0], commas=named_as_csv(outputs[0]))
            yield stack.enter_context(table).write
        else:
            yield lambda source, target: (
                print(source, file=streams[0]),
                print(target, file=streams[1]),
            )
