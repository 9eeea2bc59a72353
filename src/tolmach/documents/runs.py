"""Paragraphs of Office Open XML: runs of text, each with its formatting, as a text with markup.

The formatting that most of a paragraph has goes without tags; a run with another becomes a pair,
and what is not text (a picture, a note's number) a tag alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import groupby

from lxml import etree

from tolmach.documents.document import escaped, has_words
from tolmach.documents.fields import field_ends, is_link, text_of_link
from tolmach.documents.tagged import MarkedContent, TagNode, empty_copy, local_name, lone, pair

_PROPERTIES = frozenset({"pPr"})
_LAST = frozenset({"endParaRPr"})
_RUN_PROPERTIES = "rPr"
_CONTAINERS = frozenset({"hyperlink", "ins", "moveTo", "smartTag", "customXml", "bdo", "dir"})
_CONTROL, _CONTENT = "sdt", "sdtContent"
_FED = frozenset({"dataBinding", "dropDownList", "comboBox", "date", "citation", "bibliography"})
_SIMPLE_FIELD = "fldSimple"
_FIELDS = frozenset({_SIMPLE_FIELD, "fld"})
# What is translated by itself, or counted in the whole file.
_APART = frozenset({"p", "sdt", "oMath", "del", "moveFrom"})
_BREAKS = frozenset({"br", "cr", "tab", "ptab", "t"})  # a line end in a text of a spreadsheet
_HYPHENS = {"noBreakHyphen": "\N{NON-BREAKING HYPHEN}", "softHyphen": ""}
_DROPPED = frozenset({"proofErr", "lastRenderedPageBreak", "rPh", "phoneticPr"})
# Properties of a run, and their attributes, that no reader sees.
_NO_FORMAT = frozenset({"lang", "noProof"})
_INVISIBLE = frozenset({"lang", "altLang", "dirty", "err", "noProof", "smtClean"})
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
# In a cell, with control characters, which Excel writes as codes unless they are spoken of.
_LINE_END = re.compile(r"(\n|(?<!_x005F)(?:_x00[01][0-9A-F]_)+\n?)")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass
class _Item:
    """A part of a paragraph: text of one format, a container, a field, or something alone.

    `opening` and `closing` are elements as they stand, those of a field; a container has its
    `shell`. Something inside a run, such as a break, has the run's properties.
    """

    text: str = ""
    properties: etree._Element | None = None
    opening: list[etree._Element] = field(default_factory=list)
    closing: list[etree._Element] = field(default_factory=list)
    shell: etree._Element | None = None
    inside: list["_Item"] = field(default_factory=list)
    in_run: bool = False

    @property
    def encloses(self) -> bool:
        return self.shell is not None or bool(self.closing)

    @property
    def format(self) -> bytes:
        return _format(self.properties)

    @property
    def notice(self) -> str | None:
        """The code of the notice that its words stay, if it has some."""
        if not any(map(_has_own_words, self.opening)):
            return None
        name = local_name(self.opening[0])
        if len(self.opening) > 1 or name in _FIELDS:
            return "computed"
        return "ruby" if name == "ruby" else "unusual"


class RunParagraph(MarkedContent[_Item]):
    """A paragraph, or a spreadsheet's string, as a text with markup."""

    _staying = _PROPERTIES

    def __init__(self, element: etree._Element) -> None:
        items = _items(list(element))
        sizes: Counter[bytes] = Counter()
        for text in _texts(items):
            sizes[text.format] += len(text.text)
        self._base = sizes.most_common(1)[0][0] if sizes else b""
        self._base_properties = next(
            (each.properties for each in _texts(items) if each.format == self._base), None
        )
        self.notices = [each.notice for each in _all(items) if each.notice]
        self._numbered: list[_Item] = []
        super().__init__(element, self._encoded(items), self._numbered)

    def fill(self, marked: str) -> None:
        """Replace the paragraph's content by a translation of the text."""
        last = [each for each in self._element if local_name(each) in _LAST]
        super().fill(marked)
        self._element.extend(last)

    def _encoded(self, items: Sequence[_Item]) -> str:
        return "".join(map(self._tagged, items))

    def _tagged(self, item: _Item) -> str:
        if item.text and item.format == self._base:
            return escaped(item.text)
        number = len(self._numbered)
        self._numbered.append(item)
        if item.text:
            return pair(number, escaped(item.text))
        if item.encloses:
            return pair(number, self._encoded(item.inside))
        breaks = local_name(item.opening[0]) in _BREAKS
        return lone(number, "br" if breaks else "m")

    def _put_text(self, parent: etree._Element, text: str, around: _Item | None) -> None:
        properties = around.properties if around and around.text else self._base_properties
        parent.append(self._run(properties, text))

    def _put_part(
        self,
        parent: etree._Element,
        part: _Item,
        inside: Iterable[str | TagNode],
        seen: set[int],
    ) -> None:
        if part.shell is not None:
            made, content = _emptied(part.shell)
            parent.append(made)
            self._put(content, inside, part, seen)
            return
        if part.in_run:
            run = self._run(part.properties, "")
            run.extend(part.opening)
            parent.append(run)
        else:
            parent.extend(part.opening)
        self._put(parent, inside, part, seen)
        parent.extend(part.closing)

    def _run(self, properties: etree._Element | None, text: str) -> etree._Element:
        namespace = etree.QName(self._element).namespace
        run = etree.Element(f"{{{namespace}}}r", nsmap=self._element.nsmap)
        if properties is not None:
            run.append(deepcopy(properties))
        if text:
            etree.SubElement(run, f"{{{namespace}}}t").text = text
            if namespace != _DRAWING:
                run[-1].set(_SPACE, "preserve")
        return run


