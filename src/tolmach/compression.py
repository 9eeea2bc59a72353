"""Compressed files: recognised by their first bytes, written by the ending of their name."""

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

# Each is the magic number of its format; that of bzip2 goes on with the size of its blocks.
_MAGIC = {
    b"\x1f\x8b": ".gz",
    b"BZh": ".bz2",
    b"\xfd7zXZ\x00": ".xz",
    b"\x28\xb5\x2f\xfd": ".zst",
    b"\x50\x2a\x4d\x18": ".zst",  # a frame to be skipped, with which pzstd begins each block
}
# The format before .xz, which has no magic number: settings, then a length that is not known.
_LZMA, _LZMA_ALONE = b"\x5d\x00\x00", re.compile(rb"\x5d\x00\x00..\xff{8}", re.DOTALL)
_BZIP2_BLOCK = b"1AY&SY", b"\x17rE8P\x90"  # one of which follows the size: π, or √π where empty
SUFFIXES = frozenset(_MAGIC.values())
LONGEST_MAGIC = 13  # bytes
_NAMES = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "Zstandard"}


class DamagedArchiveError(Exception):
    """Raised where compressed data cannot be read to its end; names the format and the reason."""


def bare_name(path: Path) -> str:
    """Return a file's name without the ending of a compression."""
    return path.stem if path.suffix.lower() in SUFFIXES else path.name


def compression(head: bytes) -> str | None:
    """Return the usual ending (`.gz` …) of the format that begins with `head`, or None."""
    for magic, suffix in _MAGIC.items():
        if head.startswith(magic) and (suffix != ".bz2" or head[4:10] in _BZIP2_BLOCK):
            return suffix
    return ".xz" if _LZMA_ALONE.match(head) else None


def may_become_compressed(head: bytes) -> bool:
    """Say whether more bytes than `head` are needed to tell if a format begins so."""
    return len(head) < LONGEST_MAGIC and any(
        magic.startswith(head) or head.startswith(magic) for magic in (*_MAGIC, _LZMA)
    )


def decompressed(stream: IO[bytes], suffix: str) -> IO[bytes]:
    """Return what `stream` holds, unpacked as it is read.

    Reading raises DamagedArchiveError where the data is damaged or cut off.
    """
    return cast(IO[bytes], io.BufferedReader(_Guarded(_opened(stream, suffix), suffix)))


def compressed(stream: IO[bytes], suffix: str) -> IO[bytes]:
    """Return what packs into `stream` all that is written to it; close it at the end.

    The same bytes give the same archive: no time and no name is stored in it.
    """
    match suffix:
        case ".gz":
            import gzip

            return cast(IO[bytes], gzip.GzipFile("", "wb", fileobj=stream, mtime=0))
        case ".bz2":
            import bz2

            return bz2.BZ2File(stream, "wb")
        case ".xz":
            import lzma

            return lzma.LZMAFile(stream, "wb")
        case _:
            zstd = _zstandard()
            checked = {zstd.CompressionParameter.checksum_flag: 1}
            return cast(IO[bytes], zstd.ZstdFile(stream, "wb", options=checked))


def _opened(stream: IO[bytes], suffix: str) -> Any:
    match suffix:
        case ".gz":
            import gzip

            return gzip.GzipFile(fileobj=stream)
        case ".bz2":
            import bz2

            return bz2.BZ2File(stream)
        case ".xz":
            import lzma

            return lzma.LZMAFile(stream)
        case _:
            return _zstandard().ZstdFile(stream)


def _zstandard() -> Any:
    import sys

    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


class _Guarded(io.RawIOBase):
    """An unpacking stream whose many errors are one."""

    def __init__(self, unpacking: Any, suffix: str) -> None:
        self._unpacking, self._format = unpacking, _NAMES[suffix]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _one_error(self._format):
            data = self._unpacking.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def _one_error(name: str) -> Iterator[None]:
    try:
        yield
    except (EOFError, zlib.error) as error:
        raise DamagedArchiveError(name, str(error)) from error
    except OSError as error:
        if error.errno is not None:  # the disk's or the pipe's, not the archive's
            raise
        raise DamagedArchiveError(name, str(error)) from error
    except Exception as error:
        if type(error).__name__ not in ("LZMAError", "ZstdError"):  # not imported unless needed
            raise
        raise DamagedArchiveError(name, str(error)) from error
