"""Parts of a sentence that are no text: links, tags, emphasis, entities, addresses, code."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from operator import itemgetter
from typing import Literal, NamedTuple

from tolmach.reading.decoration import faces
from tolmach.reading.marks.part import Part
from tolmach.reading.recognition import Recognition, Source, delimited, recognised
from tolmach.reading.substitutes import is_quotation_mark, sign_read
from tolmach.text.sentences import Span
from tolmach.text.strings.accelerators import Accelerator
from tolmach.text.strings.coded_signs import escapes
from tolmach.text.strings.markdown import unfinished_link
from tolmach.text.strings.quotations import quotations

TreatmentKind = Literal[
    "aside", "protected", "copied", "sign", "recased", "replaced", "included", "excluded"
]

_ENCLOSED = frozenset(zip("([{<", ")]}>", strict=True))
_QUOTED = frozenset(zip("\"'", "\"'", strict=True))
# Without these no text has a mark that breaks it.
_MAY_BREAK = re.compile(r"[<\\]|[{%]\W{0,20}(?:el|when|case|empty)")
_ENDS_SENTENCE = re.compile(r"[.!?:;,…][\"'“”»)]*\s*\Z")
_NEXT_LETTER = re.compile(r"\s*+([^\W\d_])")
_ENTITY, _NUMBER = re.compile(r"&#?\w+;"), re.compile(r"\d+(?:[.,:]\d+)*")
_NO_TEXT, _WORD = "\ufffc", "x"  # in place of parts that are no text
_SIGN_TREATMENTS: dict[Source, TreatmentKind] = {
    "face": "sign",
    "name": "copied",
    "letter": "replaced",
    "quantity": "sign",
}


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
    found = recognised(text, _read_signs, signs, numbers)
    ends, starts = [0, *(one.end for one in found)], [*(one.start for one in found[1:]), len(text)]
    kept = (
        _with_brackets(text, _kept(one), span)
        for one, *span in zip(found, ends, starts, strict=False)
        if one.part.name != "|"
    )
    yield from _matched(list(kept))


def without_marks(text: str) -> tuple[str, list[str]]:
    """Return a text without tags, links and emphasis, also where they do not close, and these."""
    kept = list(kept_parts(text))
    marks = [one for one in kept if one.part.kind in ("open", "close", "lone")]
    held = held_places(text, kept)
    others = (Recognition(*one[:3], "string") for one in kept)
    marks += (_kept(one) for one in delimited(text, others) if not any(held[one.start : one.end]))
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


def _kept(one: Recognition) -> Kept:
    """Return what was recognised as it is treated."""
    if one.source in _SIGN_TREATMENTS:
        return Kept(*one[:3], _SIGN_TREATMENTS[one.source])
    fixed = one.part.kind == "fixed" or one.source == "string"
    return Kept(*one[:3], "protected" if fixed else "aside")


def _with_brackets(text: str, one: Kept, within: Sequence[int]) -> Kept:
    """Return what is kept with brackets around it alone, of which the model reads nothing.

    Straight quotes around it alone are kept, too. Beyond `within` other parts are kept.
    """
    if one.part.kind != "fixed" or one.kind != "protected":
        return one
    start, end, part = one.start, one.end, one.part
    while within[0] < start and end < within[1]:
        around = text[start - 1], text[end]
        if around not in _ENCLOSED | _QUOTED:
            break
        start, end = start - 1, end + 1
        part = Part("fixed", part.written, read="") if around in _ENCLOSED else part
    return Kept(start, end, part._replace(written=text[start:end]), "protected")


def _read_signs(text: str, start: int) -> Iterator[Recognition]:
    """Yield signs in code, and emoticons: a letter is read, any other sign stays as it is."""
    faced = (
        Recognition(*face, Part("fixed", text[slice(*face)], "sign", read=""), "face")
        for face in faces(text, start)
    )
    yield from merge(_coded(text, start), faced, key=itemgetter(0))


def _coded(text: str, start: int) -> Iterator[Recognition]:
    for first, last, kind, sign in escapes(text, start):
        written = text[first:last]
        match kind:
            case "value" if written[0] != "&":
                yield Recognition(first, last, Part("fixed", written), "name")
            case "letter":
                yield Recognition(first, last, Part("text", sign), "letter")
            case "number":
                number = _NUMBER.search(_ENTITY.sub(lambda found: " " * len(found[0]), written))
                part = Part("fixed", written, "number", read=number[0] if number else "")
                yield Recognition(first, last, part, "quantity")
            case "space":
                part = Part("lone", written, "space", read=" " * sign.isspace())
                yield Recognition(first, last, part, "space")
            case _:
                read = sign_read(text, first, last, sign)
                yield Recognition(first, last, Part("fixed", written, "sign", read=read), "sign")


def with_quotations_apart(parts: Sequence[Part], marks: str) -> tuple[Part, ...]:
    """Return parts in which quotation marks and brackets are marks in pairs.

    Quotation marks are `marks`, if there are any.
    """
    text = "".join(part.text if part.kind == "text" else _stand_in(part) for part in parts)
    edges: dict[int, Part] = {}
    for start, end in quotations(text):
        around = text[start] + text[end - 1]
        around = marks if marks and is_quotation_mark(around[0]) else around
        edges[start] = Part("open", around[0], f"quotation{start}")
        edges[end - 1] = Part("close", around[1], f"quotation{start}")
    done: list[Part] = []
    place = 0
    for part in parts:
        size = len(part.text) if part.kind == "text" else 1
        inside = [here for here in edges if place <= here < place + size]
        done += _cut_at(part.text, place, edges, inside) if inside else [part]
        place += size
    return tuple(part for part in done if part.written)


def _stand_in(part: Part) -> str:
    """Return a sign for a part that is no text; of a word, "Pugh" in "Pugh's", it is a letter."""
    return _WORD if part.kind == "fixed" and part.written[-1:].isalpha() else _NO_TEXT


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
