"""Keyboard accelerators in texts of user interfaces: `&File`, `Save _as`, `E~xit`.

A sign stands before the letter that a key names: `&` in Qt and Windows, also as an entity, `_` in
GTK, `~` in LibreOffice. Names with a sign inside (AT&T, `foo_bar`), `a & b`, entities and pairs of
underscores have none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

_LETTERS = r"[^\W\d_]"
_WORD = re.compile(
    rf"""(?<![^\s(\["'„“»«‹›>|*])
    (?:{_LETTERS}++-)*+ (?P<before>{_LETTERS}*+) (?P<sign>&(?:amp;)?|[_~]) (?P<after>{_LETTERS}++)
    (?![\w&~=;@/]|\.\w|:/)""",
    re.VERBOSE,
)
_NAME_BEFORE = re.compile(r"(?<!\w)(?=[^\W_])[^\Wa-zß-öø-ÿа-яё]\w*\s\Z")  # "Tom &Anna"
_BEGINS = re.compile(r"[\W\d_]*+[^\Wa-zß-öø-ÿа-яё]")  # with a capital, as a label does
_SENTENCE_END = re.compile(r"(?<!\.)[.!?][\"'“”»«)]*\s*\Z")
_CODE = re.compile(r"[=`]")
_FEW, _SEVERAL = 2, 3  # letters before a sign, and after it, of what is no compound


class Accelerator(NamedTuple):
    """The sign of an accelerator, `text[start:end]`, and the word that it is in, with the sign."""

    start: int
    end: int
    first: int
    last: int


class Found(Protocol):
    """What is recognised in a text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


Recognised = TypeVar("Recognised", bound=Found)


def accelerators(text: str, is_word: Callable[[str], bool]) -> Iterator[Accelerator]:
    """Yield the accelerators in a text; of a sign within it `is_word` says if it parts a word."""
    for found in _WORD.finditer(text):
        if _accelerates(found, is_word):
            yield Accelerator(*found.span("sign"), *found.span())


def apart_from(
    found: Sequence[Recognised], signs: Sequence[Accelerator]
) -> tuple[list[Recognised], list[Accelerator]]:
    """Return what else is found in a text, and the accelerators.

    Nothing else is in the word of an accelerator, and an accelerator in nothing else.
    """
    free = [
        sign
        for sign in signs
        if not any(
            one.start < sign.last
            and sign.first < one.end
            and not (sign.first <= one.start and one.end <= sign.last)
            for one in found
        )
    ]
    others = [
        one
        for one in found
        if not any(sign.first <= one.start and one.end <= sign.last for sign in free)
    ]
    return others, free


def _accelerates(found: re.Match[str], is_word: Callable[[str], bool]) -> bool:
    text, before, sign, after = found.string, *found.groups()
    if text[found.start() - 1 : found.start()] == "(" and len(after) == 1:  # as in "(&F)"
        return False
    ampersand, is_sentence = sign[0] == "&", _SENTENCE_END.search(text) is not None
    if not ampersand and (text.count(sign) > 1 or _CODE.search(text) or is_sentence):
        return False
    if not before and ampersand:
        names = after[0].isupper() and _NAME_BEFORE.search(text, 0, found.start())
        return not (is_sentence and names)
    if not before:
        return after[0].isupper() or " " in text
    if not after.islower() or not (ampersand or _BEGINS.match(text)):
        return False
    few = ampersand and len(before) <= _FEW and len(after) >= _SEVERAL
    return few or is_word(before + after)
