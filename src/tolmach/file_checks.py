"""Inputs and outputs, checked before any work."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from tolmach.errors import DataError, RequestError
from tolmach.files import (
    STANDARD_INPUT,
    check_place,
    named,
    nearest_parent,
    reading,
    takes_at_once,
    writing,
)


def check_files(
    inputs: Iterable[Path | None],
    outputs: Iterable[Path | None] = (),
    *,
    kinds: Sequence[str] = (),
) -> None:
    """Raise TolmachError where inputs cannot be read, outputs cannot be written, or one is both.

    A path that is None is an option that was not given. Of `kinds` there is one, as `.svg`, in
    which the name of every output ends.
    """
    read = [path for path in inputs if path is not None]
    written = [path for path in outputs if path is not None]
    for path in written:
        check_place(path)
    check_apart(read, written)
    for path in read:
        _check_readable(path)
    for path in written:
        _check_kind(path, kinds)
        _check_writable(path)


def can_be_read_again(path: Path) -> bool:
    """Say whether a second reading gives the same: that of standard input or a pipe gives nothing.

    So it is said of what is not there, too, which no reading can tell.
    """
    return path != STANDARD_INPUT and (_is_lasting(path) or path == Path(os.devnull))


def check_readable_again(paths: Iterable[Path]) -> None:
    """Raise TolmachError where one of `paths`, which are to be read several times, cannot be."""
    for path in paths:
        if not can_be_read_again(path):
            raise DataError(f"{named(path)} cannot be read twice; put the text into a file.")


def check_named_once(paths: Iterable[Path]) -> None:
    """Raise TolmachError where `paths` have one that can be read only once, twice."""
    once = [path for path in paths if not can_be_read_again(path)]
    if twice := next((path for path in once if once.count(path) > 1), None):
        raise DataError(
            f"{named(twice)} is named twice, but can be read only once; put one of the texts into "
            "a file."
        )


def check_apart(inputs: Sequence[Path], outputs: Iterable[Path]) -> None:
    """Raise TolmachError where writing `outputs`, files or folders, would destroy an input.

    So it does where two inputs are one that can be read only once.
    """
    check_named_once(inputs)
    written = {place for path in outputs if _is_lasting(path) for place in _places(path)}
    for path in inputs:
        if path != STANDARD_INPUT and any(
            not written.isdisjoint((place, *place.parents)) for place in _places(path)
        ):
            raise DataError(
                f"{path} would be overwritten, but it is to be read; choose another output."
            )


def _is_lasting(path: Path) -> bool:
    """Say whether what is written to `path` stays there: a device or a pipe keeps nothing."""
    return path.is_file() or path.is_dir() or not path.exists()


def _places(path: Path) -> set[Path]:
    """Return where `path` is, and where the file is that it may be a link to."""
    try:
        return {path.parent.resolve() / path.name, path.resolve()}
    except RuntimeError as error:  # as pathlib says it before Python 3.13
        raise DataError(f"{path} is a link that leads back to itself; remove it.") from error


def _check_kind(path: Path, kinds: Sequence[str]) -> None:
    if kinds and path.suffix not in kinds:
        *others, last = kinds
        raise RequestError(
            f"{path} has no name that says what to write; end it in {', '.join(others)} or {last}."
        )


def _check_readable(path: Path) -> None:
    """Raise TolmachError where a file cannot be opened; a pipe would lose what it holds."""
    if path != STANDARD_INPUT and _is_lasting(path):
        with reading(path):
            path.open("rb").close()


def _check_writable(path: Path) -> None:
    """Raise TolmachError where the folder that `path` goes into takes no file."""
    if takes_at_once(path):
        return
    from tempfile import TemporaryFile

    with writing(path), TemporaryFile(dir=nearest_parent(path.resolve())):
        pass
