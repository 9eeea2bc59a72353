"""Translation memories: the exchange format TMX 1.4b, read as a stream and written.

Memory stays flat however long the file is: one translation unit is held at a time.
"""

from collections.abc import Iterator
from html import escape  # that of xml.sax imports urllib, and with it ssl and http
from pathlib import Path
from typing import IO, Self
from xml.parsers import expat

from tolmach.errors import TolmachError
from tolmach.files import named, open_bytes

_CHUNK = 1 << 16  # bytes handed to the parser at once
_NATIVE_CODE = frozenset({"bpt", "ept", "it", "ph", "ut"})  # markup of the original, not words

Unit = tuple[int, str, str]


def is_tmx(path: Path) -> bool:
    """Say whether the name is that of a translation memory, `.tmx` or `.tmx.gz`."""
    return path.name.lower().removesuffix(".gz").endswith(".tmx")


def read_tmx(path: Path, languages: tuple[str, str] | None) -> Iterator[Unit]:
    """Yield (line, source, target) of each unit that has both languages, as they stand there.

    Without `languages` the file must hold two: the header's source language comes first, or else
    that of the first variant. Markup inside a segment goes, its words stay. Raises TolmachError,
    with the line, where the XML is damaged, where it declares entities (a few lines of them can
    fill any memory), or where there are more than two languages and none were chosen.
    """
    reader = _TmxReader(path, languages)
    with open_bytes(path) as stream:
        while chunk := stream.read(_CHUNK):
            yield from reader.feed(chunk)
    yield from reader.feed(b"", final=True)
    reader.check_found()


def tmx_languages(path: Path) -> tuple[str, str] | None:
    """Return the two languages of a memory, source first, as far as its beginning shows them.

    None where no unit has two. Raises TolmachError as `read_tmx` does.
    """
    reader = _TmxReader(path, None)
    with open_bytes(path) as stream:
        while chunk := stream.read(_CHUNK):
            if reader.feed(chunk):
                return reader.two_languages()
    return None


class _TmxReader:
    def __init__(self, path: Path, languages: tuple[str, str] | None) -> None:
        self._path, self._languages = path, languages
        self._first_language: str | None = None
        self._found: dict[str, None] = {}  # in the order of their coming
        self._units: list[Unit] = []
        self._complete = False  # whether any unit had both languages
        self._line, self._variants = 0, dict[str, str]()
        self._language, self._text = "", list[str]()
        self._inside_segment, self._skipped = False, 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._refuse_entity

    def feed(self, chunk: bytes, *, final: bool = False) -> list[Unit]:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            raise self._error(
                f"the XML is damaged ({expat.ErrorString(error.code)}); export the memory again.",
                error.lineno,
            ) from error
        units, self._units = self._units, []
        return units

    def check_found(self) -> None:
        if self._found and not self._complete:
            wanted = f" with both {' and '.join(self._languages)}" if self._languages else ""
            raise TolmachError(
                f"{named(self._path)} holds no unit{wanted} in two languages; "
                f"its languages are {self._listed()}."
            )

    def two_languages(self) -> tuple[str, str]:
        first, second = [*self._found, "", ""][:2]
        return (second, first) if self._first_language == second else (first, second)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "header":
                self._first_language = attributes.get("srclang", "").lower()
            case "tu":
                self._line, self._variants = self._parser.CurrentLineNumber, {}
            case "tuv":
                self._language = self._language_of(attributes)
            case "seg":
                self._inside_segment, self._text = True, []
            case _ if name in _NATIVE_CODE and self._inside_segment:
                self._skipped += 1

    def _end(self, name: str) -> None:
        match name:
            case "seg":
                self._inside_segment = False
                self._variants.setdefault(self._language, "".join(self._text))
            case "tu":
                self._close_unit()
            case _ if name in _NATIVE_CODE and self._inside_segment:
                self._skipped -= 1

    def _characters(self, text: str) -> None:
        if self._inside_segment and not self._skipped:
            self._text.append(text)

    def _close_unit(self) -> None:
        languages = self._languages or self.two_languages()
        source, target = (self._variant(language) for language in languages)
        if source is not None and target is not None:
            self._units.append((self._line, source, target))
            self._complete = True

    def _language_of(self, attributes: dict[str, str]) -> str:
        language = (attributes.get("xml:lang") or attributes.get("lang") or "").lower()
        if not language:
            raise self._error("a variant names no language (xml:lang); add it.")
        self._found.setdefault(language)
        if self._languages is None and len(self._found) > 2:
            raise self._error(f"more than two languages ({self._listed()}); choose two of them.")
        return language

    def _variant(self, wanted: str) -> str | None:
        wanted = wanted.lower()
        for language, text in self._variants.items():
            if language == wanted or language.startswith(f"{wanted}-"):
                return text
        return None

    def _refuse_entity(self, name: str, *_: object) -> None:
        raise self._error(f"the XML declares an entity ({name}), which is refused; take it out.")

    def _error(self, what: str, line: int | None = None) -> TolmachError:
        line = line or self._parser.CurrentLineNumber
        return TolmachError(f"{named(self._path)}, line {line}: {what}")

    def _listed(self) -> str:
        return ", ".join(self._found)


class TmxWriter:
    """Writes pairs as TMX 1.4b; `with TmxWriter(stream, ("de", "en")) as memory`."""

    def __init__(self, stream: IO[str], languages: tuple[str, str]) -> None:
        self._stream, self._languages = stream, languages

    def __enter__(self) -> Self:
        self._stream.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
            '<header creationtool="tolmach" creationtoolversion="1" segtype="sentence" '
            'o-tmf="plain" adminlang="en" datatype="plaintext" '
            f'srclang="{escape(self._languages[0])}"/>\n<body>\n'
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.write("</body>\n</tmx>\n")

    def write(self, source: str, target: str) -> None:
        """Write one unit of two normalised texts."""
        variants = "".join(
            f'<tuv xml:lang="{escape(language)}"><seg>{escape(text, quote=False)}</seg></tuv>'
            for language, text in zip(self._languages, (source, target), strict=True)
        )
        self._stream.write(f"<tu>{variants}</tu>\n")
