"""Writing the pairs that an examination found good, in the form in which they came."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import compress
from pathlib import Path

from tolmach.corpus.checks.doctor import CorpusReport, sound_pair
from tolmach.corpus.parallel import read_raw_pairs
from tolmach.corpus.tmx import TmxWriter, is_tmx
from tolmach.errors import TolmachError
from tolmach.files import STANDARD_INPUT, check_apart, whole_text


def check_outputs(paths: Sequence[Path], outputs: Sequence[Path]) -> None:
    """Raise TolmachError where `outputs` cannot take what is read from `paths`."""
    if STANDARD_INPUT in paths:
        raise TolmachError("Standard input cannot be read twice; --write needs a file.")
    if len(paths) != len(outputs):
        raise TolmachError(
            f"The corpus is {len(paths)} file{'s' * (len(paths) > 1)}; "
            "give --write once for each of them."
        )
    if is_tmx(paths[0]) != is_tmx(outputs[0]):
        raise TolmachError(f"{outputs[0]} must have the form of {paths[0]}: both TMX, or neither.")
    if len({path.resolve() for path in outputs}) < len(outputs):
        raise TolmachError("--write must name each file once.")
    check_apart(paths, outputs)


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
    names = languages or tuple(code or "und" for code in report.profile.languages)
    with _writer(outputs, (names[0], names[1])) as write:
        for raw in compress(corpus, report.kept):
            write(*sound_pair(raw))


@contextmanager
def _writer(
    outputs: Sequence[Path], languages: tuple[str, str]
) -> Iterator[Callable[[str, str], None]]:
    with ExitStack() as stack:
        streams = [stack.enter_context(whole_text(path)) for path in outputs]
        if is_tmx(outputs[0]):
            yield stack.enter_context(TmxWriter(streams[0], languages)).write
        elif len(streams) == 1:
            yield lambda source, target: print(source, target, sep="\t", file=streams[0])
        else:
            yield lambda source, target: (
                print(source, file=streams[0]),
                print(target, file=streams[1]),
            )[0]
