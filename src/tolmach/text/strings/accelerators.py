"""Keyboard accelerators in texts of user interfaces: `&File`, `Save _as`, `E~xit`.

A sign stands before the letter that a key names: `&` in Qt and Windows, also as an entity, `_` in
GTK, `~` in LibreOffice. Names with a sign inside (AT&T, `foo_bar`), `a & b`, entities and pairs of
underscores have none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html.entities import html5
from typing import NamedTuple, Protocol, TypeVar

SIGNS = ("&amp;", "&", "_", "~")
_LETTERS = r"[^\W\d_]"
_WORD = re.compile(
    rf"""(?<![^\s(\["'„“»«‹›>|*])
    (?>(?:{_LETTERS}++-)*) (?P<before>{_LETTERS}*+)
    (?P<sign>&(?:amp;)?|[_~]) (?P<after>{_LETTERS}++)
    (?![\w&~=;@/(]|\.\w|:/)""",
    re.VERBOSE,
)
_NAME_BEFORE = re.compile(r"(?<!\w)(?=[^\W_])[^\Wa-zß-öø-ÿа-яё]\w*\s\Z")  # "Tom &Anna"
_BEGINS = re.compile(r"[\W\d_]*+[^\Wa-zß-öø-ÿа-яё]")  # with a capital, as a label does
_SENTENCE_END = re.compile(r"(?<!\.)[.!?][\"'“”»«)]*\s*\Z")
_CODE = re.compile(r"[=`]")
_FEWEST = 2  # letters behind a sign
_FEW, _SEVERAL = 2, 3  # letters before a sign, and after it, of what is no compound
_MOST_WORDS = 8  # of a label


class Accelerator(NamedTuple):
    """The sign of an accelerator, `text[start:end]`, and the word that it is in, with the sign."""

    start: int
    end: int
    first: int
    last: int


class Recognisable(Protocol):
    """A stretch of a text that is recognised as something."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


Recognised = TypeVar("Recognised", bound=Recognisable)


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
    if (len(after) < _FEWEST and text[found.end() :][:1] != "-") or after in html5:
        return False
    if sign[0] != "&":
        return _is_label(text, sign) and _parts_label(found, is_word)
    if not before:
        names = after[0].isupper() and _NAME_BEFORE.search(text, 0, found.start())
        return not (names and _SENTENCE_END.search(text))
    few = len(before) <= _FEW and len(after) >= _SEVERAL
    return after.islower() and (few or is_word(before + after))


def _is_label(text: str, sign: str) -> bool:
    """Say whether a text with a sign is short, and neither a sentence nor code."""
    short = len(text.split()) <= _MOST_WORDS and text.count(sign) == 1
    return short and not (_CODE.search(text) or _SENTENCE_END.search(text))


def _parts_label(found: re.Match[str], is_word: Callable[[str], bool]) -> bool:
    """Say whether a sign in a label stands before a word or parts one, and not two: error_log."""
    text, before, sign, after = found.string, *found.groups()
    if not before:
        small = after.islower() and len(after) >= _SEVERAL and " " in text and is_word(after)
        return small or (after[0].isupper() and after[1:].islower())
    whole = after.islower() and len(after) >= _SEVERAL and is_word(before + after)
    short = len(before) <= _FEW and before[0].isupper()
    names = sign == "_" and not short and is_word(before) and is_word(after)
    return whole and not names and _BEGINS.match(text) is not None
