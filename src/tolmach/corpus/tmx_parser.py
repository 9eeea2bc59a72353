"""The XML of a translation memory, as a stream of units, past damage to the unit after it."""

import codecs
import re
from collections.abc import Callable
from typing import NamedTuple
from xml.parsers import expat
from xml.parsers.expat import errors

from tolmach.corpus.entities import Entities, html_text

_NATIVE_CODE = frozenset({"bpt", "ept", "it", "ph", "ut"})  # markup of the original, not words
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
# A document that says so may use no entity but its own, and yet many of them use those of HTML.
_STANDALONE = re.compile(rb"""(?<=<\?xml)([^>]*?)\sstandalone\s*=\s*["']yes["']""")
_SIGN = re.compile(rb"<tu[\s>]|<!--|-->")
_MOST_OF_IT = 3  # bytes in which a unit or a comment may begin or end without being recognised
_ROOT = b"<tmx><body>"
_ESCAPED = {b"&": "&amp;", b"<": "&lt;"}
# Native codes that stand for white space: by their type, as TMX recommends it, or by their text.
_BREAK_TYPE = re.compile(r"(?:x-)?(?:lb|pb|cb|br|tab|line-?break|newline)", re.IGNORECASE)
_BREAK = re.compile(r"(?:<(?:\w+:)?(?:br|cr|tab)\b[^>]*>|\\[nrt]|\s)+", re.IGNORECASE)
NOT_UTF8 = "is not valid UTF-8"
_ENDS_EARLY = "it ends too early"
_CAUSES = {
    errors.codes[errors.XML_ERROR_NO_ELEMENTS]: _ENDS_EARLY,
    errors.codes[errors.XML_ERROR_UNCLOSED_TOKEN]: _ENDS_EARLY,
    errors.codes[errors.XML_ERROR_UNCLOSED_CDATA_SECTION]: _ENDS_EARLY,
    errors.codes[errors.XML_ERROR_PARTIAL_CHAR]: _ENDS_EARLY,
    errors.codes[errors.XML_ERROR_INVALID_TOKEN]: "a sign that does not belong there",
    errors.codes[errors.XML_ERROR_TAG_MISMATCH]: "an end tag that closes no open element",
    errors.codes[errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]: "more follows its end",
    errors.codes[errors.XML_ERROR_MISPLACED_XML_PI]: "another document begins within it",
    errors.codes[errors.XML_ERROR_BAD_CHAR_REF]: "a number that is no character of XML",
    errors.codes[errors.XML_ERROR_DUPLICATE_ATTRIBUTE]: "an attribute that stands twice",
}
_LONGEST_CHARACTER = 4  # bytes of UTF-8


class Variant(NamedTuple):
    """What a unit says in one language, tagged as it stands there."""

    language: str
    text: str


class Unit(NamedTuple):
    """A translation unit and the line on which it begins; if damaged, how, and no variant."""

    line: int
    variants: list[Variant]
    damage: str = ""


class TmxError(Exception):
    """Raised where a memory cannot be read on: the line, the reason, and its place in bytes."""

    def __init__(self, line: int, reason: str, place: int = 0, *, fatal: bool = False) -> None:
        super().__init__(line, reason)
        self.line, self.reason, self.place, self.fatal = line, reason, place, fatal


