"""Quotations and brackets in a sentence: where they are, and whether a translation closes them.

Pure recognition by marks in pairs; an apostrophe, or a sign of inches, encloses nothing.
"""

import re
from collections.abc import Iterator

from tolmach.text.language_tag import language_of
from tolmach.text.sentences import Span

_DOUBLE = re.compile(r'(?<!\s)[„“”‟»«"]|[„“”‟»«"](?!\s)')  # no » that points: Home » Shoes
_SINGLE = re.compile(r"(?<!\w)['‚‘’‹›]|['‚‘’‹›](?!\w)")
_PAIR = re.compile(
    r"""
    (?<!\w) (?: [„“] [^\s„“”] [^„“”]*+ [“”] | [»«] [^\s»«] [^»«]*+ [»«] | " [^"\s] [^"]*+ "
      | „ [^\s„“”"] [^„“”"]*+ " | \( [^()]++ \) | \[ [^\[\]]++ \] )
    """,
    re.VERBOSE,
)
_SPEECH = re.compile(r"""[:,]\s[„“»«"]|[“”«»"],|[.!?…,][“”«»"]""")
_NAME = re.compile(r"""[„“»«"](?=\w*[{}%$<>/\\._:@#])([^\s„“”»«"]+)[“”«»"]""")  # "{name}"
_BRACKETS = "()", "[]"
_EMPTY = re.compile(r"""(?<!\S)\"\"(?!\S)|„“|“”|«»|»«|\(\s*\)|\[\s*\]""")
# Of languages by their tags.
_MARKS = {
    "de": "„“", "en": '""', "ru": "«»", "uk": "«»", "it": "«»", "es": "«»", "pl": "„”", "cs": "„“",
}  # fmt: skip


def quotation_marks(language: str) -> str:
    """Return the two marks of a quotation in the language of a tag; nothing if it is unknown."""
    return _MARKS.get(language_of(language) or "", "")


def has_quotation(text: str) -> bool:
    """Say whether something in a text is between quotation marks or brackets."""
    return _PAIR.search(text) is not None


def quotations(text: str) -> Iterator[Span]:
    """Yield the spans of what is between quotation marks or brackets, with these."""
    yield from (found.span() for found in _PAIR.finditer(text))


def are_paired(source: str, target: str) -> bool:
    """Say whether a translation closes pairs as the source does, and keeps direct speech apart.

    Single quotation marks may stand for double ones; a pair has something inside. Around what is no
    speech, such as a title, all quotation marks may be left out, but not some, nor those around a
    placeholder or a path; brackets may not.
    """
    there, here = map(_counted, (target, source))
    odd = any(found % 2 and not given % 2 for found, given in zip(there, here, strict=True))
    empty = _EMPTY.search(target) and not _EMPTY.search(source)
    unclosed = _open_brackets(target) and not _open_brackets(source)
    unclosed |= any(pair[0] in source and pair[0] not in target for pair in _BRACKETS)
    lost = sum(there) < here[0] and (sum(there) > 0 or _SPEECH.search(source))
    bare = any(name[1] in target for name in _NAME.finditer(source)) and not any(there)
    return not (odd or empty or unclosed or lost or bare)


def _counted(text: str) -> list[int]:
    """Count double and single quotation marks."""
    return [len(sign.findall(text)) for sign in (_DOUBLE, _SINGLE)]


def _open_brackets(text: str) -> bool:
    return any(text.count(pair[0]) != text.count(pair[1]) for pair in _BRACKETS)
