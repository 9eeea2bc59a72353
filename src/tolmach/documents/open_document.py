"""OpenDocument text (.odt) and books (.epub): archives of XML and of pages."""

import re
from collections.abc import Iterator, Sequence
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from tolmach.compression import LONGEST_MAGIC, compression
from tolmach.documents.archive import Archive, serialised
from tolmach.documents.document import (
    TranslatableDocument,
    TranslationTask,
    decoded,
    has_words,
)
from tolmach.documents.notices import Notice
from tolmach.documents.plain import WebPage, page_notices
from tolmach.documents.tagged import (
    XML_LANGUAGE,
    MixedContent,
    descendants,
    local_name,
    without_tags,
)
from tolmach.errors import DataError
from tolmach.text.language_tag import language_of, same_language

_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
_DRAWING = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
_PARAGRAPHS = frozenset({"p", "h", "index-title-template"})
_ENCLOSING = frozenset({"span", "a", "meta", "meta-field"})
_NO_FIELDS = _PARAGRAPHS | _ENCLOSING | {"note-citation"}
_NOTICES = (
    ("picture", "image"),
    ("formula_or_object", "object"),
    ("deletion", "deletion"),
    ("ruby", "ruby"),
)
_DESCRIPTIONS = frozenset({"title", "desc"})  # in the namespace of drawings
_CHAPTER = "application/xhtml+xml"
_CONTENTS = "application/x-dtbncx+xml"


class OpenDocument(TranslatableDocument):
    """A text of OpenDocument: its paragraphs and headings, headers and footers too."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        manifest = "META-INF/manifest.xml"
        if manifest in archive and b"encryption-data" in archive.read(manifest):
            raise DataError(
                f"{archive.name} is encrypted; save it without a password.", "encrypted"
            )
        paths = [p for p in ("content.xml", "styles.xml", "meta.xml") if p in archive]
        self._trees = {path: archive.tree(path) for path in paths}
        read = (
            MixedContent(each, enclosing=_ENCLOSING, breaks={"line-break", "tab"})
            for tree in self._trees.values()
            for each in _paragraphs(tree)
        )
        self._contents = [each for each in read if has_words(without_tags(each.marked))]

    @property
    def texts(self) -> Sequence[str]:
        """The paragraphs that have words."""
        return [each.marked for each in self._contents]

    @property
    def warnings(self) -> Sequence[Notice]:
        """Pictures, formulas and deletions."""
        nodes = [each for tree in self._trees.values() for each in tree.iter()]
        elements = [each for tree in self._trees.values() for each in tree.iter(etree.Element)]
        names = [local_name(each) for each in nodes]
        counts = {code: names.count(name) for code, name in _NOTICES} | {
            "alternative_text": sum(map(_is_description, elements)),
            "computed": sum(map(_is_field, nodes)),
        }
        return [Notice.of(code, count) for code, count in counts.items() if count]

    def filled(self, translations: Sequence[str], task: TranslationTask) -> bytes:
        """Return the file with its paragraphs translated."""
        for content, marked in zip(self._contents, translations, strict=True):
            content.fill(marked)
        for tree in self._trees.values():
            _set_language(tree, task)
        return self._archive.replaced({path: serialised(t) for path, t in self._trees.items()})


def _paragraphs(tree: etree._Element) -> Iterator[etree._Element]:
    for element in descendants(tree, _PARAGRAPHS.__contains__):
        deleted = any(local_name(each) == "deletion" for each in element.iterancestors())
        if etree.QName(element).namespace == _TEXT and not deleted:
            yield element


def _is_description(element: etree._Element) -> bool:
    """Say whether an element describes a picture to those who cannot see it."""
    name = etree.QName(element)
    drawn = name.namespace == _DRAWING and name.localname in _DESCRIPTIONS
    return drawn and has_words(element.text or "")


def _is_field(element: etree._Element) -> bool:
    """Say whether an element within a paragraph shows words of its own."""
    name, parent = local_name(element), element.getparent()
    if name in _NO_FIELDS or parent is None or not has_words(element.text or ""):
        return False
    within = local_name(parent) in _PARAGRAPHS | _ENCLOSING
    return within and etree.QName(element).namespace == _TEXT


def _set_language(tree: etree._Element, task: TranslationTask) -> None:
    for element in tree.iter(etree.Element):
        parent = element.getparent()
        default = parent is not None and local_name(parent) == "default-style"
        given = element.get(f"{{{_STYLE}}}language")
        if given and (default or same_language(given, task.source)):
            element.set(f"{{{_STYLE}}}language", language_of(task.target) or task.target)
            element.set(f"{{{_STYLE}}}country", "none")
        if local_name(element) == "language" and element.text:
            element.text = task.target


class Book(TranslatableDocument):
    """A book in EPUB: its chapters, its navigation and its table of contents."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._package = _package_path(archive)
        self._root = archive.tree(self._package)
        chapters = [p for p in self._items(_CHAPTER) if p in archive]
        _check_readable(archive)
        self._sources = {path: _chapter(archive, path) for path in chapters}
        self._pages = {path: WebPage(text) for path, text in self._sources.items()}
        self._tables = {p: archive.tree(p) for p in self._items(_CONTENTS) if p in archive}
        labels = [
            *descendants(self._root, "title".__eq__),
            *(each for t in self._tables.values() for each in _entries(t)),
        ]
        self._labels = [
            MixedContent(each, enclosing=()) for each in labels if has_words(each.text or "")
        ]

    @property
    def texts(self) -> Sequence[str]:
        """The labels of the table of contents, then the blocks of each chapter."""
        labels = [each.marked for each in self._labels]
        return [*labels, *(text for page in self._pages.values() for text in page.texts)]

    @property
    def warnings(self) -> Sequence[Notice]:
        """What its pages leave: pictures, preformatted text, text in attributes and the like."""
        about = (each.text or "" for each in descendants(self._root, "description".__eq__))
        told = [Notice.of("book_description") for _ in filter(has_words, about)]
        return [*page_notices(*self._sources.values()), *told]

    def filled(self, translations: Sequence[str], task: TranslationTask) -> bytes:
        """Return the book with its chapters translated."""
        rest = iter(translations)
        for label in self._labels:
            label.fill(next(rest))
        _set_book_language(self._root, task)
        for tree in (self._root, *self._tables.values()):
            _set_marked_language(tree, task)
        changes = {p: serialised(t) for p, t in {**self._tables, self._package: self._root}.items()}
        for path, page in self._pages.items():
            changes[path] = page.filled([next(rest) for _ in page.texts], task)
        return self._archive.replaced(changes)

    def _items(self, kind: str) -> list[str]:
        """Return the paths of the files of a kind that the package lists."""
        folder = dirname(self._package)
        items = [e for e in descendants(self._root, "item".__eq__) if e.get("media-type") == kind]
        return [normpath(join(folder, unquote(each.get("href") or ""))) for each in items]


