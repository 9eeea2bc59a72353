"""Translation of a document: the kind of its file, its texts in batches, and the file again."""

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from tolmach.chunks import chunks
from tolmach.documents.document import (
    BINARY,
    LARGEST,
    DocumentTranslation,
    TranslatableDocument,
    TranslationTask,
    bare,
    decoded,
    format_of,
    has_words,
    suffix_of,
    unknown_format,
)
from tolmach.documents.html_layout import HtmlLayout
from tolmach.documents.notices import Notice
from tolmach.errors import DataError, RequestError

if TYPE_CHECKING:
    from tolmach.documents.archive import Archive

_BATCH = 64  # texts that are translated together
_LONGEST = 5000  # characters of a text; a longer one is cut between sentences
_BREAK = re.compile(r'((?<!\s)(?:\s*<br n="\d+"/>)+\s*)')
_OLD_OFFICE, _PDF, _ZIP = b"\xd0\xcf\x11\xe0", b"%PDF-", b"PK\x03\x04"

Translate = Callable[[list[str]], Sequence[str]]


class _ByteOrderMarked(TranslatableDocument):
    """A document in UTF-8 that begins with a byte-order mark, as its translation does."""

    def __init__(self, document: TranslatableDocument) -> None:
        self._document = document

    @property
    def texts(self) -> Sequence[str]:
        """Those of the document, none of which has the mark."""
        return self._document.texts

    @property
    def warnings(self) -> Sequence[Notice]:
        """Those of the document."""
        return self._document.warnings

    def filled(self, translations: Sequence[str], task: TranslationTask, /) -> bytes:
        """Return the file with the mark at its beginning."""
        return codecs.BOM_UTF8 + self._document.filled(translations, task)


def check_names(source: str, output: str) -> None:
    """Raise RequestError where a translation is to be of another format than its source."""
    given, wanted = suffix_of(source), suffix_of(output)
    known = format_of(output) is not None
    if format_of(source) != format_of(output) or (given != wanted and not known):
        raise RequestError(
            f"{output} would be another format than {source}, and Tolmach converts none; name an "
            f"output that ends in {given}."
        )


def read_document(
    content: bytes, name: str, task: TranslationTask, *, largest: int = LARGEST
) -> TranslatableDocument:
    """Read a file, whose name's suffix, or else whose content, tells its format.

    Raises RequestError where the format is not known, DataError where the file is damaged,
    encrypted or dangerous, or unpacks to more than `largest` bytes.
    """
    if content.startswith(_OLD_OFFICE):
        raise DataError(
            f"{name} is encrypted, or of an old office format; save it anew without a password.",
            "encrypted",
        )
    if content.startswith(_PDF):
        raise DataError(
            f"{name} is a PDF, which cannot be translated; take what it was made from.", "pdf"
        )
    try:
        if content.startswith(_ZIP):
            from tolmach.documents.archive import Archive

            return _archived(Archive(content, name, largest))
        document = _textual(content, name, task, largest)
        return _ByteOrderMarked(document) if content.startswith(codecs.BOM_UTF8) else document
    except ModuleNotFoundError as error:
        raise RequestError(
            f"{name} needs {error.name}; install it with pip install 'tolmach[documents]'."
        ) from error


def translated_document(
    content: bytes,
    name: str,
    task: TranslationTask,
    translate: Translate,
    advance: Callable[[int], object] | None = None,
) -> DocumentTranslation:
    """Return the file with its texts translated, and what in it was not.

    `translate` takes texts with markup and returns as many; `advance` hears how many are done.
    Raises as `read_document` does.
    """
    return filled_document(read_document(content, name, task), task, translate, advance)


def filled_document(
    document: TranslatableDocument,
    task: TranslationTask,
    translate: Translate,
    advance: Callable[[int], object] | None = None,
) -> DocumentTranslation:
    """Translate a document that has been read, as `translated_document` says."""
    texts = document.texts
    found = [text for done in translations(texts, translate, advance) for text in done]
    warnings = document.warnings or ([] if texts else [Notice.of("nothing")])
    return DocumentTranslation(document.filled(found, task), tuple(warnings))


def translations(
    texts: Sequence[str], translate: Translate, advance: Callable[[int], object] | None = None
) -> Iterator[list[str]]:
    """Yield translations in batches; what is written twice is translated once.

    Lines that a break divides are texts of their own, and so are parts of very long lines.
    """
    known: dict[str, str] = {}
    for batch in chunks(texts, _BATCH):
        divided = [_lines(text) for text in batch]
        lines = dict.fromkeys(line for parts in divided for line in parts[::2])
        new = [line for line in lines if line not in known and has_words(bare(line))]
        if new:
            known.update(zip(new, translate(new), strict=True))
        yield ["".join(known.get(part, part) for part in parts) for parts in divided]
        if advance is not None:
            advance(len(batch))


def _lines(text: str) -> list[str]:
    """Return the lines of a text, and what stands between them; one alone if tags span them."""
    parts = _BREAK.split(text)
    whole = all(part.count("<g ") == part.count("</g>") for part in parts)
    return [
        piece
        for number, part in enumerate(parts if whole else [text])
        for piece in ([part] if number % 2 else _cut(part))
    ]


def _cut(line: str) -> list[str]:
    """Return a line that is too long for a paragraph in parts, as `_lines` does."""
    return [line] if len(line) <= _LONGEST else ["", *HtmlLayout.of(line).parts, ""]


def _archived(archive: "Archive") -> TranslatableDocument:
    from tolmach.documents.office import EXCEL, POWERPOINT, WORD, OfficeDocument
    from tolmach.documents.open_document import Book, OpenDocument

    for path, kind in (
        (r"word/document\d*\.xml", WORD),
        (r"ppt/presentation\.xml", POWERPOINT),
        (r"xl/workbook\.xml", EXCEL),
    ):
        if any(re.fullmatch(path, each) for each in archive.paths):
            return OfficeDocument(archive, kind)
    said = archive.read("mimetype").strip() if "mimetype" in archive else b""
    if said.startswith(b"application/vnd.oasis.opendocument.text"):  # or a template of one
        return OpenDocument(archive)
    if said == b"application/epub+zip":
        return Book(archive)
    raise DataError(f"{archive.name} is an archive, but no document of a known format.", "kind")


def _textual(
    content: bytes, name: str, task: TranslationTask, largest: int
) -> TranslatableDocument:
    kind = format_of(name)
    if kind is None:
        raise unknown_format(name)
    if kind in BINARY:
        raise DataError(f"{name} is not a whole document; save or fetch it again.", "damaged")
    if kind == "catalogue":
        from tolmach.documents.catalogue import CatalogueDocument

        return CatalogueDocument(decoded(content, name, largest), name, task)
    if kind == "exchange":
        from tolmach.documents.exchange import exchange_document

        return exchange_document(content, name, task)
    from tolmach.documents.plain import PlainDocument, Subtitles, WebPage

    text = decoded(content, name, largest)
    match kind:
        case "page":
            return WebPage(text)
        case "subtitles":
            return Subtitles(text, name)
        case "markdown":
            from tolmach.documents.markdown import MarkdownDocument

            return MarkdownDocument(text)
        case _:
            return PlainDocument(text)
