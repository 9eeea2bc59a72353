"""Decoration at the edges of a sentence: bullets, list numbers, emoji, quotes, brackets, dashes.

It is set aside while the rest is translated, and put back as it was.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate

from tolmach.text.normalize import normalize
from tolmach.text.quantities.ordinals import begins_with_ordinal
from tolmach.text.sentences import Span
from tolmach.text.strings.markdown import CODE_LINE, DIRECTIVE

_LEADING = re.compile(
    rf"""
      \s++ | {CODE_LINE} | {DIRECTIVE}
    | \#{{1,6}}+ (?=\s)
    | >++ (?=\s)
    | [-*+] (?=\s)
    | [-‐‑–—]++ (?=[^\W\d]|\s)
    | \[[\ xX]\] (?=\s)
    | \d{{1,3}} (?: [.)] | \.\) ) (?=\s+[^\s\d])
    | [IVX]{{1,5}} \. (?=\s+[^\W\d](?!\.))
    | [⁰¹²³⁴-⁹]++ (?=\s)
    | [^\W\d_] \) (?=\s)
    | \( (?:\d{{1,3}}|[^\W\d_]|[ivx]{{1,4}}) \) (?=\s)
    | [.…]{{1,3}}+ (?=\s)
    | (?: \.{{2,3}}+ | … ) (?=[^\W\d])
    | %++ (?=\s+[^\W\d])
    | [:;=]['’]?-?[)(DPpOo3/|*] (?=\s)
    | :++ (?=[^\W\d])
    | (?: !!! | \?\?\? ) \+? (?=\s)
    | \d \ufe0f? \u20e3
    | . \ufe0f
    """,
    re.VERBOSE,
)
_FACE = r"(?:[:;=8xX]['’]?-?[)(DPpOo3/|*]|<3|\^\^|\(-?[:;])"  # an emoticon
_FACE_BETWEEN_WORDS = re.compile(rf"(?<=[^\s\d]\s)(?!8){_FACE}(?=\s[^\W\d])")
_TRAILING = re.compile(
    r"(?:\s+|(?<=[^\s.…])\s?(?:\.\.\.|…)|\s[-‐‑–—#+]+|\s?(?:_{2,}|\.{4,})|.\ufe0f"
    rf"|(?<![^\s.,!?]){_FACE}|(?<=[^\W\d_])<3|(?<=[.!?…])(?:\[\d{{1,3}}\])+)\Z"
)
_PRICE_DASH = re.compile(r"\d[.,][–—-]{1,2}\Z")  # for cents: 20,-
# What `normalize` leaves out or makes a space of; line ends are none of it.
UNSEEN = (
    "\u200b\u2060\ufeff\xad\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_SPACES = rf"[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|[{UNSEEN}]"
_SPACE_BEFORE, _SPACE_AFTER = re.compile(rf"(?:{_SPACES})+"), re.compile(rf"(?:{_SPACES})+\Z")
_OPENS_DIRECTION = re.compile("[\u2066-\u2068\u202a\u202b\u202d\u202e]")
_CLOSES_DIRECTION = re.compile("[\u2069\u202c]")
_DIRECTION = re.compile("[\u2066-\u2069\u202a-\u202e]")
_UNUSUAL_SPACE = re.compile(r"\S(?:[^\S ]|\s\s)")
_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_WIDEST = 3  # spaces between words of a sentence; more set columns apart, as a tab does
_PAIRS = {
    "„": '“”"',
    "“": "”",
    "»": "«",
    "«": "»",
    '"': '"',
    "‚": "‘’",
    "‘": "’",
    "‹": "›",
    "›": "‹",
    "'": "'",
    "「": "」",
    "『": "』",
    "(": ")",
    "[": "]",
    "{": "}",
    "<": ">",
    "（": "）",
    "【": "】",
    "*": "*",
    "_": "_",
    "~": "~",
    "=": "=",
}
# An apostrophe that nothing closes, and that is none of a word: "'Tis", "'S ist".
_OPENED_ALONE = re.compile(
    r"'(?=[^\W\d_])(?!(?i:tis|twas|til|cause|em|s|n(?:e[mnr]?)?|r(?:aus|ein|um|an|auf))\b)"
    r"(?:[^']|(?<=\w)'(?=\w))*\Z"
)
_ENDS = frozenset(".!?…")  # after these an apostrophe is of no word
_CLOSED = frozenset("\"'“”’»«)]}")  # a comma after these parts data, or ends a line of them
_CLOSING = frozenset("".join(_PAIRS.values()))
_SENTENCE_MARKS = frozenset(".,;:!?¿¡…؟،؛।。｡、､！？：；，．%‰°§№&'’")
_DOUBLED = frozenset("*_~=")  # marks of Markdown, of which several make one


def edges(text: str, held: Sequence[bool]) -> Span:
    """Return the span of the text that is left when decoration at its edges is set aside.

    Characters that are `held` are never decoration. The span is empty where nothing is left.
    """
    start, end = 0, len(text)
    while start < end:
        before = start, end
        start, end = _without_pair(text, start, end, held)
        start = _without_leading(text, start, end, held)
        end = _without_trailing(text, start, end, held)
        if (start, end) == before:
            break
    return start, max(start, end)


def leading(text: str) -> int:
    """Return where a text begins whose end is not known yet, decoration aside."""
    return _without_leading(text, 0, len(text), [False] * len(text))


def outer_space(text: str) -> tuple[str, str]:
    """Return the white space, seen or not, with which a text begins and ends, without line ends.

    A text of nothing else has none. Marks that open a direction of writing are among it if others
    close it.
    """
    if not text.strip() or not text.strip(UNSEEN):
        return "", ""
    found = _SPACE_BEFORE.match(text), _SPACE_AFTER.search(text)
    before, after = (one[0] if one else "" for one in found)
    if len(_OPENS_DIRECTION.findall(before)) != len(_CLOSES_DIRECTION.findall(after)):
        return _DIRECTION.sub("", before), _DIRECTION.sub("", after)
    return before, after


def faces(text: str, start: int = 0) -> Iterator[Span]:
    """Yield the emoticons between the words of `text[start:]`, but none of a number."""
    yield from (found.span() for found in _FACE_BETWEEN_WORDS.finditer(text, start))


def inner_spaces(text: str, normal: str) -> dict[int, str]:
    """Return the spaces within a text that are not single ones, by their places when normalised.

    `normal` is the text with single spaces. What holds a line end is left out.
    """
    if not _UNUSUAL_SPACE.search(text):
        return {}
    found: list[str] = []
    since = ""
    for word, space in zip(text.split(), ["", *re.findall(r"\s+", text.strip())], strict=True):
        since += space
        if normalize(word):  # and not a word of nothing that is seen
            found.append(since)
            since = ""
    words = normal.split(" ")
    if len(found) != len(words):
        return {}
    ends = accumulate(len(word) + 1 for word in words)
    return {
        end - 1: space
        for end, space in zip(ends, found[1:], strict=False)
        if space != " " and not _LINE_END.search(space)
    }


def sets_apart(space: str) -> bool:
    """Say whether a space is so wide that what stands on both sides is no one sentence."""
    return "\t" in space or len(space) > _WIDEST


def is_sign(character: str) -> bool:
    """Say whether a character is neither a letter with its accents, nor a digit, nor a space."""
    return not (
        character.isalnum()
        or character.isspace()
        or unicodedata.category(character) in ("Mn", "Mc")
    )


def _without_pair(text: str, start: int, end: int, held: Sequence[bool]) -> Span:
    """Return the inside of a pair of marks around the whole of `text[start:end]`."""
    opening = text[start]
    if end - start < 2 or held[start] or held[end - 1]:
        return start, end
    if text[end - 1] not in _PAIRS.get(opening, ""):
        return start, end
    inside = text[start + 1 : end - 1]
    if opening in _DOUBLED:
        count = _repeated(opening, text[start:end])
        inside = text[start + count : end - count]
        whole = text[end - count : end] == opening * count and opening not in inside
        return (start + count, end - count) if whole and inside.strip() else (start, end)
    if opening == text[end - 1]:
        return (start, end) if opening in inside and opening != "'" else (start + 1, end - 1)
    return (start + 1, end - 1) if _balanced(inside, opening) else (start, end)


def _balanced(inside: str, opening: str) -> bool:
    """Say whether what opens inside a pair closes there, so that its edges belong together."""
    depth = 0
    for character in inside:
        if character in _PAIRS[opening]:
            depth -= 1
        elif character == opening:
            depth += 1
        if depth < 0:
            return False
    return depth == 0


def _repeated(character: str, text: str) -> int:
    return len(text) - len(text.lstrip(character))


def _without_leading(text: str, start: int, end: int, held: Sequence[bool]) -> int:
    while start < end and not held[start]:
        found = _LEADING.match(text, start, end)
        if found is not None and begins_with_ordinal(text[start:end]):
            break
        if found is not None:
            start = found.end()
        elif _leads(text, start, end):
            start += 1
        else:
            break
    return start


def _without_trailing(text: str, start: int, end: int, held: Sequence[bool]) -> int:
    while start < end and not held[end - 1]:
        found = _TRAILING.search(text, max(start, end - 9), end)
        if found is not None:
            end = found.start()
        elif _ends_with_quote(text, start, end):
            end -= 2
        elif _trails(text, start, end):
            end -= 1
        else:
            break
    return end


def _leads(text: str, start: int, end: int) -> bool:
    """Say whether a sign at the start decorates, rather than belonging to what follows."""
    sign, after = text[start], text[start + 1 : start + 2]
    if sign in _PAIRS:
        closers, inside = _PAIRS[sign], text[start + 1 : end]
        inside = inside.lstrip(sign) if sign in _DOUBLED else inside
        if sign == "'":
            return _OPENED_ALONE.match(text, start, end) is not None
        return not any(closer in inside for closer in closers)
    if not is_sign(sign) or sign in _SENTENCE_MARKS:
        return sign in ",;" or (sign in ".:!?…" and (not after or after.isspace()))
    if _stays_with_a_number(sign):
        return sign == "|" or not after or after.isspace() or is_sign(after)
    return sign in _CLOSING or not (sign in "#@/\\$" and after.isalnum())


def _ends_with_quote(text: str, start: int, end: int) -> bool:
    """Say whether a text ends with two apostrophes that close what is opened otherwise."""
    before, two = text[start : end - 2], text[max(start, end - 2) : end]
    return two == "''" and "''" not in before and not before[-1:].isdigit()


def _trails(text: str, start: int, end: int) -> bool:
    """Say whether a sign at the end decorates, rather than belonging to what precedes it."""
    sign, before = text[end - 1], text[end - 2 : end - 1] if end - 2 >= start else ""
    if sign in _CLOSING and (sign != "'" or before in _ENDS):
        openers = [opener for opener, closers in _PAIRS.items() if sign in closers]
        inside = text[start : end - 1]
        inside = inside.rstrip(sign) if sign in _DOUBLED else inside
        return not any(opener in inside for opener in openers)
    if not is_sign(sign) or sign in _SENTENCE_MARKS:
        return sign in ":;" or (sign == "," and before in _CLOSED)
    if unicodedata.category(sign) == "Sc" or _PRICE_DASH.search(text, start, end):
        return False
    glued = text[start : end - 1].rstrip(sign)[-1:].isalnum() and not before.isspace()
    return sign == "|" or not (glued and (_stays_with_a_number(sign) or sign in "#/"))


def _stays_with_a_number(sign: str) -> bool:
    return sign in "+-−" or unicodedata.category(sign) in ("Sc", "Sm", "Pd")
