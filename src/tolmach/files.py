"""Reading lines and writing whole files, with errors in plain words."""

import io
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import ENOSPC
from pathlib import Path
from typing import IO, Any, Literal

from tolmach.compression import SUFFIXES, DamagedArchiveError, compressed, decompressed
from tolmach.errors import DataError
from tolmach.text_stream import TextStream, text_stream

_REMEDIES: dict[type[OSError], str] = {
    FileNotFoundError: "check its name",
    IsADirectoryError: "name a file in it",
    PermissionError: "ask its owner to let you read it",
}

STANDARD_INPUT = Path("-")  # and, as an output, standard output


def read_lines(path: Path, *, errors: Literal["strict", "replace"] = "strict") -> Iterator[str]:
    r"""Yield the lines of a text file without line ends; `-` is standard input.

    The text is UTF-8, UTF-16 or UTF-32, plain or compressed (`text_stream` tells by content). Only
    `\n` and `\r\n` end a line, so that two parallel files never fall out of step over an exotic
    separator; `\r` does where the text begins without any `\n`. Raises TolmachError, naming file
    and line, where a character is damaged (unless `errors` is "replace") or the file cannot be
    read.
    """
    with open_bytes(path) as stream:
        yield from stream_lines(stream, path, errors=errors)


def stream_lines(
    stream: TextStream, path: Path, *, errors: Literal["strict", "replace"] = "strict"
) -> Iterator[str]:
    """Yield the lines of a text file that is open, as `read_lines` does."""
    for number, raw in enumerate(stream, start=1):
        yield decoded_line(raw, path, number, stream, errors=errors)


def decoded_line(
    raw: bytes,
    path: Path,
    number: int,
    stream: TextStream,
    *,
    errors: Literal["strict", "replace"],
) -> str:
    """Return line `number` of `path`, read from `stream`, as text without its end."""
    try:
        text = raw.decode("utf-8", errors)
    except UnicodeDecodeError as error:
        wrong = _undecodable(error, path, stream)
        raise DataError(f"{named(path)}, line {number}: {wrong}") from error
    if "\0" in text:
        text = _without_null(text, path, number, errors)
    return text.removesuffix("\n").removesuffix("\r")


def _undecodable(error: UnicodeDecodeError, path: Path, stream: TextStream) -> str:
    """Say which byte of a line is no text, and what to do about it."""
    if stream.encoding != "UTF-8":
        return f"a character is not valid {stream.encoding}; save the file again as UTF-8."
    place = f"byte {error.start + 1} (0x{error.object[error.start]:02x})"
    return f"{place} is not valid UTF-8; {encoding_advice(path, stream, error.object)}"


def encoding_advice(path: Path, stream: TextStream, *lines: bytes) -> str:
    """Say how to make UTF-8 of `path`, by the head of its `stream` and further `lines`."""
    from tolmach.legacy_encoding import conversion_advice

    head = stream.head.split(b"\n")[:-1]  # the last line may be cut
    return conversion_advice([*head, *lines], None if path == STANDARD_INPUT else path)


def _without_null(text: str, path: Path, number: int, errors: str) -> str:
    """Treat a null character as what it is in a text: the trace of damage."""
    if errors == "strict":
        raise DataError(
            f"{named(path)}, line {number}: character {text.index(chr(0)) + 1} is null, which no "
            "text holds; take it out, or convert the file again from its original."
        )
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


@contextmanager
def open_bytes(path: Path) -> Iterator[TextStream]:
    """Open a text file for reading its bytes, as `text_stream` has them; `-` is standard input.

    Inside, every failure to read (a missing file, a damaged archive) becomes one TolmachError.
    """
    with reading(path):
        if path == STANDARD_INPUT:
            yield text_stream(sys.stdin.buffer, named(path))  # it is not ours to close
        else:
            with path.open("rb") as stream:
                yield text_stream(stream, named(path))


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Inside, every failure to read becomes one TolmachError that names `path`."""
    try:
        yield
    except DamagedArchiveError as error:
        kind, reason = error.args
        raise DataError(
            f"{named(path)} is not a whole {kind} file ({reason}); fetch it or compress it again."
        ) from error
    except OSError as error:
        remedy = _REMEDIES.get(type(error), "name another file")
        raise DataError(f"{named(path)} cannot be read: {_reason(error)}; {remedy}.") from error


def has_utf8_name(path: Path) -> bool:
    """Say whether a path can be written in UTF-8; on Unix, its bytes may be of any encoding."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def named(path: Path) -> str:
    """Return what to call `path` in a message."""
    return "Standard input" if path == STANDARD_INPUT else str(path)


def typed(path: Path) -> str:
    """Return how to type `path` in a command, where a dash at its beginning is no option's."""
    from shlex import quote

    name = str(path)
    return quote(f"./{name}" if name.startswith("-") and path != STANDARD_INPUT else name)


