"""The layout of HTML and XML: blocks stay as they are, and the text of each is translated.

A text with tags inside a sentence is one part, for `markup` to translate; tags of blocks, scripts,
comments, and what is marked as not to be translated are kept.
"""

import re
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

from tolmach.documents.text_layout import TextLayout
from tolmach.text.sentences import split_sentences
from tolmach.text.strings.tags import HTML_BLOCKS, HTML_VOID

# Characters of a part, from which on a sentence end outside pairs of tags and braces ends it.
_LONG = 300
_VERY_LONG = 1000  # from which on any sentence end does
_LONGEST = 2000  # and twice which none has

_TAG = re.compile(
    r"""<!--.*?(?:-->|\Z)
    | <!DOCTYPE\b[^<>\[]*+\[(?>(?:[^\]"'<]++|<!--.*?(?:-->|\Z)|<(?!!DOCTYPE)  # with declarations
        |"(?>(?:[^"<]|<(?!!DOCTYPE))*)"|'(?>(?:[^'<]|<(?!!DOCTYPE))*)')*)\]\s*+>
    | <!\[CDATA\[(?P<data>[^<\]]*+(?>(?:(?:<(?!!\[CDATA\[)|\](?!\]>))[^<\]]*+)*))\]\]>
    | <\?(?>(?:[^?<]++|\?(?!>)|<(?!\?))*)\?> | <[!?][^<>]*+>  # code of PHP may hold tags
    | <(?P<slash>/?)(?P<name>[A-Za-z_][\w:.-]*+)(?P<given>(?>(?:[^<>"']|"[^"]*+"|'[^']*+')*))>""",
    re.DOTALL | re.VERBOSE,
)
_BLOCKS = HTML_BLOCKS | frozenset(  # and what in a line of text alone may stand for words
    "base br button canvas embed input label noscript object search slot track".split()
)
_RAW = frozenset("script style textarea iframe".split())  # in which `<` begins no tag
_KEPT = _RAW | frozenset("pre svg math template".split())
_OPENING, _SPACE = re.compile(r"<[^/<>]"), re.compile(r"\s")
_NOT_TRANSLATED = re.compile(
    r"""\stranslate\s*=\s*["']?no\b
    | \sclass\s*=\s*(?:"[^"]*\bnotranslate\b|'[^']*\bnotranslate\b|notranslate(?![^\s>]))""",
    re.IGNORECASE | re.VERBOSE,
)
_MARK = ' translate="no" tolmach=""'  # put into inline tags whose content markup is to keep


@dataclass(frozen=True)
class TagRules:
    """The tags that divide a text, beside HTML's, and those whose content is not translated.

    Those `kept` are not because of what they are in HTML, which in other XML they are not. Text in
    CDATA is translated if `reads_data`, as it is in XML; in HTML there is none.
    """

    dividing: Collection[str] = ()
    joining: Collection[str] = ()
    ignored: Collection[str] = ()
    kept: Collection[str] = _KEPT
    reads_data: bool = False
    blocks: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        names = (_BLOCKS | _lower(self.dividing)) - _lower(self.joining)
        object.__setattr__(self, "blocks", names)

    def divides(self, tag: re.Match[str]) -> bool:
        """Say whether a tag stands between two parts, as code does that prints no words."""
        if tag["name"] is None:
            return not tag[0].startswith("<?=")
        return tag["name"].lower() in self.blocks

    def keeps(self, tag: re.Match[str]) -> bool:
        """Say whether all to the tag's end tag is kept as it is, and stands between two parts."""
        if not _opens(tag):
            return False
        name = tag["name"].lower()
        return name in self.kept or (
            name not in HTML_VOID and self.divides(tag) and self.is_protected(tag)
        )

    def is_protected(self, tag: re.Match[str]) -> bool:
        """Say whether the text in the tag's element is not to be translated."""
        ignored = tag["name"].lower() in _lower(self.ignored)
        return ignored or _NOT_TRANSLATED.search(tag["given"]) is not None


class HtmlLayout(TextLayout):
    """HTML or XML in parts: what is kept, and between it what is translated, tags inside it."""

    @classmethod
    def of(cls, text: str, rules: TagRules | None = None) -> Self:
        """Divide a text."""
        rules = rules or TagRules()
        kept = [""]
        for part, inline in _runs(text, rules):
            for piece, wanted in _pieces(part) if inline else [(part, False)]:
                if wanted:
                    kept += [piece, ""]
                else:
                    kept[-1] += piece
        return cls(tuple(kept))

    def restored(self, piece: str) -> str:
        """Return a piece without the marks that were put into its tags."""
        return piece.replace(_MARK, "")


