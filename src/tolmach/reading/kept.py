"""Parts of a sentence that are no text: links, tags, emphasis, entities, addresses, code."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Literal, NamedTuple

from tolmach.reading.marks import Kind, Part
from tolmach.reading.substitutes import is_usual
from tolmach.text.sentences import Span
from tolmach.text.strings.placeholders import placeholders
from tolmach.text.strings.tags import tags
from tolmach.text.strings.verbatim import verbatim_strings

TreatmentKind = Literal[
    "aside", "protected", "copied", "sign", "recased", "replaced", "included", "excluded"
]

_LINK = re.compile(
    r"(?P<open>!?\[)(?=[^\s\[\]])[^\[\]]+(?P<close>\](?:\([^()\s]*(?:\s\"[^\"]*\")?\)|\[\w*\]))"
)
_EMPHASIS = re.compile(
    r"(?<![\w*_~])(?P<open>\*{1,3}|_{1,3}|~~|==)(?=[^\s*_~=])"
    r"(?:.*?[^\s*_~=])(?P<close>(?P=open))(?![\w*_~])"
)
_ENTITY = re.compile(r"&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_NAME = re.compile(r"(?<!\w)[A-Z0-9]{1,3}(?:&amp;[A-Z0-9]{1,3})++(?!\w)")  # AT&amp;T
_ENCLOSED = frozenset(zip("([{<", ")]}>", strict=True))
_RANK = {"close": 0, "open": 0, "lone": 1, "fixed": 1, "text": 2}


class Treatment(NamedTuple):
    """A part of a source that the model did not read as it is, and how it was treated."""

    kind: TreatmentKind
    text: str


class Kept(NamedTuple):
    """A part `text[start:end]` that the model does not read as it is, and how it is treated."""

    start: int
    end: int
    part: Part
    kind: TreatmentKind


def kept_parts(text: str) -> Iterator[Kept]:
    """Yield tags, links, emphasis, placeholders and verbatim strings, apart from each other."""
    taken: list[Span] = []
    found = [*_links(text), *_tags(text), *_protected(text), *_emphasised(text, 0)]
    found += _entities(text)
    for one in sorted(found, key=lambda one: (_RANK[one.part.kind], one.start)):
        place = bisect_left(taken, (one.start, one.end))
        before_ends = taken[place - 1][1] if place else 0
        after_starts = taken[place][0] if place < len(taken) else len(text)
        if before_ends <= one.start and one.end <= after_starts:
            taken.insert(place, (one.start, one.end))
    starts = dict(taken)
    kept = [one for one in found if starts.get(one.start) == one.end]
    yield from _matched(sorted(kept, key=lambda one: one.start))


def _matched(kept: list[Kept]) -> Iterator[Kept]:
    """Yield what is kept; the half of a pair whose other half is gone stands alone."""
    names = [one.part.name for one in kept if one.part.kind in ("open", "close")]
    for one in kept:
        alone = one.part.kind in ("open", "close") and names.count(one.part.name) % 2
        yield one._replace(part=one.part._replace(kind="lone")) if alone else one


def _links(text: str) -> Iterator[Kept]:
    for found in _LINK.finditer(text):
        name = f"link{found.start()}"
        yield Kept(*found.span("open"), Part("open", found["open"], name), "aside")
        yield Kept(*found.span("close"), Part("close", found["close"], name), "protected")


def _tags(text: str) -> Iterator[Kept]:
    found = list(tags(text))
    kinds = {(tag.name, tag.kind) for tag in found}
    for tag in found:
        span, written = (tag.start, tag.end), text[tag.start : tag.end]
        alone = not {(tag.name, "open"), (tag.name, "close")} <= kinds
        if tag.kind == "fixed" or (tag.may_be_word and alone):
            sort = "address" if tag.name == "address" else "value"
            yield Kept(*span, Part("fixed", written, sort), "protected")
        else:
            name = f"<{tag.name}" if tag.kind != "lone" else ""
            yield Kept(*span, Part(tag.kind, written, name), "aside")
        if tag.closed_at is not None:
            yield Kept(
                tag.closed_at, tag.closed_at + 1, Part("close", "}", f"<{tag.name}"), "aside"
            )


def _emphasised(text: str, at: int) -> Iterator[Kept]:
    for found in _EMPHASIS.finditer(text):
        (first, opened), (closed, last) = found.span("open"), found.span("close")
        mark, name = found["open"], f"{found['open']}{at + first}"
        yield Kept(at + first, at + opened, Part("open", mark, name), "aside")
        yield Kept(at + closed, at + last, Part("close", mark, name), "aside")
        yield from _emphasised(text[opened:closed], at + opened)


def _protected(text: str) -> Iterator[Kept]:
    taken = 0
    found = [*verbatim_strings(text), *placeholders(text)]
    for start, end, kind in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= taken:
            taken = end
            name = "address" if kind in ("url", "email", "handle") else kind
            kept: Kind = "lone" if kind in ("statement", "escape") else "fixed"
            part = Part(kept, text[start:end], name, breaks=kind == "escape")
            if kept == "fixed" and (text[start - 1 : start], text[end : end + 1]) in _ENCLOSED:
                start, end = start - 1, end + 1
                part = Part("fixed", text[start:end], read="")
            yield Kept(start, end, part, "protected")


def _entities(text: str) -> Iterator[Kept]:
    """Yield entities of HTML: a letter is read, a space and any other sign stay as they are."""
    for found in _NAME.finditer(text):
        yield Kept(*found.span(), Part("fixed", found[0]), "copied")
    for found in _ENTITY.finditer(text):
        sign = unescape(found[0])
        if sign.isalnum():
            yield Kept(*found.span(), Part("text", sign), "replaced")
        elif sign.isspace():
            yield Kept(*found.span(), Part("lone", found[0], "space", read=" "), "aside")
        else:
            read = sign if sign == "&" or is_usual(sign) else ""
            yield Kept(*found.span(), Part("fixed", found[0], "sign", read=read), "protected")


def held_places(text: str, kept: Iterable[Kept]) -> list[bool]:
    """Say of each character whether it is part of what is kept."""
    held = [False] * len(text)
    for start, end, *_ in kept:
        held[start:end] = [True] * (end - start)
    return held


def free_text(text: str, held: Sequence[bool]) -> str:
    """Return the characters that are not held."""
    return "".join(one for one, is_held in zip(text, held, strict=True) if not is_held)
