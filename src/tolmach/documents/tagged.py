"""Formatting as numbered tags: a text with markup as a tree, and XML content as such a text.

`<g n="0">` and `</g>` enclose what element 0 does; a tag such as `<m n="1"/>` stands for the whole
of element 1.
"""

import html
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from lxml import etree

from tolmach.documents.document import escaped, unescaped

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"  # an attribute
_TAG = re.compile(
    r'<(?P<slash>/?)(?P<name>[a-z]+)(?:\s[^<>]*?n="(?P<number>\d+)")?\s*(?P<lone>/?)>'
)
_LINKS = ("id", "rid", "i", "startRef")  # attributes by which markup pairs two tags
Part = TypeVar("Part")
_SPECIAL = frozenset("bpt ept bx ex sc ec ph x it".split())  # names that markup knows


@dataclass
class TagNode:
    """A tag of a translated text and what it encloses; the root's number is -1."""

    number: int
    inside: list["str | TagNode"] = field(default_factory=list)


def tag_tree(marked: str) -> TagNode:
    """Return a text with numbered tags as a tree; a tag that does not fit in is left out."""
    levels, done = [TagNode(-1)], 0
    for tag in _TAG.finditer(marked):
        _add_text(levels[-1], marked[done : tag.start()])
        done = tag.end()
        if tag["slash"]:
            del levels[max(1, len(levels) - 1) :]
        elif tag["number"]:
            node = TagNode(int(tag["number"]))
            levels[-1].inside.append(node)
            if not tag["lone"]:
                levels.append(node)
    _add_text(levels[-1], marked[done:])
    return levels[0]


def _add_text(node: TagNode, marked: str) -> None:
    if marked:
        node.inside.append(unescaped(marked))


def pair(number: int, inside: str) -> str:
    """Return a text enclosed in the tags of an element."""
    return f'<g n="{number}">{inside}</g>'


def lone(number: int, name: str = "m", links: str = "") -> str:
    """Return the tag that stands for a whole element."""
    return f'<{name}{links} n="{number}"/>'


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


class MarkedContent(ABC, Generic[Part]):
    """The content of an XML element as a text with markup, and the way back.

    The number of a tag is that of a part: of what stands in the place of the tag.
    """

    _staying: Collection[str] = ()  # children before the content that are no part of it

    def __init__(self, element: etree._Element, marked: str, parts: Sequence[Part]) -> None:
        self._element, self._parts = element, parts
        self.marked = marked.strip()
        start = marked.find(self.marked)
        self._around = marked[:start], marked[start + len(self.marked) :]

    def fill(self, marked: str) -> None:
        """Replace the content of the element by a translation of the text."""
        before, after = self._around
        content = tag_tree(before + marked + after).inside
        for child in list(self._element):
            if local_name(child) not in self._staying:
                self._element.remove(child)
        self._element.text = None
        seen: set[int] = set()
        self._put(self._element, content, None, seen)
        for number, part in enumerate(self._parts):
            if number not in seen:
                self._put_part(self._element, part, (), seen)

    def _put(
        self,
        parent: etree._Element,
        content: Iterable[str | TagNode],
        around: Part | None,
        seen: set[int],
    ) -> None:
        """Put translated content at the end of an element, within the part `around` it."""
        for piece in content:
            if isinstance(piece, str):
                self._put_text(parent, piece, around)
            elif piece.number in range(len(self._parts)) and piece.number not in seen:
                seen.add(piece.number)
                self._put_part(parent, self._parts[piece.number], piece.inside, seen)

    @abstractmethod
    def _put_text(self, parent: etree._Element, text: str, around: Part | None) -> None: ...

    @abstractmethod
    def _put_part(
        self, parent: etree._Element, part: Part, inside: Iterable[str | TagNode], seen: set[int]
    ) -> None: ...


class MixedContent(MarkedContent[etree._Element]):
    """The content of an XML element, words and elements, as a text with markup.

    Elements named in `enclosing` become pairs, unless they are not to be translated; all others are
    kept as they are, and those named in `breaks` stand between words.
    """

    def __init__(
        self,
        element: etree._Element,
        *,
        enclosing: Collection[str],
        breaks: Collection[str] = (),
    ) -> None:
        self._enclosing, self._breaks = enclosing, breaks
        self._shells: list[etree._Element] = []
        super().__init__(element, self._encoded(element), self._shells)

    def _encoded(self, element: etree._Element) -> str:
        parts = [escaped(element.text or "")]
        for child in element:
            parts += [self._tagged(child), escaped(child.tail or "")]
        return "".join(parts)

    def _tagged(self, child: etree._Element) -> str:
        number, name = len(self._shells), local_name(child)
        self._shells.append(child)
        if self._encloses(child):
            return pair(number, self._encoded(child))
        if name in self._breaks:
            return lone(number, "br")
        given = [(key, child.get(key)) for key in _LINKS if child.get(key)]
        links = "".join(f' {key}="{html.escape(value or "")}"' for key, value in given)
        return lone(number, name if name in _SPECIAL else "m", links)

    def _encloses(self, element: etree._Element) -> bool:
        fixed = element.get("translate") == "no" or element.get("mtype") == "protected"
        return local_name(element) in self._enclosing and not fixed

    def _put_text(self, parent: etree._Element, text: str, _: etree._Element | None) -> None:
        append_text(parent, text)

    def _put_part(
        self,
        parent: etree._Element,
        part: etree._Element,
        inside: Iterable[str | TagNode],
        seen: set[int],
    ) -> None:
        made = empty_copy(part) if self._encloses(part) else part
        made.tail = None
        parent.append(made)
        self._put(made, inside, part, seen)


def empty_copy(shell: etree._Element) -> etree._Element:
    """Return an element with the same name and attributes and without content."""
    return etree.Element(shell.tag, dict(shell.attrib), nsmap=shell.nsmap)


def without_tags(marked: str) -> str:
    """Return the words of a text with markup, still escaped."""
    return _TAG.sub(" ", marked)


def append_text(parent: etree._Element, text: str) -> None:
    """Put text at the end of an element's content."""
    last = next(parent.iterchildren(reversed=True), None)  # `len` would count all of them
    if last is None:
        parent.text = (parent.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def descendants(root: etree._Element, wanted: Callable[[str], bool]) -> Iterator[etree._Element]:
    """Yield elements, in order, whose local names are wanted."""
    for element in root.iter(etree.Element):
        if wanted(local_name(element)):
            yield element