def opening_tags(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the tags that begin elements of a page, with what is kept in those that are.

    A tag has a `name` and, `given` behind it, attributes. None is yielded from what is kept, and
    none of what its author marked as not to be translated.
    """
    rules, done = TagRules(), 0
    while tag := _TAG.search(text, done):
        done = _element_end(text, tag, rules) if rules.keeps(tag) else tag.end()
        if tag["name"] and not tag["slash"] and not rules.is_protected(tag):
            yield tag, text[tag.end() : done]


def _opens(tag: re.Match[str]) -> bool:
    """Say whether a tag opens an element that another closes."""
    return tag["name"] is not None and not tag["slash"] and not tag["given"].endswith("/")


def _marked(tag: re.Match[str], rules: TagRules) -> str:
    """Return a tag that begins an inline element, marked if that is not to be translated."""
    if not _opens(tag) or rules.divides(tag) or not rules.is_protected(tag):
        return tag[0]
    return f"<{tag['name']}{_MARK}{tag['given']}>"


def _runs(text: str, rules: TagRules) -> Iterator[tuple[str, bool]]:
    """Yield what is kept, and between it runs of text with the tags inside sentences."""
    text = _TAG.sub(lambda tag: _marked(tag, rules), text)
    ends = dict(_pairs(text))
    start = done = 0
    while tag := _TAG.search(text, done):
        is_kept = rules.keeps(tag)
        is_apart = is_kept or rules.divides(tag)
        done = _element_end(text, tag, rules) if is_kept else tag.end()
        if not is_apart and tag.start() in ends and rules.is_protected(tag):
            done = ends[tag.start()]
            is_apart = any(map(rules.divides, _TAG.finditer(text, tag.end(), done)))
        if not is_apart:
            continue
        yield text[start : tag.start()], True
        if rules.reads_data and tag["data"]:
            yield text[tag.start() : tag.start("data")], False
            yield from _runs(tag["data"], rules)
            yield text[tag.end("data") : done], False
        else:
            yield text[tag.start() : done], False
        start = done
    yield text[start:], True


def _element_end(text: str, opening: re.Match[str], rules: TagRules) -> int:
    """Return where the element that a tag opens ends, or the text if nothing closes it."""
    name = opening["name"].lower()
    if name in rules.kept and name in _RAW:
        closing = re.compile(rf"</{name}(?=[\s/>])[^>]*>", re.IGNORECASE)
        end = closing.search(text, opening.end())
        return end.end() if end else len(text)
    depth = 1
    for tag in _TAG.finditer(text, opening.end()):
        if (tag["name"] or "").lower() == name:
            depth += _opens(tag) - bool(tag["slash"])
        if depth == 0:
            return tag.end()
    return len(text)


def _pieces(run: str) -> Iterator[tuple[str, bool]]:
    """Yield the white space around a run, and its parts, none of which is too long."""
    bare = _TAG.sub(lambda tag: " " * len(tag[0]), run)
    if not any(map(str.isalpha, bare)):
        yield run, False
        return
    first, last = len(run) - len(run.lstrip()), len(run.rstrip())
    yield run[:first], False
    for start, end in _cuts(run, bare, first, last):
        core = run[start:end].rstrip()
        yield core, True
        yield run[start + len(core) : end], False
    yield run[last:], False


def _cuts(run: str, bare: str, first: int, last: int) -> Sequence[tuple[int, int]]:
    """Return the spans of parts: the whole, or as few sentences as tags leave together."""
    if last - first <= _LONG:
        return [(first, last)]
    edges = [first]
    pairs = deque(_pairs(run))
    closed = 0  # where all pairs end that begin before
    for (_, end), (following, _) in pairwise(split_sentences(_SPACE.sub(" ", bare))):
        opening = _OPENING.search(run, end, following)
        cut = opening.start() if opening else following
        while pairs and pairs[0][0] < cut:
            closed = max(closed, pairs.popleft()[1])
        is_outside = closed <= cut and _closes_braces(bare[edges[-1] : cut])
        is_apart = is_outside and _SPACE.search(_TAG.sub("", run[end:following]))
        if cut - edges[-1] > (_LONG if is_apart else _VERY_LONG):
            edges.append(cut)
    sentences = zip(edges, [*edges[1:], last], strict=True)
    return [part for start, end in sentences for part in _shorter(run, start, end)]


def _closes_braces(text: str) -> bool:
    """Say whether a text ends outside the branches of a message."""
    return text.count("{") <= text.count("}")


def _pairs(run: str) -> Sequence[tuple[int, int]]:
    """Return where each pair of tags begins and ends, in the order in which they begin."""
    opened: dict[str, list[int]] = {}
    found = []
    for tag in _TAG.finditer(run):
        if tag["name"] is None or tag["given"].endswith("/"):
            continue
        places = opened.setdefault(tag["name"].lower(), [])
        if not tag["slash"]:
            places.append(tag.start())
        elif places:
            found.append((places.pop(), tag.end()))
    return sorted(found)


def _shorter(run: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of parts of what no sentence divides: cut at spaces, and in no tag."""
    while end - start > 2 * _LONGEST:
        cut = start + _LONGEST
        tag = run.rfind("<", start + 1, cut)
        if tag > run.rfind(">", start, cut):
            cut = tag
        space = run.rfind(" ", start + 1, cut)
        cut = space + 1 if space > cut - _LONGEST // 2 else cut
        yield start, cut
        start = cut
    yield start, end


def _lower(names: Collection[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)
