"""A document as texts to be translated, and what comes back.

Texts have markup: tags stand for formatting, and `&`, `<` and `>` of the words are escaped, so that
`MarkupTranslator` carries the tags to their words.
"""

import codecs
import html
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from tolmach.compression import DamagedArchiveError
from tolmach.documents.notices import Notice
from tolmach.errors import DataError, RequestError
from tolmach.text_stream import utf8_stream

LARGEST = 1 << 28  # bytes of a document, unpacked
SUFFIXES = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".srt": "subtitles",
    ".vtt": "subtitles",
    ".po": "catalogue",
    ".pot": "catalogue",
    ".xliff": "exchange",
    ".xlf": "exchange",
    ".tmx": "exchange",
    ".docx": "word",
    ".pptx": "powerpoint",
    ".xlsx": "excel",
    ".odt": "opendocument",
    ".epub": "book",
}
_SAVED_AS = {  # formats that are not read, by those that the same programs write
    ".pdf": ".docx",
    ".doc": ".docx",
    ".rtf": ".docx",
    ".ppt": ".pptx",
    ".odp": ".pptx",
    ".xls": ".xlsx",
    ".ods": ".xlsx",
    ".csv": ".xlsx",
}
BINARY = frozenset(
    {"word", "powerpoint", "excel", "opendocument", "book"}
)  # kinds of files that are no text
_TAG = re.compile(r"<[^<>]*>")
_DECLARED = re.compile(rb"""\b(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_HEAD = 2048  # bytes in which a file declares its encoding
_NATIONAL = re.compile(r"iso8859-\d+|cp\d+|koi8-[ru]|mac-\w+|shift_jis|euc_\w+|gb\w+|big5")
_READ_AS = {"ascii": "cp1252", "iso8859-1": "cp1252"}  # as browsers do


@dataclass(frozen=True)
class TranslationTask:
    """The languages of a document and of its translation, and how much of it is translated.

    With `everything` translations that it has already are replaced.
    """

    source: str
    target: str
    everything: bool = False


@dataclass(frozen=True)
class DocumentTranslation:
    """A translated file, and plain sentences about what in it was not translated."""

    content: bytes
    warnings: tuple[Notice, ...] = ()


class TranslatableDocument(ABC):
    """A document that has been read: its texts, and the way back."""

    @property
    @abstractmethod
    def texts(self) -> Sequence[str]:
        """The texts to be translated, with markup."""

    @property
    @abstractmethod
    def warnings(self) -> Sequence[Notice]:
        """What stays untranslated, in plain sentences."""

    @abstractmethod
    def filled(self, translations: Sequence[str], task: TranslationTask, /) -> bytes:
        """Return the file with translations of its texts, in their order."""


def suffix_of(name: str) -> str:
    """Return the suffix of a file's name, in lower case, which tells its format."""
    return PurePath(name).suffix.lower()


def format_of(name: str) -> str | None:
    """Return the format of a file, told by its name; None: it is none that is translated."""
    return SUFFIXES.get(suffix_of(name))


def unknown_format(name: str) -> RequestError:
    """Return that a file's format is not translated, and in which to save it."""
    better = _SAVED_AS.get(suffix_of(name), "")
    formats = better or f"one of {', '.join(SUFFIXES)}"
    said = f"{name or 'The file'} is of no format that can be translated; save it as {formats}."
    return RequestError(said, "format", (better,))


def escaped(text: str) -> str:
    """Return plain text as a text with markup."""
    return html.escape(text, quote=False)


def unescaped(marked: str) -> str:
    """Return a text without tags as plain text."""
    return html.unescape(marked)


def bare(marked: str) -> str:
    """Return the words of a text with markup as plain text."""
    return unescaped(_TAG.sub(" ", marked))


def with_line_feeds(text: str) -> tuple[str, str]:
    """Return a text with a line feed at the end of each line, and what most lines ended in."""
    end = "\r\n" if "\r\n" in text else max("\n\r\u2028\x85\u2029", key=text.count)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace(end, "\n"), end


def has_words(text: str) -> bool:
    """Say whether there is something to be translated."""
    return any(map(str.isalpha, text))


def decoded(content: bytes, name: str, largest: int = LARGEST) -> str:
    """Return the text of a file in UTF-8, UTF-16 or UTF-32, with its line ends.

    One in another encoding that it declares, as pages and catalogues do, is read in that. Raises
    DataError where it is something else, damaged, or unpacks to more than `largest` bytes.
    """
    try:
        raw = utf8_stream(BytesIO(content), name).read(largest + 1)
        if len(raw) > largest:
            megabytes = f"{largest >> 20}"
            raise DataError(
                f"{name} is larger than {megabytes} MB unpacked; divide it.",
                "unpacked",
                (megabytes,),
            )
        text = _national(raw) or raw.decode("utf-8")
    except DamagedArchiveError as error:
        raise DataError(
            f"{name} is not a whole {error.args[0]} file; fetch it again.", "damaged"
        ) from error
    except UnicodeDecodeError as error:
        from tolmach.legacy_encoding import conversion_advice

        advice = conversion_advice(error.object.split(b"\n"), None)
        raise DataError(
            f"{name} is not valid UTF-8 (byte {error.start + 1:,}); {advice}", "encoding"
        ) from error
    if "\0" in text:
        raise DataError(
            f"{name} holds a null character, which no text does; export it again.", "encoding"
        )
    return text


def _national(raw: bytes) -> str:
    """Return text in the encoding that it declares; nothing where it is UTF-8, or declares none."""
    declared = _DECLARED.search(raw[:_HEAD])
    if declared is None or _is_utf8(raw):
        return ""
    try:
        name = codecs.lookup(declared[1].decode()).name
        return raw.decode(_READ_AS.get(name, name)) if _NATIONAL.fullmatch(name) else ""
    except (LookupError, UnicodeError):
        return ""


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
