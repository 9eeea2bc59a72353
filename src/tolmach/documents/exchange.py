"""Exchange formats of translators: XLIFF 1.2 and 2.0, and TMX.

A unit's source stays; its translation is put beside it, where there is none or all are wanted.
"""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from tolmach.documents.archive import parsed, serialised
from tolmach.documents.document import TranslatableDocument, TranslationTask, has_words
from tolmach.documents.notices import Notice
from tolmach.documents.tagged import (
    XML_LANGUAGE,
    MixedContent,
    descendants,
    local_name,
    without_tags,
)
from tolmach.errors import DataError
from tolmach.text.language_tag import covers, same_language

_ENCLOSING = frozenset({"g", "pc", "mrk", "hi"})
_FRESH = frozenset({"new", "needs-translation", "initial"})  # of which a target is no translation


@dataclass(frozen=True)
class _Unit:
    """Where a translation goes: into `parent`, behind `source`, in place of `old`.

    `target` is a copy of what is translated, in `contents`, one for each segment.
    """

    parent: etree._Element
    source: etree._Element
    old: etree._Element | None
    target: etree._Element
    contents: Sequence[MixedContent]

    def put(self, translations: Iterator[str]) -> None:
        """Put the translations of its contents in their place."""
        for content in self.contents:
            content.fill(next(translations))
        if self.old is not None:
            self.target.tail = self.old.tail
            self.parent.replace(self.old, self.target)
            return
        self.target.tail = self.source.tail
        self.source.addnext(self.target)


class ExchangeDocument(TranslatableDocument):
    """A file of units, each with a source and, at some time, a target."""

    def __init__(self, root: etree._Element, task: TranslationTask) -> None:
        self._root, self._task = root, task
        self._present = 0
        self._notices: list[Notice] = []
        read = [unit for unit in self._read() if unit.contents]
        self._units = [each for each in read if task.everything or not _is_filled(each)]
        self._present = len(read) - len(self._units)

    @property
    def texts(self) -> Sequence[str]:
        """The sources of units."""
        return [each.marked for unit in self._units for each in unit.contents]

    @property
    def warnings(self) -> Sequence[Notice]:
        """Translations that are there already, and units of other languages."""
        there = [Notice.of("unit_done", self._present)] if self._present else []
        return [*there, *self._notices]

    def filled(self, translations: Sequence[str], task: TranslationTask) -> bytes:
        """Return the file with translations in it."""
        rest = iter(translations)
        for unit in self._units:
            unit.put(rest)
        self._finish(task)
        return serialised(self._root)

    @abstractmethod
    def _read(self) -> Iterator[_Unit]:
        """Yield the units that may be translated."""

    @abstractmethod
    def _finish(self, task: TranslationTask) -> None:
        """Say in the file which language it now has."""


class XliffDocument(ExchangeDocument):
    """XLIFF: `trans-unit` of version 1.2, `segment` of version 2."""

    def _read(self) -> Iterator[_Unit]:
        self._check_language()
        for unit in descendants(self._root, {"trans-unit", "segment"}.__contains__):
            source, old = _child(unit, "source"), _child(unit, "target")
            if source is None or _is_protected(unit):
                continue
            beside = _child(unit, "seg-source")
            written = source if beside is None else beside
            target = deepcopy(written)
            target.tag = etree.QName(etree.QName(source).namespace, "target").text
            target.attrib.pop(XML_LANGUAGE, None)
            if local_name(unit) == "trans-unit":
                target.set("state", "needs-review-translation")
            yield _Unit(unit, written, old, target, _contents(_segments(target) or [target]))

    def _check_language(self) -> None:
        given = [self._root.get("srcLang"), *(f.get("source-language") for f in _files(self._root))]
        told = next(filter(None, given), None)
        if told and self._task.source and not same_language(told, self._task.source):
            self._notices.append(Notice.of("other_source", 1, told, self._task.source))

    def _finish(self, task: TranslationTask) -> None:
        if _is_second(self._root):
            _set_language(self._root, "trgLang", task)
            for unit in self._units:
                unit.parent.set("state", "translated")
        else:
            for file in _files(self._root):
                _set_language(file, "target-language", task)


class MemoryDocument(ExchangeDocument):
    """A translation memory, whose units get a variant of the target language."""

    def _read(self) -> Iterator[_Unit]:
        lacking = 0
        wanted = self._task.source or self._declared()
        for unit in descendants(self._root, "tu".__eq__):
            source, old = _variant(unit, wanted), _variant(unit, self._task.target)
            segment = None if source is None else _child(source, "seg")
            if source is None or segment is None:
                lacking += 1
                continue
            own = None if old is None else _tag(old)
            target = etree.Element(source.tag, {XML_LANGUAGE: own or self._task.target})
            target.append(deepcopy(segment))
            yield _Unit(unit, source, old, target, _contents([target[0]]))
        if lacking:
            self._notices.append(Notice.of("unit_without", lacking, wanted))

    def _declared(self) -> str:
        header = _child(self._root, "header")
        return "" if header is None else header.get("srclang") or ""

    def _finish(self, _: TranslationTask) -> None:
        """The variants say it."""


def exchange_document(content: bytes, name: str, task: TranslationTask) -> ExchangeDocument:
    """Read a file of either format, which its root element tells."""
    root = parsed(content, name)
    match local_name(root):
        case "xliff":
            return XliffDocument(root, task)
        case "tmx":
            return MemoryDocument(root, task)
    raise DataError(
        f"{name} is XML, but neither XLIFF nor TMX (its root is {local_name(root)}).", "kind"
    )


def _segments(target: etree._Element) -> list[etree._Element]:
    """Return the sentences that a tool has divided the text of a unit into."""
    return [each for each in descendants(target, "mrk".__eq__) if each.get("mtype") == "seg"]


def _contents(elements: Sequence[etree._Element]) -> list[MixedContent]:
    """Return the contents of those elements that have words."""
    contents = [MixedContent(each, enclosing=_ENCLOSING) for each in elements]
    return [each for each in contents if has_words(without_tags(each.marked))]


def _set_language(element: etree._Element, name: str, task: TranslationTask) -> None:
    """Name the target language, unless it is named more precisely ("en-GB")."""
    if not covers(task.target, element.get(name) or ""):
        element.set(name, task.target)


def _is_filled(unit: _Unit) -> bool:
    if unit.old is None or not _FRESH.isdisjoint((unit.old.get("state"), unit.parent.get("state"))):
        return False
    return any(str(text).strip() for text in unit.old.itertext())


def _is_protected(unit: etree._Element) -> bool:
    near = next(
        (e.get("translate") for e in (unit, *unit.iterancestors()) if e.get("translate")), ""
    )
    return near == "no"


def _is_second(root: etree._Element) -> bool:
    return (root.get("version") or "").startswith("2")


def _files(root: etree._Element) -> list[etree._Element]:
    return [each for each in root if local_name(each) == "file"]


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((each for each in element if local_name(each) == name), None)


def _variant(unit: etree._Element, language: str) -> etree._Element | None:
    for variant in unit:
        tag = _tag(variant)
        if local_name(variant) == "tuv" and tag and same_language(tag, language):
            return variant
    return None


def _tag(variant: etree._Element) -> str | None:
    return variant.get(XML_LANGUAGE) or variant.get("lang")
