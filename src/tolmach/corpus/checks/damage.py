"""Damage that text takes on its way: lost characters, entities of HTML, and all that is repaired.

That is wrong decoding, too, and what tools that prepare text left in it.
"""

import html
import re
import unicodedata

from tolmach.corpus.checks.mojibake import LOST, decoded_again, with_signs_of_windows
from tolmach.corpus.checks.preparation import detokenised, joined_pieces

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
# "?", which an encoder puts where it lacks a letter: within a word, or for words of such letters.
_QUESTIONED = re.compile(
    r"""(?<![^\s("'„“«])[^\W\d_]++(?:\?+[a-zß-öø-ÿа-яё]++)+(?=[.,;:!?)"'“”»]*+(?:\s|\Z))
    | (?<!\S)\?{2,}+[ ]\?{2,}""",
    re.VERBOSE,
)
_ENTITY = re.compile(  # perhaps of one of an entity, as HTML that is escaped again and again has it
    r"&(?P<again>(?:(?:amp|#38|#x26);)*)(?P<last>(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});)", re.I
)
_ESCAPED_SIGNS = frozenset("&<>\"'")  # which HTML asks for as entities
_AMPERSAND = "&amp;"
# Of text about HTML: an entity in quotes or backticks, and one beside which is told what it is.
_QUOTES = "\"'`´„“”«»‹›‘’‚"
_EDGE = re.compile(rf"[\s{_QUOTES}()\[\].,;:!?/|]|\Z")
_TELLS_OF_CODE = re.compile(r"(?i)\b(?:x?html|xml|entit|escap|maskier|сущност|экранир)")
_TELLS_OF_SPACE = re.compile(r"(?i)leerzeichen|\bspaces?\b|пробел")
_LETTERS_ALONE = frozenset("äöüÄÖÜß")  # which are no words


def has_lost_characters(text: str) -> bool:
    """Say whether characters of `text` were lost for good (U+FFFD, or "?" for letters)."""
    return LOST in text or ("?" in text and _QUESTIONED.search(text) is not None)


def has_control_characters(text: str) -> bool:
    """Say whether `text` holds noncharacters, or ASCII controls but tabs and line ends."""
    return _CONTROL.search(text) is not None


def has_entities(text: str) -> bool:
    """Say whether `text` holds HTML entities ("&amp;", "&#39;") in place of their characters."""
    return "&" in text and _without_entities(text) != text


def _without_entities(text: str) -> str:
    """Replace entities but those that a text is about: "Write &amp; for &", "&auml; in HTML".

    Where "&amp;" and "&amp;amp;" stand, each is escaped once less.
    """
    bare = _ENTITY.sub(" ", text)
    once = any(entity[0] == _AMPERSAND for entity in _ENTITY.finditer(text))

    def character(entity: re.Match[str]) -> str:
        if entity["again"] and "&" in bare:
            return entity[0]
        last = f"&{entity['last']}"
        if _is_spoken_of(entity, bare) or (entity["again"] and last == _AMPERSAND and once):
            return last
        sign = html.unescape(last)
        return last if sign in _ESCAPED_SIGNS and sign in bare else sign

    return _ENTITY.sub(character, text)


def _is_spoken_of(entity: re.Match[str], bare: str) -> bool:
    """Say whether a text is about an entity that stands in it as a word of its own does.

    `bare` is the text without its entities.
    """
    text, (start, end) = entity.string, entity.span()
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if not (_EDGE.match(before) and _EDGE.match(after)):
        return False
    sign = html.unescape(f"&{entity['last']}")
    quoted = bool(before and after) and before in _QUOTES and after in _QUOTES
    if quoted or sign in _LETTERS_ALONE or _TELLS_OF_CODE.search(bare):
        return True
    if sign.isspace():
        return _TELLS_OF_SPACE.search(bare) is not None
    known = sign.isalnum() or unicodedata.category(sign[0]) in ("So", "Sm")
    return known and re.search(rf"(?<!\w){re.escape(sign)}(?!\w)", bare) is not None


def repaired(text: str) -> str:
    """Return `text` with mojibake decoded and entities replaced, also where both came twice.

    Pieces, and what a tokeniser parted, are joined. What is lost stays lost. Sound text comes back
    as it is.
    """
    for _ in range(3):
        better = decoded_again(text)
        if "&" in better:
            better = _without_entities(better)
        if better == text:
            break
        text = better
    return detokenised(joined_pieces(with_signs_of_windows(text)))
