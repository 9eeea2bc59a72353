"""A line with markup in parts: text, tags, and fixed parts that are kept verbatim.

Tags are those of HTML, XLIFF and TMX. Fixed are placeholders (`{0}`, `{{name}}`, `${x}`, `%s`),
URLs, e-mail addresses, and elements that hold code or are not to be translated.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from tolmach.reading.marks import Kind, Part

_ATTRIBUTE = r"""\s++[\w:.-]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>=`]++))?+"""
_MARKUP = re.compile(
    rf"""
    (?P<aside> <!--.*?--> | <\?.*?\?> | <!\w[^<>]*+> )
    | <(?P<slash>/?)(?P<name>[A-Za-z_][\w:.-]*+)(?P<given>(?:{_ATTRIBUTE})*+)\s*+(?P<whole>/?)>
    | (?P<entity> &(?:\#\d{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z]\w{{1,30}}); )
    | (?P<fixed>
        <!\[CDATA\[.*?\]\]>
        | \$?\{{(?:[^{{}}]|\{{[^{{}}]*+\}})*+\}}
        | (?<![\w%])%(?:\(\w+\)|\d+\$)?[-+\#0]*+\d*+(?:\.\d+)?l{{0,2}}[sdiufFeEgGxXc@]
            (?![^\W\dA-Z_])
        | (?<![\w%])%[A-Z][A-Z0-9_]++%
        | (?:\b(?:https?|ftp)://|\bwww\.)[^\s<>"]*[^\s<>".,;:!?)\]}}'’”»]
        | (?<![\w.+-])[\w.+-]+@[\w-]++(?:\.[\w-]++)+
      )
    """,
    re.VERBOSE | re.DOTALL,
)
_CODE = frozenset("code kbd samp var ph".split())  # elements that stand for a word of the sentence
_NATIVE = frozenset("sup sub script style it bpt ept".split())  # elements that do not
_NOT_TRANSLATED = re.compile(r"""\stranslate\s*=\s*["']?no\b""")
_STANDS_FOR_A_WORD = frozenset("x ph".split())
_BREAKS = frozenset("br hr p div li ul ol tr td th".split())
# The two halves of a pair that XLIFF and TMX write as elements of their own, and what links them.
_OPENING, _CLOSING = frozenset("bpt bx sc".split()), frozenset("ept ex ec".split())
_LINK = re.compile(r"""\s(?P<key>rid|startRef|i|id)\s*=\s*["']?(?P<value>[^"'\s]+)""")
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


@dataclass(frozen=True)
class MarkedLine:
    """A line in parts. `signs` says how `&`, `<` and `>` are written in its text.

    One that the line writes unescaped, outside markup, stays so.
    """

    parts: tuple[Part, ...]
    signs: Mapping[str, str]

    @classmethod
    def of(cls, line: str) -> "MarkedLine":
        """Split a line into parts."""
        found = list(_parts(line))
        plain = {sign for kind, part in found if kind == "plain" for sign in part.written}
        return cls(
            tuple(_in_one([part for _, part in found])),
            {sign: code for sign, code in _SIGNS.items() if sign not in plain},
        )

    @property
    def fixed(self) -> list[str]:
        """The parts that must be kept verbatim, in order."""
        return [part.written for part in self.parts if part.kind == "fixed"]

    @property
    def text(self) -> str:
        """Its text alone."""
        return " ".join(part.written for part in self.parts if part.kind == "text")


def _parts(line: str) -> Iterator[tuple[Literal["plain", "coded"], Part]]:
    """Yield parts, and whether their text is plain or encoded."""
    done = 0
    while found := _MARKUP.search(line, done):
        if found.start() > done:
            yield "plain", Part("text", line[done : found.start()])
        end = _whole_element(line, found)
        yield "coded", _part(line[found.start() : end], found)
        done = end
    if done < len(line):
        yield "plain", Part("text", line[done:])


def _in_one(parts: list[Part]) -> Iterator[Part]:
    """Yield parts, neighbouring texts joined."""
    for is_text, same in groupby(parts, lambda part: part.kind == "text"):
        if is_text:
            yield Part("text", "".join(part.written for part in same))
        else:
            yield from same


def _whole_element(line: str, found: re.Match[str]) -> int:
    """Return the end of what was found: of the whole element where it is not to be translated."""
    name, given = found["name"], found["given"] or ""
    opens = name is not None and not found["slash"] and not found["whole"]
    if not opens or not (name.lower() in _CODE | _NATIVE or _NOT_TRANSLATED.search(given)):
        return found.end()
    end = re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE).search(line, found.end())
    return end.end() if end else found.end()


def _part(written: str, found: re.Match[str]) -> Part:
    if found["entity"]:
        text = html.unescape(written)
        return Part("fixed" if text == written else "text", written if text == written else text)
    if found["fixed"] or found["name"] is None:
        return Part("fixed" if found["fixed"] else "lone", written)
    name = found["name"].lower()
    return Part(_kind(written, found, name), written, _key(name, found), name in _BREAKS)


def _kind(written: str, found: re.Match[str], name: str) -> Kind:
    if name in _OPENING | _CLOSING:
        return "open" if name in _OPENING else "close"
    if len(written) > len(found[0]):  # an element to its end
        return "lone" if name in _NATIVE else "fixed"
    if not found["whole"]:
        return "close" if found["slash"] else "open"
    return "fixed" if name in _STANDS_FOR_A_WORD and _alone(found) else "lone"


def _key(name: str, found: re.Match[str]) -> str:
    if name not in _OPENING | _CLOSING:
        return name
    links = {link["key"]: link["value"] for link in _LINK.finditer(found["given"])}
    return next((f"#{links[key]}" for key in ("rid", "startRef", "i", "id") if key in links), "#")


def _alone(found: re.Match[str]) -> bool:
    """Say whether a tag stands where a word could."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return not before.strip() and not after.isalnum() and after != "<"
