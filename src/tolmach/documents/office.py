"""Word, PowerPoint and Excel files (Office Open XML): paragraphs, notes, cells and comments."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from tolmach.documents.archive import Archive, serialised
from tolmach.documents.document import (
    TranslatableDocument,
    TranslationTask,
    escaped,
    has_words,
)
from tolmach.documents.fields import part_runs
from tolmach.documents.notices import CODES, Notice
from tolmach.documents.runs import RunParagraph, is_fed
from tolmach.documents.tagged import descendants, local_name, without_tags
from tolmach.text.language_tag import same_language

_DRAWN = r"charts/chart\d*\.xml|diagrams/(?:data|drawing)\d*\.xml|drawings/drawing\d*\.xml"


@dataclass(frozen=True)
class OfficeKind:
    """A kind of file: the parts that hold text, and the elements that hold a paragraph each."""

    parts: re.Pattern[str]
    paragraphs: frozenset[str]


WORD = OfficeKind(
    re.compile(
        r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|comments|glossary/document"
        r")\.xml"
        rf"|word/(?:{_DRAWN})"
    ),
    frozenset({"p"}),
)
POWERPOINT = OfficeKind(
    re.compile(
        rf"ppt/(?:(?:slides|notesSlides|slideLayouts|slideMasters)/\w+\.xml"
        rf"|comments/modernComment\w*\.xml|{_DRAWN})"
    ),
    frozenset({"p"}),
)
EXCEL = OfficeKind(
    re.compile(
        rf"xl/(?:sharedStrings\.xml|(?:comments/)?comments?\d*\.xml|worksheets/\w+\.xml|{_DRAWN})"
    ),
    frozenset({"p", "si", "is", "text"}),
)
_COMMENTS = re.compile(r"xl/threadedComments/\w+\.xml|ppt/comments/comment\d*\.xml")
_UNNAMED = re.compile(r"(?:Sheet|Tabelle|Лист)\s?\d*")
_CODE = re.compile(r"&(?:[A-Za-z]|\"[^\"]*\"|\d+)")  # in headers of sheets: a font, a number
_SHOWN = ("promptTitle", "prompt", "errorTitle", "error")  # by a rule for cells
_CHART = re.compile(r"(?:word|ppt)/charts/chart\d*\.xml")


class OfficeDocument(TranslatableDocument):
    """A Word, PowerPoint or Excel file."""

    def __init__(self, archive: Archive, kind: OfficeKind) -> None:
        self._archive, self._kind = archive, kind
        self._trees = {
            path: archive.tree(path) for path in filter(kind.parts.fullmatch, archive.paths)
        }
        for tree in self._trees.values():
            part_runs(tree)
        fixed = self._column_names
        read = [
            RunParagraph(each) for tree in self._trees.values() for each in self._elements(tree)
        ]
        self._kept = Counter(notice for each in read for notice in each.notices)
        worded = [each for each in read if has_words(without_tags(each.marked))]
        self._paragraphs = [each for each in worded if each.marked not in fixed]
        self._left = len(worded) - len(self._paragraphs)

    @property
    def texts(self) -> Sequence[str]:
        """The paragraphs that have words."""
        return [each.marked for each in self._paragraphs]

    @property
    def warnings(self) -> Sequence[Notice]:
        """Pictures, formulas and the like."""
        counts = self._counts()
        return [Notice.of(code, counts[code]) for code in CODES if counts[code]]

    def filled(self, translations: Sequence[str], task: TranslationTask) -> bytes:
        """Return the file with its paragraphs translated."""
        for paragraph, marked in zip(self._paragraphs, translations, strict=True):
            paragraph.fill(marked)
        if "word/styles.xml" in self._archive:
            self._trees["word/styles.xml"] = self._archive.tree("word/styles.xml")
        for tree in self._trees.values():
            _set_language(tree, task)
        return self._archive.replaced({path: serialised(t) for path, t in self._trees.items()})

    def _elements(self, tree: etree._Element) -> Iterator[etree._Element]:
        for element in descendants(tree, self._kind.paragraphs.__contains__):
            if (local_name(element) != "text" or len(element)) and not _is_prompt(element):
                yield element

    @cached_property
    def _column_names(self) -> frozenset[str]:
        """The names of columns of tables in a workbook, by which formulas refer to them."""
        tables = [self._archive.tree(p) for p in self._archive.paths if p.startswith("xl/tables/")]
        return frozenset(
            escaped(each.get("name") or "")
            for tree in tables
            for each in tree.iter("{*}tableColumn")
        )

    @property
    def _sheets(self) -> int:
        path = "xl/workbook.xml"
        sheets = self._archive.tree(path).iter("{*}sheet") if path in self._archive else ()
        names = [each.get("name") or "" for each in sheets]
        return sum(has_words(each) and not _UNNAMED.fullmatch(each) for each in names)

    @property
    def _charts(self) -> int:
        charts = [tree for path, tree in self._trees.items() if _CHART.fullmatch(path)]
        return sum(any(has_words(each.text or "") for each in tree.iter("{*}v")) for tree in charts)

    @property
    def _comments(self) -> int:
        paths = filter(_COMMENTS.fullmatch, self._archive.paths)
        trees = [self._archive.tree(path) for path in paths]
        return sum(1 for t in trees for _ in t.iter("{*}threadedComment", "{*}cm"))

    def _counts(self) -> Counter[str]:
        """Count what stays untranslated, by the codes of notices."""
        counts = Counter(self._kept)
        for tree in self._trees.values():
            for element in tree.iter(etree.Element):
                if counting := _COUNTED.get(_kind_of(element)):
                    code, count = counting
                    counts[code] += count(element)
        paths = self._archive.paths
        return counts + Counter(
            sheet_name=self._sheets,
            chart=self._charts,
            comment=self._comments,
            column_name=self._left,
            macros=any(path.endswith("vbaProject.bin") for path in paths),
            signature=any(path.startswith("_xmlsignatures/") for path in paths),
        )


def _each(_: etree._Element) -> int:
    return 1


def _is_prompt(paragraph: etree._Element) -> bool:
    """Say whether a layout of slides has a paragraph where each slide has a text of its own."""
    *_, root = (paragraph, *paragraph.iterancestors())
    shape = next(paragraph.iterancestors("{*}sp"), None)
    of_layout = local_name(root) in ("sldLayout", "sldMaster")
    return of_layout and shape is not None and shape.find("{*}nvSpPr/{*}nvPr/{*}ph") is not None


def _worded_margins(sheet: etree._Element) -> int:
    """Count the headers and footers of a sheet that have words, besides codes such as `&P`."""
    return sum(has_words(_CODE.sub("", each.text or "")) for each in sheet)


def _is_described(shape: etree._Element) -> bool:
    """Say whether a picture, shape or table is described to those who cannot see it."""
    return has_words((shape.get("descr") or "") + (shape.get("title") or ""))


def _offers_words(rule: etree._Element) -> bool:
    """Say whether a rule for cells shows words, or has a list of some to choose from."""
    choices = rule.findtext("{*}formula1") or ""
    shown = " ".join(filter(None, map(rule.get, _SHOWN)))
    return has_words(shown) or (choices.startswith('"') and has_words(choices))


# Elements that are left as they are: the code of their notice, and how many things one holds.
_COUNTED: dict[str, tuple[str, Callable[[etree._Element], int]]] = {
    "blip": ("picture", _each),
    "imagedata": ("picture", _each),
    "oMath": ("formula", _each),
    "c/f": ("formula_in_cell", _each),
    "del": ("deletion", _each),
    "moveFrom": ("deletion", _each),
    "OLEObject": ("object", _each),
    "oleObj": ("object", _each),
    "headerFooter": ("sheet_margin", _worded_margins),
    "dataValidation": ("cell_rule", _offers_words),
    "sdt": ("content_control", is_fed),
    "docPr": ("alternative_text", _is_described),
    "cNvPr": ("alternative_text", _is_described),
}


def _kind_of(element: etree._Element) -> str:
    """Return an element's name, for a formula together with that of its cell."""
    name, parent = local_name(element), element.getparent()
    in_cell = name == "f" and parent is not None and local_name(parent) == "c"
    return "c/f" if in_cell else name


def _set_language(tree: etree._Element, task: TranslationTask) -> None:
    """Write the target language where the source language stands, and as the default of styles."""
    for element in tree.iter(etree.Element):
        for key, value in element.attrib.items():
            name = etree.QName(key).localname
            where = name == "lang" or (name == "val" and local_name(element) == "lang")
            if where and (same_language(str(value), task.source) or _is_default(element)):
                element.set(key, task.target)


def _is_default(language: etree._Element) -> bool:
    return any(local_name(each) == "docDefaults" for each in language.iterancestors())
