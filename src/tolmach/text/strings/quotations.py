"""Quotations and brackets in a sentence: where they are, and whether a translation closes them.

Pure recognition by marks in pairs; an apostrophe, or a sign of inches, encloses nothing. Marks
around a sentence are written as a language writes them, but those around a whole line stay.
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
# Of languages by their tags, and those of a quotation within a quotation.
_MARKS = {
    "de": "„“", "en": '""', "ru": "«»", "uk": "«»", "it": "«»", "es": "«»", "pl": "„”", "cs": "„“",
}  # fmt: skip
_INNER_MARKS = {"de": "‚‘", "en": "‘’", "ru": "„“", "uk": "„“"}
# Marks that stand at a word, before it and behind it; a straight one may be of code.
_OPENS, _OPENS_SINGLE = re.compile(r"[„“”»«‟](?!\s)"), re.compile(r"[‚‘‹›](?!\s)")
_CLOSES, _CLOSES_SINGLE = re.compile(r"(?<!\s)[“”»«‟]"), re.compile(r"(?<!\s)[‘’‹›]")
_TYPOGRAPHIC = re.compile("[„“”»«‟]")
_WHOLE = re.compile(
    r"[^\w„“”»«‟‚‘’‹›]*[„“”»«‟‚‘‹›](?P<within>\S.*\S|\S)[“”»«‟‘’‹›][^\w„“”»«‟‚‘’‹›]*",
    re.DOTALL,
)
_MARK_WITHIN = re.compile(r"[„“”»«‟‚‹›]|(?<!\w)‘|’(?!\w)")
_QUOTE, _ANY_QUOTE = re.compile(r'[„“”‟»«"](?!\d)'), re.compile("[„“”‟»«\"'‚‘’‹›]|&\\w+;|″")
_LOOSE_QUOTE = re.compile(r'\s[„“”‟»«"]\s')
# What begins a quotation has space or an opening bracket before it, or the mark of another.
_MARK = re.compile('[„“”‟»«"]')
_TWO_PAIRS = 4  # marks
_BEFORE_OPENING, _KINDS = frozenset("([{—–-/"), ("„“”‟", "»«", '"', "‚‘’‹›'")
_MAY_BE_CODE = re.compile(r"[<>{}=\\`]")
_STRAIGHT = re.compile(r'(?P<opens>(?<![^\s(\[—–-])"(?=[^\s"]))|(?<=[^\s"\d])"(?![^\W_])')


def quotation_marks(language: str) -> str:
    """Return the two marks of a quotation in the language of a tag; nothing if it is unknown."""
    return _MARKS.get(language_of(language) or "", "")


def inner_quotation_marks(language: str) -> str:
    """Return the two marks of a quotation within a quotation; nothing of an unknown language."""
    return _INNER_MARKS.get(language_of(language) or "", "")


def with_marks_around(before: str, after: str, marks: str, inner: str) -> tuple[str, str]:
    """Return what stands before and after a sentence with a language's `marks` in it, if any.

    Those of a quotation within a quotation are `inner`. An opening mark may be without the closing
    one, which another sentence has. A single mark alone is an apostrophe.
    """
    if not marks:
        return before, after
    single = _OPENS_SINGLE.search(f"{before}x"), _CLOSES_SINGLE.search(f"x{after}")
    has_double = _OPENS.search(f"{before}x") or _CLOSES.search(f"x{after}")
    before = _OPENS.sub(marks[0], f"{before}x")[:-1]
    after = _CLOSES.sub(marks[1], f"x{after}")[1:]
    own = inner if has_double else marks
    if all(single) and own:
        before = _OPENS_SINGLE.sub(own[0], f"{before}x")[:-1]
        after = _CLOSES_SINGLE.sub(own[1], f"x{after}")[1:]
    return before, after


def without_odd_quotes(source: str, text: str) -> str:
    """Return a translation without quotation marks if its source has none and they are in no pairs.

    Dashes stand for marks in the dialogues of some languages.
    """
    if not _QUOTE.search(text) or _ANY_QUOTE.search(source):
        return text
    if len(_QUOTE.findall(text)) % 2 == 0 and not _LOOSE_QUOTE.search(text):
        return text
    return _QUOTE.sub("", _LOOSE_QUOTE.sub(" ", text)).strip()


def has_marks_around_all(text: str) -> bool:
    """Say whether quotation marks enclose a whole text that has no others: they decorate it."""
    found = _WHOLE.fullmatch(text.strip())
    return found is not None and not _MARK_WITHIN.search(found["within"])


def with_commas_outside(text: str, marks: str) -> str:
    """Return a text with commas behind closing marks, where a language has none before them.

    Of these languages English alone does, whose marks are straight.
    """
    if not marks or '"' in marks:
        return text
    return re.sub(rf",({marks[1]})(?=\s)", r"\1,", text)


def with_uniform_marks(source: str, text: str, marks: str) -> str:
    """Return a translation that has typographic marks and straight ones with the former alone.

    The source has straight ones only. Nothing is changed where they may be of code or of inches, or
    do not open and close by turns.
    """
    if not marks or '"' in marks or '"' not in text or not _TYPOGRAPHIC.search(text):
        return text
    if _TYPOGRAPHIC.search(source) or _MAY_BE_CODE.search(source):
        return text
    uniform = _STRAIGHT.sub(lambda found: marks[0] if found["opens"] else marks[1], text)
    found = "".join(_TYPOGRAPHIC.findall(uniform))
    return text if '"' in uniform or found != marks * (len(found) // 2) else uniform


def with_inner_marks(source: str, text: str, inner: str) -> str:
    """Return a translation with a language's `inner` marks around quotations within quotations.

    The source has such, with marks of another kind. Nothing is changed where marks are in no pairs.
    """
    if not inner or len(_MARK.findall(text)) < _TWO_PAIRS or not _has_two_kinds(source):
        return text
    written = list(text)
    for start, end, within in _pairs(text):
        if within:
            written[start], written[end - 1] = inner[0], inner[1]
    return "".join(written)


def _has_two_kinds(text: str) -> bool:
    """Say whether a text has quotation marks of more than one kind, apostrophes aside."""
    found = {*_DOUBLE.findall(text), *_SINGLE.findall(text)}
    return sum(not found.isdisjoint(kind) for kind in _KINDS) > 1


def _pairs(text: str) -> list[tuple[int, int, bool]]:
    """Return the spans of quotations, and whether another is around.

    There are none if a mark has no other, or nothing is between them. Single marks are left aside.
    """
    opened: list[int] = []
    pairs: list[tuple[int, int, bool]] = []
    last = -1  # the place of a mark that opens
    for found in _MARK.finditer(text):
        place, before = found.start(), text[found.start() - 1 : found.start()]
        opens = not before or before.isspace() or before in _BEFORE_OPENING or last == place - 1
        if opens and text[place + 1 : place + 2].strip():
            opened.append(place)
            last = place
        elif opened and opened[-1] < place - 1:
            pairs.append((opened.pop(), place + 1, bool(opened)))
        else:
            return []
    return [] if opened else pairs


def has_quotation(text: str) -> bool:
    """Say whether something in a text is between quotation marks or brackets."""
    return _PAIR.search(text) is not None


def quotations(text: str) -> Iterator[Span]:
    """Yield the spans of what is between quotation marks or brackets, with these."""
    pairs = _pairs(text)
    if any(within for *_, within in pairs):
        yield from (pair[:2] for pair in pairs)
    else:
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
