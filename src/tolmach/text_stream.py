r"""A file's bytes as UTF-8 in lines that end in `\n`, in whatever form the file has them.

Compression is recognised by content, UTF-16 and UTF-32 by their byte-order mark or by their null
bytes, lines that end in a carriage return or a separator of lines by the lack of any line feed
before the last.
Bytes of every other encoding pass as they are.
"""

import codecs
import io
import re
import stat
from collections.abc import Callable
from os import fstat
from typing import IO, Any, cast

from tolmach.compression import compression, decompressed, may_become_compressed
from tolmach.errors import DataError

HEAD = 1 << 16  # bytes from which the form of the rest is told
_MOST_LAYERS = 8  # of compression: an archive may hold itself, and be unpacked for ever
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # which begins like that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = {"utf-32-le": (4, 0), "utf-32-be": (4, 3), "utf-16-le": (2, 0), "utf-16-be": (2, 1)}
_DECODERS: dict[str, Callable[[bytes, str, bool], tuple[str, int]]] = {
    "utf-32-le": codecs.utf_32_le_decode,
    "utf-32-be": codecs.utf_32_be_decode,
    "utf-16-le": codecs.utf_16_le_decode,
    "utf-16-be": codecs.utf_16_be_decode,
}
_SPACES = b"\t\n\r "
# UTF-8, of which UTF-16 has hardly so much by chance: a stretch, or a first line.
_LETTER = rb"(?:[\t\r -~]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2})"
_NARROW = re.compile(rb"(?:%b|\n){32}|\A%b{6,}\n" % (_LETTER, _LETTER))
_WIDE_AFTER_LINE = re.compile(rb"(?<!\0)\n(?:\xff\xfe|\xfe\xff)")
# Of Japanese, Korean and Chinese mail: letters of seven bits after an escape sequence.
_ISO_2022 = re.compile(rb"\x1b\$(?:[@AB]|\(D|\)[ACG])")
_NOT_TEXT = (
    (b"PK\x03\x04", 0, "a Zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", 0, "an office document"),
    (b"%PDF-", 0, "a PDF"),
    (b"7z\xbc\xaf\x27\x1c", 0, "a 7z archive"),
    (b"Rar!\x1a", 0, "a RAR archive"),
    (b"ustar", 257, "a tar archive"),
    (b"\x04\x22\x4d\x18", 0, "an LZ4 archive"),
    (b"\x1f\x9d", 0, "a compress archive"),
    (b"SQLite format 3\x00", 0, "a database"),
)
_OF_TEXT = bytes({*b"\t\n\v\f\r\x1a\x1b", *range(32, 127), *range(128, 256)})
_MANY_CONTROLS, _CONTROLS = 16, 0.03  # control characters, at least, and their share of all bytes
_SEVERAL = 3  # of them; a single one may stand within a line
_UNICODE_ENDS = tuple(sign.encode() for sign in ("\u2028", "\x85", "\u2029"))

Convert = Callable[[bytes, bool], bytes]


class TextStream(io.BufferedReader):
    """Bytes to read, of which `head` are the first.

    `encoding` names what they were before they became UTF-8.
    """

    def __init__(self, raw: io.RawIOBase, head: bytes, encoding: str) -> None:
        super().__init__(raw)
        self.head, self.encoding = head, encoding


def text_stream(stream: IO[bytes], name: str) -> TextStream:
    """Return the text of an open file, called `name` in messages, in lines.

    Raises TolmachError where it is an archive or a document that is no text, or is compressed many
    times over. Reading raises DamagedArchiveError where a compressed file is damaged.
    """
    source, head, encoding = _utf8(stream, name)
    return TextStream(_Stage(source, head, _line_ends(head)), head, encoding)


def utf8_stream(stream: IO[bytes], name: str) -> TextStream:
    """Return the text of an open file as `text_stream` does, but with its own line ends."""
    source, head, encoding = _utf8(stream, name)
    return TextStream(_Stage(source, head, _as_it_is), head, encoding)


def _utf8(stream: IO[bytes], name: str) -> tuple[Any, bytes, str]:
    """Return the stream of a text in UTF-8, its first bytes, read already, and its encoding."""
    patient = _is_file(stream)
    source, head = _unpacked(stream, name, patient=patient)
    encoding, mark = _encoding(head)
    _check_encoding(head[len(mark) :], encoding, name)
    if kind := _no_text(head, encoding):
        raise DataError(
            f"{name} is {kind}, not text; unpack it, or save it as plain text in UTF-8 (a table "
            "as TSV)."
        )
    head = head[len(mark) :]
    if encoding in _WIDE:
        source, head = _Stage(source, head, _Transcoder(encoding)), b""
        head = _first_bytes(source, patient=patient)
    return source, head, encoding.upper()[:6].rstrip("-")


class _Stage(io.RawIOBase):
    """Bytes on their way: those read before, then those of a source, converted."""

    def __init__(self, source: Any, head: bytes, convert: Convert) -> None:
        self._source, self._head, self._convert = source, head, convert
        self._ready, self._ended = b"", False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read1(self, size: int) -> bytes:
        """Return at most `size` bytes of one read; none at the end."""
        while not self._ready and not self._ended:
            data, self._head = self._head or self._source.read1(size), b""
            self._ended = not data
            self._ready = self._convert(data, self._ended)
        data, self._ready = self._ready[:size], self._ready[size:]
        return data


def _as_it_is(data: bytes, _ended: bool) -> bytes:
    return data


