"""Entities of HTML that are left in a text, and the signs that they stand for."""

import html
import re
import unicodedata

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


def has_entities(text: str) -> bool:
    """Say whether `text` holds HTML entities ("&amp;", "&#39;") in place of their characters."""
    return "&" in text and without_entities(text) != text


def without_entities(text: str) -> str:
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
