"""Parts of a sentence that are no text: links, tags, emphasis, entities, addresses, code."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from tolmach.reading.decoration import faces
from tolmach.reading.marks import Kind, Part, accelerator_mark, number_sign
from tolmach.reading.substitutes import is_quotation_mark, sign_read
from tolmach.text.sentences import Span
from tolmach.text.spacing import is_unspaced
from tolmach.text.strings.accelerators import Accelerator, apart_from
from tolmach.text.strings.coded_signs import escapes
from tolmach.text.strings.markdown import delimiters, is_strong, unfinished_link
from tolmach.text.strings.placeholders import halves, is_alternative, placeholders
from tolmach.text.strings.quotations import quotations
from tolmach.text.strings.tags import stands_as_word, tags
from tolmach.text.strings.verbatim import verbatim_strings

TreatmentKind = Literal[
    "aside", "protected", "copied", "sign", "recased", "replaced", "included", "excluded"
]

_ENCLOSED = frozenset(zip("([{<", ")]}>", strict=True))
_QUOTED = frozenset(zip("\"'", "\"'", strict=True))
# Without these no text has a mark that breaks it.
_MAY_BREAK = re.compile(r"[<\\]|[{%]\W*(?:el|when|case|empty)")
_ENDS_SENTENCE = re.compile(r"[.!?:;,…][\"'“”»)]*\s*\Z")
_NEXT_LETTER = re.compile(r"\s*+([^\W\d_])")
_ENTITY, _NUMBER = re.compile(r"&#?\w+;"), re.compile(r"\d+(?:[.,:]\d+)*")
_NO_TEXT = "\ufffc"  # in place of a part that is none
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


def kept_parts(
    text: str, signs: Sequence[Accelerator] = (), numbers: Mapping[int, str] | None = None
) -> Iterator[Kept]:
    """Yield tags, links, emphasis, placeholders and verbatim strings, apart from each other.

    `signs` are those of accelerators, which are kept, too, and `numbers` the places of those of
    messages that stand for numbers, each with an example.
    """
    counts = numbers or {}
    found = [Kept(at, at + 1, number_sign(counts[at]), "protected") for at in counts]
    found += [*_tags(text), *_protected(text), *_signs(text), *_faces(text)]
    if signs:
        found, signs = apart_from(found, signs)
        found += (
            Kept(*sign[:2], accelerator_mark(text[slice(*sign[:2])]), "aside") for sign in signs
        )
    found += (one for one in _delimited(text, found) if one.part.name != "|")
    found = [_with_brackets(text, one) for one in found]
    taken: list[Span] = []
    kept: list[Kept] = []
    for one in sorted(found, key=lambda one: (_RANK[one.part.kind], one.start)):
        place = bisect_left(taken, (one.start, one.end))
        before_ends = taken[place - 1][1] if place else 0
        after_starts = taken[place][0] if place < len(taken) else len(text)
        if before_ends <= one.start and one.end <= after_starts:
            taken.insert(place, (one.start, one.end))
            kept.append(one)
    yield from _around_words(text, list(_matched(sorted(kept, key=lambda one: one.start))))


def without_marks(text: str) -> tuple[str, list[str]]:
    """Return a text without tags, links and emphasis, also where they do not close, and these."""
    kept = list(kept_parts(text))
    marks = [one for one in kept if one.part.kind in ("open", "close", "lone")]
    held = held_places(text, kept)
    marks += (one for one in _delimited(text, kept) if not any(held[one.start : one.end]))
    marks += (
        Kept(*span, Part("lone", text[slice(*span)]), "aside") for span in unfinished_link(text)
    )
    plain = free_text(text, held_places(text, marks))
    return re.sub(" +", " ", plain), [text[one.start : one.end] for one in marks]


def may_have_breaks(text: str) -> bool:
    """Say whether a text may have `sentence_breaks`, fast; hardly any has a sign that is in one."""
    return _MAY_BREAK.search(text) is not None


def sentence_breaks(text: str, kept: Iterable[Kept]) -> Iterator[Span]:
    """Yield the marks that stand between two sentences: line breaks and paragraphs of markup.

    They are among what is `kept` of the text.
    """
    marks = [one for one in kept if one.part.kind in ("open", "close", "lone")]
    done = 0
    for number, (start, end, part, _) in enumerate(marks):
        before, after = _before(text, marks[: number + 1]), _behind(text, marks[number:])
        if part.breaks and before and after and (part.block or ends_line(before, after)):
            last, done = done, len(text) - len(text[end:].lstrip())
            yield max(last, len(text[:start].rstrip())), done


def _before(text: str, kept: Sequence[Kept]) -> str:
    """Return the text before the last of some marks and those that adjoin it."""
    place = len(text)
    for one in reversed(kept):
        if one is kept[-1] or not text[one.end : place].strip():
            place = one.start
    return text[:place].rstrip()


def _behind(text: str, kept: Sequence[Kept]) -> str:
    """Return the text behind the first of some marks and those that adjoin it."""
    place = 0
    for one in kept:
        if one is kept[0] or not text[place : one.start].strip():
            place = one.end
    return text[place:].lstrip()


def ends_line(before: str, after: str) -> bool:
    """Say whether a line break between two texts ends a sentence: one goes on with a small letter.

    After a colon or a comma, too, the text behind it is read on its own.
    """
    following = _NEXT_LETTER.match(after)
    goes_on = following is not None and following[1].islower()
    return ends_sentence(before) or not goes_on


def ends_sentence(text: str) -> bool:
    """Say whether a text ends with a mark after which what follows is read on its own."""
    return _ENDS_SENTENCE.search(text) is not None


def _matched(kept: list[Kept]) -> Iterator[Kept]:
    """Yield what is kept; the half of a pair whose other half is gone stands alone."""
    names = [one.part.name for one in kept if one.part.kind in ("open", "close")]
    for one in kept:
        alone = one.part.kind in ("open", "close") and names.count(one.part.name) % 2
        yield one._replace(part=one.part._replace(kind="lone")) if alone else one


def _delimited(text: str, others: Sequence[Kept]) -> Iterator[Kept]:
    """Yield the marks of links and of emphasis between what else is kept."""
    masked = list(text)
    for start, end, part, _ in others:
        sign = "x" if part.kind in ("text", "fixed") and part.name != "sign" else "."
        masked[start:end] = sign * (end - start)
    for start, end, kind, name in delimiters("".join(masked)):
        treated: TreatmentKind = "protected" if text[start] == "]" else "aside"
        yield Kept(start, end, Part(kind, text[start:end], name), treated)


def _tags(text: str) -> Iterator[Kept]:
    found = list(tags(text))
    kinds = {(tag.name, tag.kind) for tag in found}
    for tag in found:
        span, written = (tag.start, tag.end), text[tag.start : tag.end]
        alone = not {(tag.name, "open"), (tag.name, "close")} <= kinds
        as_word = tag.may_be_word and alone and stands_as_word(text, *span)
        if tag.kind == "fixed" or as_word:
            sort = "address" if tag.name == "address" else "value"
            yield Kept(*span, Part("fixed", written, sort), "protected")
        else:
            name = f"<{tag.name}" if tag.kind != "lone" else ""
            breaks = tag.breaks or tag.block
            yield Kept(*span, Part(tag.kind, written, name, breaks, tag.block), "aside")
        if tag.closed_at is not None:
            part = Part("close", text[slice(*tag.closed_at)], f"<{tag.name}")
            yield Kept(*tag.closed_at, part, "aside")


def _protected(text: str) -> Iterator[Kept]:
    found = list(_verbatim(text))
    pairs = halves([one.part.written for one in found])
    for number, one in enumerate(found):
        if number in pairs:
            kind, name = pairs[number]
            yield one._replace(part=Part(kind, one.part.written, name), kind="aside")
        else:
            yield one


def _verbatim(text: str) -> Iterator[Kept]:
    taken = 0
    verbatim = (one for one in verbatim_strings(text) if not is_strong(text[one.start : one.end]))
    found = [*verbatim, *placeholders(text)]
    for start, end, kind in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= taken:
            taken = end
            name = "address" if kind in ("url", "email", "handle") else kind
            kept: Kind = "lone" if kind in ("statement", "escape") else "fixed"
            block = kind == "statement" and is_alternative(text[start:end])
            part = Part(kept, text[start:end], name, block or kind == "escape", block)
            yield Kept(start, end, part, "protected")


def _around_words(text: str, kept: Sequence[Kept]) -> Iterator[Kept]:
    """Yield what is kept; two placeholders that enclose words, without a space, as a pair."""
    closing = ""
    for one, after in zip(kept, [*kept[1:], None], strict=False):
        part = one.part
        if not part.is_placeholder:
            closing = ""
        elif closing:
            part, closing = part._replace(kind="close", name=closing), ""
        elif after is not None and _enclose(text, one, after):
            closing = f"{{{one.start}"
            part = part._replace(kind="open", name=closing)
        yield one._replace(part=part)


def _enclose(text: str, one: Kept, other: Kept) -> bool:
    """Say whether two placeholders adjoin the first and the last word of what they enclose."""
    edges = text[one.end : one.end + 1] + text[other.start - 1 : other.start]
    among_letters = edges.isalpha() and len(edges) == 2 and not is_unspaced(edges)
    return among_letters and other.part.is_placeholder


def _with_brackets(text: str, one: Kept) -> Kept:
    """Return what is kept with brackets around it alone, of which the model reads nothing.

    Straight quotes around it alone are kept, too.
    """
    around = (text[one.start - 1 : one.start], text[one.end : one.end + 1])
    if one.part.kind != "fixed" or one.kind != "protected" or around not in _ENCLOSED | _QUOTED:
        return one
    start, end = one.start - 1, one.end + 1
    part = one.part._replace(written=text[start:end])
    if around in _ENCLOSED:
        part = Part("fixed", text[start:end], read="")
    return Kept(start, end, part, "protected")


def _signs(text: str) -> Iterator[Kept]:
    """Yield signs in code: a letter is read, a space and any other sign stay as they are."""
    for start, end, kind, sign in escapes(text):
        span, written = (start, end), text[start:end]
        if kind == "value" and written[0] != "&":
            yield Kept(*span, Part("fixed", written), "copied")
        elif kind == "letter":
            yield Kept(*span, Part("text", sign), "replaced")
        elif kind == "number":
            number = _NUMBER.search(_ENTITY.sub(lambda found: " " * len(found[0]), written))
            read = number[0] if number else ""
            yield Kept(*span, Part("fixed", written, "number", read=read), "sign")
        elif kind == "space":
            yield Kept(*span, Part("lone", written, "space", read=" " * sign.isspace()), "aside")
        else:
            read = sign_read(text, *span, sign)
            yield Kept(*span, Part("fixed", written, "sign", read=read), "protected")


def _faces(text: str) -> Iterator[Kept]:
    """Yield emoticons, of which nothing is read."""
    for start, end in faces(text):
        yield Kept(start, end, Part("fixed", text[start:end], "sign", read=""), "sign")


def with_quotations_apart(parts: Sequence[Part], marks: str) -> tuple[Part, ...]:
    """Return parts in which quotation marks and brackets are marks in pairs.

    Quotation marks are `marks`, if there are any.
    """
    text = "".join(part.text if part.kind == "text" else _NO_TEXT for part in parts)
    edges: dict[int, Part] = {}
    for start, end in quotations(text):
        around = text[start] + text[end - 1]
        around = marks if marks and is_quotation_mark(around[0]) else around
        edges[start] = Part("open", around[0], f"quotation{start}")
        edges[end - 1] = Part("close", around[1], f"quotation{start}")
    done: list[Part] = []
    place = 0
    for part in parts:
        size = len(part.text) if part.kind == "text" else len(_NO_TEXT)
        inside = [here for here in edges if place <= here < place + size]
        done += _cut_at(part.text, place, edges, inside) if inside else [part]
        place += size
    return tuple(part for part in done if part.written)


def _cut_at(
    text: str, begins: int, edges: Mapping[int, Part], places: Sequence[int]
) -> Iterator[Part]:
    """Yield a text that `begins` at a place with the marks at others within it."""
    last = 0
    for place in places:
        yield Part("text", text[last : place - begins])
        yield edges[place]
        last = place - begins + 1
    yield Part("text", text[last:])


def spaced(text: str, spaces: Mapping[int, str], span: Span) -> str:
    """Return a part of a text with the spaces that it had, by their places."""
    return "".join(spaces.get(place, text[place]) for place in range(*span))


def held_places(text: str, kept: Iterable[Kept]) -> list[bool]:
    """Say of each character whether it is part of what is kept."""
    held = [False] * len(text)
    for start, end, *_ in kept:
        held[start:end] = [True] * (end - start)
    return held


def free_text(text: str, held: Sequence[bool]) -> str:
    """Return the characters that are not held."""
    return "".join(one for one, is_held in zip(text, held, strict=True) if not is_held)