class TmxParser:
    """Takes the bytes of a memory, in order, and gives its units.

    Markup inside a segment goes, its words stay, a space where a line break was; the entities of
    HTML are read without any declaration. Raises TmxError where the XML is damaged, unless
    `tolerant`: then the damaged unit comes as such, and reading goes on with the next.
    """

    def __init__(self, encoding: str, *, tolerant: bool = False) -> None:
        self._decode, self._tolerant = _decoder(encoding, tolerant=tolerant), tolerant
        self._content = _Content()
        self._seen, self._tail = b"", b""
        self._skipping = self._in_comment = False
        self._lines = 0  # line ends in all that was read
        self._open(b"")

    @property
    def source_language(self) -> str:
        """The language that the header calls the source; empty where it names none."""
        return self._content.source_language

    def feed(self, data: bytes, *, final: bool = False) -> list[Unit]:
        """Return the units that end within `data`, or that turn out to be damaged."""
        chunk, self._tail = self._tail + self._decode(data, final), b""
        if not self._seen:
            chunk = _STANDALONE.sub(rb"\1", self._without_blanks(chunk), 1)
        while not self._skipping or (chunk := self._to_next_unit(chunk)):
            error = self._parse(chunk, final)
            if error is None:
                break
            chunk = self._past(error, chunk)
        return self._content.take_units()

    def _without_blanks(self, chunk: bytes) -> bytes:
        """Leave out white space before everything, which XML forbids before its declaration."""
        rest = chunk.lstrip()
        self._lines += chunk.count(b"\n", 0, len(chunk) - len(rest))
        self._content.lines_before = self._lines
        return rest

    def _parse(self, chunk: bytes, final: bool) -> TmxError | None:
        """Give `chunk` to the parser; return what is wrong with it."""
        if self._content.prolog_end is None:
            self._seen += chunk
        try:
            self._parser.Parse(chunk, final)
        except TmxError as error:
            return error
        except expat.ExpatError as error:
            line = error.lineno + self._content.lines_before
            place = self._parser.ErrorByteIndex
            return TmxError(line, f"the XML is damaged ({self._cause(error, chunk)})", place)
        self._fed += len(chunk)
        self._lines += chunk.count(b"\n")
        return None

    def _cause(self, error: expat.ExpatError, chunk: bytes) -> str:
        """Say in plain words what is wrong in `chunk`; the library's where there are none."""
        plain = _bad_character(chunk, self._parser.ErrorByteIndex - self._fed)
        return plain or _CAUSES.get(error.code) or expat.ErrorString(error.code)

    def _past(self, error: TmxError, chunk: bytes) -> bytes:
        """Note the damaged unit and return what follows the place of the damage."""
        if error.fatal or not self._tolerant:
            raise error
        self._content.note_damage(error)
        place = max(0, error.place - self._fed)
        if place == 0 and self._fed == self._primed:  # the same place would be found again
            place = 1
        self._lines += chunk.count(b"\n", 0, place)
        self._skipping = True
        return chunk[place:]

    def _to_next_unit(self, chunk: bytes) -> bytes:
        """Return `chunk` from its next unit on, ready to be parsed; nothing where it has none."""
        place = self._unit_in(chunk)
        rest = max(0, len(chunk) - _MOST_OF_IT) if place is None else place
        self._lines += chunk.count(b"\n", 0, rest)
        if place is None:
            self._tail = chunk[rest:]
            return b""
        self._skipping = False
        self._open(self._seen[: self._content.prolog_end or 0] + _ROOT)
        return chunk[place:]

    def _unit_in(self, chunk: bytes) -> int | None:
        """Return where the next unit begins that is in no comment."""
        for sign in _SIGN.finditer(chunk):
            if sign[0] in (b"<!--", b"-->"):
                self._in_comment = sign[0] == b"<!--"
            elif not self._in_comment:
                return sign.start()
        return None

    def _open(self, beginning: bytes) -> None:
        """Set up a parser that has read `beginning`, as if it stood before what comes next."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.UseForeignDTD(True)  # entities that nobody declares come to a handler, not to an end
        content = self._content
        content.begin(parser, self._lines - beginning.count(b"\n"))
        parser.StartElementHandler = content.start
        parser.EndElementHandler = content.end
        parser.CharacterDataHandler = content.characters
        parser.SkippedEntityHandler = content.entity
        parser.EntityDeclHandler = content.declaration
        parser.ExternalEntityRefHandler = content.other_file
        self._parser, self._fed, self._primed = parser, len(beginning), len(beginning)
        if beginning:
            parser.Parse(beginning, False)


class _Content:
    """What the elements of a memory say, as one parser after another tells of them."""

    def __init__(self) -> None:
        self.source_language = ""
        self.prolog_end: int | None = None  # in bytes: where the root begins
        self.lines_before = 0
        self._units: list[Unit] = []

    def begin(self, parser: expat.XMLParserType, lines_before: int) -> None:
        self._parser, self.lines_before = parser, lines_before
        self._entities = Entities()
        self._unit_line: int | None = None
        self._variants: list[Variant] = []
        self._language, self._text = "", list[str]()
        self._inside_segment, self._skipped = False, 0
        self._code = list[str]()  # a type of white space, and the text of the native code

    def take_units(self) -> list[Unit]:
        units, self._units = self._units, []
        return units

    def note_damage(self, error: TmxError) -> None:
        line = self._unit_line or error.line
        where = "" if line == error.line else f", line {error.line}"
        self._units.append(Unit(line, [], error.reason + where))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.prolog_end is None:
            self.prolog_end = self._parser.CurrentByteIndex
        match name:
            case "header":
                self.source_language = attributes.get("srclang", "")
            case "tu" if self._unit_line is not None:
                raise self._error("the XML is damaged (a unit within a unit)")
            case "tu":
                self._unit_line, self._variants = self._line, []
            case "tuv":
                self._language = self._language_of(attributes)
            case "seg":
                self._inside_segment, self._text = True, []
            case _ if name in _NATIVE_CODE and self._inside_segment:
                self._skipped += 1
                if self._skipped == 1:
                    self._code = [" " if _BREAK_TYPE.fullmatch(attributes.get("type", "")) else ""]

    def end(self, name: str) -> None:
        match name:
            case "seg":
                self._inside_segment = False
                self._variants.append(Variant(self._language, "".join(self._text)))
            case "tu" if self._unit_line is not None:
                self._units.append(Unit(self._unit_line, self._variants))
                self._unit_line = None
            case _ if name in _NATIVE_CODE and self._inside_segment:
                self._skipped -= 1
                if not self._skipped and (self._code[0] or _BREAK.fullmatch("".join(self._code))):
                    self._text.append(" ")

    def characters(self, text: str) -> None:
        if self._inside_segment:
            (self._code if self._skipped else self._text).append(text)

    def entity(self, name: str, is_parameter: bool) -> None:
        """Read an entity that the memory does not declare as HTML has it."""
        if is_parameter or not self._inside_segment:
            return
        text = html_text(name)
        if text is None:
            raise self._error(f"the entity &{name}; is declared nowhere, not in HTML either")
        self.characters(text)

    def declaration(self, name: str, is_parameter: bool, text: str | None, *_: object) -> None:
        if is_parameter:  # which is never expanded
            return
        try:
            self._entities.declare(name, text)
        except ValueError as error:
            raise self._error(str(error), fatal=True) from None

    def other_file(self, names: str, *_: object) -> int:
        name = names.split("\f")[0]
        raise self._error(f"the entity &{name}; stands for another file, which is not read")

    def _language_of(self, attributes: dict[str, str]) -> str:
        language = attributes.get("xml:lang") or attributes.get("lang")
        if not language:
            raise self._error("a variant names no language (xml:lang)")
        return language

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self.lines_before

    def _error(self, reason: str, *, fatal: bool = False) -> TmxError:
        return TmxError(self._line, reason, self._parser.CurrentByteIndex, fatal=fatal)


def _bad_character(chunk: bytes, place: int) -> str:
    """Name the character in `place`, or before it, if XML does not allow it; nothing if it does."""
    if sign := _ESCAPED.get(chunk[place - 1 : place]):
        return f"a sign that begins nothing; as text it is written {sign}"
    rest = chunk[place : place + _LONGEST_CHARACTER]
    text = rest.decode("utf-8", "surrogateescape")[:1]
    if "\udc80" <= text <= "\udcff":
        return f"byte 0x{rest[0]:02x} {NOT_UTF8}"
    allowed = text in "\t\n\r" or " " <= text < "\ufffe" or text > "\uffff"
    return "" if allowed else f"the character U+{ord(text):04X}, which XML does not allow"


def declared_encoding(head: bytes) -> str:
    """Return what the XML that begins with `head` says to be written in, UTF-8 if nothing.

    Where these bytes can be read, they are no UTF-16 or UTF-32, whatever they say.
    """
    found = _DECLARED.match(head)
    name = found[1].decode("ascii").lower() if found else "utf-8"
    return "utf-8" if name.startswith(("utf", "ucs", "iso-10646", "unicode")) else name


def _decoder(encoding: str, *, tolerant: bool) -> Callable[[bytes, bool], bytes]:
    """Return what turns bytes of `encoding` into UTF-8; expat itself knows few others."""
    if encoding == "utf-8":
        return lambda data, _final: data
    try:
        "".encode(encoding)  # which tells encodings of text from others that Python has: zlib, hex
        decoder = codecs.getincrementaldecoder(encoding)("replace" if tolerant else "strict")
    except (LookupError, UnicodeError):
        raise TmxError(1, f"its encoding ({encoding}) is unknown", fatal=True) from None

    def decode(data: bytes, final: bool) -> bytes:
        try:
            return decoder.decode(data, final).encode()
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            raise TmxError(1, f"byte 0x{byte:02x} is not valid {encoding}", fatal=True) from None
        except UnicodeError as error:  # of encodings that are none of whole texts: idna, punycode
            raise TmxError(1, f"it is not valid {encoding} ({error})", fatal=True) from None

    return decode
