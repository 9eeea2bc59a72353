"""The one path by which raw text enters: training, command line, Python and server alike."""

import unicodedata
from collections.abc import Callable

# Joiners change the meaning of Persian, Indic and emoji text, and tags that of flags. The others
# are format characters by category only: Arabic, Syriac and Kaithi signs that everybody sees
# (Prepended_Concatenation_Mark).
_TAGS = map(chr, range(0xE0020, 0xE0080))
_KEPT_FORMAT = frozenset(_TAGS) | frozenset(
    "\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
    "\U000110bd\U000110cd"
)

# Quotation marks and dashes of Windows-1252 that were read as Latin-1, by their codes; the one of
# the ellipsis is also a line end.
WINDOWS_SIGNS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D)
}


def normalize(text: str) -> str:
    """Return `text` in NFC, on one line, with single spaces and without control characters.

    Every kind of white space (tabs, line ends, no-break spaces) counts as one space; leading and
    trailing space goes. Control characters are dropped, but those that are signs of Windows-1252
    become these; byte-order marks, lone surrogates, noncharacters and invisible format characters
    are dropped, except joiners and the tags of flags. Applying it twice changes nothing
    more.
    """
    spaced = _single_spaced(text)
    if spaced.isprintable() and unicodedata.is_normalized("NFC", spaced):  # as nearly all text
        return spaced
    visible = "".join(filter(_is_visible, spaced.translate(WINDOWS_SIGNS)))
    return _single_spaced(unicodedata.normalize("NFC", visible))


def normalizer(*, lowercase: bool) -> Callable[[str], str]:
    """Return what makes of raw text the text that a model reads: `normalize`, or in lower case."""
    return _lower_case if lowercase else normalize


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def _lower_case(text: str) -> str:
    return normalize(normalize(text).lower())  # lower case can undo NFC


def _is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cn":
        return not _is_noncharacter(ord(character))
    return character in _KEPT_FORMAT or category not in ("Cc", "Cf", "Cs")


def _is_noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