def _entries(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the texts of a table of contents; the name of the author stays."""
    for text in descendants(table, "text".__eq__):
        parent = text.getparent()
        if parent is None or local_name(parent) != "docAuthor":
            yield text


def _set_book_language(package: etree._Element, task: TranslationTask) -> None:
    """Name the target as a language of a book in place of the source, or of the first one."""
    languages = list(descendants(package, "language".__eq__))
    of_source = [each for each in languages if same_language(each.text, task.source)]
    for language in of_source or languages[:1]:
        language.text = task.target


def _set_marked_language(tree: etree._Element, task: TranslationTask) -> None:
    """Mark as in the target language what is marked as in the source language."""
    for element in tree.iter(etree.Element):
        if same_language(element.get(XML_LANGUAGE), task.source):
            element.set(XML_LANGUAGE, task.target)


def _chapter(archive: Archive, path: str) -> str:
    """Return the text of a chapter, which no reader takes compressed once more."""
    content, name = archive.read(path), f"{archive.name} ({path})"
    if compression(content[:LONGEST_MAGIC]):
        raise DataError(f"{name} is no page but another archive; make the book anew.", "damaged")
    return decoded(content, name)


def _package_path(archive: Archive) -> str:
    container = archive.tree("META-INF/container.xml")
    roots = descendants(container, "rootfile".__eq__)
    return unquote(next((each.get("full-path") or "" for each in roots), ""))


def _check_readable(archive: Archive) -> None:
    """Raise DataError where chapters are locked; fonts may be obfuscated."""
    path = "META-INF/encryption.xml"
    if path in archive and re.search(rb"URI\s*=\s*[\"'][^\"']*\.x?html?[\"']", archive.read(path)):
        raise DataError(
            f"{archive.name} is locked by copy protection; take one that is not.", "protected"
        )