class _Transcoder:
    """Turns UTF-16 or UTF-32 into UTF-8, and what is damaged in it into a byte that is neither."""

    def __init__(self, encoding: str) -> None:
        self._decode, self._rest = _DECODERS[encoding], b""

    def __call__(self, data: bytes, ended: bool) -> bytes:
        data, done = self._rest + data, b""
        while True:
            try:
                text, used = self._decode(data, "strict", ended)
            except UnicodeDecodeError as error:
                text, _ = self._decode(data[: error.start], "strict", True)
                done += text.encode() + b"\xff"
                data = data[error.end :]
            else:
                self._rest = data[used:]
                return done + text.encode()


class _LineEnds:
    r"""Turns `\r` and `\r\n` into `\n`, also where two reads part them."""

    def __init__(self) -> None:
        self._after_return = False

    def __call__(self, data: bytes, _ended: bool) -> bytes:
        if self._after_return:
            data = data.removeprefix(b"\n")
        if data:
            self._after_return = data.endswith(b"\r")
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


class _UnicodeLineEnds:
    r"""Turns a line end that is no ASCII into `\n`, also where two reads part its bytes."""

    def __init__(self, mark: bytes) -> None:
        self._mark, self._rest = mark, b""

    def __call__(self, data: bytes, ended: bool) -> bytes:
        data = (self._rest + data).replace(self._mark, b"\n")
        begun = next(n for n in (2, 1, 0) if data.endswith(self._mark[:n]))
        keep = 0 if ended or begun == len(self._mark) else begun
        self._rest = data[len(data) - keep :]
        return data[: len(data) - keep]


def _line_ends(head: bytes) -> Convert:
    """Return what turns the line ends of a text that begins with `head` into line feeds.

    A single line feed, at the end, may have been put there by the last program that wrote it.
    """
    feeds = head.count(b"\n")
    if feeds > 1 or (feeds == 1 and not head.endswith(b"\n")):
        return _as_it_is
    if head.count(b"\r") - head.count(b"\r\n") >= (_SEVERAL if feeds else 1):
        return _LineEnds()
    common = max(_UNICODE_ENDS, key=head.count)
    return _UnicodeLineEnds(common) if head.count(common) >= _SEVERAL else _as_it_is


def _is_file(stream: IO[bytes]) -> bool:
    """Say whether all of the stream is there already, so that nobody waits for an answer."""
    try:
        return stat.S_ISREG(fstat(stream.fileno()).st_mode)
    except OSError:  # a stream in memory
        return True


def _unpacked(stream: IO[bytes], name: str, *, patient: bool) -> tuple[Any, bytes]:
    """Return the stream within all compression, and the bytes that were read of it already."""
    source: Any = stream
    head = _first_bytes(source, patient=patient)
    layers = 0
    while suffix := compression(head):
        if (layers := layers + 1) > _MOST_LAYERS:
            raise DataError(
                f"{name} is compressed more than {_MOST_LAYERS} times over; unpack it first."
            )
        whole = io.BufferedReader(_Stage(source, head, _as_it_is))
        source = decompressed(cast(IO[bytes], whole), suffix)
        head = _first_bytes(source, patient=patient)
    return source, head


def _first_bytes(source: Any, *, patient: bool) -> bytes:
    """Read as much as one look needs; of a slow pipe, what is there, or the least that tells."""
    head: bytes = source.read1(HEAD)
    while head and ((patient and len(head) < HEAD) or may_become_compressed(head)):
        more = source.read1(HEAD - len(head))
        if not more:
            break
        head += more
    return head


def _no_text(head: bytes, encoding: str) -> str:
    """Name what a file is that begins with `head` and is no text; nothing if it is text."""
    for magic, place, kind in _NOT_TEXT:
        if head.startswith(magic, place):
            return kind
    controls = len(head.translate(None, _OF_TEXT))
    if encoding in _WIDE or controls < max(_MANY_CONTROLS, _CONTROLS * len(head)):
        return ""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "binary data"
    return ""


def _check_encoding(head: bytes, encoding: str, name: str) -> None:
    """Refuse a text of which no encoding makes sense, or one that is not read."""
    if encoding not in _WIDE and _ISO_2022.search(head):
        raise DataError(
            f"{name} is in an encoding of ISO-2022; convert it to UTF-8 first, for example by "
            "`iconv -f iso-2022-jp -t utf-8`."
        )
    turns = b"\0" in head and _WIDE_AFTER_LINE.search(head)
    if turns or (encoding in _WIDE and _NARROW.search(head)):
        raise DataError(
            f"{name} is partly in UTF-8 and partly in UTF-16, as where one program adds to what "
            "another wrote; convert the parts to UTF-8 before they are joined."
        )


def _encoding(head: bytes) -> tuple[str, bytes]:
    """Return the encoding of a text that begins with `head`, and the mark that says so."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, mark
    return _unmarked_encoding(head) if b"\0" in head else "utf-8", b""


def _unmarked_encoding(head: bytes) -> str:
    """Tell UTF-16 and UTF-32 by the null bytes that go with their spaces and line ends.

    A text without any space is told by its null bytes alone, of which Latin letters have many.
    """
    places = [place for place, byte in enumerate(head) if byte in _SPACES]
    told = places or [place for place, byte in enumerate(head) if byte]
    shares = {
        encoding: sum(_fits(head, place, *unit) for place in told)
        for encoding, unit in _WIDE.items()
    }
    best = max(shares, key=shares.__getitem__)  # of equals the first: UTF-32 fits UTF-16, too
    least = len(told) / (3 if places else 2)  # ideographs hold bytes that look like spaces
    return best if shares[best] > least else "utf-8"


def _fits(head: bytes, place: int, width: int, within: int) -> bool:
    """Say whether the byte at `place` is the one in a unit of `width` bytes that is not null."""
    start = place - within
    return start % width == 0 and head.count(0, start, start + width) == width - 1