def _items(children: Sequence[etree._Element]) -> list[_Item]:
    """Return the parts of a paragraph, neighbouring text of one format together."""
    found: list[_Item] = []
    for is_text, same in groupby(_parts(children), lambda item: bool(item.text)):
        if not is_text:
            found += same
            continue
        for _, alike in groupby(same, lambda item: item.format):
            first, *others = alike
            first.text += "".join(each.text for each in others)
            found.append(first)
    return found


def _parts(children: Sequence[etree._Element]) -> Iterator[_Item]:
    ends, place = field_ends(children), 0
    while place < len(children):
        end = ends.get(place)
        if end is not None:
            yield _field(children[place : end + 1])
            place = end
        else:
            yield from _part(children[place])
        place += 1


def _part(child: etree._Element) -> Iterator[_Item]:
    name = local_name(child)
    if name in _CONTAINERS or (name == _SIMPLE_FIELD and is_link(child)):
        yield _Item(shell=child, inside=_items(list(child)))
    elif name == _CONTROL and not is_fed(child):
        yield _Item(shell=child, inside=_items(list(_control_content(child))))
    elif name == "r":
        yield from _of_run(child)
    elif name == "t":  # of a spreadsheet's string without runs
        yield from _of_text(child)
    elif name not in _PROPERTIES | _LAST | _DROPPED:
        yield _Item(opening=[child])


def _of_run(run: etree._Element) -> Iterator[_Item]:
    properties = next((each for each in run if local_name(each) == _RUN_PROPERTIES), None)
    for child in run:
        name = local_name(child)
        if name == "t":
            yield from _of_text(child, properties)
        elif name in _HYPHENS:  # within a word
            if _HYPHENS[name]:
                yield _Item(text=_HYPHENS[name], properties=properties)
        elif name != _RUN_PROPERTIES and name not in _DROPPED:
            yield _Item(opening=[child], properties=properties, in_run=True)


def _of_text(element: etree._Element, properties: etree._Element | None = None) -> Iterator[_Item]:
    """Yield a text; a line end in one of a spreadsheet, where a reader sees it, stands apart."""
    text = element.text or ""
    is_cell = "spreadsheetml" in (etree.QName(element).namespace or "")
    for number, part in enumerate(_LINE_END.split(text) if is_cell else [text]):
        if number % 2:
            end = empty_copy(element)
            end.text = part
            end.set(_SPACE, "preserve")
            yield _Item(opening=[end], properties=properties, in_run=True)
        elif part:
            yield _Item(text=part, properties=properties)


def is_fed(control: etree._Element) -> bool:
    """Say whether the text of a content control comes from elsewhere, and would be replaced."""
    names = (local_name(each) for part in control for each in part)
    return not _FED.isdisjoint(names) or _control_content(control) is control


def _control_content(control: etree._Element) -> etree._Element:
    return next((each for each in control if local_name(each) == _CONTENT), control)


def _emptied(shell: etree._Element) -> tuple[etree._Element, etree._Element]:
    """Return a container without its content, and where that goes."""
    made = empty_copy(shell)
    content = made
    for child in shell if local_name(shell) == _CONTROL else ():
        is_content = local_name(child) == _CONTENT
        made.append(empty_copy(child) if is_content else deepcopy(child))
        content = made[-1] if is_content else content
    return made, content


def _field(elements: Sequence[etree._Element]) -> _Item:
    """Return a field: a link around its text, or what it computes, which stays."""
    text = text_of_link(elements)
    if text is None:
        return _Item(opening=list(elements))
    return _Item(
        opening=list(elements[: text.start]),
        closing=list(elements[text.stop :]),
        inside=_items(elements[text]),
    )


def _has_own_words(element: etree._Element) -> bool:
    name = local_name(element)
    if name == "t":
        return has_words(element.text or "")
    return name not in _APART and any(map(_has_own_words, element))


def _all(items: Sequence[_Item]) -> Iterator[_Item]:
    for item in items:
        yield item
        yield from _all(item.inside)


def _texts(items: Sequence[_Item]) -> Iterator[_Item]:
    return (item for item in _all(items) if item.text)


def _format(properties: etree._Element | None) -> bytes:
    """Return what tells one format from another."""
    if properties is None:
        return b""
    seen = [
        etree.tostring(each, method="c14n")
        for each in properties
        if local_name(each) not in _NO_FORMAT
    ]
    shown = {key: value for key, value in properties.attrib.items() if key not in _INVISIBLE}
    return b"".join([repr(sorted(shown.items())).encode() if shown else b"", *seen])