def check_place(path: Path) -> None:
    """Raise TolmachError where no file can be at `path`: it is a folder, or in what is none.

    So it does for `-`: what can go to standard output does so without a path.
    """
    if path.parts[:1] == STANDARD_INPUT.parts:
        raise DataError("This cannot be written to standard output (-); name a file or a folder.")
    with writing(path):
        if not path.name or path.is_dir():
            raise DataError(f"{path} cannot be written: it is a folder; give a file name in it.")
        holder = nearest_parent(path)
        if not holder.is_dir():
            raise DataError(
                f"{path} cannot be written: {holder} is no folder; choose another output."
            )


def nearest_parent(path: Path) -> Path:
    """Return the innermost of the folders that `path` is in that exists already."""
    return next((each for each in path.parents if each.exists()), Path())


def takes_at_once(path: Path) -> bool:
    """Say whether what is written to `path` goes on at once: a device, a pipe or an open file does.

    An open file has a number as its name, to which `/dev/stdout` leads.
    """
    return path.exists() and not path.is_dir() and (not path.is_file() or _is_open(path))


def _is_open(path: Path) -> bool:
    """Say whether `path` leads to the number of a file that a process has open."""
    while path.is_symlink():
        folder = path.parent.resolve()
        if folder == Path("/dev/fd") or folder.match("/proc/*/fd"):
            return True
        path = folder / path.readlink()
    return False


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`; what is written there becomes `path` on success.

    A reader sees the old file or the new one, never half of one; of several writers, processes or
    threads, the last one's stays. On an error nothing is left. Who may read the old file may read
    the new one, and a link stays one.
    """
    check_place(path)
    if takes_at_once(path):
        with writing(path):
            yield path
        return
    place = Path(os.path.realpath(path))
    temporary = place.with_name(f".{os.urandom(8).hex()}.part")
    try:
        with writing(path):
            place.parent.mkdir(parents=True, exist_ok=True)
            mode = stat.S_IMODE(place.stat().st_mode) if place.exists() else None
            if mode is not None:
                temporary.touch(0o600)  # until the new file has the mode of the old one
            yield temporary
            if mode is not None:
                temporary.chmod(mode)
            temporary.replace(place)
    finally:
        with suppress(OSError):  # what went wrong first is what the user must hear
            temporary.unlink()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Inside, every failure to write becomes one TolmachError that names `path`."""
    try:
        yield
    except BrokenPipeError:  # says something of standard output, not of this file
        raise
    except UnicodeEncodeError as error:
        lost = error.object[error.start : error.end]
        raise DataError(
            f"{path} cannot be written: it would hold {lost!r}, which is no character of UTF-8, "
            "perhaps from the name of a file or folder; rename that."
        ) from error
    except OSError as error:
        room = "make room for it, or " if error.errno == ENOSPC else ""
        raise DataError(
            f"{path} cannot be written: {_reason(error)}; {room}choose another output."
        ) from error


@contextmanager
def whole_text(path: Path) -> Iterator[IO[str]]:
    """Open `path` for writing UTF-8 lines, as `whole_file` does.

    They are compressed where it ends in `.gz`, `.bz2`, `.xz` or `.zst`; the same text gives the
    same bytes.
    """
    with whole_file(path) as temporary, temporary.open("wb") as raw:
        suffix = path.suffix.lower()
        packed = compressed(raw, suffix) if suffix in SUFFIXES else raw
        lines = io.TextIOWrapper(packed, encoding="utf-8", newline="\n")
        try:
            yield lines
        finally:
            lines.close()


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines, each with a line end, as `whole_text` does."""
    with whole_text(path) as stream:
        stream.writelines(f"{line}\n" for line in lines)


def read_json(path: Path, *, remedy: str | None = None) -> Any:
    """Return what a JSON file holds, which is compressed where its name says so.

    Raises TolmachError where it is missing or damaged, with the remedy, if there is one.
    """
    try:
        with path.open("rb") as raw:
            content = decompressed(raw, path.suffix) if path.suffix in SUFFIXES else raw
            return json.loads(content.read().decode("utf-8"))
    except (OSError, ValueError, RecursionError, DamagedArchiveError) as error:
        if remedy is None:
            raise DataError(f"{path} cannot be read: {_reason(error)}.") from error
        raise DataError(f"{path} is damaged ({_reason(error)}); {remedy}.") from error


def write_json(path: Path, content: Any) -> None:
    """Write what JSON can hold, indented, as `whole_file` does."""
    with whole_text(path) as stream:
        stream.write(json_text(content))


def write_table(path: Path, content: Any) -> None:
    """Write JSON that no person reads, on one line, as `whole_text` does."""
    with whole_text(path) as stream:
        json.dump(content, stream, ensure_ascii=False, separators=(",", ":"))


def json_text(content: Any) -> str:
    """Return what JSON can hold as indented lines."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _reason(error: Exception) -> str:
    if isinstance(error, io.UnsupportedOperation):  # it names a method alone
        return "it is not open for reading"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
