"""Markdown in a line: the marks of emphasis and of links, and those that begin a line.

After CommonMark 0.31 (§6.2, delimiter runs; §6.3, links), as far as one line tells; with the
apostrophes of MediaWiki and the quotes of TeX.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

MarkKind = Literal["open", "close", "lone"]


class Delimiter(NamedTuple):
    """A mark, `line[start:end]`; the two of a pair have the same name."""

    start: int
    end: int
    kind: MarkKind
    name: str = ""


# Of reStructuredText, and of what stands beside a text in dialects of Markdown.
DIRECTIVE = r"""(?: \.\.\s++[\w+-]++(?>(?::[\w+-]++)*)::(?=\s|\Z)
    | (?:!!!|\?\?\?\+?)\s++[a-z][\w-]*+(?=\s++["„“]|\s*+\Z) | :{3,}\s?[a-z][\w-]*+(?=\s|\Z) )"""
_FENCE = r"(?:`{3,}|~{3,})\s*[\w+#.-]*\s*\Z"
# Lines of them without text: fences, targets, and directives whose arguments are code.
CODE_LINE = rf"""(?: {_FENCE} | \.\.\s++ (?: _[^\s:][^:]*+:(?:\s.*)?\Z
    | (?: code(?:-block)?|sourcecode|highlight|image|figure|(?:literal)?include|math|raw|toctree
      |(?:current)?module|auto\w+|role|default-role|(?:py|c|cpp|js|rst):\w+ )::(?:\s.*)?\Z ) )"""
_PREFIX = re.compile(
    rf"""
    (?>(?: \s*+ (?: {DIRECTIVE} | >++ (?=\s) | [-*+•‣] (?=\s) | \d{{1,3}}[.)] (?=\s)
      | (?: \#{{1,6}} | : ) (?=\s) | \[[ xX]\] (?=\s) | \[\^[^\[\]\s]+\]: ) )+) \s*+
    """,
    re.VERBOSE,
)
_WHOLE = re.compile(
    rf"\s*+(?:(?:```|~~~).*|\[(?!\^)[^\[\]]+\]:\s+\S+.*|[-=*_\#|:+\s]+|{CODE_LINE})", re.VERBOSE
)
_FENCED = re.compile(rf"\s*{_FENCE}")
_SUFFIX = re.compile(r"\s++\#++\s*+\Z")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]")
_BRACKET = re.compile(r"!?\[|\]")
_TARGET = re.compile(
    r"""\]\( \s*+ (?:<[^<>]*+> | (?>(?:[^()\s]|\([^()\s]*+\))*))
        (?:\s++(?:"[^"]*+"|'[^']*+'))? \s*+ \) | \]\[[^\[\]]*+\]""",
    re.VERBOSE,
)
_UNFINISHED_LINK = re.compile(r"(?<![\w!])(!?\[)(?!\s)[^\[\]]*(\](?:\([^()\s]*)?)?\Z")
_RUN = re.compile(r"\*{1,3}(?!\*)|_{1,3}(?!_)|~~(?!~)|==(?!=)|`++|'(?:'{4}|'{1,2})(?!')")
_TEX_QUOTES = re.compile(r"(?<![\w`])(``)(?=[^\s`])(?:(?!``|'').)*[^\s`']('')(?![\w'])")
_BETWEEN_WORDS = "_='"  # signs that are no emphasis inside a word
# Emphasis of a part of a word, "un*glaub*lich"; "Leser*innen" has none.
_OPENS_IN_WORD = re.compile(r"\*[^\W\d_]{2,50}\*(?!\*)")
_CLOSES_IN_WORD = re.compile(r"(?<!\*)\*[^\W\d_]{2,50}\Z")
_STRONG = re.compile(r"__[^\W_]+__")
_TABLE = re.compile(r"(?<!\\)\|(?!\|)")
_IN_TABLE = re.compile(r"\s*\|.*\||.*\S\s\|\s\S|.*\|\s*\Z")


def line_marks(line: str) -> tuple[int, int]:
    """Return the ends of what a line is about: after its marks in front and before those behind.

    All of it is a mark where it is a rule, a fence, or the definition of a reference.
    """
    if _WHOLE.fullmatch(line):
        return len(line), len(line)
    first = found.end() if (found := _PREFIX.match(line)) else 0
    last = found.start() if first and (found := _SUFFIX.search(line, first)) else len(line)
    return first, last


def delimiters(line: str) -> Iterator[Delimiter]:
    """Yield, in no order, the marks of a line in which nothing else that is markup stands."""
    if not any(each in line for each in "*_~=[]|`") and "''" not in line:
        return
    if _FENCED.match(line):
        return
    footnotes = [Delimiter(*found.span(), "lone") for found in _FOOTNOTE.finditer(line)]
    line = _hidden(line, footnotes)
    links = list(_links(line))
    line = _hidden(line, links)
    yield from (*footnotes, *links)
    quotes = list(_tex_quotes(line))
    line = _hidden(line, quotes)
    yield from quotes
    if _IN_TABLE.match(line):
        yield from (Delimiter(*found.span(), "lone", "|") for found in _TABLE.finditer(line))
    yield from _emphasis(line)


def unfinished_link(line: str) -> list[tuple[int, int]]:
    """Return where there are marks of a link that ends with the line before it is written whole."""
    found = _UNFINISHED_LINK.search(line)
    return [found.span(each) for each in (1, 2) if found[each]] if found else []


def is_strong(word: str) -> bool:
    """Say whether a word is one in strong emphasis, and no name of a program, as it could be."""
    return _STRONG.fullmatch(word) is not None


def _hidden(line: str, marks: Sequence[Delimiter]) -> str:
    """Return a line with points in place of marks, since nothing inside a mark is one."""
    if not marks:
        return line
    hidden = list(line)
    for mark in marks:
        hidden[mark.start : mark.end] = "." * (mark.end - mark.start)
    return "".join(hidden)


def _links(line: str) -> Iterator[Delimiter]:
    opened: list[re.Match[str]] = []
    done = 0
    for found in _BRACKET.finditer(line):
        if found.start() < done:  # in the target of a link
            continue
        if found[0] != "]":
            opened.append(found)
        elif opened:
            first = opened.pop()
            numbers = line[first.end() : found.start()].isdecimal()  # of notes: "[1][2]"
            if (target := _TARGET.match(line, found.start())) and not (
                numbers and target[0].startswith("][")
            ):
                done = target.end()
                name = f"[{first.start()}"
                yield Delimiter(*first.span(), "open", name)
                yield Delimiter(*target.span(), "close", name)


def _tex_quotes(line: str) -> Iterator[Delimiter]:
    for found in _TEX_QUOTES.finditer(line):
        name = f"``{found.start()}"
        yield Delimiter(*found.span(1), "open", name)
        yield Delimiter(*found.span(2), "close", name)


@dataclass
class _DelimiterRun:
    """A run of delimiters of emphasis, of which `line[start:end]` is not used yet."""

    sign: str
    start: int
    end: int


class _OpenRuns:
    """The runs that may open emphasis, in order."""

    def __init__(self) -> None:
        self._runs: list[_DelimiterRun] = []
        self._signs = Counter[str]()  # without which each run that closes nothing asks all of them

    def __iter__(self) -> Iterator[_DelimiterRun]:
        return iter(self._runs)

    def append(self, run: _DelimiterRun) -> None:
        """Add a run, which stands behind the others."""
        self._runs.append(run)
        self._signs[run.sign] += 1

    def closed_by(self, run: _DelimiterRun) -> Iterator[Delimiter]:
        """Yield the pairs that a run closes; those opened since then are lone marks."""
        while run.start < run.end and self._signs[run.sign]:
            while self._runs[-1].sign != run.sign:
                last = self._pop()
                yield Delimiter(last.start, last.end, "lone")
            first = self._runs[-1]
            size = min(first.end - first.start, run.end - run.start)
            name = f"{run.sign}{first.end - size}"
            yield Delimiter(first.end - size, first.end, "open", name)
            yield Delimiter(run.start, run.start + size, "close", name)
            first.end -= size
            run.start += size
            if first.start == first.end:
                self._pop()

    def _pop(self) -> _DelimiterRun:
        last = self._runs.pop()
        self._signs[last.sign] -= 1
        return last


def _emphasis(line: str) -> Iterator[Delimiter]:
    opened = _OpenRuns()
    for found in _RUN.finditer(line):
        opens, closes = _flanks(line, found)
        run = _DelimiterRun(found[0][0], *found.span())
        if closes:
            yield from opened.closed_by(run)
        if opens and run.start < run.end:
            opened.append(run)
        elif closes and run.start < run.end and run.sign not in _BETWEEN_WORDS:
            yield Delimiter(run.start, run.end, "lone")
    yield from (
        Delimiter(run.start, run.end, "lone")
        for run in opened
        if run.sign not in _BETWEEN_WORDS or run.start == 0
    )


def _flanks(line: str, found: re.Match[str]) -> tuple[bool, bool]:
    """Say whether a run may open and whether it may close emphasis."""
    start, end = found.span()
    before, after = line[start - 1 : start] or " ", line[end : end + 1] or " "
    left = not after.isspace() and (not _is_mark(after) or before.isspace() or _is_mark(before))
    right = not before.isspace() and (not _is_mark(before) or after.isspace() or _is_mark(after))
    within = before.isalnum() and after.isalnum()
    if found[0][0] in _BETWEEN_WORDS:
        return left and (not right or _is_mark(before)), right and (not left or _is_mark(after))
    if within and len(found[0]) == 1:
        opens = _OPENS_IN_WORD.match(line, start) is not None
        return opens, _CLOSES_IN_WORD.search(line[max(0, start - 52) : start]) is not None
    return left, right


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
