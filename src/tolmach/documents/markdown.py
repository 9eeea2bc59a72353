"""Markdown: blocks stay where they are, and emphasis, links and code come through as tags."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it import MarkdownIt

from tolmach.documents.document import (
    TranslatableDocument,
    TranslationTask,
    escaped,
    has_words,
    with_line_feeds,
)
from tolmach.documents.notices import Notice
from tolmach.documents.tagged import TagNode, lone, pair, tag_tree, without_tags

_FRONT = re.compile(r"\A(?:---\n.*?\n(?:---|\.\.\.)|\+\+\+\n.*?\n\+\+\+)(?:\n|\Z)", re.DOTALL)
_MARKER = re.compile(  # of a line within a paragraph that is more than that in a dialect
    r"""
    (?P<whole>:::.*|\[!\w+\][-+]?\s*|(?:!!!|\?\?\?\+?)\s[\w\s-]*
      | \[(?!\^)[^\[\]]+\]:\s+\S.*)\Z  # a note's, without a title; a link's definition
    | (?P<titled>(?:!!!|\?\?\?\+?|===)\s[^"]*"|\[!\w+\][-+]?\s+)
    | \[\^[^\]\s]+\]:\s+ | :\s+ | \[[ xX]\]\s+  # a footnote, a definition, a task
    """,
    re.VERBOSE,
)
_FORMULA = re.compile(r"(?P<formula>\s*\$\$.*\$\$\s*|\s*\\\[.*\\\]\s*)", re.DOTALL)
_INDENTING = re.compile(r"^[^\S\n]*(?:!!!|\?\?\?|===)\+?\s", re.MULTILINE)
_LONGEST = 20_000  # characters of a block in which marks are looked for
_INLINE = re.compile(
    r"""
    (?P<break>(?:(?<![ ])[ ]{2,}+|\\)\n|<[bB][rR]\s*/?>)
    | (?P<word>(?<![^\\]`)(?P<ticks>`++)(?:.{1,2000}?)(?<!`)(?P=ticks)(?!`)
        | <(?:https?|mailto):[^<>\s]*>)
    | (?P<aside>!\[[^\]\n]{0,2000}\]\([^()\n]{0,2000}\) | <!--.{0,2000}?--> | </?[A-Za-z][^<>]*>
        | \\[!-/:-@\[-`{-~] | &(?:ast|lowbar|[lr]sqb|[lr]brack|grave|vert|verbar|num|bsol
          |\#(?:35|42|9[1-356]|12[46])|\#[xX](?:2[3aA]|5[b-dfB-DF]|60|7[ceCE]));)
    | \[(?P<text>(?:[^\[\]]|!?\[[^\[\]]{0,2000}\]){1,2000})\]
        (?P<link>\([^()\s]*(?:\s+"[^"\n]*")?\)|\[[^\[\]\n]*\])
    | (?P<mark>\*\*|~~|\*|(?<!\w)__?)(?=\S)(?P<inside>.{1,2000}?)(?<=\S)(?P=mark)(?!(?<=_)\w)
    """,
    re.VERBOSE | re.DOTALL,
)
_APART = re.compile(r'(?<=\A!\[)[^\]]+|"[^"]+"(?=\)\Z)')  # of a picture, and a title
_WRAP = re.compile(r"\n[ \t]*")
_LIVE = re.compile(r"<(?=/?[A-Za-z])|&(?=\#?\w+;)")  # signs that would begin a tag or an entity
_STARTS = re.compile(r"(?=[-+#>]\s)|(?<=\d)(?=[.)]\s)")  # where a line would begin another block


@dataclass
class _Inline:
    """The text of a block at `span`, with its marks as tags; `written` says how those are."""

    span: tuple[int, int]
    prefix: str
    written: list[tuple[str, str]] = field(default_factory=list)
    marked: str = ""
    described: int = 0  # pictures and links with text that is no part of the sentence

    def encoded(self, content: str) -> str:
        parts, done = [], 0
        for found in _INLINE.finditer(content):
            parts += [_plain(content[done : found.start()]), self._tag(found)]
            done = found.end()
        return "".join([*parts, _plain(content[done:])])

    def restored(self, marked: str) -> str:
        text = self._restored(tag_tree(marked).inside)
        start = _STARTS.match(text) or _STARTS.search(text, 0, 5)
        if start and text[: start.start()].strip("0123456789") == "":
            return f"{text[: start.start()]}\\{text[start.start() :]}"
        return text

    def _tag(self, found: re.Match[str]) -> str:
        number = len(self.written)
        self.described += any(map(has_words, _APART.findall(found["link"] or found["aside"] or "")))
        if found["text"]:
            self.written.append(("[", f"]{found['link']}"))
            return pair(number, self.encoded(found["text"]))
        if found["mark"]:
            self.written.append((found["mark"], found["mark"]))
            return pair(number, self.encoded(found["inside"]))
        if found["break"]:
            self.written.append((found[0] + self.prefix * found[0].endswith("\n"), ""))
            return lone(number, "br")
        self.written.append((_WRAP.sub(" ", found[0]), ""))
        return lone(number, "ph" if found["word"] else "m")

    def _restored(self, content: Sequence[str | TagNode]) -> str:
        parts = []
        for piece in content:
            if isinstance(piece, str):
                coded = len(self.marked) <= _LONGEST  # elsewhere tags are not told from text
                parts.append(_LIVE.sub(lambda sign: escaped(sign[0]), piece) if coded else piece)
            elif piece.number in range(len(self.written)):
                opening, closing = self.written[piece.number]
                inside = self._restored(piece.inside)
                emphasis = opening == closing
                parts.append("" if emphasis and not inside else f"{opening}{inside}{closing}")
        return "".join(parts)


class MarkdownDocument(TranslatableDocument):
    """Markdown with tables; a paragraph comes back in one line."""

    def __init__(self, text: str) -> None:
        text, self._line_end = with_line_feeds(text)
        front = _FRONT.match(text)
        self._front = front[0] if front else ""
        self._text = text[len(self._front) :]
        parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        parser.disable(["inline", "text_join"])  # the blocks alone
        if _INDENTING.search(self._text):  # a dialect in which notes are indented as code is
            parser.disable("code")
        tokens = parser.parse(self._text)
        self._blocks = sum(token.type == "html_block" for token in tokens)
        code = (token.content for token in tokens if token.type in ("fence", "code_block"))
        self._code = sum(map(has_words, code))
        self._lost = self._described = 0
        inline = [
            (_written(token.content, before.type), token.map)
            for before, token in pairwise(tokens)
            if token.type == "inline"
        ]
        self._inlines = list(self._located(inline))

    @property
    def texts(self) -> Sequence[str]:
        """The paragraphs, headings, items and cells."""
        return [each.marked for each in self._inlines]

    @property
    def warnings(self) -> Sequence[Notice]:
        """Front matter, HTML, code, and what could not be found again."""
        counts = {
            "front_matter": has_words(self._front),
            "html": self._blocks,
            "code": self._code,
            "alternative_text_or_title": self._described,
            "unusual": self._lost,
        }
        return [Notice.of(code, count) for code, count in counts.items() if count]

    def filled(self, translations: Sequence[str], _: TranslationTask) -> bytes:
        """Return the text in UTF-8."""
        parts, done = [self._front], 0
        for each, marked in zip(self._inlines, translations, strict=True):
            parts += [self._text[done : each.span[0]], each.restored(marked)]
            done = each.span[1]
        text = "".join([*parts, self._text[done:]])
        return text.replace("\n", self._line_end).encode("utf-8")

    def _located(self, inline: Sequence[tuple[str, list[int] | None]]) -> Iterator[_Inline]:
        starts = [0, *(found.end() for found in re.finditer("\n", self._text))]
        done = 0
        for content, lines in inline:
            done = max(done, starts[lines[0]] if lines else 0)
            for part, marker in _parts(content.split("\n")):
                span = self._span(part, done)
                if span is None:
                    self._lost += has_words("".join(part))
                    continue
                done = span[1]
                text = "\n".join(part)[len(marker) :]
                one = _Inline((span[0] + len(marker), done), self._prefix(*span))
                one.marked = _plain(text) if len(text) > _LONGEST else one.encoded(text)
                self._described += one.described
                if has_words(without_tags(one.marked)):
                    yield one

    def _span(self, lines: Sequence[str], start: int) -> tuple[int, int] | None:
        """Return where a block's lines stand, from the first to the last."""
        first, end = -1, start
        for line in lines:
            place = self._text.find(line, end)
            if place < 0 or (first >= 0 and self._text.count("\n", end, place) > 1):
                return None
            first = place if first < 0 else first
            end = place + len(line)
        return first, end

    def _prefix(self, start: int, end: int) -> str:
        """Return what stands before a block's second line, such as the mark of a quotation."""
        second = re.compile(r"\n([ \t>]*)").search(self._text, start, end)
        return second[1] if second else ""


def _parts(lines: Sequence[str]) -> Iterator[tuple[list[str], str]]:
    """Yield the lines of a block together, but for those that stand alone in a dialect.

    With each part comes the marker at its beginning, which stays.
    """
    part: list[str] = []
    marker = ""
    for line in _with_formulas(lines):
        found = _FORMULA.fullmatch(line) or _MARKER.match(line)
        if found and part:
            yield part, marker
            part, marker = [], ""
        part += line.split("\n")
        marker = found[0] if found else marker
        if found and found.lastgroup:
            yield part, marker
            part, marker = [], ""
    if part:
        yield part, marker


def _with_formulas(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a block; those of a formula, from "$$" to "$$", as one."""
    open_, marks = list[str](), 0
    for line in lines:
        open_.append(line)
        marks += line.count("$$")
        if marks % 2 == 0 or not open_[0].lstrip().startswith("$$"):
            yield "\n".join(open_)
            open_, marks = [], 0
    yield from open_


def _written(content: str, kind: str) -> str:
    """Return a block's text as it is written: a bar in a cell is so with a backslash."""
    return content.replace("|", "\\|") if kind in ("td_open", "th_open") else content


def _plain(text: str) -> str:
    return escaped(html.unescape(_WRAP.sub(" ", text)))
