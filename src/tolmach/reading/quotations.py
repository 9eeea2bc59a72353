"""Quotation marks within a sentence: whether they pair up, and as marks around what they enclose.

A model closes most quotations that it opens. Where it does not, the sentence is translated without
the marks, which come back around the words that translate theirs.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from tolmach.reading.marks import Part
from tolmach.text.language_tag import language_of

_DOUBLE = re.compile('[„“”‟»«"]')
_SINGLE = re.compile(r"(?<!\w)['‚‘’‹›]|['‚‘’‹›](?!\w)")
_PAIR = re.compile(
    r"""
    (?<!\w) (?: [„“] [^\s„“”] [^„“”]*+ [“”] | [»«] [^\s»«] [^»«]*+ [»«] | " [^"\s] [^"]*+ " )
    """,
    re.VERBOSE,
)
# Of languages by their tags.
_MARKS = {
    "de": "„“", "en": '""', "ru": "«»", "uk": "«»", "it": "«»", "es": "«»", "pl": "„”", "cs": "„“",
}  # fmt: skip


def quotation_marks(language: str) -> str:
    """Return the two marks of a quotation in the language of a tag; nothing if it is unknown."""
    return _MARKS.get(language_of(language) or "", "")


def has_quotation(text: str) -> bool:
    """Say whether something in a text is between quotation marks."""
    return _PAIR.search(text) is not None


def are_paired(source: str, target: str) -> bool:
    """Say whether all quotations of a translation are closed, or the source's are not either."""
    return not any(
        len(sign.findall(target)) % 2 and len(sign.findall(source)) % 2 == 0
        for sign in (_DOUBLE, _SINGLE)
    )


def set_apart(parts: Sequence[Part], marks: str) -> tuple[Part, ...]:
    """Return parts with pairs of `marks`, if not the same, around what they have in quotes."""
    return tuple(_set_apart(parts, marks))


def _set_apart(parts: Sequence[Part], marks: str) -> Iterator[Part]:
    for is_text, run in groupby(parts, lambda part: part.kind == "text"):
        if not is_text:
            yield from run
            continue
        texts = list(run)
        text, place = "".join(part.text for part in texts), 0
        if not has_quotation(text):
            yield from texts
            continue
        for found in _PAIR.finditer(text):
            start, end = found.span()
            opening, closing = marks or (text[start], text[end - 1])
            name = f"quotation{start}"
            yield from _text(text[place:start])
            yield Part("open", opening, name)
            yield from _text(text[start + 1 : end - 1])
            yield Part("close", closing, name)
            place = end
        yield from _text(text[place:])


def _text(written: str) -> Iterator[Part]:
    if written:
        yield Part("text", written)
