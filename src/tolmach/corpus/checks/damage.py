"""Damage that text takes on its way: lost characters, entities of HTML, and all that is repaired.

That is wrong decoding, too, and what tools that prepare text left in it.
"""

import html
import re
import unicodedata
from functools import cached_property

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
    entities = _Entities(text)

    def character(entity: re.Match[str]) -> str:
        if entity["again"] and "&" in entities.bare_signs:
            return entity[0]
        last = f"&{entity['last']}"
        sign = html.unescape(last)
        once_less = entity["again"] and last == _AMPERSAND and entities.stands_once
        if once_less or entities.are_about(entity, sign):
            return last
        return last if sign in entities.bare_signs else sign

    return _ENTITY.sub(character, text)


class _Entities:
    """The entities of a text, and what that says without them."""

    def __init__(self, text: str) -> None:
        self._bare = _ENTITY.sub(" ", text)
        self.bare_signs = _ESCAPED_SIGNS.intersection(self._bare)
        self.stands_once = any(entity[0] == _AMPERSAND for entity in _ENTITY.finditer(text))
        self._alone: dict[str, bool] = {}

    @cached_property
    def _tells_of_code(self) -> bool:
        return _TELLS_OF_CODE.search(self._bare) is not None

    @cached_property
    def _tells_of_space(self) -> bool:
        return _TELLS_OF_SPACE.search(self._bare) is not None

    def _stands_alone(self, sign: str) -> bool:
        """Say whether a letter or a symbol is a word of its own in the text, too."""
        if sign not in self._alone:
            known = sign.isalnum() or unicodedata.category(sign[0]) in ("So", "Sm")
            word = rf"(?<!\w){re.escape(sign)}(?!\w)"
            self._alone[sign] = known and re.search(word, self._bare) is not None
        return self._alone[sign]

    def are_about(self, entity: re.Match[str], sign: str) -> bool:
        """Say whether the text is about an entity, which stands in it as a word of its own does."""
        text, (start, end) = entity.string, entity.span()
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if not (_EDGE.match(before) and _EDGE.match(after)):
            return False
        quoted = bool(before and after) and before in _QUOTES and after in _QUOTES
        if quoted or sign in _LETTERS_ALONE or self._tells_of_code:
            return True
        return self._tells_of_space if sign.isspace() else self._stands_alone(sign)


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
